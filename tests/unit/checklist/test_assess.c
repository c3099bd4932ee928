#include "checklist/assess.h"

#include "base/buf.h"
#include "base/file.h"
#include "house.h"

static struct edition_set editions(struct arena *a)
{
    struct edition_set set;
    struct err err;

    T_OK(edition_set_load(&set, NULL, a, &err));
    return set;
}

static struct assessment assess_edition(struct house *h, const struct edition *e, struct arena *a)
{
    struct assess_query q = {.facility_id = HOUSE_FACILITY, .edition = e, .at_ms = house_now()};
    struct assessment all;
    struct err err;

    assert_non_null(e);
    T_OK(assess_run(&all, h->db, &q, a, &err));
    return all;
}

static struct assessment assess(struct house *h, const char *code, enum form form, struct arena *a)
{
    struct edition_set set = editions(a);

    return assess_edition(h, edition_find(&set, code, form), a);
}

/* An edition whose items name every check: 令和6年度版, and of others what it lacks. */
static const struct edition *every_check(struct arena *a)
{
    static const struct {
        const char *code;
        enum form form;
        const char *topic;
    } more[] = {
        {"r7", FORM_IRYOKIKAN, "reuse"     },
        {"r7", FORM_IRYOKIKAN, "two_factor"},
        {"r7", FORM_IRYOKIKAN, "rules"     },
        {"r6", FORM_JIGYOSHA,  "officer"   },
    };
    struct edition_set set = editions(a);
    struct edition *all = arena_make(a, struct edition, 1);
    const struct edition *r6 = edition_find(&set, "r6", FORM_IRYOKIKAN);

    *all = *r6;
    all->item = arena_make(a, struct edition_item, r6->n + COUNT(more));
    memcpy(all->item, r6->item, r6->n * sizeof(*r6->item));
    for (size_t k = 0; k < COUNT(more); k++) {
        const struct edition *e = edition_find(&set, more[k].code, more[k].form);
        size_t i = 0;

        while (strcmp(e->item[i].topic, more[k].topic) != 0) {
            i++;
        }
        all->item[all->n++] = e->item[i];
    }
    return all;
}

/* The checks that speak, each once, separated by blanks; "" when none does. */
static const char *who_speaks(const struct assessment *all, struct arena *a)
{
    const char *names = "";

    for (size_t i = 0; i < all->n; i++) {
        for (size_t j = 0; j < all->item[i].n; j++) {
            const char *name = all->item[i].reason[j].check;

            if (!check_lists(names, name)) {
                names = arena_printf(a, "%s%s%s", names, *names != '\0' ? " " : "", name);
            }
        }
    }
    return names;
}

static void nothing_speaks_in_a_good_institution(void **state)
{
    static const char *const code[] = {"r5", "r6", "r7"};
    CLEANUP(house_close) struct house *h = house_open(t_engine(state));

    for (size_t k = 0; k < COUNT(code); k++) {
        struct assessment all = assess(h, code[k], FORM_IRYOKIKAN, h->arena);

        assert_string_equal(who_speaks(&all, h->arena), "");
        for (size_t i = 0; i < all.n; i++) {
            assert_string_equal(candidate_code(all.item[i].candidate), "yes");
        }
    }
}

/* ---- One gap, one check ---- */

struct mutation {
    const char *check, *also, *sql, *near;
};

/* The text after the line that begins with word in text[..end), or NULL; that line is cut off. */
static char *after_line(char *text, const char *word)
{
    char *line = strstr(text, word);
    char *end = line != NULL ? strchr(line, '\n') : NULL;

    if (end == NULL) {
        return NULL;
    }
    *line = '\0';
    *end = '\0';
    return end + 1;
}

static struct mutation read_mutation(char *text)
{
    char *sql = strchr(text, '\n'), *also;
    struct mutation m = {.check = text, .also = ""};

    *sql++ = '\0';
    m.near = after_line(sql, "-- near:");
    also = strncmp(sql, "-- also: ", 9) == 0 ? sql + 9 : NULL;
    if (also != NULL) {
        sql = strchr(sql, '\n');
        *sql++ = '\0';
        m.also = also;
    }
    m.sql = sql;
    return m;
}

