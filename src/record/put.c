#include "record/record.h"

#include "base/date.h"
#include "base/hash.h"
#include "base/id.h"
#include "base/text.h"
#include "record/audit_entry.h"
#include "record/columns.h"
#include "record/follow.h"
#include "record/put_check.h"
#include "record/search_sql.h"
#include "record/value.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { ID_DRAWS = 8, SEARCH_TEXT_MAX = 64 * 1024 };

static bool same(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool differs(const struct record *a, const struct record *b)
{
    for (size_t i = 0; i < a->entity->n; i++) {
        if (!same(a->value[i], b->value[i])) {
            return true;
        }
    }
    return !same(a->closed_on, b->closed_on) || !same(a->closed_reason, b->closed_reason);
}

/* ---- Storing the row ---- */

/* The row's values as parameters from $at on, in the order add_names() writes them. */
static void bind_values(struct stmt *q, int at, const struct record *r, struct arena *a)
{
    for (size_t i = 0; i < r->entity->n; i++) {
        const struct field *f = &r->entity->field[i];

        if (column_of(f) == COLUMN_NONE) {
            continue;
        }
        column_bind(q, at++, f, r->value[i]);
        if ((f->flags & SORTED) != 0) {
            stmt_text(q, at++, value_sort_key(f, r->value[i], a));
        }
    }
}

/* Calls add(column name, type) for every stored column. */
struct names {
    struct buf *sql, *in;
    int at;
    bool update;
};

static void add_name(struct names *n, const char *name, const char *suffix, char type)
{
    if (n->update) {
        buf_printf(n->sql, ", %s%s = $%d", name, suffix, n->at);
    } else {
        buf_printf(n->sql, ", %s%s", name, suffix);
    }
    n->at++;
    buf_char(n->in, type);
}

static void add_names(struct names *n, const struct entity *e)
{
    for (size_t i = 0; i < e->n; i++) {
        enum column c = column_of(&e->field[i]);

        if (c == COLUMN_NONE) {
            continue;
        }
        add_name(n, e->field[i].name, "", c == COLUMN_NUMBER ? 'i' : 't');
        if ((e->field[i].flags & SORTED) != 0) {
            add_name(n, e->field[i].name, "_key", 't');
        }
    }
}

enum { HEAD_PARAMETERS = 8 }; /* facility_id id version updated_at updated_by account closed 2 */

static void insert_text(struct buf *sql, struct buf *in, const struct entity *e)
{
    struct names n = {.sql = sql, .in = in, .at = HEAD_PARAMETERS + 1};

    buf_printf(sql,
               "INSERT INTO %s (facility_id, id, version, created_at, updated_at, updated_by,"
               " updated_account, closed_on, closed_reason",
               e->name);
    add_names(&n, e);
    buf_str(sql, ") VALUES ($1, $2, $3, $4, $4, $5, $6, $7, $8");
    for (int i = HEAD_PARAMETERS + 1; i < n.at; i++) {
        buf_printf(sql, ", $%d", i);
    }
    buf_str(sql, ") ON CONFLICT DO NOTHING");
}

static void update_text(struct buf *sql, struct buf *in, const struct entity *e)
{
    struct names n = {.sql = sql, .in = in, .at = HEAD_PARAMETERS + 1, .update = true};

    buf_printf(sql,
               "UPDATE %s SET version = $3 + 1, updated_at = $4, updated_by = $5,"
               " updated_account = $6, closed_on = $7, closed_reason = $8",
               e->name);
    add_names(&n, e);
    buf_str(sql, " WHERE facility_id = $1 AND id = $2 AND version = $3");
}

static struct stmt *open_store(struct writer *w, const struct entity *e, bool insert)
{
    struct writer_sql *cache = insert ? &w->insert : &w->update;

    if (cache->entity != e) {
        CLEANUP(buf_close) struct buf sql = BUF_INIT(SQL_MAX);
        CLEANUP(buf_close) struct buf in = BUF_INIT(3 * ENTITY_FIELDS_MAX);

        buf_str(&in, "iiiititt");
        (insert ? insert_text : update_text)(&sql, &in, e);
        if (buf_status(&sql, NULL) != OK || buf_status(&in, NULL) != OK) {
            return NULL;
        }
        *cache = (struct writer_sql){e, arena_copy(w->own, buf_text(&sql)),
                                     arena_copy(w->own, buf_text(&in))};
    }
    return cache->text == NULL || cache->in == NULL
               ? NULL
               : stmt_dynamic(w->db, cache->text, cache->in, "");
}

/* Insert (version 0) or update; *stored tells whether a row was written. */
static enum status store_row(struct writer *w, const struct record *r, bool *stored,
                             struct err *err)
{
    bool insert = r->version == 0;
    CLEANUP(stmt_close)
    struct stmt *q = open_store(w, r->entity, insert);

    stmt_i64(q, 1, w->facility_id);
    stmt_i64(q, 2, r->id);
    stmt_i64(q, 3, insert ? 1 : r->version);
    stmt_i64(q, 4, w->now_ms);
    stmt_text(q, 5, w->actor.name);
    stmt_i64(q, 6, w->actor.account_id);
    stmt_text(q, 7, r->closed_on);
    stmt_text(q, 8, r->closed_reason);
    bind_values(q, HEAD_PARAMETERS + 1, r, w->arena);
    *stored = stmt_run(q) == 1;
    return stmt_status(q, err);
}

/*
 * Ids of one transaction grow, so that a list by id keeps the order of an imported file. Steps of
 * chance: ids without gaps would pile up behind those of another transaction of the same
 * millisecond, where no draw finds a free one.
 */
static int64_t next_id(struct writer *w)
{
    if (w->last_id == 0) {
        w->last_id = id_make(w->now_ms);
        return w->last_id;
    }
    if (w->n_steps == 0) { /* many at once: each time is a call of the system */
        random_bytes(w->step, sizeof(w->step));
        w->n_steps = sizeof(w->step);
    }
    w->last_id += 1 + w->step[--w->n_steps];
    return w->last_id;
}

static enum status first_complaint(struct writer *w, const struct record *r, struct err *err)
{
    struct complaint *list;
    enum status st = record_check(&list, w->db, r, w->now_ms, w->arena, err);

    if (st == OK && list != NULL) {
        *err = list->err;
        st = err->status;
    }
    return st;
}

/* A good record is not asked about twice: whether its key is taken, the table says by itself. */
static enum status insert(struct writer *w, struct record *r, struct err *err)
{
    struct complaint *list;
    enum status good = put_check_new(&list, w->db, r, w->now_ms, w->arena, err);

    if (good == OK && list != NULL) {
        good = first_complaint(w, r, err); /* a key that is taken may come before it */
    }
    if (good != OK) {
        return good;
    }
    for (int draw = 0; draw < ID_DRAWS; draw++) {
        bool stored;

        r->id = r->entity->single ? w->facility_id : next_id(w);
        enum status st = store_row(w, r, &stored, err);

        if (st != OK || stored) {
            return st;
        }
        if (r->entity->single) {
            return err_say(err, E_CONFLICT, MSG_SINGLE_NEW, r->entity->ja);
        }
        st = first_complaint(w, r, err);
        if (st != OK) {
            return st;
        }
    }
    return err_set(err, E_CONFLICT, "no free id for a new %s", r->entity->name);
}

static enum status update(struct writer *w, const struct record *before, const struct record *r,
                          struct err *err)
{
    bool stored = false;
    enum status st = first_complaint(w, r, err);

    if (st == OK) {
        st = store_row(w, r, &stored, err);
    }
    return st == OK && !stored ? put_conflict(before, w->arena, err) : st;
}

/* ---- What it is found by ---- */

static void add_text(struct buf *b, const char *value, struct arena *a)
{
    const char *key = text_key(a, value);

    if (key != NULL && *key != '\0') {
        if (b->len > 0) {
            buf_char(b, '\x01');
        }
        buf_str(b, key);
    }
}

static bool is_searched(enum kind kind)
{
    switch (kind) {
    case K_TEXT:
    case K_NOTE:
    case K_KANA:
    case K_IP:
    case K_MAC:
    case K_CIDR:
    case K_PHONE:
    case K_URL:
    case K_EMAIL:
        return true;
    default:
        return false;
    }
}

static const char *search_text(const struct record *r, struct arena *a)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(SEARCH_TEXT_MAX);

    for (size_t i = 0; i < r->entity->n; i++) {
        const struct field *f = &r->entity->field[i];
        const char *value = r->value[i];

        if (value == NULL) {
            continue;
        }
        if (is_searched(f->kind)) {
            add_text(&b, value, a);
        } else if (f->kind == K_TEXTS) {
            for (const char *p = value; *p != '\0';) {
                size_t len = strcspn(p, "\n");

                add_text(&b, arena_copy_n(a, p, len), a);
                p += len + (p[len] == '\n');
            }
        } else if (f->kind == K_ENUM) {
            const struct choice *c = choice_of(f, value);

            add_text(&b, c == NULL ? value : c->ja, a);
        }
    }
    return buf_status(&b, NULL) != OK ? NULL : arena_copy(a, buf_text(&b));
}

