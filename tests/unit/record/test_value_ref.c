/*
 * References as people write them: a key, a name, a whole label.
 */
#include "record/record.h"
#include "record/schema.h"
#include "record/value.h"
#include "t_db.h"

#include <stdio.h>
#include <stdlib.h>

#define NOW_MS INT64_C(1795219200000) /* a morning in November 2026 */

enum { FACILITY = 1 };

struct house {
    struct db *db;
    struct arena *arena;
};

static void house_close(struct house *h)
{
    db_close(&h->db);
    arena_close(&h->arena);
}

static struct house house_open(void **state)
{
    struct house h = {.db = t_db(t_engine(state)), .arena = arena_open(8 << 20)};
    struct migrate_plan plan = {0};
    struct err err;

    plan.migration = schema_migrations(&plan.n);
    T_OK(migrate_run(h.db, &plan, NULL, NOW_MS, &err));
    return h;
}

/* A record with the fields named in pair, which ends with NULL. */
static int64_t add(struct house *h, const char *entity, const char *const pair[])
{
    static const struct actor actor = {.account_id = 7, .name = "見本 一郎", .via = "web"};
    CLEANUP(writer_close) struct writer *w = NULL;
    struct record *r = record_new(entity_named(entity), FACILITY, h->arena);
    struct err err;

    for (int i = 0; pair[i] != NULL; i += 2) {
        r->value[entity_field(r->entity, pair[i])] = pair[i + 1];
    }
    T_OK(writer_begin(&w, h->db, FACILITY, &actor, NOW_MS, &err));
    T_OK(record_put(w, r, NULL, &err));
    T_OK(writer_commit(w, &err));
    return r->id;
}
#define ADD(h, entity, ...) add((h), (entity), (const char *const[]){__VA_ARGS__, NULL})

static enum status find(int64_t *id, struct house *h, const char *entity, const char *typed,
                        struct err *err)
{
    struct field f = {.name = "f", .ja = "欄", .en = "f", .kind = K_REF, .ref = entity};
    struct value_scope scope = {
        .db = h->db, .facility_id = FACILITY, .now_ms = NOW_MS, .arena = h->arena};
    const char *value = NULL;
    enum status st = value_parse(&value, &f, typed, &scope, err);

    *id = st == OK ? strtoll(value, NULL, 10) : 0;
    return st;
}

static void finds_by_key_by_name_and_by_label(void **state)
{
    CLEANUP(house_close) struct house h = house_open(state);
    int64_t pc = ADD(&h, "device", "asset_no", "0001", "hostname", "ROOM1-PC1", "kind", "client");
    int64_t person = ADD(&h, "person", "name", "見本 花子");
    char id[24];

    snprintf(id, sizeof(id), "%lld", (long long)person);
    int64_t assistant = ADD(&h, "appointment", "role", "assistant", "person", id, "starts_on",
                            "2024-04-01", "duties", "助言する");
    int64_t later = ADD(&h, "appointment", "role", "assistant", "person", id, "starts_on",
                        "2025-04-01", "duties", "助言する");
    int64_t round = ADD(&h, "round", "fiscal_year", "2026", "edition", "r6", "form", "iryokikan");
    int64_t finder =
        ADD(&h, "contact", "category", "internal", "organisation", "病棟", "name", "発見者");
    int64_t nurse =
        ADD(&h, "contact", "category", "internal", "organisation", "病棟", "name", "師長");
    int64_t ward = ADD(&h, "contact", "category", "internal", "organisation", "守衛室");
    const struct {
        const char *entity, *typed;
        int64_t want;
    } row[] = {
        {"device",      "0001",                          pc       },
        {"device",      "０００１",                  pc       },
        {"device",      "0001 ROOM1-PC1",                pc       },
        {"person",      "見本 花子",                 person   },
        {"appointment", "補佐 2024-04-01",             assistant},
        {"appointment", "補佐 2025-04-01",             later    },
        {"round",       "2026 r6 医療機関確認用", round    },
        {"contact",     "病棟 発見者",              finder   },
        {"contact",     "病棟 師長",                 nurse    },
        {"contact",     "守衛室",                     ward     },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        struct err err;
        int64_t got;

        T_STATUS(row[i].typed, find(&got, &h, row[i].entity, row[i].typed, &err), OK);
        assert_true(got == row[i].want);
    }
}

static void says_when_none_or_several_fit(void **state)
{
    CLEANUP(house_close) struct house h = house_open(state);
    int64_t got;
    struct err err;

    ADD(&h, "device", "asset_no", "0001", "hostname", "ROOM1-PC1", "kind", "client");
    ADD(&h, "contact", "category", "internal", "organisation", "病棟", "name", "発見者");
    ADD(&h, "contact", "category", "internal", "organisation", "病棟", "name", "師長");
    T_STATUS("no such number", find(&got, &h, "device", "0002", &err), E_NOTFOUND);
    T_STATUS("another host", find(&got, &h, "device", "0001 ROOM2-PC1", &err), E_NOTFOUND);
    T_STATUS("nobody", find(&got, &h, "contact", "病棟 医師", &err), E_NOTFOUND);
    T_STATUS("two of one ward", find(&got, &h, "contact", "病棟", &err), E_CONFLICT);
    ADD(&h, "contact", "category", "internal", "organisation", "病棟");
    T_STATUS("a label of its own", find(&got, &h, "contact", "病棟", &err), OK);
    ADD(&h, "contact", "category", "internal", "organisation", "病棟");
    T_STATUS("the same label twice", find(&got, &h, "contact", "病棟", &err), E_CONFLICT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T_BOTH(finds_by_key_by_name_and_by_label),
        T_BOTH(says_when_none_or_several_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
