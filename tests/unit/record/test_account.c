#include "record/account.h"

#include "base/date.h"
#include "base/hash.h"
#include "db/migrate.h"
#include "db/stmt.h"
#include "record/audit.h"
#include "record/schema.h"
#include "record/session.h"
#include "record/sign_in.h"
#include "record/site.h"
#include "t.h"
#include "t_db.h"

#include <stdio.h>

static const char good[] = "みどり tanuki 七 kaban";
static const struct actor admin = {.account_id = 7, .name = "管理 者", .via = "test"};

struct house {
    struct db *db;
    int64_t facility;
    int64_t now; /* moved by the tests */
    struct arena *arena;
};

static void open_house(struct house *h, enum db_engine engine)
{
    struct migrate_plan plan = {0};
    struct err err;

    *h = (struct house){.db = t_db(engine), .arena = arena_open(8 << 20)};
    h->now = date_start_ms((struct date){2026, 11, 24}) + 12 * 3600 * 1000;
    plan.migration = schema_migrations(&plan.n);
    T_OK(migrate_run(h->db, &plan, NULL, h->now, &err));
    T_OK(site_add_facility(&h->facility, h->db, "見本病院", h->now, &err));
}

static void close_house(struct house *h)
{
    db_close(&h->db);
    arena_close(&h->arena);
}

static enum status add(struct house *h, int64_t *id, const char *login, const char *password,
                       enum role role, struct err *err)
{
    const struct account_new given = {login, "見本 花子", password, role};
    CLEANUP(writer_close) struct writer *w = NULL;
    enum status st = writer_begin(&w, h->db, h->facility, &admin, h->now, err);

    if (st == OK) {
        st = account_add(id, w, &given, err);
    }
    return st == OK ? writer_commit(w, err) : st;
}

static enum status change(struct house *h, int64_t id, enum role role, bool disabled,
                          struct err *err)
{
    CLEANUP(writer_close) struct writer *w = NULL;
    enum status st = writer_begin(&w, h->db, h->facility, &admin, h->now, err);

    if (st == OK) {
        st = account_change(w, id, "見本 花子", role, disabled, err);
    }
    return st == OK ? writer_commit(w, err) : st;
}

static enum status sign_in(struct house *h, const char *login, const char *password,
                           const char *source, struct err *err)
{
    struct account account;

    return sign_in_password(&account, h->db, login, password, source, h->now, h->arena, err);
}

/* n failed attempts under a key, without the time they take. */
static void failed_before(struct house *h, const char *key, int n)
{
    char sql[300];
    struct err err;

    snprintf(sql, sizeof(sql),
             "INSERT INTO sign_in_attempt (key, begun_at, n) VALUES ('%s', %lld, %d)", key,
             (long long)(h->now - h->now % 60000 - 60000), n);
    T_OK(db_script(h->db, sql, &err));
}

static void an_account_signs_in_however_its_name_is_typed(void **state)
{
    struct house h;
    struct err err;
    int64_t id = 0;
    bool any = true;
    static const char *const typed[] = {"tanaka", "Tanaka", " ＴＡＮＡＫＡ　", "ｔａｎａｋａ"};

    open_house(&h, t_engine(state));
    T_OK(account_any(&any, h.db, &err));
    assert_false(any);
    T_OK(add(&h, &id, "Tanaka", good, ROLE_ADMIN, &err));
    T_OK(account_any(&any, h.db, &err));
    assert_true(any);
    for (size_t i = 0; i < COUNT(typed); i++) {
        T_OK(sign_in(&h, typed[i], good, "192.0.2.1", &err));
    }
    T_STATUS("the same name twice", add(&h, &id, "ｔａｎａｋａ", good, ROLE_STAFF, &err),
             E_CONFLICT);
    assert_int_equal(err.msg, MSG_ACCOUNT_TAKEN);
    close_house(&h);
}

