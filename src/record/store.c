#include "record/store.h"

#include "base/fault.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/text.h"
#include "record/store.sql.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_SIZE = 4096, CHUNK = 64 * 1024, NAME_MAX_BYTES = 240, TYPE_MAX = 100 };

/* Copy from one descriptor to the other, hashing. */
static enum status copy_hashed(char hex[HASH_HEX_SIZE], int64_t *size, int from, int to,
                               struct err *err)
{
    static char chunk[CHUNK];
    struct hash h;
    uint8_t digest[HASH_SIZE];
    int64_t total = 0;

    hash_start(&h);
    for (;;) {
        ssize_t n = fault_hit(FAULT_IO) ? (errno = EIO, -1) : pread(from, chunk, CHUNK, total);

        if (n < 0) {
            return err_errno(err, errno, "reading an upload");
        }
        if (n == 0) {
            break;
        }
        total += n;
        if (total > STORE_FILE_MAX) {
            return err_say(err, E_LIMIT, MSG_FILE_TOO_LARGE);
        }
        hash_add(&h, chunk, (size_t)n);
        enum status st = file_write_all(to, chunk, (size_t)n, err);

        if (st != OK) {
            return st;
        }
    }
    hash_end(&h, digest);
    hash_hex(hex, digest, HASH_SIZE);
    *size = total;
    return total > 0 ? file_sync(to, err) : err_say(err, E_INVALID, MSG_FILE_EMPTY);
}

static enum status sync_dir(const char *path, struct err *err)
{
    CLEANUP(file_close) int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    return fd < 0 ? err_errno(err, errno, "opening %s", path) : file_sync(fd, err);
}

/* temp becomes files/ab/cd/HEX; a file that is there already has the same bytes. */
static enum status move_in(const char *temp, const char *data_dir, const char *hex, struct err *err)
{
    char dir[PATH_SIZE], path[PATH_SIZE + HASH_HEX_SIZE];

    snprintf(dir, sizeof(dir), "%s/files/%.2s/%.2s", data_dir, hex, hex + 2);
    snprintf(path, sizeof(path), "%s/%s", dir, hex);
    enum status st = file_make_dirs(dir, 0700, err);

    if (st != OK) {
        return st;
    }
    if (fault_hit(FAULT_IO) || rename(temp, path) != 0) {
        return err_errno(err, errno == 0 ? EIO : errno, "storing %s", path);
    }
    return sync_dir(dir, err);
}

/* File names keep their letters; what could leave the directory or break a line goes. */
static const char *clean_name(const char *name, struct arena *a)
{
    const char *slash = strrchr(name, '/');
    const char *back = strrchr(name, '\\');
    const char *base = slash > back ? slash + 1 : back != NULL ? back + 1 : name;
    char *out = arena_alloc(a, NAME_MAX_BYTES);

    if (out == NULL) {
        return NULL;
    }
    text_cut(out, NAME_MAX_BYTES, *base == '\0' ? "file" : base);
    for (char *p = out; *p != '\0'; p++) {
        if ((unsigned char)*p < 0x20 || *p == 0x7F) {
            *p = '_';
        }
    }
    return out;
}

static bool is_type(const char *type)
{
    return type != NULL && strlen(type) <= TYPE_MAX && strchr(type, '/') != NULL &&
           strpbrk(type, " \t\r\n\"") == NULL;
}

enum status store_add(const char **out, struct db *db, const char *data_dir, int64_t facility_id,
                      int fd, const char *name, const char *type, int64_t now_ms, struct arena *a,
                      struct err *err)
{
    char temp[PATH_SIZE], hex[HASH_HEX_SIZE];
    int64_t size = 0;

    snprintf(temp, sizeof(temp), "%s/files", data_dir);
    enum status st = file_make_dirs(temp, 0700, err);

    if (st != OK) {
        return err_note(err, "storing a file");
    }
    snprintf(temp, sizeof(temp), "%s/files/new-XXXXXX", data_dir);
    CLEANUP(file_close)
    int to = fault_hit(FAULT_IO) ? (errno = EIO, -1) : mkostemp(temp, O_CLOEXEC);

    if (to < 0) {
        return err_errno(err, errno, "making %s", temp);
    }
    st = fchmod(to, 0600) != 0 ? err_errno(err, errno, "chmod %s", temp)
                               : copy_hashed(hex, &size, fd, to, err);
    if (st == OK) {
        st = move_in(temp, data_dir, hex, err);
    }
    if (st != OK) {
        unlink(temp);
        return err_note(err, "storing a file");
    }
    type = is_type(type) ? type : "application/octet-stream";
    st = sql_file_add_run(db, facility_id, hex, size, type, now_ms, NULL, err);
    if (st == OK) {
        *out = arena_printf(a, "%s %" PRId64 " %s %s", hex, size, type, clean_name(name, a));
        st = arena_status(a, err);
    }
    return st == OK ? OK : err_note(err, "storing a file");
}

enum status store_parse(struct stored_file *out, const char *canonical, struct arena *a,
                        struct err *err)
{
    char *copy = arena_copy(a, canonical);
    char *part[4] = {copy};

    for (int i = 1; i < 4 && part[i - 1] != NULL; i++) {
        part[i] = strchr(part[i - 1], ' ');
        if (part[i] != NULL) {
            *part[i]++ = '\0';
        }
    }
    if (arena_status(a, err) != OK) {
        return err->status;
    }
    if (part[3] == NULL || strspn(part[0], "0123456789abcdef") != 2 * HASH_SIZE) {
        return err_set(err, E_CORRUPT, "not a stored file: %.80s", canonical);
    }
    *out = (struct stored_file){part[0], strtoll(part[1], NULL, 10), part[2], part[3]};
    return OK;
}

enum status store_open(int *fd, const char *data_dir, const struct stored_file *f, struct err *err)
{
    char path[PATH_SIZE];
    struct stat st;

    snprintf(path, sizeof(path), "%s/files/%.2s/%.2s/%s", data_dir, f->sha256, f->sha256 + 2,
             f->sha256);
    CLEANUP(file_close) int opened = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

    if (opened < 0) {
        return err_errno(err, errno, "opening %s", path);
    }
    if (fstat(opened, &st) != 0 || st.st_size != f->size) {
        return err_set(err, E_CORRUPT, "%s is not %" PRId64 " bytes", path, f->size);
    }
    *fd = opened;
    opened = -1;
    return OK;
}
