#include "record/site_backup.h"

#include "base/file.h"
#include "base/hash.h"
#include "base/tar.h"
#include "record/record.h"
#include "record/site_backup.sql.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define UNFINISHED ".restoring"

enum { CHUNK = 64 * 1024 };

/* Open path and append it to the archive as name. */
static enum status add_file(int archive, const char *path, const char *name, int64_t now_ms,
                            struct err *err)
{
    CLEANUP(file_close) int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;

    if (fd < 0 || fstat(fd, &st) != 0) {
        return err_errno(err, errno, "opening %s", path);
    }
    return tar_add(archive, name, fd, st.st_size, now_ms, err);
}

static enum status add_documents(struct site_backup *b, int archive, struct db *snapshot,
                                 const char *data_dir, int64_t now_ms, struct err *err)
{
    CLEANUP(stmt_close) struct stmt *q = sql_backup_files(snapshot);
    struct sql_backup_files_row row;

    while (sql_backup_files_next(q, &row)) {
        char name[TAR_NAME_MAX + 1], path[PATH_MAX];

        snprintf(name, sizeof(name), "files/%.2s/%.2s/%s", row.sha256, row.sha256 + 2, row.sha256);
        snprintf(path, sizeof(path), "%s/%s", data_dir, name);
        enum status st = add_file(archive, path, name, now_ms, err);

        if (st != OK) {
            return st;
        }
        b->files++;
    }
    return stmt_status(q, err);
}

static enum status write_archive(struct site_backup *b, const char *snapshot_path,
                                 const char *data_dir, const char *path, int64_t now_ms,
                                 struct err *err)
{
    CLEANUP(file_new_close) struct file_new f = FILE_NEW;
    CLEANUP(db_close) struct db *snapshot = NULL;
    struct db_options options = {.path = snapshot_path, .read_only = true};
    struct stat size;
    enum status st = file_new_open(&f, path, 0600, err);

    if (st == OK) {
        st = add_file(f.fd, snapshot_path, SITE_DATABASE, now_ms, err);
    }
    if (st == OK) {
        st = db_open(&snapshot, &options, err);
    }
    if (st == OK) {
        st = add_documents(b, f.fd, snapshot, data_dir, now_ms, err);
    }
    if (st == OK) {
        st = tar_end(f.fd, err);
    }
    if (st == OK && fstat(f.fd, &size) == 0) {
        b->size = size.st_size;
    }
    return st == OK ? file_new_done(&f, err) : st;
}

enum status site_backup(struct site_backup *out, struct db *db, const char *data_dir,
                        const char *path, int64_t now_ms, struct err *err)
{
    char dir[PATH_MAX], snapshot[PATH_MAX + 64];
    struct site_backup b = {0};

    if (db_engine(db) != DB_SQLITE) {
        return err_say(err, E_INVALID, MSG_BACKUP_POSTGRES);
    }
    snprintf(dir, sizeof(dir), "%s/tmp", data_dir);
    enum status st = file_make_dirs(dir, 0700, err);

    if (st != OK) {
        return st;
    }
    snprintf(snapshot, sizeof(snapshot), "%s/backup-%d.db", dir, (int)getpid());
    unlink(snapshot);
    st = db_snapshot(db, snapshot, err);
    if (st == OK) {
        st = write_archive(&b, snapshot, data_dir, path, now_ms, err);
    }
    unlink(snapshot);
    if (st == OK) {
        *out = b;
    }
    return st == OK ? OK : err_note(err, "backing up to %s", path);
}

/* ---- Back ---- */

/* Only what a backup of ours holds; no name may leave the directory. */
static bool is_ours(const char *name)
{
    if (strcmp(name, SITE_DATABASE) == 0) {
        return true;
    }
    return strncmp(name, "files/", 6) == 0 && strlen(name) == 6 + 3 + 3 + 64 && name[8] == '/' &&
           name[11] == '/' && strspn(name + 12, "0123456789abcdef") == 64 &&
           strncmp(name + 6, name + 12, 2) == 0 && strncmp(name + 9, name + 14, 2) == 0;
}

static enum status check_hash(int fd, const char *hex, struct err *err)
{
    char chunk[CHUNK], got[HASH_HEX_SIZE];
    uint8_t digest[HASH_SIZE];
    struct hash h;
    ssize_t n;
    off_t at = 0;

    hash_start(&h);
    while ((n = pread(fd, chunk, sizeof(chunk), at)) > 0) {
        hash_add(&h, chunk, (size_t)n);
        at += n;
    }
    hash_end(&h, digest);
    return n == 0 && strcmp(hash_hex(got, digest, HASH_SIZE), hex) == 0
               ? OK
               : err_set(err, E_CORRUPT, "document %s is not what its name says", hex);
}