static void wrong_unknown_and_disabled_answer_alike(void **state)
{
    struct house h;
    struct err err;
    int64_t other = 0, id = 0, linked = 0;

    open_house(&h, t_engine(state));
    T_OK(add(&h, &other, "other", good, ROLE_ADMIN, &err));
    T_OK(add(&h, &id, "tanaka", good, ROLE_STAFF, &err));
    T_OK(add(&h, &linked, "linked", NULL, ROLE_STAFF, &err));
    T_OK(change(&h, id, ROLE_STAFF, true, &err));
    const struct {
        const char *what, *login, *password;
    } row[] = {
        {"wrong password",     "other",  "みどり tanuki 七 kabaN"},
        {"cut password",       "other",  "みどり tanuki 七 kaba" },
        {"no password",        "other",  ""                          },
        {"unknown",            "nobody", good                        },
        {"empty",              "",       ""                          },
        {"disabled",           "tanaka", good                        },
        {"without a password", "linked", ""                          },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        T_STATUS(row[i].what, sign_in(&h, row[i].login, row[i].password, "192.0.2.1", &err),
                 E_DENIED);
        assert_int_equal(err.msg, MSG_SIGN_IN_WRONG);
        assert_string_equal(err.arg[0], "");
    }
    close_house(&h);
}

static void a_guesser_is_braked_by_account_and_by_address(void **state)
{
    struct house h;
    struct err err;
    int64_t id = 0;

    open_house(&h, t_engine(state));
    T_OK(add(&h, &id, "tanaka", good, ROLE_ADMIN, &err));
    failed_before(&h, "login:tanaka", SIGN_IN_TRIES - 1);
    T_STATUS("the last guess", sign_in(&h, "tanaka", "guess", "192.0.2.1", &err), E_DENIED);
    T_STATUS("the right one, too late", sign_in(&h, "tanaka", good, "192.0.2.2", &err), E_BUSY);
    assert_int_equal(err.msg, MSG_SIGN_IN_BRAKE);
    h.now += SIGN_IN_STRETCH_MS - 2 * 60000;
    T_STATUS("still too early", sign_in(&h, "tanaka", good, "192.0.2.2", &err), E_BUSY);
    h.now += 3 * 60000;
    T_OK(sign_in(&h, "tanaka", good, "192.0.2.2", &err));

    failed_before(&h, "source:192.0.2.3", SIGN_IN_SOURCE_TRIES - 1); /* one each for many names */
    T_STATUS("the last guess", sign_in(&h, "nobody", "guess", "192.0.2.3", &err), E_DENIED);
    T_STATUS("address", sign_in(&h, "tanaka", good, "192.0.2.3", &err), E_BUSY);
    T_OK(sign_in(&h, "tanaka", good, "192.0.2.4", &err));
    h.now += 2 * SIGN_IN_STRETCH_MS;
    T_OK(session_purge(h.db, h.now, &err));
    T_OK(sign_in(&h, "tanaka", good, "192.0.2.3", &err));
    close_house(&h);
}

static void good_sign_ins_do_not_count(void **state)
{
    struct house h;
    struct err err;
    int64_t id = 0;

    open_house(&h, t_engine(state));
    T_OK(add(&h, &id, "tanaka", good, ROLE_ADMIN, &err));
    failed_before(&h, "login:tanaka", SIGN_IN_TRIES - 1);
    failed_before(&h, "source:192.0.2.1", SIGN_IN_SOURCE_TRIES - 3);
    T_OK(sign_in(&h, "tanaka", good, "192.0.2.1", &err));
    for (int i = 0; i < 2; i++) {
        T_STATUS("slip", sign_in(&h, "tanaka", "slip", "192.0.2.1", &err), E_DENIED);
        T_OK(sign_in(&h, "tanaka", good, "192.0.2.1", &err));
    }
    close_house(&h);
}

