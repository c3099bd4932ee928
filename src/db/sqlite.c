/* The only file that knows SQLite (3.40). */
#include "base/fault.h"
#include "base/mem.h"
#include "db/driver.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <unistd.h>

enum {
    BUSY_POLL_US = 1000, /* short: an import leaves gaps of 5 ms for others (decisions.md 13) */
    CACHE_KIB = 2000,
    PAGE_SIZE = 8192, /* bytes, of a new file: docs/decisions/0008 */
    WAL_PAGES = 500,  /* the log goes into the file after so many: 4 MB, as SQLite has it */
    WAL_KEPT_SIZE = 64 * 1024 * 1024, /* bytes; a longer log is cut after a checkpoint */
    SNAPSHOT_MODE = 0600,
    TURN_MODE = 0600
};

struct prepared {
    sqlite3_stmt *stmt;
    int index[]; /* [n_params] of $1 ...: SQLite numbers them by first appearance; 0: not used */
};

/* ---- Errors ---- */

static enum status of_constraint(int code)
{
    switch (code) {
    case SQLITE_CONSTRAINT_CHECK:
    case SQLITE_CONSTRAINT_NOTNULL:
    case SQLITE_CONSTRAINT_DATATYPE:
        return E_INVALID;
    default:
        return E_CONFLICT;
    }
}

static bool means_full(int errnum)
{
    return errnum == ENOSPC || errnum == EDQUOT || errnum == EFBIG;
}

static enum status of_io(int code, int errnum)
{
    if (code == SQLITE_IOERR_NOMEM) {
        return E_NOMEM;
    }
    if (code == SQLITE_IOERR_CORRUPTFS) {
        return E_CORRUPT;
    }
    return means_full(errnum) ? E_FULL : E_IO;
}

/* code: an extended result code; errnum: what the system said */
static enum status status_of(const struct db *db, int code, int errnum)
{
    switch (code & 0xff) {
    case SQLITE_CONSTRAINT:
        return of_constraint(code);
    case SQLITE_MISMATCH:
        return E_INVALID;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
        return E_BUSY;
    case SQLITE_FULL:
        return E_FULL;
    case SQLITE_NOMEM:
        return E_NOMEM;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return E_CORRUPT;
    case SQLITE_TOOBIG:
        return E_LIMIT;
    case SQLITE_INTERRUPT:
        return E_CANCELLED;
    case SQLITE_READONLY:
        return db->read_only ? E_DENIED : of_io(code, errnum);
    case SQLITE_CANTOPEN:
        return errnum == EACCES || errnum == EPERM || errnum == EROFS ? E_DENIED
               : errnum == ENOENT                                     ? E_NOTFOUND
                                                                      : of_io(code, errnum);
    default:
        return of_io(code, errnum);
    }
}

static enum status failed(const struct db *db, const char *what, struct err *err)
{
    int errnum = errno; /* SQLite keeps it for statements, but not for a commit */

    if (db->engine == NULL) {
        return err_set(err, E_NOMEM, "sqlite: %s: no memory", what);
    }
    int code = sqlite3_extended_errcode(db->engine);

    if (!means_full(errnum)) {
        errnum = sqlite3_system_errno(db->engine);
    }
    return err_set(err, status_of(db, code, errnum), "sqlite: %s: %s (%d)", what,
                   sqlite3_errmsg(db->engine), code);
}

/* ---- Opening ---- */

/*
 * SQLite knows no queue: who waits asks again and again, and nobody sees it. So those who wait hold
 * a shared lock on the first byte of a file beside the database, and long work asks for it
 * (docs/decisions/0015). The lock belongs to the open file, not to the process (fcntl(2), "Open
 * file description locks"): closing another handle takes nothing away.
 */