/* ---- The one door ---- */

static const char *act_of(const struct record *before, const struct record *after)
{
    if (before == NULL) {
        return "new";
    }
    if (before->closed_on == NULL && after->closed_on != NULL) {
        return "close";
    }
    return before->closed_on != NULL && after->closed_on == NULL ? "reopen" : "change";
}

static enum status store_beside(struct writer *w, const struct record *before,
                                const struct record *after, struct err *err)
{
    enum status st = OK;

    for (size_t i = 0; i < after->entity->n && st == OK; i++) {
        const struct field *f = &after->entity->field[i];

        if (column_of(f) == COLUMN_NONE) {
            st = links_write(w->db, after, f, before == NULL ? NULL : before->value[i],
                             after->value[i], err);
        }
    }
    const char *text = search_text(after, w->arena);

    if (st == OK && text == NULL) {
        st = err_set(err, E_NOMEM, "search text");
    }
    if (st == OK) {
        st = search_store(&w->search, w->db, w->facility_id, after->entity->name, after->id, text,
                          before == NULL, w->own, w->arena, err);
    }
    return st;
}

static enum status put(struct writer *w, struct record *r, bool *changed, struct err *err)
{
    struct record *before = NULL;
    enum status st = OK;

    for (size_t i = 0; i < r->entity->n; i++) {
        if (r->entity->field[i].kind == K_TRI && r->value[i] == NULL) {
            r->value[i] = "unknown";
        }
    }
    if (r->version != 0) {
        st = record_read(&before, w->db, r->entity, w->facility_id, r->id, w->arena, err);
        if (st != OK) {
            return st;
        }
        if (before->version != r->version) {
            return put_conflict(before, w->arena, err);
        }
        if (!differs(before, r)) {
            *changed = false;
            return OK;
        }
    }
    st = before == NULL ? insert(w, r, err) : update(w, before, r, err);
    if (st == OK) {
        r->version++;
        r->updated_at = w->now_ms;
        st = store_beside(w, before, r, err);
    }
    if (st == OK) {
        st = audit_change(w, before, r, act_of(before, r), err);
    }
    if (st == OK) {
        tally_count(&w->tally, before, -1);
        tally_count(&w->tally, r, 1);
        *changed = true;
        st = follow_change(w, before, r, err);
    }
    return st;
}