static void a_session_ends_by_idleness_by_age_and_by_hand(void **state)
{
    struct house h;
    struct err err;
    struct session s;
    char token[RANDOM_TOKEN_SIZE], second[RANDOM_TOKEN_SIZE];
    struct session_place *place;
    size_t n;
    int64_t id = 0, start;

    open_house(&h, t_engine(state));
    start = h.now;
    T_OK(add(&h, &id, "tanaka", good, ROLE_STAFF, &err));
    T_OK(session_open(token, h.db, id, "192.0.2.1 ／ Edge", h.now, &err));
    T_OK(session_read(&s, h.db, token, h.facility, h.now, h.arena, &err));
    assert_true(s.is_member && s.role == ROLE_STAFF && !s.has_ended && s.account_id == id);
    assert_string_equal(s.name, "見本 花子");
    assert_string_equal(s.facility, "見本病院");
    assert_int_equal(strlen(s.csrf), 64);

    T_OK(session_read(&s, h.db, token, h.facility + 1, h.now, h.arena, &err));
    assert_false(s.is_member); /* another facility */
    assert_null(s.facility);

    h.now = start + SESSION_IDLE_MS - 1;
    T_OK(session_read(&s, h.db, token, h.facility, h.now, h.arena, &err));
    assert_false(s.has_ended);
    h.now++;
    T_OK(session_read(&s, h.db, token, h.facility, h.now, h.arena, &err));
    assert_true(s.has_ended);

    /* In use all the time: the whole shift and not longer. */
    for (h.now = start; h.now < start + SESSION_MAX_MS; h.now += SESSION_IDLE_MS / 2) {
        T_OK(session_read(&s, h.db, token, h.facility, h.now, h.arena, &err));
        assert_false(s.has_ended);
        session_touch(h.db, token, &s, h.now);
    }
    T_OK(session_read(&s, h.db, token, h.facility, h.now, h.arena, &err));
    assert_true(s.has_ended);

    T_OK(session_open(token, h.db, id, "here", h.now, &err));
    T_OK(session_open(second, h.db, id, "there", h.now, &err));
    assert_string_not_equal(token, second);
    T_OK(session_places(&place, &n, h.db, id, token, h.now, h.arena, &err));
    assert_int_equal(n, 2);
    assert_true(place[0].is_this != place[1].is_this);
    T_OK(session_end_all(h.db, id, token, &err));
    T_STATUS("signed out elsewhere", session_read(&s, h.db, second, 0, h.now, h.arena, &err),
             E_NOTFOUND);
    T_OK(session_read(&s, h.db, token, 0, h.now, h.arena, &err));
    T_OK(session_end(h.db, token, &err));
    T_STATUS("signed out", session_read(&s, h.db, token, 0, h.now, h.arena, &err), E_NOTFOUND);
    T_STATUS("never there", session_read(&s, h.db, "", 0, h.now, h.arena, &err), E_NOTFOUND);
    close_house(&h);
}

static void the_time_of_last_use_is_written_once_a_minute(void **state)
{
    struct house h;
    struct err err;
    struct session s;
    char token[RANDOM_TOKEN_SIZE];
    int64_t id = 0, start;

    open_house(&h, t_engine(state));
    start = h.now;
    T_OK(add(&h, &id, "tanaka", good, ROLE_STAFF, &err));
    T_OK(session_open(token, h.db, id, "here", h.now, &err));
    for (int seconds = 0; seconds <= 120; seconds += 30) {
        h.now = start + seconds * 1000;
        T_OK(session_read(&s, h.db, token, 0, h.now, h.arena, &err));
        session_touch(h.db, token, &s, h.now);
        T_OK(session_read(&s, h.db, token, 0, h.now, h.arena, &err));
        assert_int_equal(s.seen_at, start + seconds / 60 * 60000);
    }
    fault_arm_all_after(FAULT_STMT, 1); /* a full disk does not stop reading */
    session_touch(h.db, token, &s, h.now + SESSION_TOUCH_MS);
    fault_arm(FAULT_STMT, 0);
    close_house(&h);
}

