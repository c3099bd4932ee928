#include "checklist/ask.h"

#include "base/buf.h"
#include "checklist/limits.h"
#include "record/record.h"

#include <inttypes.h>
#include <string.h>

enum { MESSAGE_MAX = 2000, DETAIL_MAX = 2000 };

/* ---- What a user reads ---- */

static const char *kind_ja(const struct edition_item *item)
{
    const struct entity *e = entity_named("inspection");
    const struct choice *c = item->inspection != NULL
                                 ? choice_of(&e->field[entity_field(e, "kind")], item->inspection)
                                 : NULL;

    return c != NULL ? c->ja : "";
}

static void put_word(struct buf *b, const struct asking *r, const char *word, size_t len, int64_t n)
{
    size_t n_limits;
    const struct limit *limit = limit_all(&n_limits);

    if (len == 1 && *word == 'n') {
        buf_printf(b, "%" PRId64, n);
    } else if (len == 5 && memcmp(word, "scope", len) == 0) {
        buf_str(b, scope_ja(r->scope));
    } else if (len == 4 && memcmp(word, "kind", len) == 0) {
        buf_str(b, kind_ja(r->item));
    } else if (len == 5 && memcmp(word, "patch", len) == 0) {
        buf_str(b, limit_named(r->patch_limit)->ja);
    }
    for (size_t i = 0; i < n_limits; i++) {
        if (strlen(limit[i].name) == len && memcmp(limit[i].name, word, len) == 0) {
            buf_str(b, limit[i].ja);
        }
    }
}

/* A check's sentence with its words filled in. */
static const char *sentence(struct asking *r, const struct sql_entry *check, int64_t n)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(MESSAGE_MAX);

    for (const char *p = check_tag(check, "say"); *p != '\0';) {
        size_t len = strcspn(p, "{");

        buf_add(&b, p, len);
        p += len;
        if (*p == '{') {
            size_t word = strcspn(++p, "}");

            put_word(&b, r, p, word, n);
            p += word + (p[word] == '}');
        }
    }
    return buf_status(&b, NULL) == OK ? arena_copy(r->arena, buf_text(&b)) : NULL;
}

static const char *field_ja(const struct entity *e, const char *name, size_t len)
{
    for (size_t i = 0; i < e->n; i++) {
        if (strlen(e->field[i].name) == len && memcmp(e->field[i].name, name, len) == 0) {
            return e->field[i].ja;
        }
    }
    return "";
}

/* The labels of the fields "os,ip," of an entity when there are several, then the check's words. */
static const char *detail_ja(struct asking *r, const struct entity *e, const struct check_gap *gap)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(DETAIL_MAX);
    bool several = gap->fields != NULL && strchr(gap->fields, ',') != NULL;

    for (const char *p = gap->fields; several && *p != '\0';) {
        size_t len = strcspn(p, ",");

        buf_printf(&b, "%s%s", b.len > 0 ? "、" : "", field_ja(e, p, len));
        p += len + (p[len] == ',');
    }
    if (gap->detail != NULL) {
        buf_printf(&b, "%s%s", b.len > 0 ? "、" : "", gap->detail);
    }
    return buf_status(&b, NULL) == OK ? arena_copy(r->arena, buf_text(&b)) : NULL;
}

/* The field names without a comma at the end. */
static const char *field_list(struct arena *a, const char *fields)
{
    size_t len = fields != NULL ? strlen(fields) : 0;

    return len == 0 ? "" : arena_copy_n(a, fields, len - (fields[len - 1] == ','));
}

/* ---- Checks ---- */

/* Words are written in buffers of their own: their failure is not the arena's. */
static enum status label_records(struct asking *r, struct assess_reason *reason)
{
    enum status st = reason->message != NULL ? OK : err_set(r->err, E_NOMEM, "no memory for words");

    for (size_t i = 0; i < reason->n && st == OK; i++) {
        struct assess_record *x = &reason->record[i];

        if (x->detail == NULL) {
            return err_set(r->err, E_NOMEM, "no memory for words");
        }
        st = record_label_read(&x->label, r->db, x->entity, r->arguments.facility_id, x->id,
                               r->arena, r->err);
    }
    return st;
}

enum status ask_check(struct asking *r, struct assess_reason *out, const struct sql_entry *check)
{
    struct assess_reason reason = {
        .check = check->name,
        .level = check_level(check),
        .source = check_tag(check, "source"),
        .mend = entity_named(check_tag(check, "mend")),
    };
    struct check_gap gap;
    CLEANUP(stmt_close) struct stmt *q = check_open(r->db, check, &r->arguments);

    while (check_next(q, &gap)) {
        if (reason.count == 0) {
            reason.record = arena_make(r->arena, struct assess_record, r->records_max);
        }
        if (reason.n < r->records_max && reason.record != NULL) {
            const struct entity *e = entity_named(gap.entity);

            reason.record[reason.n++] = (struct assess_record){
                .entity = e,
                .id = gap.id,
                .fields = field_list(r->arena, gap.fields),
                .detail = detail_ja(r, e, &gap),
            };
        }
        reason.count++;
    }
    if (stmt_status(q, r->err) != OK) {
        return err_note(r->err, "check %s", check->name);
    }
    if (reason.count > 0) {
        reason.message = sentence(r, check, reason.count);
        if (label_records(r, &reason) != OK) {
            return err_note(r->err, "labels of check %s", check->name);
        }
    }
    *out = reason;
    return OK;
}
