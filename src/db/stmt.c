#include "db/stmt.h"

#include "base/fault.h"
#include "base/mem.h"
#include "db/driver.h"
#include "db/dynamic.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* ---- Failure ---- */

static void fail(struct stmt *q, enum status status, const char *detail)
{
    q->status = status;
    snprintf(q->detail, sizeof(q->detail), "%s", detail);
    if (q->prepared != NULL) {
        q->db->driver->reset(q);
    }
    q->state = STMT_DONE;
    if (q->db->in_transaction && q->db->failed == OK) {
        q->db->failed = status; /* on both engines as PostgreSQL has it */
    }
}

enum status stmt_status(struct stmt *q, struct err *err)
{
    if (q == NULL) {
        return err_set(err, E_NOMEM, "stmt: no memory");
    }
    return q->status == OK ? OK : err_set(err, q->status, "%s: %s", q->sql->name, q->detail);
}

/* ---- The cache ---- */

static size_t hash_address(const struct sql *sql)
{
    uintptr_t h = (uintptr_t)sql >> 4;

    return (h ^ (h >> 8)) % STMT_BUCKETS;
}

/* Long texts differ in their length, at their beginning or at their end; the bucket tells the rest.
 */
static size_t hash_text(const char *s)
{
    enum { ENDS = 48 };
    size_t len = strlen(s);
    uint32_t h = 2166136261u ^ (uint32_t)len; /* FNV-1a */

    for (size_t i = 0; i < len; i++) {
        h = (h ^ (unsigned char)s[i]) * 16777619u;
        if (i == ENDS && len > 2 * ENDS) {
            i = len - ENDS;
        }
    }
    return h % STMT_BUCKETS;
}

void stmt_free(struct stmt *q)
{
    if (q->prepared != NULL) {
        q->db->driver->finish(q);
    }
    for (int i = 0; q->param != NULL && i < q->n_params; i++) {
        mem_free(q->param[i].bytes);
    }
    mem_free(q->param);
    if (q->is_dynamic) {
        mem_free((char *)q->dynamic.sqlite);
    }
    mem_free(q);
}

static struct stmt *new_stmt(struct db *db, const struct sql *sql)
{
    struct stmt *q = mem_new(sizeof(*q));

    if (q == NULL) {
        return NULL;
    }
    q->db = db;
    q->sql = sql;
    q->n_params = (int)strlen(sql->in);
    q->n_columns = (int)strlen(sql->out);
    q->param = mem_new((size_t)q->n_params * sizeof(*q->param));
    if (q->param == NULL) {
        stmt_free(q);
        return NULL;
    }
    assert(q->n_params <= STMT_PARAMS_MAX);
    return q;
}

/* Give q out: prepared if need be, without parameters. */
static struct stmt *take(struct stmt *q)
{
    struct db *db = q->db;
    struct err err;

    q->in_use = true;
    q->status = OK;
    q->state = STMT_READY;
    if (db->in_transaction && db->failed != OK) {
        fail(q, db->failed, "a statement of this transaction failed before");
    } else if (q->prepared == NULL) {
        enum status st = db->driver->prepare(q, &err);

        if (st != OK) {
            fail(q, st, err.detail);
        }
    }
    return q;
}

struct stmt *stmt_open(struct db *db, const struct sql *sql)
{
    struct stmt **bucket = &db->bucket[hash_address(sql)];
    struct stmt *q = *bucket;

    while (q != NULL && (q->sql != sql || q->in_use)) {
        q = q->next;
    }
    if (q == NULL) {
        q = new_stmt(db, sql);
        if (q == NULL) {
            return NULL;
        }
        q->next = *bucket;
        *bucket = q;
    }
    return take(q);
}

/* Unlink and free the dynamic statement that was used longest ago, if one is free. */
static void drop_oldest(struct db *db)
{
    struct stmt **oldest = NULL;

    for (size_t i = 0; i < STMT_BUCKETS; i++) {
        for (struct stmt **at = &db->bucket[i]; *at != NULL; at = &(*at)->next) {
            if ((*at)->is_dynamic && !(*at)->in_use &&
                (oldest == NULL || (*at)->used < (*oldest)->used)) {
                oldest = at;
            }
        }
    }
    if (oldest != NULL) {
        struct stmt *q = *oldest;

        *oldest = q->next;
        db->n_dynamic--;
        stmt_free(q);
    }
}

static struct stmt *new_dynamic(struct db *db, const char *text, const char *in, const char *out)
{
    size_t text_size = strlen(text) + 1;
    size_t in_size = strlen(in) + 1;
    size_t out_size = strlen(out) + 1;
    char *copy = mem_new(text_size + in_size + out_size);

    if (copy == NULL) {
        return NULL;
    }
    memcpy(copy, text, text_size);
    memcpy(copy + text_size, in, in_size);
    memcpy(copy + text_size + in_size, out, out_size);
    struct sql sql = {"dynamic", copy, copy, copy + text_size, copy + text_size + in_size};
    struct stmt *q = new_stmt(db, &sql);

    if (q == NULL) {
        mem_free(copy);
        return NULL;
    }
    q->dynamic = sql;
    q->sql = &q->dynamic;
    q->is_dynamic = true;
    return q;
}

struct stmt *stmt_dynamic(struct db *db, const char *text, const char *in, const char *out)
{
    struct stmt **bucket = &db->bucket[hash_text(text)];
    struct stmt *q = *bucket;

