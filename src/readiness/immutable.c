#include "readiness/immutable.h"

#include "base/fault.h"
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define SOURCE "canary"

/* ---- The canary ---- */

static size_t canary_text(char out[IMMUTABLE_TEXT_MAX], int64_t backup_id)
{
    return (size_t)snprintf(out, IMMUTABLE_TEXT_MAX,
                            "Sonae 見張りファイル（書き換えできないことの確認用）\n%" PRId64 "\n",
                            backup_id);
}

static int open_at(int dir, int flags)
{
    if (fault_hit(FAULT_IO)) {
        errno = EIO;
        return -1;
    }
    return openat(dir, IMMUTABLE_CANARY, flags | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600);
}

static int open_dir(const char *dir)
{
    if (fault_hit(FAULT_IO)) {
        errno = EIO;
        return -1;
    }
    return open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/* Write it anew, into a file that is open. */
static enum status fill(int fd, int64_t backup_id, struct err *err)
{
    char text[IMMUTABLE_TEXT_MAX];
    size_t len = canary_text(text, backup_id);
    enum status st = file_write_all(fd, text, len, err);

    return st == OK ? file_sync(fd, err) : st;
}

enum status immutable_plant(const char *dir, int64_t backup_id, struct err *err)
{
    CLEANUP(file_close) int at = open_dir(dir);

    if (at < 0) {
        return err_errno(err, errno, "%s", dir);
    }
    CLEANUP(file_close) int fd = open_at(at, O_WRONLY | O_CREAT | O_EXCL);

    if (fd < 0) {
        return errno == EEXIST  ? err_set(err, E_CONFLICT, "%s has its canary", dir)
               : errno == EROFS ? err_set(err, E_DENIED, "%s is read-only", dir)
                                : err_errno(err, errno, "%s/" IMMUTABLE_CANARY, dir);
    }
    enum status st = fill(fd, backup_id, err);

    if (st != OK) {
        (void)unlinkat(at, IMMUTABLE_CANARY, 0);
        return err_note(err, "planting a canary");
    }
    return OK;
}

/* ---- What is known of it before anything is tried ---- */

enum state { CANARY_NONE, CANARY_OURS, CANARY_CHANGED, CANARY_UNREADABLE };

static enum state look_at(int fd, int64_t backup_id)
{
    char want[IMMUTABLE_TEXT_MAX], got[IMMUTABLE_TEXT_MAX + 1];
    size_t len = canary_text(want, backup_id);
    struct stat s;

    if (fd < 0) {
        return errno == ENOENT ? CANARY_NONE : CANARY_UNREADABLE;
    }
    if (fstat(fd, &s) != 0 || !S_ISREG(s.st_mode)) {
        return CANARY_UNREADABLE;
    }
    ssize_t n = fault_hit(FAULT_IO) ? -1 : read(fd, got, sizeof(got));

    return n < 0                                             ? CANARY_UNREADABLE
           : (size_t)n == len && memcmp(got, want, len) == 0 ? CANARY_OURS
                                                             : CANARY_CHANGED;
}

/* ---- What is tried ---- */

struct trial {
    const char *allowed; /* what was allowed, or NULL: all was refused */
    int refusal[3];      /* errno of each refusal */
    bool put_back;       /* what was changed stands as before */
};

/* Each trial is made only while all before it were refused. */
static struct trial try_all(int at, int64_t backup_id)
{
    struct trial t = {.put_back = true};
    CLEANUP(file_close) int writing = open_at(at, O_WRONLY);

    if (writing >= 0) {
        t.allowed = "書き込み用に開くこと";
        return t;
    }
    t.refusal[0] = errno;
    CLEANUP(file_close) int cutting = open_at(at, O_WRONLY | O_TRUNC);

    if (cutting >= 0) {
        t.allowed = "中身を切り詰めること";
        t.put_back = fill(cutting, backup_id, NULL) == OK;
        return t;
    }
    t.refusal[1] = errno;
    if (unlinkat(at, IMMUTABLE_CANARY, 0) == 0) {
        CLEANUP(file_close) int anew = open_at(at, O_WRONLY | O_CREAT | O_EXCL);

        t.allowed = "削除すること";
        t.put_back = anew >= 0 && fill(anew, backup_id, NULL) == OK;
        return t;
    }
    t.refusal[2] = errno;
    return t;
}

/* ---- Why it was refused ---- */

static bool all_are(const struct trial *t, int a, int b)
{
    for (size_t i = 0; i < COUNT(t->refusal); i++) {
        if (t->refusal[i] != a && t->refusal[i] != b) {
            return false;
        }
    }
    return true;
}

/* Is the disk itself read-only (a switch, WORM), or only this mount? */
static bool is_device_read_only(dev_t dev)
{
    char path[64], digit = '0';

    snprintf(path, sizeof(path), "/sys/dev/block/%u:%u/ro", major(dev), minor(dev));

    CLEANUP(file_close) int fd = open(path, O_RDONLY | O_CLOEXEC);

    return fd >= 0 && read(fd, &digit, 1) == 1 && digit == '1';
}

static void say(struct copy_fact *f, enum copy_proof proof, const char *note)
{
    f->proof = proof;
    f->note = note;
}

static void judge_refusal(struct copy_fact *f, int fd, const struct trial *t)
{
    struct statx x = {0};
    struct stat s = {0};
    struct statvfs v = {0};
    bool known = statx(fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS, &x) == 0 && fstat(fd, &s) == 0 &&
                 fstatvfs(fd, &v) == 0;

    if (known && (x.stx_attributes & STATX_ATTR_IMMUTABLE) != 0 && all_are(t, EPERM, EPERM)) {
        say(f, COPY_PROVED, "書き込み・切り詰め・削除が断られました（変更禁止の属性）。");
    } else if (known && (x.stx_attributes & STATX_ATTR_APPEND) != 0 && all_are(t, EPERM, EPERM)) {
        say(f, COPY_PROVED, "書き換え・切り詰め・削除が断られました（追記専用の属性）。");
    } else if (known && all_are(t, EROFS, EROFS) && is_device_read_only(s.st_dev)) {
        say(f, COPY_PROVED, "媒体そのものが読み取り専用です。");
    } else if (known && all_are(t, EROFS, EROFS) && (v.f_flag & ST_RDONLY) != 0) {
        say(f, COPY_CLAIMED,
            "このコンピューターからは読み取り専用ですが、つなぎ方だけかもしれません。");
    } else if (known && all_are(t, EPERM, EPERM)) {
        say(f, COPY_PROVED, "書き込み・切り詰め・削除が断られました（保管装置の保護）。");
    } else if (all_are(t, EACCES, EPERM)) {
        say(f, COPY_UNKNOWN, "書けませんでしたが、この利用者に権限がないだけかもしれません。");
    } else {
        say(f, COPY_UNKNOWN, "書けるかどうかを最後まで試せませんでした。");
    }
}

enum status immutable_try(struct copy_fact *out, const char *dir, int64_t backup_id, int64_t now_ms,
                          struct arena *a, struct err *err)
{
    struct copy_fact f = {
        .backup_id = backup_id, .kind = COPY_IMMUTABLE, .source = SOURCE, .at = now_ms};
    CLEANUP(file_close) int at = open_dir(dir);
    CLEANUP(file_close) int fd = at < 0 ? -1 : open_at(at, O_RDONLY);
    enum state state = at < 0 ? CANARY_UNREADABLE : look_at(fd, backup_id);

    if (state == CANARY_UNREADABLE) {
        say(&f, COPY_UNKNOWN, "写しの場所か見張りファイルを読めませんでした。");
    } else if (state == CANARY_NONE) {
        say(&f, COPY_UNKNOWN,
            "見張りファイルがありません。先に置いてから、書き換え防止を有効にしてください。");
    } else if (state == CANARY_CHANGED) {
        say(&f, COPY_CONTRADICTED,
            "見張りファイルの中身が変わっています。だれかが書き換えました。");
    } else {
        const struct trial t = try_all(at, backup_id);

        if (t.allowed != NULL) {
            say(&f, COPY_CONTRADICTED,
                arena_printf(a, "見張りファイルを%sができました。%s", t.allowed,
                             t.put_back ? "" : "元に戻せていません。"));
        } else {
            judge_refusal(&f, fd, &t);
        }
    }
    if (arena_status(a, err) != OK) {
        return err_note(err, "trying a canary");
    }
    *out = f;
    return OK;
}