static bool has_turn(struct db *db)
{
    const char *path = sqlite3_db_filename(db->engine, "main");
    char name[4096];

    if (db->turn_fd < 0 && !db->read_only && path != NULL && *path != '\0' &&
        snprintf(name, sizeof(name), "%s-turn", path) < (int)sizeof(name)) {
        db->turn_fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, TURN_MODE);
    }
    return db->turn_fd >= 0; /* unheard, one still gets one's turn, only later */
}

static void say_waiting(struct db *db, bool waits)
{
    struct flock lock = {.l_type = waits ? F_RDLCK : F_UNLCK, .l_whence = SEEK_SET, .l_len = 1};

    if (db->waits != waits && has_turn(db)) {
        db->waits = waits;
        fcntl(db->turn_fd, F_OFD_SETLK, &lock);
    }
}

static bool is_awaited(struct db *db)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1};

    return has_turn(db) && fcntl(db->turn_fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

static int wait_busy(void *self, int polls)
{
    struct db *db = self;

    say_waiting(db, true);
    return polls < db->wait_ms && usleep(BUSY_POLL_US) == 0;
}

static enum status script(struct db *db, const char *sql, struct err *err)
{
    int done = sqlite3_exec(db->engine, sql, NULL, NULL, NULL);

    say_waiting(db, false);
    return done == SQLITE_OK ? OK : failed(db, "script", err);
}

/*
 * Asks for WAL and looks whether it is so: some file systems cannot. While another program makes
 * the same new file, SQLite answers "busy" to this without asking wait_busy().
 */
static enum status use_wal(struct db *db, struct err *err)
{
    char page_size[40];
    sqlite3_stmt *q = NULL;

    snprintf(page_size, sizeof(page_size), "PRAGMA page_size = %d", PAGE_SIZE);

    enum status st = script(db, page_size, err);

    if (st != OK) {
        return st;
    }
    int stepped = sqlite3_prepare_v2(db->engine, "PRAGMA journal_mode = WAL", -1, &q, NULL);

    if (stepped == SQLITE_OK) {
        stepped = sqlite3_step(q);
    }
    for (int polls = 0; (stepped & 0xff) == SQLITE_BUSY && wait_busy(db, polls); polls++) {
        sqlite3_reset(q);
        stepped = sqlite3_step(q);
    }
    if (stepped != SQLITE_ROW) {
        st = failed(db, "journal_mode", err);
    } else if (sqlite3_stricmp((const char *)sqlite3_column_text(q, 0), "wal") != 0) {
        st = err_set(err, E_IO, "sqlite: no WAL on this file system");
    }
    sqlite3_finalize(q);
    return st;
}

/* SQLite keeps the directory for temporary files for the whole process; so does the job child. */
static enum status use_temp_dir(struct db *db, const char *dir, struct err *err)
{
    char *copy = sqlite3_mprintf("%s", dir);

    if (copy == NULL) {
        return err_set(err, E_NOMEM, "sqlite: no memory");
    }
    sqlite3_free(sqlite3_temp_directory);
    sqlite3_temp_directory = copy;
    return script(db, "PRAGMA temp_store = FILE", err);
}

static enum status set_up(struct db *db, const struct db_options *options, struct err *err)
{
    char settings[240];
    sqlite3 *file = db->engine;

    snprintf(settings, sizeof(settings),
             "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = FAST; "
             "PRAGMA journal_size_limit = %d; PRAGMA wal_autocheckpoint = %d; "
             "PRAGMA cache_size = -%d",
             WAL_KEPT_SIZE, WAL_PAGES, options->cache_kib > 0 ? options->cache_kib : CACHE_KIB);
    sqlite3_db_config(file, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(file, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(file, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    enum status st =
        options->read_only ? script(db, "SELECT 1 FROM sqlite_master", err) : use_wal(db, err);

    if (st == OK) {
        st = script(db, settings, err);
    }
    if (st == OK) {
        st = options->temp_dir == NULL ? script(db, "PRAGMA temp_store = MEMORY", err)
                                       : use_temp_dir(db, options->temp_dir, err);
    }
    return st;
}

static enum status open_file(struct db *db, const struct db_options *options, struct err *err)
{
    sqlite3 *file = NULL;
    int flags =
        options->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;

    /* One thread a process speaks to SQLite, and nobody asks how much memory it has. Both can be
       said only before its first call; later ones are refused, which is as well. */
    sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    int opened = sqlite3_open_v2(options->path, &file, flags | SQLITE_OPEN_NOMUTEX, NULL);

    db->engine = file;
    if (opened != SQLITE_OK) {
        return failed(db, options->path, err);
    }
    sqlite3_extended_result_codes(file, 1);
    sqlite3_busy_handler(file, wait_busy, db);
    enum status st = set_up(db, options, err);

    return st == OK ? OK : err_note(err, "opening %s", options->path);
}

static void close_file(struct db *db)
{
    sqlite3_close(db->engine);
    if (db->turn_fd >= 0) {
        close(db->turn_fd);
    }
}

/* ---- Transactions ---- */

static enum status begin(struct db *db, enum db_mode mode, struct err *err)
{
    return script(db, mode == DB_WRITE ? "BEGIN IMMEDIATE" : "BEGIN", err);
}

static enum status commit(struct db *db, struct err *err)
{
    return script(db, "COMMIT", err);
}

static void shorten_log(struct db *db)
{
    sqlite3_busy_handler(db->engine, NULL, NULL);
    sqlite3_wal_checkpoint_v2(db->engine, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    sqlite3_busy_handler(db->engine, wait_busy, db);
}

/* After a full disk and the like SQLite has rolled back by itself. What it had written to the log
   by then stays in that file, in the way of the next transaction. */
static void rollback(struct db *db)
{
    if (sqlite3_get_autocommit(db->engine) == 0) {
        sqlite3_exec(db->engine, "ROLLBACK", NULL, NULL, NULL);
    }
    if (db->failed == E_FULL) {
        shorten_log(db);
    }
}

/* ---- A copy ---- */

static enum status copy_into(struct db *db, const char *path, struct err *err)
{
    struct db copy = {.driver = &driver_sqlite};
    sqlite3 *file = NULL;
    int opened = sqlite3_open_v2(path, &file, SQLITE_OPEN_READWRITE, NULL);
    enum status st = OK;

    copy.engine = file;
    sqlite3_extended_result_codes(file, 1);
    sqlite3_backup *backup =
        opened == SQLITE_OK ? sqlite3_backup_init(file, "main", db->engine, "main") : NULL;

    if (backup == NULL || sqlite3_backup_step(backup, -1) != SQLITE_DONE) {
        st = failed(&copy, path, err);
    }
    if (sqlite3_backup_finish(backup) != SQLITE_OK && st == OK) {
        st = failed(&copy, path, err);
    }
    if (sqlite3_close(file) != SQLITE_OK && st == OK) {
        st = err_set(err, E_IO, "sqlite: closing %s", path);
    }
    return st;
}

static enum status snapshot(struct db *db, const char *path, struct err *err)
{
    if (fault_hit(FAULT_IO)) {
        return err_set(err, E_IO, "sqlite: planted fault at a copy");
    }
    int fd = open(path, O_CREAT | O_EXCL | O_CLOEXEC, SNAPSHOT_MODE);

    if (fd < 0) {
        return err_errno(err, errno, "sqlite: making %s", path);
    }
    close(fd);
    enum status st = copy_into(db, path, err);

    if (st != OK) {
        unlink(path);
    }
    return st;
}

/* ---- Statements ---- */

static enum status prepare(struct stmt *q, struct err *err)
{
    struct prepared *p = mem_new(sizeof(*p) + (size_t)q->n_params * sizeof(p->index[0]));

    if (p == NULL) {
        return err_set(err, E_NOMEM, "no memory");
    }
    if (sqlite3_prepare_v3(q->db->engine, q->sql->sqlite, -1, SQLITE_PREPARE_PERSISTENT, &p->stmt,
                           NULL) != SQLITE_OK) {
        mem_free(p);
        return failed(q->db, "prepare", err);
    }
    if (sqlite3_column_count(p->stmt) != q->n_columns) {
        enum status st = err_set(err, E_IO, "%d columns, out has %d", sqlite3_column_count(p->stmt),
                                 q->n_columns);

        sqlite3_finalize(p->stmt);
        mem_free(p);
        return st;
    }
    for (int i = 0; i < q->n_params; i++) {
        char name[16];

        snprintf(name, sizeof(name), "$%d", i + 1);
        p->index[i] = sqlite3_bind_parameter_index(p->stmt, name);
    }
    q->prepared = p;
    return OK;
}

/* Bytes are not copied again: q->param keeps them until the statement is reset. */
static int bind(const struct prepared *p, int i, const struct param *value)
{
    int at = p->index[i];

    if (at == 0) {
        return SQLITE_OK;
    }
    switch (value->kind) {
    case 'i':
        return sqlite3_bind_int64(p->stmt, at, value->i);
    case 't':
        return sqlite3_bind_text64(p->stmt, at, value->bytes, value->len, SQLITE_STATIC,
                                   SQLITE_UTF8);
    case 'b':
        return sqlite3_bind_blob64(p->stmt, at, value->bytes, value->len, SQLITE_STATIC);
    default:
        return sqlite3_bind_null(p->stmt, at);
    }
}

static enum status step(struct stmt *q, struct err *err)
{
    const struct prepared *p = q->prepared;

    for (int i = 0; q->state == STMT_READY && i < q->n_params; i++) {
        if (bind(p, i, &q->param[i]) != SQLITE_OK) {
            return failed(q->db, "bind", err);
        }
    }
    int stepped = sqlite3_step(p->stmt);

    say_waiting(q->db, false);
    switch (stepped) {
    case SQLITE_ROW:
        q->state = STMT_ROW;
        return OK;
    case SQLITE_DONE:
        q->state = STMT_DONE;
        q->changed = sqlite3_stmt_readonly(p->stmt) ? 0 : sqlite3_changes64(q->db->engine);
        return OK;
    default:
        return failed(q->db, "step", err);
    }
}

static void reset(struct stmt *q)
{
    const struct prepared *p = q->prepared;

    sqlite3_reset(p->stmt);
}

static void finish(struct stmt *q)
{
    struct prepared *p = q->prepared;

    sqlite3_finalize(p->stmt);
    mem_free(p);
    q->prepared = NULL;
}

static sqlite3_stmt *row_of(const struct stmt *q)
{
    const struct prepared *p = q->prepared;

    return p->stmt;
}

static bool is_null(const struct stmt *q, int at)
{
    return sqlite3_column_type(row_of(q), at) == SQLITE_NULL;
}

static int64_t i64(const struct stmt *q, int at)
{
    return sqlite3_column_int64(row_of(q), at);
}

static const char *text(const struct stmt *q, int at)
{
    return (const char *)sqlite3_column_text(row_of(q), at);
}

static const void *blob(const struct stmt *q, int at, size_t *len)
{
    const void *bytes = sqlite3_column_blob(row_of(q), at);

    *len = (size_t)sqlite3_column_bytes(row_of(q), at);
    return bytes != NULL || *len > 0 ? bytes : "";
}

const struct driver driver_sqlite = {
    .engine = DB_SQLITE,
    .open = open_file,
    .close = close_file,
    .script = script,
    .begin = begin,
    .commit = commit,
    .rollback = rollback,
    .snapshot = snapshot,
    .is_awaited = is_awaited,
    .shorten_log = shorten_log,
    .prepare = prepare,
    .step = step,
    .reset = reset,
    .finish = finish,
    .is_null = is_null,
    .i64 = i64,
    .text = text,
    .blob = blob,
};