enum status record_put(struct writer *w, struct record *r, bool *changed, struct err *err)
{
    struct arena_mark mark = arena_mark(w->arena);
    int64_t id = r->id, version = r->version;
    bool differed = false;

    assert(!r->is_partial); /* what was not read would be stored as empty */
    enum status st = put(w, r, &differed, err);

    if (st == OK) {
        st = arena_status(w->arena, err);
    }
    arena_reset(w->arena, mark);
    if (st != OK) {
        r->id = id;
        r->version = version;
        return err_note(err, "saving %s %" PRId64, r->entity->name, id);
    }
    if (changed != NULL) {
        *changed = differed;
    }
    return OK;
}

enum status record_check_reason(const char *reason, struct err *err)
{
    char most[16];

    if (reason == NULL || reason[strspn(reason, " \t\r\n")] == '\0') {
        return err_say(err, E_INVALID, MSG_CLOSE_REASON);
    }
    snprintf(most, sizeof(most), "%d", RECORD_REASON_MAX);
    return text_chars(reason) <= RECORD_REASON_MAX ? OK
                                                   : err_say(err, E_INVALID, MSG_REASON_LONG, most);
}

enum status record_close(struct writer *w, struct record *r, const char *reason, struct err *err)
{
    char today[DATE_SIZE];
    const char *closed_on = r->closed_on, *closed_reason = r->closed_reason;

    if (r->entity->single) {
        return err_say(err, E_INVALID, MSG_SINGLE_CLOSE, r->entity->ja);
    }
    if (reason != NULL && record_check_reason(reason, err) != OK) {
        return err->status;
    }
    date_iso(today, date_of_ms(w->now_ms));
    r->closed_on = reason == NULL ? NULL : arena_copy(w->own, today);
    r->closed_reason = arena_copy(w->own, reason);
    enum status st = record_put(w, r, NULL, err);

    if (st != OK) {
        r->closed_on = closed_on;
        r->closed_reason = closed_reason;
    }
    return st;
}
