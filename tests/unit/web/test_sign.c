/* Signing in and out, links, the set-up wizard, own settings, accounts: as a person meets them. */
#include "browser.h"
#include "checklist/todo.h"

/* The value of a hidden field on the page at hand, or NULL. */
static const char *hidden(const struct browser *b, const char *name)
{
    char mark[100];
    const char *at;

    snprintf(mark, sizeof(mark), "name=\"%s\" value=\"", name);
    at = strstr(buf_text(&b->body), mark);
    return at == NULL ? NULL
                      : arena_copy_n(b->arena, at + strlen(mark), strcspn(at + strlen(mark), "\""));
}

static const char *sign_in(struct browser *b, const char *login, const char *password)
{
    browser_get(b, "/sign-in");
    browser_post(b, "/sign-in", browser_csrf(b),
                 FIELDS(PAIR("login", login), PAIR("password", password)));
    return b->location;
}

static void a_person_signs_in_and_out(void **state)
{
    struct house h;
    struct browser b;
    char home[60];

    house_open(&h, t_engine(state));
    house_add(&h, h.facility, "hanako", good_password, ROLE_ADMIN);
    browser_open(&b, &h);
    snprintf(home, sizeof(home), "%s/device?sort=ip", h.url);

    browser_get(&b, home);
    assert_string_equal(b.location, arena_printf(b.arena,
                                                 "/sign-in?then=%%2Ff%%2F%s%%2Fdevice%%3F"
                                                 "sort%%3Dip",
                                                 h.url + 3));
    browser_get(&b, b.location);
    assert_string_equal(hidden(&b, "then"), home);
    const char *csrf = browser_csrf(&b);

    browser_post(&b, "/sign-in", csrf,
                 FIELDS(PAIR("login", "hanako"), PAIR("password", "wrong"), PAIR("then", home)));
    assert_int_equal(b.status, 422);
    assert_true(browser_sees(&b, "ログイン名かパスワードが違います"));
    assert_false(browser_sees(&b, "wrong"));
    assert_string_equal(hidden(&b, "then"), home); /* still on the way */
    browser_post(
        &b, "/sign-in", browser_csrf(&b),
        FIELDS(PAIR("login", "ＨＡＮＡＫＯ"), PAIR("password", good_password), PAIR("then", home)));
    assert_int_equal(b.status, 303);
    assert_string_equal(b.location, home);
    browser_get(&b, home);
    assert_int_equal(b.status, 200);
    assert_true(browser_sees(&b, "見本 花子 さん"));
    browser_get(&b, "/");
    assert_string_equal(b.location, h.url);
    browser_get(&b, home);
    browser_post(&b, "/sign-out", browser_csrf(&b), NULL, 0);
    assert_string_equal(b.location, "/sign-in");
    assert_string_equal(browser_cookie(&b, "sonae"), "");
    browser_get(&b, home);
    assert_int_equal(b.status, 303);
    browser_close(&b);
    house_close(&h);
}

static void the_way_on_stays_inside(void **state)
{
    static const char *const outside[] = {
        "https://192.0.2.1/", "//192.0.2.1/", "/\\192.0.2.1/", "javascript:alert(1)", "", "device"};
    struct house h;
    struct browser b;

    house_open(&h, t_engine(state));
    house_add(&h, h.facility, "hanako", good_password, ROLE_ADMIN);
    for (size_t i = 0; i < COUNT(outside); i++) {
        browser_open(&b, &h);
        browser_get(&b, "/sign-in");
        browser_post(&b, "/sign-in", browser_csrf(&b),
                     FIELDS(PAIR("login", "hanako"), PAIR("password", good_password),
                            PAIR("then", outside[i]), PAIR("kept_to", outside[i])));
        assert_int_equal(b.status, 303);
        assert_string_equal(b.location, "/");
        browser_close(&b);
    }
    house_close(&h);
}