    while (q != NULL && (!q->is_dynamic || q->in_use || strcmp(q->sql->sqlite, text) != 0 ||
                         strcmp(q->sql->in, in) != 0 || strcmp(q->sql->out, out) != 0)) {
        q = q->next;
    }
    if (q == NULL) {
        if (db->n_dynamic >= STMT_DYNAMIC_MAX) {
            drop_oldest(db);
        }
        q = new_dynamic(db, text, in, out);
        if (q == NULL) {
            return NULL;
        }
        q->next = *bucket;
        *bucket = q;
        db->n_dynamic++;
    }
    return take(q);
}

static void clear_params(struct stmt *q)
{
    for (int i = 0; i < q->n_params; i++) {
        q->param[i].kind = 0;
    }
}

void stmt_close(struct stmt **q)
{
    struct stmt *s = *q;

    if (s == NULL) {
        return;
    }
    if (s->prepared != NULL) {
        s->db->driver->reset(s);
    }
    clear_params(s);
    s->in_use = false;
    s->used = ++s->db->clock;
    *q = NULL;
}

/* ---- Parameters ---- */

static struct param *param_at(struct stmt *q, int at, char kind)
{
    if (q == NULL || q->status != OK) {
        return NULL;
    }
    assert(at >= 1 && at <= q->n_params && q->state == STMT_READY);
    assert(kind == 0 || q->sql->in[at - 1] == kind);
    q->param[at - 1].kind = kind;
    return &q->param[at - 1];
}

void stmt_i64(struct stmt *q, int at, int64_t value)
{
    struct param *p = param_at(q, at, 'i');

    if (p != NULL) {
        p->i = value;
    }
}

static void set_bytes(struct stmt *q, struct param *p, const void *bytes, size_t len)
{
    if (len > STMT_BYTES_MAX) {
        fail(q, E_LIMIT, "a parameter is too long");
        return;
    }
    if (len + 1 > p->room) {
        char *grown = mem_grow(p->bytes, len + 1);

        if (grown == NULL) {
            fail(q, E_NOMEM, "no memory for a parameter");
            return;
        }
        p->bytes = grown;
        p->room = len + 1;
    }
    if (len > 0) {
        memcpy(p->bytes, bytes, len);
    }
    p->bytes[len] = '\0';
    p->len = len;
}

void stmt_text(struct stmt *q, int at, const char *text)
{
    struct param *p = param_at(q, at, text == NULL ? 0 : 't');

    if (p != NULL && text != NULL) {
        set_bytes(q, p, text, strlen(text));
    }
}

void stmt_blob(struct stmt *q, int at, const void *bytes, size_t len)
{
    struct param *p = param_at(q, at, bytes == NULL ? 0 : 'b');

    if (p != NULL && bytes != NULL) {
        set_bytes(q, p, bytes, len);
    }
}

void stmt_null(struct stmt *q, int at)
{
    param_at(q, at, 0);
}

/* ---- Rows ---- */

bool stmt_next(struct stmt *q)
{
    if (q == NULL || q->status != OK || q->state == STMT_DONE) {
        return false;
    }
    struct db *db = q->db;
    struct err err;

    if (db->in_transaction && db->failed != OK) {
        fail(q, db->failed, "a statement of this transaction failed before");
        return false;
    }
    if (q->state == STMT_READY && fault_hit(FAULT_STMT)) {
        fail(q, E_IO, "planted fault");
        return false;
    }
    enum status st = db->driver->step(q, &err);

    if (st != OK) {
        fail(q, st, err.detail);
        return false;
    }
    if (q->state == STMT_DONE) {
        db->driver->reset(q);
    }
    return q->state == STMT_ROW;
}

void stmt_again(struct stmt *q)
{
    if (q == NULL || q->status != OK) {
        return;
    }
    if (q->state != STMT_READY) {
        q->db->driver->reset(q);
        q->state = STMT_READY;
    }
    clear_params(q);
}

int64_t stmt_run(struct stmt *q)
{
    while (stmt_next(q)) {
    }
    return q == NULL || q->status != OK ? 0 : q->changed;
}

/* ---- Columns ---- */

static bool is_at_row(const struct stmt *q, int at)
{
    if (q == NULL || q->status != OK || q->state != STMT_ROW) {
        return false;
    }
    assert(at >= 0 && at < q->n_columns);
    return true;
}

static bool has_column(const struct stmt *q, int at)
{
    return is_at_row(q, at) && !q->db->driver->is_null(q, at);
}

int64_t stmt_col_i64(struct stmt *q, int at)
{
    return has_column(q, at) ? q->db->driver->i64(q, at) : 0;
}

const char *stmt_col_text(struct stmt *q, int at)
{
    const char *text = is_at_row(q, at) ? q->db->driver->text(q, at) : NULL;

    if (text == NULL && has_column(q, at)) {
        fail(q, E_NOMEM, "no memory for a column");
    }
    return text;
}

const void *stmt_col_blob(struct stmt *q, int at, size_t *len)
{
    const void *blob = NULL;

    *len = 0;
    if (has_column(q, at)) {
        blob = q->db->driver->blob(q, at, len);
        if (blob == NULL && *len > 0) {
            fail(q, E_NOMEM, "no memory for a column");
            *len = 0;
        }
    }
    return blob;
}

bool stmt_col_is_null(struct stmt *q, int at)
{
    return !has_column(q, at);
}
