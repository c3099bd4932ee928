#include "network/observe_file.h"
#include "t_hospital.h"

#include "base/file.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define NOW T_HOSPITAL_NOW
#define PCAP_HEAD "\xd4\xc3\xb2\xa1\2\0\4\0\0\0\0\0\0\0\0\0\0\0\4\0\1\0\0\0"
enum { PCAP_HEAD_SIZE = 24, LAB_MAX = 1 << 20 };

struct house {
    struct db *db;
    int64_t id;
    struct arena *a;
};

static struct house house(void **state)
{
    struct house h = {.a = arena_open(32 << 20)};

    h.db = t_house(t_engine(state), "見本病院", &h.id);
    return h;
}

static void house_close(struct house *h)
{
    arena_close(&h->a);
    db_close(&h->db);
}

/* A file with this content; its path. */
static const char *lay(const char *name, const void *byte, size_t len)
{
    static char path[PATH_MAX];
    struct err err;

    snprintf(path, sizeof(path), "%s/%s", t_temp_dir(), name);
    T_OK(file_replace(path, byte, len, 0600, &err));
    return path;
}

static enum status observe(struct observe_result *out, const struct house *h, const char *path,
                           const struct progress *progress, struct err *err)
{
    const struct observe_file file = {
        .path = path, .name = "見本", .now_ms = NOW, .progress = progress};

    return observe_file(out, h->db, h->id, &file, h->a, err);
}

static struct sensor only_sensor(const struct house *h)
{
    struct sightings s = {0};
    struct err err;

    T_OK(sensor_list_read(&s, h->db, h->id, h->a, &err));
    assert_int_equal(s.n_sensors, 1);
    return s.sensor[0];
}

static void lists_of_every_coding_are_read(void **state)
{
    static const char utf8[] = "192.168.1.5 00:1b:21:00:00:0a 受付\n";
    static const char cp932[] = "192.168.1.5 00:1b:21:00:00:0a \x8e\xf3\x95\x74\n";
    static const char neither[] = "192.168.1.5 00:1b:21:00:00:0a \xff\xfe\xfd\n";
    static const struct {
        const char *what, *text;
    } row[] = {
        {"UTF-8",   utf8   },
        {"CP932",   cp932  },
        {"neither", neither},
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        CLEANUP(house_close) struct house h = house(state);
        struct observe_result r = {0};
        struct err err;

        T_STATUS(row[i].what,
                 observe(&r, &h, lay("list", row[i].text, strlen(row[i].text)), NULL, &err), OK);
        assert_int_equal(r.devices, 1);
        assert_int_equal(r.n_new, 1);
        assert_int_equal(only_sensor(&h).kind, SENSOR_LIST);
        assert_string_equal(only_sensor(&h).name, "見本");
    }
}

static void a_capture_is_read_to_its_last_whole_frame(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(4 << 20);
    char *data;
    size_t len;
    struct err err;

    T_OK(file_read(&data, &len, t_source("tests/data/lab/dual_homed.pcap"), LAB_MAX, a, &err));
    for (int cut = 0; cut < 2; cut++) {
        CLEANUP(house_close) struct house h = house(state);
        struct observe_result r = {0};

        T_OK(observe(&r, &h, lay("capture", data, len - (size_t)(3 * cut)), NULL, &err));
        assert_true(r.devices >= 2);
        assert_true(r.n_new >= 2);
        struct sensor s = only_sensor(&h);

        assert_int_equal(s.kind, SENSOR_FILE);
        assert_int_equal(s.packets, 43 - cut);
        assert_true(s.fact_at > 0);
    }
}

static void what_is_neither_is_refused_in_words(void **state)
{
    static const struct {
        const char *what, *text;
        size_t len;
        enum status want;
    } row[] = {
        {"a letter",              "これは手紙です。\n", 25, E_NOTFOUND},
        {"nothing",               "",                           0,  E_NOTFOUND},
        {"half a capture's head", PCAP_HEAD,                    12, E_INVALID },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        CLEANUP(house_close) struct house h = house(state);
        struct observe_result r = {.devices = 99};
        struct err err = {0};
        enum status st = observe(&r, &h, lay("odd", row[i].text, row[i].len), NULL, &err);

        assert_true(st == row[i].want || st == E_CORRUPT);
        assert_int_equal(r.devices, 99);
    }
    CLEANUP(house_close) struct house h = house(state);
    struct observe_result r;
    struct err err;

    T_STATUS("not there", observe(&r, &h, "/nowhere/at/all", NULL, &err), E_NOTFOUND);
}

static enum status stop(void *self, int64_t done, int64_t total, const char *what, struct err *err)
{
    *(int64_t *)self = done;
    (void)total;
    (void)what;
    return err_set(err, E_CANCELLED, "stopped");
}

/* Every 20,000 packets it asks whether it shall go on. */
static void it_stops_when_it_is_told_to(void **state)
{
    enum { FRAMES = 20001, RECORD = 16 + 14 };
    CLEANUP(house_close) struct house h = house(state);
    size_t len = PCAP_HEAD_SIZE + (size_t)FRAMES * RECORD;
    uint8_t *data = arena_alloc(h.a, len);
    struct observe_result r;
    int64_t done = 0;
    const struct progress progress = {stop, &done};
    struct err err;

    memset(data, 0, len);
    memcpy(data, PCAP_HEAD, PCAP_HEAD_SIZE);
    for (size_t i = 0; i < FRAMES; i++) {
        uint8_t *record = data + PCAP_HEAD_SIZE + i * RECORD;

        record[8] = record[12] = 14;
    }
    T_STATUS("at the first question", observe(&r, &h, lay("long", data, len), &progress, &err),
             E_CANCELLED);
    assert_int_equal(done, 20000);
}

struct fault_case {
    const struct house *h;
    const char *path;
};

static enum status observe_once(void *arg, struct err *err)
{
    const struct fault_case *c = arg;
    CLEANUP(arena_close) struct arena *a = arena_open(8 << 20);
    const struct observe_file file = {.path = c->path, .name = "見本", .now_ms = NOW};
    struct observe_result r;

    return a == NULL ? err_set(err, E_NOMEM, "no arena")
                     : observe_file(&r, c->h->db, c->h->id, &file, a, err);
}

/* Of reading the file; memory and statements are observe.h's, sighting.h's and fact_table.h's. */
static void a_file_that_cannot_be_read_is_told(void **state)
{
    CLEANUP(house_close) struct house h = house(state);
    static const char list[] = "192.168.1.5 00:1b:21:00:00:0a\n";
    struct fault_case c = {&h, lay("list", list, strlen(list))};

    T_FAULTS(FAULT_IO, observe_once, &c);
}

/* What is not the database's matter is tried on one of them. */
#define ON_SQLITE(test) cmocka_unit_test_prestate(test, (void *)&t_engines[DB_SQLITE])

int main(void)
{
    const struct CMUnitTest tests[] = {
        T_BOTH(lists_of_every_coding_are_read),
        T_BOTH(a_capture_is_read_to_its_last_whole_frame),
        ON_SQLITE(what_is_neither_is_refused_in_words),
        ON_SQLITE(it_stops_when_it_is_told_to),
        ON_SQLITE(a_file_that_cannot_be_read_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