static void secrets_are_stored_hashed(void **state)
{
    struct house h;
    struct err err;
    char token[RANDOM_TOKEN_SIZE], link[RANDOM_TOKEN_SIZE];
    struct account account;
    int64_t id = 0;
    static const struct sql tokens = {"test_tokens",
                                      "SELECT token_hash FROM session UNION ALL "
                                      "SELECT token_hash FROM one_time_link",
                                      "SELECT token_hash FROM session UNION ALL "
                                      "SELECT token_hash FROM one_time_link",
                                      "", "b"};

    open_house(&h, t_engine(state));
    T_OK(add(&h, &id, "tanaka", good, ROLE_STAFF, &err));
    T_OK(account_read(&account, h.db, id, h.arena, &err));
    assert_non_null(strstr(account.password_hash, "$argon2id$"));
    T_OK(session_open(token, h.db, id, "here", h.now, &err));
    T_OK(sign_in_link(link, h.db, SIGN_IN_ACCOUNT, id, h.now, &err));
    CLEANUP(stmt_close) struct stmt *q = stmt_open(h.db, &tokens);
    int rows = 0;

    while (stmt_next(q)) {
        size_t size;
        const void *hash = stmt_col_blob(q, 0, &size);

        assert_int_equal(size, HASH_SIZE);
        assert_memory_not_equal(hash, token, RANDOM_TOKEN_SIZE - 1);
        assert_memory_not_equal(hash, link, RANDOM_TOKEN_SIZE - 1);
        rows++;
    }
    T_OK(stmt_status(q, &err));
    assert_int_equal(rows, 2);
    stmt_close(&q);
    close_house(&h);
}

static void a_link_works_once_and_for_half_an_hour(void **state)
{
    struct house h;
    struct err err;
    char token[RANDOM_TOKEN_SIZE];
    int64_t id = 0, whose = 99;

    open_house(&h, t_engine(state));
    T_OK(add(&h, &id, "tanaka", NULL, ROLE_STAFF, &err));
    T_OK(sign_in_link(token, h.db, SIGN_IN_ACCOUNT, id, h.now, &err));
    T_STATUS("other purpose", sign_in_link_use(h.db, token, SIGN_IN_SETUP, h.now, &err),
             E_NOTFOUND);
    for (int i = 0; i < 2; i++) { /* looking does not use it up */
        T_OK(sign_in_link_look(&whose, h.db, token, SIGN_IN_ACCOUNT, h.now, &err));
        assert_int_equal(whose, id);
    }
    T_OK(sign_in_link_use(h.db, token, SIGN_IN_ACCOUNT, h.now, &err));
    T_STATUS("twice", sign_in_link_use(h.db, token, SIGN_IN_ACCOUNT, h.now, &err), E_NOTFOUND);
    T_STATUS("looking after use",
             sign_in_link_look(&whose, h.db, token, SIGN_IN_ACCOUNT, h.now, &err), E_NOTFOUND);
    assert_int_equal(err.msg, MSG_SIGN_IN_LINK);

    T_OK(sign_in_link(token, h.db, SIGN_IN_SETUP, 0, h.now, &err));
    T_OK(sign_in_link_look(&whose, h.db, token, SIGN_IN_SETUP, h.now + SIGN_IN_LINK_MS - 1, &err));
    assert_int_equal(whose, 0);
    T_STATUS("too late",
             sign_in_link_use(h.db, token, SIGN_IN_SETUP, h.now + SIGN_IN_LINK_MS, &err),
             E_NOTFOUND);
    T_STATUS("never made", sign_in_link_use(h.db, "x", SIGN_IN_SETUP, h.now, &err), E_NOTFOUND);
    close_house(&h);
}

static void somebody_must_be_left_who_manages(void **state)
{
    struct house h;
    struct err err;
    struct session s;
    struct account_members all;
    struct account_place *place;
    char token[RANDOM_TOKEN_SIZE];
    size_t n;
    int64_t one = 0, two = 0;

    open_house(&h, t_engine(state));
    T_OK(add(&h, &one, "one", NULL, ROLE_ADMIN, &err));
    T_OK(add(&h, &two, "two", NULL, ROLE_VIEWER, &err));
    T_STATUS("demote the last", change(&h, one, ROLE_STAFF, false, &err), E_INVALID);
    assert_int_equal(err.msg, MSG_ACCOUNT_LAST_ADMIN);
    T_STATUS("disable the last", change(&h, one, ROLE_ADMIN, true, &err), E_INVALID);
    T_OK(change(&h, two, ROLE_ADMIN, false, &err));
    T_OK(session_open(token, h.db, one, "here", h.now, &err));
    T_OK(change(&h, one, ROLE_ADMIN, true, &err));
    T_STATUS("its sessions ended", session_read(&s, h.db, token, 0, h.now, h.arena, &err),
             E_NOTFOUND);
    T_STATUS("no member", change(&h, 12345, ROLE_ADMIN, false, &err), E_NOTFOUND);
    T_OK(account_members(&all, h.db, h.facility, h.arena, &err));
    assert_int_equal(all.n, 2);
    for (size_t i = 0; i < all.n; i++) {
        assert_int_equal(all.member[i].role, ROLE_ADMIN);
        assert_int_equal(all.member[i].account.disabled_at != 0, all.member[i].account.id == one);
    }
    T_OK(account_places(&place, &n, h.db, two, h.arena, &err));
    assert_int_equal(n, 1);
    assert_int_equal(place[0].facility_id, h.facility);
    close_house(&h);
}

