/* The only file that knows libpq (PostgreSQL 15). */
#include "base/mem.h"
#include "db/driver.h"

#include <endian.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* From pg_type.dat; these numbers never change. */
enum {
    OID_BOOL = 16,
    OID_BYTEA = 17,
    OID_NAME = 19,
    OID_INT8 = 20,
    OID_INT2 = 21,
    OID_INT4 = 23,
    OID_TEXT = 25,
    OID_OID = 26,
    OID_VARCHAR = 1043
};

enum { BINARY = 1, NAME_SIZE = 24 };

struct postgres {
    PGconn *conn;
    unsigned connection; /* counts connections: what was prepared on an older one is gone */
    unsigned prepared;   /* counts statements, for their names */
};

struct prepared {
    char name[NAME_SIZE];
    unsigned connection;
    PGresult *rows;
    int row;
    int64_t wire[STMT_PARAMS_MAX]; /* integers in network order */
    const char *value[STMT_PARAMS_MAX];
    int length[STMT_PARAMS_MAX];
    int format[STMT_PARAMS_MAX];
};

/* ---- Errors ---- */

/* The first row whose code is a prefix of the SQLSTATE (PostgreSQL 15, appendix A). */
static enum status status_of(const char *sqlstate)
{
    static const struct {
        const char *code;
        enum status status;
    } row[] = {
        {"23502", E_INVALID  }, /* not null */
        {"23514", E_INVALID  }, /* check */
        {"23",    E_CONFLICT }, /* unique, foreign key, exclusion */
        {"22",    E_INVALID  }, /* a value does not fit its type */
        {"25006", E_DENIED   }, /* read only */
        {"28",    E_DENIED   },
        {"40",    E_BUSY     }, /* serialisation, deadlock */
        {"42501", E_DENIED   },
        {"53100", E_FULL     },
        {"53200", E_NOMEM    },
        {"53300", E_BUSY     }, /* too many connections */
        {"54",    E_LIMIT    },
        {"55P03", E_BUSY     }, /* lock_timeout */
        {"57014", E_CANCELLED},
        {"57P03", E_BUSY     }, /* starting up */
        {"XX001", E_CORRUPT  },
        {"XX002", E_CORRUPT  },
    };

    for (size_t i = 0; sqlstate != NULL && i < COUNT(row); i++) {
        if (strncmp(sqlstate, row[i].code, strlen(row[i].code)) == 0) {
            return row[i].status;
        }
    }
    return E_IO;
}

static enum status failed(const struct postgres *pg, const PGresult *result, const char *what,
                          struct err *err)
{
    const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *words = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);

    if (words == NULL) {
        words = PQerrorMessage(pg->conn);
    }
    return err_set(err, status_of(sqlstate), "postgres: %s: %.*s (%s)", what,
                   (int)strcspn(words, "\n"), words, sqlstate == NULL ? "-" : sqlstate);
}

static bool is_good(const PGresult *result)
{
    ExecStatusType status = PQresultStatus(result); /* of NULL: PGRES_FATAL_ERROR */

    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY;
}

/* Take result and tell how it went. */
static enum status settle(const struct postgres *pg, PGresult *result, const char *what,
                          struct err *err)
{
    enum status st = is_good(result) ? OK : failed(pg, result, what, err);

    PQclear(result);
    return st;
}

/* ---- Connecting ---- */

static void say_nothing(void *self, const char *words)
{
    (void)self;
    (void)words;
}

/* Greet a new connection: its settings are ours, whatever the server's are. */
static enum status greet(struct db *db, struct err *err)
{
    struct postgres *pg = db->engine;

    pg->connection++;
    if (PQstatus(pg->conn) != CONNECTION_OK) {
        enum status st = err_say(err, E_IO, MSG_DB_UNREACHABLE);

        err_note(err, "postgres: %s", PQerrorMessage(pg->conn));
        return st;
    }
    PQsetNoticeProcessor(pg->conn, say_nothing, NULL);
    char settings[160];

    snprintf(settings, sizeof(settings),
             "SET client_encoding = 'UTF8'; SET standard_conforming_strings = on; "
             "SET lock_timeout = %d; SET default_transaction_read_only = %s",
             db->wait_ms, db->read_only ? "on" : "off");
    return settle(pg, PQexec(pg->conn, settings), "settings", err);
}

static enum status open_url(struct db *db, const struct db_options *options, struct err *err)
{
    static const char *const key[] = {"connect_timeout", "fallback_application_name", "dbname",
                                      NULL};
    const char *const value[] = {"10", "sonae", options->url, NULL};
    struct postgres *pg = mem_new(sizeof(*pg));