static void cookies_are_kept_from_scripts_and_other_sites(void **state)
{
    struct house h;
    struct http_response rs;
    struct err err;

    house_open(&h, t_engine(state));
    house_add(&h, h.facility, "hanako", good_password, ROLE_ADMIN);
    for (int tls = 0; tls < 2; tls++) {
        CLEANUP(arena_close) struct arena *a = arena_open(4 << 20);
        struct http_request rq = {
            .path = "/sign-in", .query_text = "", .is_tls = tls, .arena = a, .peer = "192.0.2.1"};

        response_open(&rs, a);
        T_OK(dispatch_handle(&h.web, &rq, &rs, &err));
        assert_string_equal(rs.header[0].name, "Set-Cookie");
        assert_int_equal(
            strncmp(rs.header[0].value, tls ? "__Host-sonae-form=" : "sonae-form=", 11), 0);
        assert_non_null(strstr(rs.header[0].value, "; Path=/; HttpOnly"));
        assert_non_null(strstr(rs.header[0].value, "SameSite=Strict"));
        assert_true((strstr(rs.header[0].value, "; Secure") != NULL) == tls);
        response_close(&rs);
    }
    house_close(&h);
}

static void a_form_sent_too_late_is_kept(void **state)
{
    struct house h;
    struct browser b;
    char list[60];

    house_open(&h, t_engine(state));
    house_add(&h, h.facility, "hanako", good_password, ROLE_ADMIN);
    browser_open(&b, &h);
    snprintf(list, sizeof(list), "%s/device", h.url);
    sign_in(&b, "hanako", good_password);
    browser_get(&b, arena_printf(b.arena, "%s/new", list));
    const char *old_csrf = browser_csrf(&b);
    const struct http_pair typed[] = {PAIR("asset_no", "0007"), PAIR("kind", "client"),
                                      PAIR("status", "active"), PAIR("note", "\"長い\" <説明>")};

    house_now += SESSION_IDLE_MS + 1;
    browser_post(&b, list, old_csrf, typed, COUNT(typed));
    assert_int_equal(b.status, 401);
    assert_true(browser_sees(&b, "入力した内容は残っています"));
    assert_string_equal(hidden(&b, "kept-note"), "&quot;長い&quot; &lt;説明&gt;");
    assert_string_equal(hidden(&b, "kept_to"), list);

    const struct http_pair kept[] = {
        PAIR("kept-asset_no", "0007"), PAIR("kept-kind", "client"), PAIR("kept-status", "active"),
        PAIR("kept-note", "長い説明"), PAIR("kept_to", list),       PAIR("login", "hanako"),
        PAIR("password", "wrong"),
    };
    struct http_pair good[COUNT(kept)];

    browser_post(&b, "/sign-in", browser_csrf(&b), kept, COUNT(kept));
    assert_string_equal(hidden(&b, "kept-asset_no"), "0007"); /* also over a wrong password */
    memcpy(good, kept, sizeof(good));
    good[COUNT(good) - 1] = PAIR("password", good_password);
    browser_post(&b, "/sign-in", browser_csrf(&b), good, COUNT(good));
    assert_int_equal(b.status, 200);
    assert_true(browser_sees(&b, "続けて送信する"));
    assert_string_equal(hidden(&b, "asset_no"), "0007");
    assert_string_equal(hidden(&b, "note"), "長い説明");
    assert_null(hidden(&b, "password"));
    /* Two forms stand on the page by now: sign-out and this one; both carry the new csrf. */
    browser_post(&b, list, browser_csrf(&b), typed, COUNT(typed));
    assert_int_equal(b.status, 303);
    browser_get(&b, b.location);
    assert_true(browser_sees(&b, "0007 を保存しました。"));
    browser_get(&b, arena_copy(b.arena, list));
    assert_true(browser_sees(&b, "0007"));
    browser_close(&b);
    house_close(&h);
}

static void a_forged_form_is_not_kept(void **state)
{
    struct house h;
    struct browser b;
    char list[60];

    house_open(&h, t_engine(state));
    house_add(&h, h.facility, "hanako", good_password, ROLE_ADMIN);
    browser_open(&b, &h);
    snprintf(list, sizeof(list), "%s/device", h.url);
    sign_in(&b, "hanako", good_password);
    house_now += SESSION_IDLE_MS + 1;
    browser_post(&b, list, "0000000000000000000000000000000000000000000000000000000000000000",
                 FIELDS(PAIR("asset_no", "0666")));
    assert_int_equal(b.status, 303);
    assert_string_equal(b.location, "/sign-in");
    browser_close(&b);
    house_close(&h);
}

