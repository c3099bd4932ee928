#include "readiness/media.h"

#include "readiness/verdict.h"
#include "t_hospital.h"

#include <inttypes.h>
#include <stdio.h>

#define NOW T_HOSPITAL_NOW
#define DAY (INT64_C(24) * 3600 * 1000)
enum { ARENA = 16 << 20 };

static const struct actor clerk = {.account_id = 7, .name = "情報 一郎", .via = "test"};

struct shelf {
    struct db *db;
    int64_t facility, copy, media;
};

static struct shelf shelf_open(struct db *db, int64_t facility)
{
    struct shelf s = {.db = db, .facility = facility};
    char id[24];

    snprintf(id, sizeof(id), "%" PRId64,
             t_put(db, facility, "system", "name", "電子カルテ", "kinds", "ehr", NULL));
    s.copy = t_put(db, facility, "backup", "system", id, "method", "full", "medium", "tape",
                   "place_kind", "offsite", "separation", "offline", NULL);
    snprintf(id, sizeof(id), "%" PRId64, s.copy);
    s.media = t_put(db, facility, "media", "label", "週次-A", "backup", id, "state", "in",
                    "rotate_days", "7", NULL);
    return s;
}

static struct record *read_media(const struct shelf *s, struct arena *a)
{
    struct record *r = NULL;
    struct err err;

    T_OK(record_read(&r, s->db, entity_named("media"), s->facility, s->media, a, &err));
    return r;
}

static void move(const struct shelf *s, enum media_to to, const char *place, int64_t at,
                 struct arena *a)
{
    struct err err;

    T_OK(media_move(s->db, read_media(s, a), to, place, &clerk, at, a, &err));
}

static enum copy_proof known(const struct shelf *s, enum copy_kind kind, int64_t now,
                             struct arena *a)
{
    struct verdict_copy v;
    struct err err;

    T_OK(verdict_read_copy(&v, s->db, s->facility, s->copy, now, a, &err));
    return v.point[kind].proof;
}

static void reading_a_label_proves_where_the_copy_is(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    int64_t id;
    CLEANUP(db_close) struct db *db = t_house(t_engine(state), "試験病院", &id);
    struct shelf s = shelf_open(db, id);

    assert_int_equal(known(&s, COPY_OFFLINE, NOW, a), COPY_CLAIMED);
    move(&s, MEDIA_AWAY, "貸金庫", NOW, a);
    struct record *r = read_media(&s, a);

    assert_string_equal(record_get(r, "state"), "away");
    assert_string_equal(record_get(r, "place"), "貸金庫");
    assert_string_equal(record_get(r, "due_on"), "2026-12-01");
    assert_int_equal(known(&s, COPY_OFFLINE, NOW, a), COPY_PROVED);
    assert_int_equal(known(&s, COPY_OFF_SITE, NOW, a), COPY_PROVED);
    assert_int_equal(known(&s, COPY_OFFLINE, NOW + 31 * DAY, a), COPY_PROVED);
    assert_int_equal(known(&s, COPY_OFFLINE, NOW + 32 * DAY, a), COPY_CLAIMED);

    move(&s, MEDIA_BACK, NULL, NOW + DAY, a);
    r = read_media(&s, a);
    assert_null(record_get(r, "due_on"));
    assert_null(record_get(r, "place"));
    assert_int_equal(known(&s, COPY_OFFLINE, NOW + DAY, a), COPY_CLAIMED);
    assert_int_equal(known(&s, COPY_OFF_SITE, NOW + DAY, a), COPY_CLAIMED);

    move(&s, MEDIA_SAFE, "耐火庫", NOW + 2 * DAY, a);
    assert_int_equal(known(&s, COPY_OFFLINE, NOW + 2 * DAY, a), COPY_PROVED);
    assert_int_equal(known(&s, COPY_OFF_SITE, NOW + 2 * DAY, a), COPY_CLAIMED);
}

static void it_is_overdue_on_the_day_after(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    struct record *r = record_new(entity_named("media"), 1, a);
    const int due = entity_field(r->entity, "due_on"), where = entity_field(r->entity, "state");

    r->value[where] = "away";
    r->value[due] = "2026-11-24";
    assert_false(media_is_overdue(r, NOW));
    assert_true(media_is_overdue(r, NOW + DAY));
    r->value[where] = "in";
    assert_false(media_is_overdue(r, NOW + DAY));
    r->value[where] = "safe";
    r->value[due] = NULL;
    assert_false(media_is_overdue(r, NOW + DAY));
}

static void every_label_has_its_own_code(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    struct record *r = record_new(entity_named("media"), 1, a);
    char one[MEDIA_CODE_SIZE], other[MEDIA_CODE_SIZE];

    r->id = 1;
    assert_string_equal(media_code(one, r), media_code(other, r));
    r->id = 2;
    assert_string_not_equal(one, media_code(other, r));
    assert_int_equal(strlen(one), MEDIA_CODE_SIZE - 1);
}

static enum status move_faulty(void *arg, struct err *err)
{
    const struct shelf *s = arg;
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    struct record *r;
    enum status st = record_read(&r, s->db, entity_named("media"), s->facility, s->media, a, err);

    return st == OK ? media_move(s->db, r, MEDIA_SAFE, "庫", &clerk, NOW + 9 * DAY, a, err) : st;
}

static void is_honest_whatever_fails(void **state)
{
    (void)state;
    int64_t id;
    CLEANUP(db_close) struct db *db = t_house(DB_SQLITE, "試験病院", &id);
    struct shelf s = shelf_open(db, id);

    T_FAULTS(FAULT_ALLOC, move_faulty, &s);
    T_FAULTS(FAULT_STMT, move_faulty, &s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T_BOTH(reading_a_label_proves_where_the_copy_is),
        cmocka_unit_test(it_is_overdue_on_the_day_after),
        cmocka_unit_test(every_label_has_its_own_code),
        cmocka_unit_test(is_honest_whatever_fails),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