static void one_account_may_stand_in_two_facilities(void **state)
{
    struct house h;
    struct err err;
    struct account_place *place;
    struct account_member member;
    int64_t id = 0, second = 0;
    size_t n = 0;

    open_house(&h, t_engine(state));
    T_OK(add(&h, &id, "tanaka", NULL, ROLE_STAFF, &err));
    T_OK(site_add_facility(&second, h.db, "見本診療所", h.now, &err));
    T_STATUS("no member yet", account_member(&member, h.db, second, id, h.arena, &err), E_NOTFOUND);

    CLEANUP(writer_close) struct writer *w = NULL;
    T_OK(writer_begin(&w, h.db, second, &admin, h.now, &err));
    T_STATUS("nobody", account_join(w, id + 1, ROLE_ADMIN, &err), E_NOTFOUND);
    T_OK(account_join(w, id, ROLE_ADMIN, &err));
    T_OK(writer_commit(w, &err));

    T_OK(account_member(&member, h.db, second, id, h.arena, &err));
    assert_int_equal(member.role, ROLE_ADMIN);
    T_OK(account_member(&member, h.db, h.facility, id, h.arena, &err));
    assert_int_equal(member.role, ROLE_STAFF);
    T_OK(account_places(&place, &n, h.db, id, h.arena, &err));
    assert_int_equal(n, 2);
    close_house(&h);
}

static void a_new_password_ends_the_other_sessions(void **state)
{
    struct house h;
    struct err err;
    struct session s;
    char here[RANDOM_TOKEN_SIZE], there[RANDOM_TOKEN_SIZE];
    int64_t id = 0;

    open_house(&h, t_engine(state));
    T_OK(add(&h, &id, "tanaka", good, ROLE_ADMIN, &err));
    T_OK(session_open(here, h.db, id, "here", h.now, &err));
    T_OK(session_open(there, h.db, id, "there", h.now, &err));
    CLEANUP(writer_close) struct writer *w = NULL;

    T_OK(writer_begin(&w, h.db, h.facility, &admin, h.now, &err));
    T_STATUS("too short", account_set_password(w, id, "short", here, &err), E_INVALID);
    T_OK(account_set_password(w, id, "another 13 chars", here, &err));
    T_OK(writer_commit(w, &err));
    writer_close(&w);
    T_OK(sign_in(&h, "tanaka", "another 13 chars", "192.0.2.1", &err));
    T_STATUS("the old one", sign_in(&h, "tanaka", good, "192.0.2.1", &err), E_DENIED);
    T_OK(session_read(&s, h.db, here, 0, h.now, h.arena, &err));
    T_STATUS("elsewhere", session_read(&s, h.db, there, 0, h.now, h.arena, &err), E_NOTFOUND);
    struct audit_report report;

    T_OK(audit_verify(&report, h.db, h.facility, h.arena, NULL, &err));
    assert_int_equal(report.faults, 0);
    close_house(&h);
}