static void a_notice_is_shown_once_and_on_its_page(void **state)
{
    struct house h;
    struct browser b;
    const char *record;

    house_open(&h, t_engine(state));
    house_add(&h, h.facility, "hanako", good_password, ROLE_ADMIN);
    browser_open(&b, &h);
    sign_in(&b, "hanako", good_password);
    browser_get(&b, arena_printf(b.arena, "%s/device/new", h.url));
    browser_post(
        &b, arena_printf(b.arena, "%s/device", h.url), browser_csrf(&b),
        FIELDS(PAIR("asset_no", "端末<1>"), PAIR("kind", "client"), PAIR("status", "active")));
    record = b.location;
    browser_get(&b, arena_printf(b.arena, "%s/device", h.url)); /* another tab */
    assert_false(browser_sees(&b, "を保存しました"));
    browser_get(&b, record);
    assert_true(browser_sees(&b, "端末&lt;1&gt; を保存しました。"));
    browser_get(&b, record);
    assert_false(browser_sees(&b, "を保存しました"));
    static const char *const odd[] = {"", "1", "x!y", "99999!a!%2F", "-3!a!%2F", "!!", "5!%!%"};

    for (size_t i = 0; i < COUNT(odd); i++) {
        browser_set_cookie(&b, "sonae-notice", odd[i]);
        browser_get(&b, record);
        assert_int_equal(b.status, 200);
    }
    browser_close(&b);
    house_close(&h);
}

static void links_sign_in_once_and_by_a_click(void **state)
{
    struct house h;
    struct browser b, other;
    char token[RANDOM_TOKEN_SIZE], link[60];
    struct err err;

    house_open(&h, t_engine(state));
    int64_t id = house_add(&h, h.facility, "taro", NULL, ROLE_STAFF);

    T_OK(sign_in_link(token, h.web.db, SIGN_IN_ACCOUNT, id, house_now, &err));
    snprintf(link, sizeof(link), "/link/%s", token);
    browser_open(&b, &h);
    browser_open(&other, &h);
    for (int i = 0; i < 3; i++) { /* looking uses nothing up */
        browser_get(&b, link);
        assert_int_equal(b.status, 200);
    }
    browser_post(&b, link, browser_csrf(&b), NULL, 0);
    assert_int_equal(b.status, 303);
    browser_get(&b, "/");
    assert_string_equal(b.location, h.url);
    browser_get(&other, link);
    assert_int_equal(other.status, 404);
    assert_true(browser_sees(&other, "このリンクは使えません"));
    browser_get(&b, arena_printf(b.arena, "%s/me", h.url)); /* and a password can be chosen */
    browser_post(&b, arena_printf(b.arena, "%s/me/password", h.url), browser_csrf(&b),
                 FIELDS(PAIR("password", good_password), PAIR("again", good_password)));
    assert_int_equal(b.status, 303);
    assert_string_equal(sign_in(&other, "taro", good_password), "/");
    browser_close(&b);
    browser_close(&other);
    house_close(&h);
}