    if (pg == NULL) {
        return err_set(err, E_NOMEM, "postgres: no memory");
    }
    db->engine = pg;
    pg->conn = PQconnectdbParams(key, value, 1); /* 1: dbname is a URL */
    return pg->conn == NULL ? err_set(err, E_NOMEM, "postgres: no memory") : greet(db, err);
}

static void close_url(struct db *db)
{
    struct postgres *pg = db->engine;

    if (pg != NULL) {
        PQfinish(pg->conn);
        mem_free(pg);
    }
}

/* A lost connection has failed somebody already; between transactions it is made anew. */
static enum status connected(struct db *db, struct err *err)
{
    struct postgres *pg = db->engine;

    if (PQstatus(pg->conn) == CONNECTION_OK) {
        return OK;
    }
    if (db->in_transaction) {
        return err_set(err, E_IO, "postgres: the connection was lost");
    }
    PQreset(pg->conn);
    return greet(db, err);
}

/* ---- Transactions ---- */

static enum status run(struct db *db, const char *sql, const char *what, struct err *err)
{
    const struct postgres *pg = db->engine;
    enum status st = connected(db, err);

    return st == OK ? settle(pg, PQexec(pg->conn, sql), what, err) : st;
}

static enum status script(struct db *db, const char *sql, struct err *err)
{
    return run(db, sql, "script", err);
}

static enum status begin(struct db *db, enum db_mode mode, struct err *err)
{
    return run(db,
               mode == DB_WRITE ? "BEGIN ISOLATION LEVEL REPEATABLE READ"
                                : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
               "begin", err);
}

static enum status commit(struct db *db, struct err *err)
{
    return run(db, "COMMIT", "commit", err);
}

static void rollback(struct db *db)
{
    const struct postgres *pg = db->engine;

    PQclear(PQexec(pg->conn, "ROLLBACK"));
}

/* The facility's writers queue for an advisory lock (record/writer). */
static bool is_awaited(struct db *db)
{
    const struct postgres *pg = db->engine;
    PGresult *found =
        PQexec(pg->conn, "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND"
                         " database = (SELECT oid FROM pg_database WHERE datname ="
                         " current_database()) LIMIT 1");
    bool is = PQntuples(found) > 0;

    PQclear(found);
    return is;
}

/* The server sees to its own. */
static void shorten_log(struct db *db)
{
    (void)db;
}

static enum status snapshot(struct db *db, const char *path, struct err *err)
{
    (void)db;
    return err_set(err, E_INVALID, "postgres: %s: a copy is made with pg_dump", path);
}

/* ---- Statements ---- */

static Oid type_of(char letter)
{
    return letter == 'i' ? OID_INT8 : letter == 't' ? OID_TEXT : OID_BYTEA;
}

static bool fits(char letter, Oid type)
{
    switch (type) {
    case OID_BOOL:
    case OID_INT2:
    case OID_INT4:
    case OID_INT8:
    case OID_OID:
        return letter == 'i';
    case OID_TEXT:
    case OID_VARCHAR:
    case OID_NAME:
        return letter == 't';
    case OID_BYTEA:
        return letter == 'b';
    default:
        return false;
    }
}

/* Binary results are only read right when their types are those of the `out` line. */
static enum status look_at_columns(const struct stmt *q, const PGresult *about, struct err *err)
{
    int n = PQnfields(about);

    if (n != q->n_columns) {
        return err_set(err, E_IO, "postgres: %d columns, out has %d", n, q->n_columns);
    }
    for (int i = 0; i < n; i++) {
        if (!fits(q->sql->out[i], PQftype(about, i))) {
            return err_set(err, E_IO, "postgres: column %d (%s) has type %u, out has %c: cast it",
                           i + 1, PQfname(about, i), PQftype(about, i), q->sql->out[i]);
        }
    }
    return OK;
}

static enum status describe(const struct stmt *q, struct err *err)
{
    const struct postgres *pg = q->db->engine;
    const struct prepared *p = q->prepared;
    PGresult *about = PQdescribePrepared(pg->conn, p->name);
    enum status st =
        is_good(about) ? look_at_columns(q, about, err) : failed(pg, about, "describe", err);

    PQclear(about);
    return st;
}

static enum status send_prepare(struct stmt *q, struct err *err)
{
    struct postgres *pg = q->db->engine;
    struct prepared *p = q->prepared;
    Oid type[STMT_PARAMS_MAX];
    enum status st = connected(q->db, err);