static void passwords_follow_the_ministrys_rule(void **state)
{
    (void)state;
    static const struct {
        const char *password;
        enum status want;
        enum msg msg;
    } row[] = {
        {"123456789012",                            E_INVALID, MSG_ACCOUNT_PASSWORD_SHORT },
        {"1234567890123",                           OK,        MSG_NONE                   },
        {"あいうえおかきくけこさし",    E_INVALID, MSG_ACCOUNT_PASSWORD_SHORT },
        {"あいうえおかきくけこさしす", OK,        MSG_NONE                   },
        {NULL,                                      E_INVALID, MSG_ACCOUNT_PASSWORD_SHORT },
        {"aaaaaaaaaaaaaaaaaaa",                     E_INVALID, MSG_ACCOUNT_PASSWORD_SIMPLE},
        {"abcdabcdabcdabcd",                        E_INVALID, MSG_ACCOUNT_PASSWORD_SIMPLE},
        {"abcdabcdabcdabcde",                       OK,        MSG_NONE                   },
        {"my TANAKA password",                      E_INVALID, MSG_ACCOUNT_PASSWORD_LOGIN },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
        struct err err = {.msg = MSG_NONE};

        T_STATUS(row[i].password == NULL ? "none" : row[i].password,
                 account_check_password(row[i].password, "tanaka", a, &err), row[i].want);
        assert_int_equal(err.msg, row[i].msg);
    }
}

static void names_have_limits(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    char longest[ACCOUNT_LOGIN_MAX + 1], longer[ACCOUNT_LOGIN_MAX + 2];
    const char *out = NULL;
    struct err err;

    snprintf(longest, sizeof(longest), "%0*d", ACCOUNT_LOGIN_MAX, 0);
    snprintf(longer, sizeof(longer), "%0*d", ACCOUNT_LOGIN_MAX + 1, 0);
    T_OK(account_check_login(&out, longest, a, &err));
    T_STATUS("login", account_check_login(&out, longer, a, &err), E_INVALID);
    T_STATUS("blank login", account_check_login(&out, " 　", a, &err), E_INVALID);
    T_STATUS("no login", account_check_login(&out, NULL, a, &err), E_INVALID);
    T_OK(account_check_name(&out, "　見本 花子 ", a, &err));
    assert_string_equal(out, "見本 花子");
    T_OK(account_check_name(&out, longest, a, &err));
    T_STATUS("name", account_check_name(&out, longer, a, &err), E_INVALID);
    T_STATUS("blank name", account_check_name(&out, "　", a, &err), E_INVALID);
}

struct faulty {
    struct house *h;
    int n, done;
};

static enum status add_one_more(void *arg, struct err *err)
{
    struct faulty *f = arg;
    char login[20];
    int64_t id;

    snprintf(login, sizeof(login), "user%d", ++f->n);

    enum status st = add(f->h, &id, login, NULL, ROLE_STAFF, err);

    f->done += st == OK;
    return st;
}

static void a_failure_leaves_no_half_account(void **state)
{
    struct house h;
    struct err err;
    struct account_members all;

    open_house(&h, t_engine(state));
    struct faulty f = {.h = &h};

    T_FAULTS(FAULT_STMT, add_one_more, &f);
    T_OK(account_members(&all, h.db, h.facility, h.arena, &err));
    assert_int_equal(all.n, f.done); /* the run that was left alone, or failed after its commit */
    assert_true(f.done >= 1 && f.done <= 2);
    T_FAULTS(FAULT_ALLOC, add_one_more, &f);
    T_OK(account_members(&all, h.db, h.facility, h.arena, &err));
    assert_int_equal(all.n, f.done);
    close_house(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T_BOTH(an_account_signs_in_however_its_name_is_typed),
        T_BOTH(wrong_unknown_and_disabled_answer_alike),
        T_BOTH(a_guesser_is_braked_by_account_and_by_address),
        T_BOTH(good_sign_ins_do_not_count),
        T_BOTH(a_session_ends_by_idleness_by_age_and_by_hand),
        T_BOTH(the_time_of_last_use_is_written_once_a_minute),
        T_BOTH(secrets_are_stored_hashed),
        T_BOTH(a_link_works_once_and_for_half_an_hour),
        T_BOTH(somebody_must_be_left_who_manages),
        T_BOTH(one_account_may_stand_in_two_facilities),
        T_BOTH(a_new_password_ends_the_other_sessions),
        cmocka_unit_test(passwords_follow_the_ministrys_rule),
        cmocka_unit_test(names_have_limits),
        T_BOTH(a_failure_leaves_no_half_account),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