static void the_wizard_asks_three_times_and_begins(void **state)
{
    struct house h;
    struct browser b;
    char token[RANDOM_TOKEN_SIZE], setup[60];
    struct err err;

    house_open(&h, t_engine(state));
    browser_open(&b, &h);
    browser_get(&b, "/");
    assert_true(browser_sees(&b, "まだ設定されていません"));
    T_OK(sign_in_link(token, h.web.db, SIGN_IN_SETUP, 0, house_now, &err));
    snprintf(setup, sizeof(setup), "/setup/%s", token);
    browser_get(&b, setup);
    const char *csrf = browser_csrf(&b);
    const struct http_pair answer[] = {
        PAIR("name", "みどり台病院"), PAIR("kind", "hospital"),
        PAIR("beds", "１９９"),       PAIR("runs_systems", "yes"),
        PAIR("uses_cloud", "no"),     PAIR("person", "情報 一郎"),
        PAIR("login", "joho"),        PAIR("password", good_password),
        PAIR("again", good_password), PAIR("step", "0"),
    };
    struct http_pair given[COUNT(answer)];
    const size_t last = COUNT(answer) - 1;

    static const struct {
        const char *what, *step, *field, *value, *says;
    } bad[] = {
        {"no name",          "0", "name",         "",                   "「名称」に答えてください"},
        {"no kind",          "0", "kind",         "",                   "「種別」に答えてください"},
        {"odd kind",         "0", "kind",         "castle",             "castle"                              },
        {"odd beds",         "0", "beds",         "たくさん",       "たくさん"                        },
        {"no systems",       "1", "runs_systems", "",                   "に答えてください"            },
        {"no person",        "2", "person",       "　",                "氏名を入力"                     },
        {"no login",         "2", "login",        "",                   "ログイン名を入力"            },
        {"short password",   "2", "password",     "short",              "短すぎます"                     },
        {"another password", "2", "again",        "tanuki kaban hachi", "同じではありません"         },
        {"a step forgotten", "2", "name",         "",                   "「名称」"                        },
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        memcpy(given, answer, sizeof(given));
        given[last].value = bad[i].step;
        for (size_t f = 0; f < COUNT(given); f++) {
            if (strcmp(given[f].name, bad[i].field) == 0) {
                given[f].value = bad[i].value;
            }
        }
        browser_post(&b, setup, csrf, given, COUNT(given));
        if (b.status == 303 || (i + 1 < COUNT(bad) && !browser_sees(&b, bad[i].says))) {
            fail_msg("%s: %d\n%s", bad[i].what, b.status, buf_text(&b.body));
        }
        assert_false(browser_sees(&b, good_password));
    }
    browser_get(&b, "/");
    assert_true(browser_sees(&b, "まだ設定されていません")); /* nothing was stored so far */

    memcpy(given, answer, sizeof(given));
    for (int step = 0; step < 3; step++) {
        given[last].value = arena_printf(b.arena, "%d", step);
        browser_post(&b, setup, csrf, given, COUNT(given));
        assert_int_equal(b.status, step < 2 ? 200 : 303);
    }
    browser_get(&b, "/");
    browser_get(&b, b.location);
    assert_int_equal(b.status, 200);
    assert_true(browser_sees(&b, "みどり台病院"));
    assert_true(browser_sees(&b, "情報 一郎 さん"));
    browser_get(&b, setup);
    assert_int_equal(b.status, 404); /* once only */
    browser_close(&b);
    house_close(&h);
}

static void passwords_are_changed_by_their_owner(void **state)
{
    struct house h;
    struct browser b, other;
    const char *me, *password;
    static const char next[] = "tanuki kaban hachi";
    static const struct {
        const char *old, *fresh, *again, *says;
    } bad[] = {
        {"wrong",       next,    next,          "いまのパスワードが違います"},
        {good_password, "short", "short",       "短すぎます"                        },
        {good_password, next,    good_password, "同じではありません"            },
    };

    house_open(&h, t_engine(state));
    house_add(&h, h.facility, "hanako", good_password, ROLE_VIEWER);
    browser_open(&b, &h);
    browser_open(&other, &h);
    b.agent = "Mozilla/5.0 (X11) Chrome/120.0 Safari/537.36 Edg/120.0";
    sign_in(&b, "hanako", good_password);
    sign_in(&other, "hanako", good_password);
    me = arena_printf(b.arena, "%s/me", h.url);
    password = arena_printf(b.arena, "%s/me/password", h.url);
    browser_get(&b, me);
    assert_true(browser_sees(&b, "192.0.2.20 ／ Edge"));
    assert_true(browser_sees(&b, "ほかの端末からログアウト"));
    for (size_t i = 0; i < COUNT(bad); i++) {
        browser_post(&b, password, browser_csrf(&b),
                     FIELDS(PAIR("old", bad[i].old), PAIR("password", bad[i].fresh),
                            PAIR("again", bad[i].again)));
        assert_int_equal(b.status, 422);
        assert_true(browser_sees(&b, bad[i].says));
    }
    browser_post(&b, password, browser_csrf(&b),
                 FIELDS(PAIR("old", good_password), PAIR("password", next), PAIR("again", next)));
    assert_int_equal(b.status, 303);
    browser_get(&b, me);
    assert_true(browser_sees(&b, "パスワードを変えました"));
    browser_get(&other, me);
    assert_int_equal(other.status, 303); /* signed out there */
    sign_in(&other, "hanako", next);
    browser_get(&other, me);
    browser_post(&other, arena_printf(b.arena, "%s/me/sessions", h.url), browser_csrf(&other), NULL,
                 0);
    browser_get(&b, me);
    assert_int_equal(b.status, 303);
    browser_close(&b);
    browser_close(&other);
    house_close(&h);
}