static size_t read_mutations(struct mutation *out, size_t max, struct arena *a)
{
    static const char begin[] = "\n-- check: ";
    char *text;
    size_t len, n = 0;
    struct err err;

    T_OK(file_read(&text, &len, t_source("tests/unit/checklist/mutations.sql"), 1 << 20, a, &err));
    for (char *p = strstr(text, begin), *next; p != NULL; p = next) {
        p += sizeof(begin) - 1;
        next = strstr(p, begin);
        assert_true(n < max);
        out[n++] = read_mutation(next != NULL ? arena_copy_n(a, p, (size_t)(next - p)) : p);
    }
    return n;
}

static struct assessment assess_after(struct house *h, const struct edition *e,
                                      const struct mutation *m, const char *sql, struct arena *a)
{
    struct err err;

    T_OK(db_begin(h->db, &err));
    t_status(m->check, db_script(h->db, sql, &err), OK, &err, __FILE__, __LINE__);
    struct assessment all = assess_edition(h, e, a);

    db_rollback(h->db);
    return all;
}

static void expect_only(const struct mutation *m, const char *spoke, struct arena *a)
{
    if (!check_lists(spoke, m->check)) {
        fail_msg("%s does not speak after its gap, but: %s", m->check, spoke);
    }
    for (const char *p = spoke; *p != '\0'; p += strspn(p, " ")) {
        const char *name = arena_copy_n(a, p, strcspn(p, " "));

        if (strcmp(name, m->check) != 0 && !check_lists(m->also, name)) {
            fail_msg("the gap of %s wakes %s too", m->check, name);
        }
        p += strlen(name);
    }
}

/* What a check makes of the candidate of its item. */
static void check_candidates(const struct mutation *m, const struct assessment *all)
{
    static const enum candidate want[CHECK_LEVELS] = {
        [CHECK_BLOCKS] = CANDIDATE_NO,
        [CHECK_WARNS] = CANDIDATE_YES,
        [CHECK_NEEDS] = CANDIDATE_UNKNOWN,
        [CHECK_EXCUSES] = CANDIDATE_NOT_APPLICABLE,
    };

    for (size_t i = 0; i < all->n; i++) {
        const struct assess_item *item = &all->item[i];

        if (item->n == 0) {
            assert_int_equal(item->candidate, CANDIDATE_YES);
        } else if (strcmp(item->reason[0].check, m->check) == 0 &&
                   item->candidate != want[item->reason[0].level]) {
            fail_msg("%s makes %s %s", m->check, item->item->id, candidate_code(item->candidate));
        }
    }
}

static void every_gap_wakes_its_check_and_no_other(void **state)
{
    CLEANUP(house_close) struct house *h = house_open(t_engine(state));
    struct mutation mutation[200];
    size_t n = read_mutations(mutation, COUNT(mutation), h->arena);
    const struct edition *e = every_check(h->arena);

    for (size_t i = 0; i < n; i++) {
        CLEANUP(arena_close) struct arena *a = arena_open(16 << 20);
        struct assessment all = assess_after(h, e, &mutation[i], mutation[i].sql, a);

        expect_only(&mutation[i], who_speaks(&all, a), a);
        if (*mutation[i].also == '\0') {
            check_candidates(&mutation[i], &all);
        }
    }
}

static void what_is_just_inside_a_limit_wakes_nothing(void **state)
{
    CLEANUP(house_close) struct house *h = house_open(t_engine(state));
    struct mutation mutation[200];
    size_t n = read_mutations(mutation, COUNT(mutation), h->arena);
    const struct edition *e = every_check(h->arena);

    for (size_t i = 0; i < n; i++) {
        CLEANUP(arena_close) struct arena *a = arena_open(16 << 20);

        if (mutation[i].near == NULL) {
            continue;
        }
        struct assessment all = assess_after(h, e, &mutation[i], mutation[i].near, a);
        const char *spoke = who_speaks(&all, a);

        if (*spoke != '\0') {
            fail_msg("near the gap of %s speaks %s", mutation[i].check, spoke);
        }
    }
}

static void every_check_has_a_gap_that_wakes_it(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(16 << 20);
    struct mutation mutation[200];
    size_t n = read_mutations(mutation, COUNT(mutation), a), n_checks;
    const struct sql_entry *check = check_all(&n_checks);

    (void)state;
    assert_int_equal(n, n_checks);
    for (size_t k = 0; k < n_checks; k++) {
        size_t i = 0;

        while (i < n && strcmp(mutation[i].check, check[k].name) != 0) {
            i++;
        }
        if (i == n) {
            fail_msg("no gap wakes %s", check[k].name);
        }
    }
}

