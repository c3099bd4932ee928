#include "readiness/medium.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>

/* As statfs(2) lists them. */
enum { MAGIC_NFS = 0x6969, MAGIC_SMB = 0x517B };
#define MAGIC_CIFS 0xFF534D42u
#define MAGIC_SMB2 0xFE534D42u

static bool is_share(const struct statfs *fs)
{
    const unsigned type = (unsigned)fs->f_type;

    return type == MAGIC_NFS || type == MAGIC_SMB || type == MAGIC_CIFS || type == MAGIC_SMB2;
}

/* The way from the processor to a disk, as the kernel names it, leads over the USB. */
static bool is_on_usb(dev_t dev)
{
    char link[64], way[PATH_MAX];

    snprintf(link, sizeof(link), "/sys/dev/block/%u:%u", major(dev), minor(dev));
    return realpath(link, way) != NULL && strstr(way, "/usb") != NULL;
}

enum medium_seen medium_see(const char *path)
{
    struct statfs fs;
    struct stat here, root;

    if (statfs(path, &fs) != 0 || stat(path, &here) != 0 || stat("/", &root) != 0) {
        return MEDIUM_UNSEEN;
    }
    if (is_share(&fs)) {
        return MEDIUM_NETWORK;
    }
    if (here.st_dev == root.st_dev) {
        return MEDIUM_OWN_DISK;
    }
    return major(here.st_dev) == 0  ? MEDIUM_UNSEEN /* no disk behind it that is known */
           : is_on_usb(here.st_dev) ? MEDIUM_USB
                                    : MEDIUM_OTHER_DISK;
}

static const struct {
    const char *code;
    enum medium_seen proves[2]; /* MEDIUM_UNSEEN: none */
    enum medium_seen denies[2];
} table[] = {
    {"internal",      {MEDIUM_OWN_DISK, MEDIUM_OTHER_DISK}, {MEDIUM_NETWORK, MEDIUM_USB}     },
    {"nas",           {MEDIUM_NETWORK, MEDIUM_UNSEEN},      {MEDIUM_OWN_DISK, MEDIUM_USB}    },
    {"external_disk", {MEDIUM_USB, MEDIUM_UNSEEN},          {MEDIUM_OWN_DISK, MEDIUM_NETWORK}},
    {"usb",           {MEDIUM_USB, MEDIUM_UNSEEN},          {MEDIUM_OWN_DISK, MEDIUM_NETWORK}},
};

static bool is_one_of(enum medium_seen seen, const enum medium_seen of[2])
{
    return seen != MEDIUM_UNSEEN && (seen == of[0] || seen == of[1]);
}

enum copy_proof medium_judge(const char *code, enum medium_seen seen)
{
    for (size_t i = 0; i < COUNT(table); i++) {
        if (strcmp(table[i].code, code) == 0) {
            return is_one_of(seen, table[i].proves)   ? COPY_PROVED
                   : is_one_of(seen, table[i].denies) ? COPY_CONTRADICTED
                                                      : COPY_UNKNOWN;
        }
    }
    return COPY_UNKNOWN;
}

static const char *const note[] = {
    [MEDIUM_UNSEEN] = "どの媒体にあるのか、このコンピューターからは分かりません。",
    [MEDIUM_NETWORK] = "写しは、ほかの機器の共有フォルダにあります。",
    [MEDIUM_USB] = "写しは、USBにつないだ媒体にあります。",
    [MEDIUM_OWN_DISK] = "写しは、このコンピューター自身のディスクにあります。",
    [MEDIUM_OTHER_DISK] = "写しは、このコンピューターの中の別のディスクか領域にあります。",
};

bool medium_look(struct copy_fact *out, const struct record *backup, int64_t now_ms)
{
    const char *path = record_get(backup, "check_path"), *code = record_get(backup, "medium");

    for (size_t i = 0; path != NULL && code != NULL && i < COUNT(table); i++) {
        if (strcmp(table[i].code, code) == 0) {
            const enum medium_seen seen = medium_see(path);

            *out = (struct copy_fact){
                .backup_id = backup->id,
                .kind = COPY_MEDIUM,
                .proof = medium_judge(code, seen),
                .source = "reach.medium",
                .at = now_ms,
                .note = note[seen],
            };
            return true;
        }
    }
    return false;
}