static void tokens_are_made_shown_once_and_revoked(void **state)
{
    static const char mark[] = "新しい鍵<dd>";
    struct house h;
    struct browser b, program;

    house_open(&h, t_engine(state));
    house_fill(&h);
    browser_open(&b, &h);
    browser_open(&program, &h);
    const char *csrf = browser_enter(&b, h.account[ROLE_STAFF]);
    const char *me = arena_printf(b.arena, "%s/me", h.url);
    const char *make = arena_printf(b.arena, "%s/me/token", h.url);
    const char *year = date_slash(b.arena, date_add_months(date_of_ms(house_now), 12));

    browser_post(&b, make, csrf, FIELDS(PAIR("purpose", "　"), PAIR("until", year)));
    assert_true(b.status == 422 && browser_sees(&b, "鍵の用途を60文字まで"));
    browser_post(&b, make, csrf, FIELDS(PAIR("purpose", "資産管理ソフト"), PAIR("until", year)));
    assert_int_equal(b.status, 200);
    const char *at = strstr(buf_text(&b.body), mark);

    assert_non_null(at);
    program.bearer = arena_printf(b.arena, "Bearer %.26s", at + strlen(mark));
    browser_get(&program, "/api/v1/device");
    assert_int_equal(program.status, 200);
    browser_get(&b, me);
    assert_true(browser_sees(&b, "資産管理ソフト"));
    assert_false(browser_sees(&b, program.bearer + 7));
    browser_post(&b, arena_printf(b.arena, "%s/drop", make), csrf,
                 FIELDS(PAIR("token", hidden(&b, "token"))));
    assert_int_equal(b.status, 303);
    browser_get(&program, "/api/v1/device");
    assert_int_equal(program.status, 401);
    browser_get(&b, me);
    assert_false(browser_sees(&b, "この鍵を取り消す"));
    for (int i = 0; i <= ACCOUNT_TOKENS_MAX; i++) {
        browser_post(&b, make, csrf, FIELDS(PAIR("purpose", "もう一つ"), PAIR("until", year)));
        assert_int_equal(b.status, i < ACCOUNT_TOKENS_MAX ? 200 : 422);
    }
    assert_true(browser_sees(&b, "鍵は20個まで"));
    browser_close(&b);
    browser_close(&program);
    house_close(&h);
}

static void a_token_works_to_the_end_of_its_last_day(void **state)
{
    static const struct actor nobody = {0, "試験", "test"};
    const struct date today = date_of_ms(house_now), latest = date_add_months(today, 12);
    const int64_t end = date_start_ms(date_of_day(date_day_number(today) + 1));
    struct house h;
    struct browser b;
    struct err err;
    char token[RANDOM_TOKEN_SIZE];
    struct account_token whose;
    struct account_token_row *row;
    struct date until;
    size_t n;

    house_open(&h, t_engine(state));
    house_fill(&h);
    browser_open(&b, &h);
    CLEANUP(writer_close) struct writer *w = NULL;
    const int64_t account = h.account[ROLE_ADMIN];
    const struct date yesterday = date_of_day(date_day_number(today) - 1);
    const struct date too_late = date_of_day(date_day_number(latest) + 1);
    const char *const bad[] = {
        "", "いつか", "2027", date_slash(b.arena, yesterday), date_slash(b.arena, too_late), NULL,
    };

    for (size_t i = 0; i < COUNT(bad); i++) {
        T_STATUS(bad[i] == NULL ? "nothing" : bad[i],
                 account_token_until(&until, bad[i], house_now, b.arena, &err), E_INVALID);
    }
    T_OK(account_token_until(&until, date_slash(b.arena, latest), house_now, b.arena, &err));
    T_OK(account_token_until(&until, date_slash(b.arena, today), house_now, b.arena, &err));
    T_OK(writer_begin(&w, h.web.db, h.facility, &nobody, house_now, &err));
    T_OK(account_token_add(token, w, account, "試験", today, &err));
    T_OK(writer_commit(w, &err));
    writer_close(&w);
    T_OK(account_token_read(&whose, h.web.db, token, end - 1, b.arena, &err));
    T_STATUS("the day after", account_token_read(&whose, h.web.db, token, end, b.arena, &err),
             E_DENIED);
    assert_int_equal(err.msg, MSG_API_TOKEN_ENDED);
    T_OK(account_tokens(&row, &n, h.web.db, h.facility, account, end, b.arena, &err));
    assert_int_equal(n, 1);
    assert_true(row[0].has_ended && date_compare(row[0].until, today) == 0);

    browser_enter(&b, account);
    browser_get(&b, arena_printf(b.arena, "%s/me", h.url));
    assert_true(browser_sees(&b, arena_printf(b.arena, "有効期限 %s", date_slash(b.arena, today))));
    browser_close(&b);
    house_close(&h);
}