/* ---- What decides before any check ---- */

static enum candidate candidate_after(struct house *h, const char *sql, const char *edition,
                                      enum form form, const char *item, struct arena *a)
{
    struct err err;

    T_OK(db_begin(h->db, &err));
    T_OK(db_script(h->db, sql, &err));
    struct assessment all = assess(h, edition, form, a);

    db_rollback(h->db);
    assert_non_null(assess_item(&all, item));
    return assess_item(&all, item)->candidate;
}

static void the_gate_and_the_exceptions_decide_first(void **state)
{
    static const struct {
        const char *what, *sql, *edition;
        enum form form;
        const char *item;
        enum candidate want;
    } row[] = {
        {"no system is run: the gate",                                              "UPDATE facility SET runs_systems = 'no'",      "r6",
         FORM_IRYOKIKAN,                                                                                                                                  "r6-med-0",          CANDIDATE_NO            },
        {"no system is run: all else",                                              "UPDATE facility SET runs_systems = 'no'",      "r6",
         FORM_IRYOKIKAN,                                                                                                                                  "r6-med-3-3",        CANDIDATE_NOT_APPLICABLE},
        {"nobody said, but devices are there",                                      "UPDATE facility SET runs_systems = 'unknown'", "r6",
         FORM_IRYOKIKAN,                                                                                                                                  "r6-med-0",          CANDIDATE_YES           },
        {"nobody said, and nothing is there",
         "UPDATE facility SET runs_systems = 'unknown'; UPDATE device SET in_scope = 0; "
         "UPDATE system SET in_scope = 0",                                                                                          "r6", FORM_IRYOKIKAN, "r6-med-0",          CANDIDATE_UNKNOWN       },
        {"令和5年度版 has no gate",                                            "UPDATE facility SET runs_systems = 'no'",      "r5", FORM_IRYOKIKAN,
         "r5-med-1-1",                                                                                                                                                         CANDIDATE_YES           },
        {"no contract",                                                             "UPDATE vendor SET contracted = 'no'",          "r6", FORM_IRYOKIKAN, "r6-med-2-2",
         CANDIDATE_NOT_APPLICABLE                                                                                                                                                                      },
        {"no contract, though a device is unsure",
         "UPDATE vendor SET contracted = 'no'; UPDATE device SET remote_maintenance = 'unknown'",                                   "r6", FORM_IRYOKIKAN, "r6-med-2-3",        CANDIDATE_NOT_APPLICABLE},
        {"contract unknown",                                                        "UPDATE vendor SET contracted = 'unknown'",     "r6", FORM_IRYOKIKAN,
         "r6-med-2-3",                                                                                                                                                         CANDIDATE_UNKNOWN       },
        {"contract unknown, and a device is unsure: that alone makes it いいえ",
         "UPDATE vendor SET contracted = 'unknown'; "
         "UPDATE device SET remote_maintenance = 'unknown'",                                                                        "r6", FORM_IRYOKIKAN, "r6-med-2-2",        CANDIDATE_NO            },
        {"no vendor at all",                                                        "UPDATE vendor SET closed_on = '2026-11-01'",   "r6", FORM_IRYOKIKAN,
         "r6-med-2-2",                                                                                                                                                         CANDIDATE_UNKNOWN       },
        {"an item no check speaks for",                                             "UPDATE facility SET runs_systems = 'yes'",     "r6",
         FORM_JIGYOSHA,                                                                                                                                   "r6-ven-2-patch-sv", CANDIDATE_UNKNOWN       },
        {"an item no check speaks for, of this year",                               "UPDATE facility SET runs_systems = 'yes'",
         "r8",                                                                                                                            FORM_YAKKYOKU,  "r8-org-2-x",        CANDIDATE_UNKNOWN       },
        {"a copy said to be offline was reached, and immutable, was written",
         "INSERT INTO copy_fact (facility_id, backup, kind, source, proof, at) SELECT facility_id, "
         "id, "
         "'offline', 'reach.tcp', 'contradicted', 1795111200000 FROM backup; "
         "INSERT INTO copy_fact (facility_id, backup, kind, source, proof, at) SELECT facility_id, "
         "id, "
         "'immutable', 'canary', 'contradicted', 1795111200000 FROM backup",                                                        "r6", FORM_IRYOKIKAN, "r6-med-3-2",        CANDIDATE_NO            },
        {"it was reached, but cannot be written",
         "INSERT INTO copy_fact (facility_id, backup, kind, source, proof, at) SELECT facility_id, "
         "id, "
         "'offline', 'reach.tcp', 'contradicted', 1795111200000 FROM backup",                                                       "r6", FORM_IRYOKIKAN, "r6-med-3-2",        CANDIDATE_YES           },
        {"all kinds together: one of three absent with a reason is skipped",
         "UPDATE device SET closed_on = '2026-11-01' WHERE kind = 'server'; "
         "UPDATE facility SET absent_kinds = 'server', absent_reason = 'クラウド型'",                                          "r7", FORM_IRYOKIKAN, "r7-med-2-5",        CANDIDATE_YES           },
        {"all kinds together: one of three absent without a reason",
         "UPDATE device SET closed_on = '2026-11-01' WHERE kind = 'server'",                                                        "r7", FORM_IRYOKIKAN,
         "r7-med-2-5",                                                                                                                                                         CANDIDATE_UNKNOWN       },
    };
    CLEANUP(house_close) struct house *h = house_open(t_engine(state));

    for (size_t i = 0; i < COUNT(row); i++) {
        enum candidate got =
            candidate_after(h, row[i].sql, row[i].edition, row[i].form, row[i].item, h->arena);

        if (got != row[i].want) {
            fail_msg("%s: %s", row[i].what, candidate_code(got));
        }
    }
}

