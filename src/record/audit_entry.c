#include "record/audit_entry.h"

#include "base/json.h"
#include "record/audit.sql.h"

#include <inttypes.h>
#include <string.h>

void audit_hash(uint8_t out[HASH_SIZE], const uint8_t previous[HASH_SIZE], const void *bytes,
                size_t len)
{
    struct hash h;

    hash_start(&h);
    hash_add(&h, AUDIT_DOMAIN, sizeof(AUDIT_DOMAIN) - 1);
    hash_add(&h, previous, HASH_SIZE);
    hash_add(&h, bytes, len);
    hash_end(&h, out);
}

/* What is hashed, in pieces that are worth a call. */
struct pieces {
    struct hash hash;
    char held[1024];
    size_t len;
};

static void add_piece(struct pieces *p, const char *text)
{
    size_t size = strlen(text) + 1;

    if (size > sizeof(p->held) - p->len) {
        hash_add(&p->hash, p->held, p->len);
        p->len = 0;
    }
    if (size > sizeof(p->held)) {
        hash_add(&p->hash, text, size);
        return;
    }
    memcpy(p->held + p->len, text, size);
    p->len += size;
}

static void add_state(struct pieces *p, const char *name, const char *value)
{
    if (value != NULL) {
        add_piece(p, name);
        add_piece(p, value);
    }
}

void audit_state(char out[HASH_HEX_SIZE], const struct record *r)
{
    struct pieces p;
    uint8_t digest[HASH_SIZE];

    p.len = 0;
    hash_start(&p.hash);
    for (size_t i = 0; i < r->entity->n; i++) {
        add_state(&p, r->entity->field[i].name, r->value[i]);
    }
    add_state(&p, "closed_on", r->closed_on);
    add_state(&p, "closed_reason", r->closed_reason);
    hash_add(&p.hash, p.held, p.len);
    hash_end(&p.hash, digest);
    hash_hex(out, digest, HASH_SIZE);
}

static void add_value(struct buf *b, const char *value)
{
    if (value == NULL) {
        buf_str(b, "null");
    } else {
        json_quote(b, value);
    }
}

static void add_difference(struct buf *b, bool *first, const char *name, const char *before,
                           const char *after)
{
    if (before == after || (before != NULL && after != NULL && strcmp(before, after) == 0)) {
        return;
    }
    buf_str(b, *first ? "\"" : ",\"");
    buf_str(b, name);
    *first = false;
    if (before == NULL) {
        buf_str(b, "\":[null,");
    } else {
        buf_str(b, "\":[");
        json_quote(b, before);
        buf_char(b, ',');
    }
    add_value(b, after);
    buf_char(b, ']');
}

/* What stands before it, then a number: cheaper than a format, for what every entry has. */
static void add_number(struct buf *b, const char *before, int64_t n)
{
    char digits[20];
    size_t at = sizeof(digits);
    uint64_t left = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;

    do {
        digits[--at] = (char)('0' + left % 10);
        left /= 10;
    } while (left > 0);
    buf_str(b, before);
    if (n < 0) {
        buf_char(b, '-');
    }
    buf_add(b, digits + at, sizeof(digits) - at);
}

/* The members that all entries of a transaction have alike; written once. */
static void write_common(struct writer *w)
{
    struct buf *b = &w->common;

    buf_printf(b, ",\"account\":\"%" PRId64 "\",\"by\":", w->actor.account_id);
    json_quote(b, w->actor.name);
    buf_str(b, ",\"via\":");
    json_quote(b, w->actor.via);
    if (w->reason != NULL) {
        buf_str(b, ",\"why\":");
        json_quote(b, w->reason);
    }
    if (w->import_id != 0) {
        buf_printf(b, ",\"import\":\"%" PRId64 "\"", w->import_id);
    }
}

/* The members every entry has, up to and without the closing brace. */
static void begin_entry(struct writer *w, const char *act)
{
    struct buf *b = &w->bytes;

    buf_clear(b);
    if (w->common.len == 0) {
        write_common(w);
    }
    add_number(b, "{\"seq\":", w->seq + 1);
    add_number(b, ",\"at\":", w->now_ms);
    add_number(b, ",\"facility\":\"", w->facility_id);
    buf_str(b, "\",\"act\":");
    json_quote(b, act);
    buf_add(b, w->common.data, w->common.len);
    if (w->common.status != OK) {
        b->status = w->common.status;
    }
}

/* Close the braces, hash, store; the head follows at commit. */
static enum status end_entry(struct writer *w, const char *entity, int64_t record_id,
                             struct err *err)
{
    uint8_t hash[HASH_SIZE];

    buf_char(&w->bytes, '}');
    if (buf_status(&w->bytes, err) != OK) {
        return err_note(err, "writing an audit entry");
    }
    audit_hash(hash, w->hash, w->bytes.data, w->bytes.len);
    if (sql_audit_entry_add_run(w->db, w->facility_id, w->seq + 1, w->now_ms, entity,
                                record_id == 0 ? NULL : &record_id, w->bytes.data, w->bytes.len,
                                hash, sizeof(hash), NULL, err) != OK) {
        return err_note(err, "storing an audit entry");
    }
    w->seq++;
    w->wrote = true;
    memcpy(w->hash, hash, sizeof(hash));
    return OK;
}

enum status audit_change(struct writer *w, const struct record *before, const struct record *after,
                         const char *act, struct err *err)
{
    struct buf *b = &w->bytes;
    char state[HASH_HEX_SIZE];
    bool first = true;

    begin_entry(w, act);
    buf_str(b, ",\"entity\":\"");
    buf_str(b, after->entity->name);
    add_number(b, "\",\"id\":\"", after->id);
    add_number(b, "\",\"version\":", after->version);
    buf_str(b, ",\"set\":{");
    for (size_t i = 0; i < after->entity->n; i++) {
        add_difference(b, &first, after->entity->field[i].name,
                       before == NULL ? NULL : before->value[i], after->value[i]);
    }
    add_difference(b, &first, "closed_on", before == NULL ? NULL : before->closed_on,
                   after->closed_on);
    add_difference(b, &first, "closed_reason", before == NULL ? NULL : before->closed_reason,
                   after->closed_reason);
    audit_state(state, after);
    buf_str(b, "},\"state\":\"");
    buf_str(b, state);
    buf_char(b, '"');
    return end_entry(w, after->entity->name, after->id, err);
}

enum status writer_note(struct writer *w, const char *act, const char *json_object, struct err *err)
{
    begin_entry(w, act);
    buf_printf(&w->bytes, ",\"note\":%s", json_object == NULL ? "{}" : json_object);
    return end_entry(w, "", 0, err);
}

void audit_head_json(struct buf *b, int64_t facility_id, int64_t seq, int64_t at,
                     const uint8_t hash[HASH_SIZE])
{
    char hex[HASH_HEX_SIZE];

    buf_printf(
        b, "{\"facility\":\"%" PRId64 "\",\"seq\":%" PRId64 ",\"at\":%" PRId64 ",\"hash\":\"%s\"}",
        facility_id, seq, at, hash_hex(hex, hash, HASH_SIZE));
}