static void an_administrator_keeps_the_accounts(void **state)
{
    struct house h;
    struct browser b;
    const char *list, *one;

    house_open(&h, t_engine(state));
    int64_t admin = house_add(&h, h.facility, "hanako", NULL, ROLE_ADMIN);

    browser_open(&b, &h);
    const char *csrf = browser_enter(&b, admin);

    list = arena_printf(b.arena, "%s/account", h.url);
    browser_post(&b, list, csrf, FIELDS(PAIR("name", "見本 太郎"), PAIR("login", "taro")));
    assert_true(b.status == 422 && browser_sees(&b, "権限を選んでください"));
    browser_post(&b, list, csrf,
                 FIELDS(PAIR("name", ""), PAIR("login", "taro"), PAIR("role", "staff")));
    assert_true(b.status == 422 && browser_sees(&b, "氏名を入力"));
    browser_post(&b, list, csrf,
                 FIELDS(PAIR("name", "見本 太郎"), PAIR("login", "HANAKO"), PAIR("role", "staff")));
    assert_true(b.status == 422 && browser_sees(&b, "すでに使われています"));
    browser_post(&b, list, csrf,
                 FIELDS(PAIR("name", "見本 太郎"), PAIR("login", "taro"), PAIR("role", "staff")));
    assert_int_equal(b.status, 303);
    one = b.location;
    browser_get(&b, one);
    assert_true(browser_sees(&b, "見本 太郎 さんを登録しました"));
    assert_true(browser_sees(&b, "パスワード未設定"));
    browser_post(&b, arena_printf(b.arena, "%s/link", one), csrf, NULL, 0);
    assert_true(browser_sees(&b, "http://sonae.example:8080/link/"));
    browser_post(&b, one, csrf,
                 FIELDS(PAIR("name", "見本 次郎"), PAIR("role", "viewer"), PAIR("disabled", "1")));
    assert_int_equal(b.status, 303);
    browser_get(&b, one);
    assert_true(browser_sees(&b, "停止中"));
    assert_false(browser_sees(&b, "リンクを作る"));
    browser_post(&b, arena_printf(b.arena, "%s/link", one), csrf, NULL, 0);
    assert_int_equal(b.status, 422);
    browser_get(&b, list);
    assert_true(browser_sees(&b, "見本 次郎"));
    char id[ID_TEXT_SIZE];

    browser_post(&b, arena_printf(b.arena, "%s/%s", list, id_text(id, admin)), csrf,
                 FIELDS(PAIR("name", "見本 花子"), PAIR("role", "staff")));
    assert_true(b.status == 422 && browser_sees(&b, "管理者がひとりもいなくなる"));
    browser_close(&b);
    house_close(&h);
}

static void somebody_with_two_institutions_chooses(void **state)
{
    struct house h;
    struct browser b;
    struct err err;

    house_open(&h, t_engine(state));
    house_fill(&h);
    static const char join[] = "INSERT INTO membership (facility_id, account_id, role) "
                               "VALUES (%lld, %lld, 'viewer')";

    browser_open(&b, &h);
    T_OK(db_script(
        h.web.db,
        arena_printf(b.arena, join, (long long)h.other_facility, (long long)h.account[ROLE_STAFF]),
        &err));
    browser_enter(&b, h.account[ROLE_STAFF]);
    browser_get(&b, "/");
    assert_string_equal(b.location, "/places");
    browser_get(&b, "/places");
    assert_true(browser_sees(&b, "見本病院") && browser_sees(&b, "別の病院"));
    browser_close(&b);
    house_close(&h);
}