/* ---- What a user reads ---- */

static void a_reason_names_the_records_and_how_to_mend_them(void **state)
{
    CLEANUP(house_close) struct house *h = house_open(t_engine(state));
    struct err err;

    T_OK(db_script(h->db,
                   "UPDATE device SET users = NULL, location = NULL WHERE asset_no = '0002';"
                   "UPDATE inspection SET held_on = '2025-01-01' WHERE kind = 'log';",
                   &err));
    struct assessment all = assess(h, "r6", FORM_IRYOKIKAN, h->arena);
    const struct assess_item *ledger = assess_item(&all, "r6-med-2-1");
    const struct assess_item *log = assess_item(&all, "r6-med-2-sv-log");

    assert_int_equal(ledger->n, 1);
    assert_int_equal(ledger->reason[0].count, 1);
    assert_string_equal(ledger->reason[0].record[0].entity->name, "device");
    assert_string_equal(ledger->reason[0].record[0].label, "0002 ROOM1-PC1");
    assert_string_equal(ledger->reason[0].record[0].fields, "location,users");
    assert_string_equal(ledger->reason[0].record[0].detail, "設置場所、利用者");
    assert_string_equal(log->reason[0].message,
                        "サーバの「アクセスログ」の点検の記録が12か月以内にありません。"
                        "点検して結果を登録してください。");
}

static void records_are_cut_but_counted(void **state)
{
    CLEANUP(house_close) struct house *h = house_open(t_engine(state));
    struct edition_set set = editions(h->arena);
    struct assess_query q = {
        .facility_id = HOUSE_FACILITY,
        .edition = edition_find(&set, "r6", FORM_IRYOKIKAN),
        .at_ms = house_now(),
        .records_max = 2,
    };
    struct assessment all;
    struct err err;

    T_OK(db_script(h->db, "UPDATE device SET remote_maintenance = 'unknown' WHERE in_scope = 1",
                   &err));
    T_OK(assess_run(&all, h->db, &q, h->arena, &err));
    const struct assess_reason *reason = &assess_item(&all, "r6-med-2-2")->reason[0];

    assert_int_equal(reason->count, 5);
    assert_int_equal(reason->n, 2);
}

static void a_facility_that_is_not_there_is_not_assessed(void **state)
{
    CLEANUP(house_close) struct house *h = house_open(t_engine(state));
    struct edition_set set = editions(h->arena);
    struct assess_query q = {
        .facility_id = HOUSE_FACILITY + 1,
        .edition = edition_find(&set, "r6", FORM_IRYOKIKAN),
        .at_ms = house_now(),
    };
    struct assessment all = {.n = 99};
    struct err err;

    T_STATUS("another facility", assess_run(&all, h->db, &q, h->arena, &err), E_NOTFOUND);
    assert_int_equal(all.n, 99);
}

/* ---- A whole hospital, read as text ---- */

