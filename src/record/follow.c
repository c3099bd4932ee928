#include "record/follow.h"

#include "db/stmt.h"
#include "record/follow.sql.h"
#include "record/writer.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH = 200 };

static bool says_no(const struct record *inquiry)
{
    const char *result = record_get(inquiry, "result");

    return inquiry->closed_on == NULL && record_get(inquiry, "replied_on") != NULL &&
           result != NULL && strcmp(result, "no") == 0;
}

static bool same(const struct record *a, const struct record *b, const char *field)
{
    const char *x = record_get(a, field), *y = record_get(b, field);

    return x == NULL || y == NULL ? x == y : strcmp(x, y) == 0;
}

/* Was all this said before? Then who has set a device back since meant it. */
static bool is_news(const struct record *before, const struct record *after)
{
    static const char *const told[] = {"vendor", "systems", "devices", "replied_on"};

    if (before == NULL || !says_no(before)) {
        return true;
    }
    for (size_t i = 0; i < COUNT(told); i++) {
        if (!same(before, after, told[i])) {
            return true;
        }
    }
    return false;
}

/* Is id one of refs, decimal ids joined by ','? */
static bool is_among(const char *refs, const char *id)
{
    size_t len = id == NULL ? 0 : strlen(id);

    for (const char *p = refs; len > 0 && p != NULL; p = strchr(p, ',')) {
        p += *p == ',';
        if (strncmp(p, id, len) == 0 && (p[len] == ',' || p[len] == '\0')) {
            return true;
        }
    }
    return false;
}

static enum status fill(struct writer *w, const struct record *inquiry, int64_t device,
                        struct err *err)
{
    const struct entity *e = entity_named("device");
    int at = entity_field(e, "remote_maintenance");
    const char *systems = record_get(inquiry, "systems");
    const char *before = w->reason;
    struct record *r;
    enum status st = record_read(&r, w->db, e, w->facility_id, device, w->arena, err);

    if (st != OK || r->closed_on != NULL || strcmp(r->value[at], "unknown") != 0 ||
        (systems != NULL && record_get(inquiry, "devices") == NULL &&
         !is_among(systems, record_get(r, "system")))) {
        return st;
    }
    r->value[at] = "no";
    w->reason = arena_printf(w->own, "事業者の回答「無」（%s）", record_get(inquiry, "replied_on"));
    st = record_put(w, r, NULL, err);
    w->reason = before;
    return st;
}

static enum status fill_named(struct writer *w, const struct record *inquiry, struct err *err)
{
    enum status st = OK;

    for (const char *p = record_get(inquiry, "devices"); st == OK && p != NULL;) {
        char *end;
        int64_t id = strtoll(p, &end, 10);

        st = fill(w, inquiry, id, err);
        p = *end == ',' ? end + 1 : NULL;
    }
    return st;
}

static enum status fill_kept(struct writer *w, const struct record *inquiry, struct err *err)
{
    int64_t vendor = strtoll(record_get(inquiry, "vendor"), NULL, 10), id[BATCH];
    int64_t after = 0;
    enum status st = OK;
    size_t n = BATCH;

    while (st == OK && n == BATCH) {
        CLEANUP(stmt_close)
        struct stmt *q = sql_follow_devices(w->db, w->facility_id, vendor, after, BATCH);
        struct sql_follow_devices_row row;

        for (n = 0; n < BATCH && sql_follow_devices_next(q, &row); n++) {
            id[n] = row.id;
        }
        st = stmt_status(q, err);
        for (size_t i = 0; st == OK && i < n; i++) {
            st = fill(w, inquiry, id[i], err);
            after = id[i];
        }
    }
    return st;
}

enum status follow_change(struct writer *w, const struct record *before, const struct record *after,
                          struct err *err)
{
    if (strcmp(after->entity->name, "remote_inquiry") != 0 || !says_no(after) ||
        !is_news(before, after)) {
        return OK;
    }
    return record_get(after, "devices") != NULL ? fill_named(w, after, err)
                                                : fill_kept(w, after, err);
}