static void the_menu_counts_what_waits(void **state)
{
    struct house h;
    struct browser b;
    struct err err;

    house_open(&h, t_engine(state));
    house_fill(&h);
    browser_open(&b, &h);
    browser_enter(&b, h.account[ROLE_STAFF]);
    browser_get(&b, arena_printf(b.arena, "%s/references", h.url));
    assert_false(browser_sees(&b, "<span class=c>"));
    T_OK(todo_refresh(h.web.db, h.facility, t_temp_dir(), NULL, house_now, b.arena, &err));
    browser_get(&b, arena_printf(b.arena, "%s/references", h.url));
    assert_true(browser_sees(&b, "機器台帳<span class=c>")); /* an empty ledger is a gap */
    browser_close(&b);
    house_close(&h);
}

static void the_api_knows_its_bearer(void **state)
{
    static const struct actor nobody = {0, "試験", "test"};
    struct house h;
    struct browser b;
    struct err err;
    char token[RANDOM_TOKEN_SIZE];

    house_open(&h, t_engine(state));
    house_fill(&h);
    browser_open(&b, &h);
    CLEANUP(writer_close) struct writer *w = NULL;

    T_OK(writer_begin(&w, h.web.db, h.facility, &nobody, house_now, &err));
    T_OK(account_token_add(token, w, h.account[ROLE_VIEWER], "試験", date_of_ms(house_now), &err));
    T_OK(writer_commit(w, &err));
    writer_close(&w);
    b.bearer = arena_printf(b.arena, "Bearer %s", token);
    browser_get(&b, "/api/v1/device");
    assert_int_equal(b.status, 200);
    assert_true(browser_sees(&b, "\"items\""));
    browser_send(&b, HTTP_POST, "/api/v1/device", NULL, 0);
    assert_int_equal(b.status, 403); /* may read only */
    assert_true(browser_sees(&b, "E_DENIED"));
    browser_enter(&b, h.account[ROLE_ADMIN]); /* a cookie does not count there */
    b.bearer = NULL;
    browser_get(&b, "/api/v1/device");
    assert_int_equal(b.status, 401);
    browser_close(&b);
    house_close(&h);
}

static void assets_may_be_kept_for_ever(void **state)
{
    struct house h;
    struct browser b;
    const char *at, *url;

    house_open(&h, t_engine(state));
    browser_open(&b, &h);
    browser_get(&b, "/sign-in");
    at = strstr(buf_text(&b.body), "/assets/sonae.css?v=");
    assert_non_null(at);
    url = arena_copy_n(b.arena, at, strcspn(at, "\""));
    b.n_cookies = 0;
    browser_get(&b, url);
    assert_int_equal(b.status, 200);
    assert_true(b.body.len > 1000);
    assert_int_equal(b.n_cookies, 0); /* or caches would hand one person's cookie to others */
    browser_get(&b, "/assets/nothing.css");
    assert_int_equal(b.status, 404);
    browser_close(&b);
    house_close(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T_BOTH(a_person_signs_in_and_out),
        T_BOTH(the_way_on_stays_inside),
        T_BOTH(cookies_are_kept_from_scripts_and_other_sites),
        T_BOTH(a_form_sent_too_late_is_kept),
        T_BOTH(a_forged_form_is_not_kept),
        T_BOTH(a_notice_is_shown_once_and_on_its_page),
        T_BOTH(links_sign_in_once_and_by_a_click),
        T_BOTH(the_wizard_asks_three_times_and_begins),
        T_BOTH(passwords_are_changed_by_their_owner),
        T_BOTH(tokens_are_made_shown_once_and_revoked),
        T_BOTH(a_token_works_to_the_end_of_its_last_day),
        T_BOTH(an_administrator_keeps_the_accounts),
        T_BOTH(somebody_with_two_institutions_chooses),
        T_BOTH(the_menu_counts_what_waits),
        T_BOTH(the_api_knows_its_bearer),
        T_BOTH(assets_may_be_kept_for_ever),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