    if (st != OK) {
        return st;
    }
    for (int i = 0; i < q->n_params; i++) {
        type[i] = type_of(q->sql->in[i]);
    }
    snprintf(p->name, sizeof(p->name), "s%u", ++pg->prepared);
    st = settle(pg, PQprepare(pg->conn, p->name, q->sql->postgres, q->n_params, type), "prepare",
                err);
    if (st != OK) {
        return st;
    }
    p->connection = pg->connection;
    return describe(q, err);
}

static enum status prepare(struct stmt *q, struct err *err)
{
    q->prepared = mem_new(sizeof(struct prepared));
    if (q->prepared == NULL) {
        return err_set(err, E_NOMEM, "no memory");
    }
    enum status st = send_prepare(q, err);

    if (st != OK) {
        mem_free(q->prepared);
        q->prepared = NULL;
    }
    return st;
}

static void set_value(struct prepared *p, int i, const struct param *value)
{
    p->format[i] = BINARY;
    switch (value->kind) {
    case 'i':
        p->wire[i] = (int64_t)htobe64((uint64_t)value->i);
        p->value[i] = (const char *)&p->wire[i];
        p->length[i] = sizeof(p->wire[i]);
        break;
    case 't':
    case 'b':
        p->value[i] = value->bytes;
        p->length[i] = (int)value->len;
        break;
    default:
        p->value[i] = NULL;
        p->length[i] = 0;
        break;
    }
}

static enum status execute(struct stmt *q, struct err *err)
{
    const struct postgres *pg = q->db->engine;
    struct prepared *p = q->prepared;
    enum status st = connected(q->db, err);

    if (st == OK && p->connection != pg->connection) {
        st = send_prepare(q, err);
    }
    if (st != OK) {
        return st;
    }
    for (int i = 0; i < q->n_params; i++) {
        set_value(p, i, &q->param[i]);
    }
    p->rows =
        PQexecPrepared(pg->conn, p->name, q->n_params, p->value, p->length, p->format, BINARY);
    p->row = -1;
    return is_good(p->rows) ? OK : failed(pg, p->rows, "step", err);
}

static enum status step(struct stmt *q, struct err *err)
{
    struct prepared *p = q->prepared;
    enum status st = q->state == STMT_READY ? execute(q, err) : OK;

    if (st != OK) {
        return st;
    }
    if (++p->row < PQntuples(p->rows)) {
        q->state = STMT_ROW;
        return OK;
    }
    q->state = STMT_DONE;
    q->changed = strncmp(PQcmdStatus(p->rows), "SELECT", strlen("SELECT")) == 0
                     ? 0
                     : strtoll(PQcmdTuples(p->rows), NULL, 10);
    return OK;
}

static void reset(struct stmt *q)
{
    struct prepared *p = q->prepared;

    PQclear(p->rows);
    p->rows = NULL;
}

static void finish(struct stmt *q)
{
    const struct postgres *pg = q->db->engine;
    struct prepared *p = q->prepared;
    char sql[NAME_SIZE + sizeof("DEALLOCATE ")];

    reset(q);
    if (q->is_dynamic && p->connection == pg->connection) { /* the others end with the connection */
        snprintf(sql, sizeof(sql), "DEALLOCATE %s", p->name);
        PQclear(PQexec(pg->conn, sql));
    }
    mem_free(p);
    q->prepared = NULL;
}

static bool is_null(const struct stmt *q, int at)
{
    const struct prepared *p = q->prepared;

    return PQgetisnull(p->rows, p->row, at) != 0;
}

/* 1, 2, 4 or 8 bytes in network order; bool is one byte, 0 or 1 */
static int64_t i64(const struct stmt *q, int at)
{
    const struct prepared *p = q->prepared;
    const unsigned char *byte = (const unsigned char *)PQgetvalue(p->rows, p->row, at);
    int len = PQgetlength(p->rows, p->row, at);
    bool is_signed = PQftype(p->rows, at) != OID_OID && len > 0 && byte[0] >= 0x80;
    uint64_t value = is_signed ? UINT64_MAX : 0;

    for (int i = 0; i < len; i++) {
        value = value << 8 | byte[i];
    }
    return (int64_t)value;
}

static const char *text(const struct stmt *q, int at)
{
    const struct prepared *p = q->prepared;

    return is_null(q, at) ? NULL : PQgetvalue(p->rows, p->row, at);
}

static const void *blob(const struct stmt *q, int at, size_t *len)
{
    const struct prepared *p = q->prepared;

    *len = (size_t)PQgetlength(p->rows, p->row, at);
    return PQgetvalue(p->rows, p->row, at);
}

const struct driver driver_postgres = {
    .engine = DB_POSTGRES,
    .open = open_url,
    .close = close_url,
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