static void write_item(struct buf *b, const struct assess_item *item, struct arena *a)
{
    buf_printf(b, "%s [%s] %s\n  %s\n", item->item->no != NULL ? item->item->no : "?",
               scope_ja(item->item->scope), edition_item_text(item->item, a),
               candidate_ja(item->candidate));
    for (size_t i = 0; i < item->n; i++) {
        const struct assess_reason *r = &item->reason[i];

        buf_printf(b, "  %s %s (%" PRId64 ") %s\n", assess_level_code(r->level), r->check, r->count,
                   r->message);
        for (size_t k = 0; k < r->n; k++) {
            buf_printf(b, "    %s %s%s%s\n", r->record[k].entity->ja, r->record[k].label,
                       *r->record[k].detail != '\0' ? ": " : "", r->record[k].detail);
        }
    }
}

/* The gaps an inspector meets most, and what the deck's own example shows. */
static const char messy[] =
    "UPDATE device SET software_version = '1.2' WHERE asset_no = '0003';"
    "UPDATE device SET os = 'Win8', patched_on = NULL WHERE asset_no = '0002';"
    "UPDATE device SET users = NULL, location = NULL, remote_maintenance = 'unknown'"
    " WHERE asset_no = '0001';"
    "UPDATE review SET held_on = '2025-10-01';"
    "UPDATE appointment SET announced_on = NULL WHERE role = 'officer';"
    "UPDATE vendor SET contracted = 'unknown';"
    "UPDATE inspection SET held_on = '2025-10-01' WHERE kind IN ('log', 'accounts');"
    "UPDATE inspection SET result = 'improve' WHERE kind = 'rights';"
    "UPDATE contact SET phone_day = NULL WHERE agency = 'police';"
    "UPDATE contact_chart SET printed_on = '2026-04-01';"
    "UPDATE backup SET separation = 'same_network', immutable = 'none', connection = 'always'"
    " WHERE medium = 'tape';"
    "UPDATE bcp SET approved_on = NULL;";

static void a_messy_hospital_reads_like_this(void **state)
{
    CLEANUP(house_close) struct house *h = house_open(t_engine(state));
    CLEANUP(buf_close) struct buf b = BUF_INIT(1 << 20);
    struct err err;

    T_OK(db_script(h->db, messy, &err));
    struct assessment all = assess(h, "r6", FORM_IRYOKIKAN, h->arena);

    for (size_t i = 0; i < all.n; i++) {
        write_item(&b, &all.item[i], h->arena);
    }
    t_golden("assess_messy_r6.txt", buf_text(&b), b.len);
}

/* ---- Failing ---- */

struct once {
    struct house *house;
    const struct edition *edition;
};

static enum status assess_once(void *arg, struct err *err)
{
    CLEANUP(arena_close) struct arena *a = arena_open(16 << 20);
    struct once *once = arg;
    struct assess_query q = {
        .facility_id = HOUSE_FACILITY, .edition = once->edition, .at_ms = house_now()};
    struct assessment all = {.n = 99};
    enum status st = assess_run(&all, once->house->db, &q, a, err);

    assert_true(st == OK || all.n == 99);
    assert_false(db_in_transaction(once->house->db));
    return st;
}

static void a_failing_statement_or_allocation_is_told(void **state)
{
    CLEANUP(house_close) struct house *h = house_open(DB_SQLITE);
    struct edition_set set = editions(h->arena);
    struct once once = {h, edition_find(&set, "r6", FORM_IRYOKIKAN)};
    struct err err;

    (void)state;
    T_OK(db_script(h->db, messy, &err));
    T_FAULTS(FAULT_STMT, assess_once, &once);
    T_FAULTS(FAULT_ALLOC, assess_once, &once);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T_BOTH(nothing_speaks_in_a_good_institution),
        T_BOTH(every_gap_wakes_its_check_and_no_other),
        T_BOTH(what_is_just_inside_a_limit_wakes_nothing),
        cmocka_unit_test(every_check_has_a_gap_that_wakes_it),
        T_BOTH(the_gate_and_the_exceptions_decide_first),
        T_BOTH(a_reason_names_the_records_and_how_to_mend_them),
        T_BOTH(records_are_cut_but_counted),
        T_BOTH(a_facility_that_is_not_there_is_not_assessed),
        T_BOTH(a_messy_hospital_reads_like_this),
        cmocka_unit_test(a_failing_statement_or_allocation_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