static enum status restore_entry(struct site_backup *b, int archive, const struct tar_entry *entry,
                                 const char *data_dir, struct err *err)
{
    char path[PATH_MAX], dir[PATH_MAX];

    if (!is_ours(entry->name)) {
        return err_set(err, E_CORRUPT, "%s does not belong into a backup", entry->name);
    }
    /* The database gets its name when everything else is there: until then nothing is restored. */
    snprintf(path, sizeof(path), "%s/%s%s", data_dir, entry->name,
             strcmp(entry->name, SITE_DATABASE) == 0 ? UNFINISHED : "");
    snprintf(dir, sizeof(dir), "%.*s", (int)(strrchr(path, '/') - path), path);
    enum status st = file_make_dirs(dir, 0700, err);

    if (st != OK) {
        return st;
    }
    CLEANUP(file_close) int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    if (fd < 0) {
        return err_errno(err, errno, "making %s", path);
    }
    st = tar_extract(archive, entry, fd, err);
    if (st == OK && entry->name[0] == 'f') {
        b->files++;
        st = check_hash(fd, strrchr(entry->name, '/') + 1, err);
    }
    return st == OK ? file_sync(fd, err) : st;
}

/* The restored history must say that it was restored: its signing key is another from here on. */
static enum status note_restore(const char *data_dir, int64_t now_ms, struct err *err)
{
    CLEANUP(db_close) struct db *db = NULL;
    CLEANUP(arena_close) struct arena *a = arena_open(8 << 20);
    struct site_options options = {.data_dir = data_dir};
    const struct actor program = {.name = "Sonae", .via = "setup"};
    struct site_facility *list;
    size_t n;
    enum status st = site_open(&db, &options, now_ms, err);

    if (st == OK) {
        st = site_facilities(&list, &n, db, a, err);
    }
    for (size_t i = 0; st == OK && i < n; i++) {
        CLEANUP(writer_close) struct writer *w = NULL;

        st = writer_begin(&w, db, list[i].id, &program, now_ms, err);
        if (st == OK) {
            st = writer_note(w, "site.restored", "{}", err);
        }
        if (st == OK) {
            st = writer_commit(w, err);
        }
    }
    return st;
}

static enum status finish(const char *data_dir, const char *database, const char *unfinished,
                          int64_t now_ms, struct err *err)
{
    static const char *const file[] = {"", "-wal", "-shm"};

    if (rename(unfinished, database) != 0) {
        return err_set(err, E_CORRUPT, "no database in the archive");
    }
    enum status st = file_sync_parent(database, err);

    if (st == OK) {
        st = note_restore(data_dir, now_ms, err);
    }
    for (size_t i = 0; st != OK && i < COUNT(file); i++) {
        char path[PATH_MAX + 8];

        snprintf(path, sizeof(path), "%s%s", database, file[i]);
        unlink(path);
    }
    return st;
}

enum status site_restore(struct site_backup *out, const char *data_dir, const char *path,
                         int64_t now_ms, struct err *err)
{
    CLEANUP(file_close) int fd = open(path, O_RDONLY | O_CLOEXEC);
    char database[PATH_MAX], unfinished[PATH_MAX];
    struct site_backup b = {0};
    struct stat size;
    bool more = true, any = false;

    if (fd < 0 || fstat(fd, &size) != 0) {
        return err_errno(err, errno, "opening %s", path);
    }
    b.size = size.st_size;
    snprintf(database, sizeof(database), "%s/" SITE_DATABASE, data_dir);
    snprintf(unfinished, sizeof(unfinished), "%s/" SITE_DATABASE UNFINISHED, data_dir);
    if (access(database, F_OK) == 0) {
        return err_say(err, E_CONFLICT, MSG_RESTORE_NOT_EMPTY, data_dir);
    }
    enum status st = file_make_dirs(data_dir, 0700, err);

    while (st == OK && more) {
        struct tar_entry entry;

        st = tar_next(fd, &entry, &more, err);
        if (st == E_CORRUPT && !any) {
            return err_say(err, E_INVALID, MSG_RESTORE_NO_BACKUP, path);
        }
        any = any || more;
        if (st == OK && more) {
            st = restore_entry(&b, fd, &entry, data_dir, err);
        }
    }
    if (st == E_CORRUPT) {
        err_say(err, st, MSG_RESTORE_DAMAGED, path);
    }
    if (st == OK) {
        st = finish(data_dir, database, unfinished, now_ms, err);
    }
    unlink(unfinished);
    if (st == OK) {
        *out = b;
    }
    return st == OK ? OK : err_note(err, "restoring %s", path);
}
