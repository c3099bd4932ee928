/*
 * A walk over every row of the route table: nobody, the wrong role, another institution, no and
 * foreign CSRF tokens; missing, too long and hostile values. No row is left out, also of those
 * that are added later.
 */
#include "browser.h"

static const char hostile[] = "\"'><script>alert(1)</script>&#x27;{{7*7}} ' OR 1=1 -- 端末\\";

/* The row's path with everything filled in. */
static const char *path_of(const struct route *r, struct house *h, int64_t record, bool decimal,
                           struct arena *a)
{
    CLEANUP(buf_close) struct buf out = BUF_INIT(1000);
    char facility[ID_TEXT_SIZE], id[ID_TEXT_SIZE];
    const bool is_account = strstr(r->pattern, "/account/:id") != NULL;
    const struct http_pair fill[] = {
        {.name = "facility",                             .value = id_text(facility, h->facility)},
        {.name = "entity",                                              .value = "device"                                                       },
        {.name = "id",                                              .value = id_text(id,     is_account ? h->account[ROLE_STAFF] : record)},
        {.name = "token", .value = "0123456789abcdefghjkmnpqrs"                     },
        {.name = "code",         .value = "0123456789abcdef"            },
        {.name = "name",           .value = "sonae.css"                       },
        {.name = "field",                .value = "note"                 },
    };

    for (const char *p = r->pattern; *p != '\0';) {
        size_t len = *p == ':' ? strcspn(p, "/") : 1;
        bool known = *p != ':';

        for (size_t i = 0; *p == ':' && i < COUNT(fill); i++) {
            if (strlen(fill[i].name) == len - 1 && strncmp(fill[i].name, p + 1, len - 1) == 0) {
                known = true;
                if (decimal && strcmp(fill[i].name, "id") == 0) {
                    buf_printf(&out, "%lld", (long long)record);
                } else {
                    buf_str(&out, fill[i].value);
                }
            }
        }
        if (*p != ':') {
            buf_char(&out, *p);
        }
        if (!known) {
            fail_msg("%s: what is %.*s?", r->pattern, (int)len, p);
        }
        p += len;
    }
    return arena_copy(a, buf_text(&out));
}

static bool is_api(const struct route *r)
{
    return (r->may & MAY_TOKEN) != 0;
}

struct walk {
    struct house h;
    struct browser b;
    int64_t record;
    const char *path;
};

static int64_t add_device(struct house *h)
{
    static const struct actor nobody = {0, "試験", "test"};
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    CLEANUP(writer_close) struct writer *w = NULL;
    struct record *r = record_new(entity_named("device"), h->facility, a);
    struct err err;

    r->value[entity_field(r->entity, "asset_no")] = "0001";
    r->value[entity_field(r->entity, "kind")] = "client";
    T_OK(writer_begin(&w, h->web.db, h->facility, &nobody, house_now, &err));
    T_OK(record_put(w, r, NULL, &err));
    T_OK(writer_commit(w, &err));
    return r->id;
}

static void begin(struct walk *w, enum db_engine engine)
{
    house_open(&w->h, engine);
    house_fill(&w->h);
    w->record = add_device(&w->h);
    browser_open(&w->b, &w->h);
}

static void end(struct walk *w)
{
    browser_close(&w->b);
    house_close(&w->h);
}

static void expect(const struct walk *w, const struct route *r, const char *who, bool good)
{
    if (!good) {
        fail_msg("%s as %.80s: %d %s\n%.300s", w->path, who, w->b.status,
                 w->b.location == NULL ? "" : w->b.location, buf_text(&w->b.body));
    }
    assert_true(w->b.csp != NULL && strstr(w->b.csp, "default-src 'none'") != NULL);
    assert_true(strstr(w->b.csp, "unsafe") == NULL);
    (void)r;
}

#define EACH_ROUTE(w, r)                                                              \
    for (const struct route *r = route_table;                                         \
         r < route_table + route_table_n &&                                           \
         ((w).path = path_of(r, &(w).h, (w).record, is_api(r), (w).b.arena)) != NULL; \
         r++)

static void nobody_gets_in(void **state)
{
    struct walk w;

    begin(&w, t_engine(state));
    EACH_ROUTE(w, r)
    {
        if (r->may == MAY_ANYBODY) {
            continue;
        }
        browser_send(&w.b, r->method, w.path, NULL, 0);
        expect(&w, r, "nobody",
               is_api(r) ? w.b.status == 401
                         : w.b.status == 303 && strncmp(w.b.location, "/sign-in", 8) == 0);
        w.b.bearer = "Bearer 0123456789abcdefghjkmnpqrs";
        browser_send(&w.b, r->method, w.path, NULL, 0);
        expect(&w, r, "a wrong token", w.b.status == (is_api(r) ? 401 : 303));
        w.b.bearer = NULL;
        browser_set_cookie(&w.b, "sonae", "0123456789abcdefghjkmnpqrs");
        browser_send(&w.b, r->method, w.path, NULL, 0);
        expect(&w, r, "a wrong session", w.b.status == (is_api(r) ? 401 : 303));
        browser_set_cookie(&w.b, "sonae", "");
    }
    end(&w);
}

static void every_role_may_what_the_table_says(void **state)
{
    struct walk w;

    begin(&w, t_engine(state));
    for (int role = 0; role < ROLE_COUNT; role++) {
        const char *csrf = browser_enter(&w.b, w.h.account[role]);

        EACH_ROUTE(w, r)
        {
            const bool may = (r->may & role_may((enum role)role)) != 0;

            if (is_api(r) || r->may == MAY_ANYBODY || r->may == MAY_SIGNED_IN ||
                (may && r->method == HTTP_POST)) {
                continue; /* what may be posted is posted below */
            }
            browser_send(&w.b, r->method, w.path, FIELDS(PAIR("csrf", csrf)));
            expect(&w, r, role_code((enum role)role),
                   may ? w.b.status != 403 && w.b.status < 500 : w.b.status == 403);
        }
    }
    end(&w);
}

static void some_registers_need_more_than_a_clerk(void **state)
{
    static const struct {
        const char *entity;
        enum role role;
        bool may;
    } row[] = {
        {"facility", ROLE_STAFF,     false},
        {"facility", ROLE_OFFICER,   false},
        {"facility", ROLE_ADMIN,     true },
        {"round",    ROLE_STAFF,     false},
        {"round",    ROLE_OFFICER,   true },
        {"answer",   ROLE_STAFF,     false},
        {"device",   ROLE_EXECUTIVE, false},
        {"device",   ROLE_STAFF,     true },
    };
    struct walk w;

    begin(&w, t_engine(state));
    for (size_t i = 0; i < COUNT(row); i++) {
        const char *csrf = browser_enter(&w.b, w.h.account[row[i].role]);

        w.path = arena_printf(w.b.arena, "%s/%s", w.h.url, row[i].entity);
        browser_post(&w.b, w.path, csrf, NULL, 0);
        expect(&w, NULL, role_code(row[i].role), (w.b.status != 403) == row[i].may);
    }
    end(&w);
}

static void another_institution_is_not_even_there(void **state)
{
    struct walk w;

    begin(&w, t_engine(state));
    const char *csrf = browser_enter(&w.b, w.h.stranger);

    EACH_ROUTE(w, r)
    {
        if (strncmp(r->pattern, "/f/", 3) == 0) {
            browser_send(&w.b, r->method, w.path, FIELDS(PAIR("csrf", csrf)));
            expect(&w, r, "an administrator from elsewhere", w.b.status == 404);
            assert_false(browser_sees(&w.b, "見本病院"));
        }
    }
    end(&w);
}

static void a_form_must_be_this_sessions_own(void **state)
{
    struct walk w;
    struct browser other;

    begin(&w, t_engine(state));
    browser_open(&other, &w.h);
    const char *foreign = browser_enter(&other, w.h.account[ROLE_ADMIN]);
    const char *own = browser_enter(&w.b, w.h.account[ROLE_ADMIN]);
    char *nearly = arena_copy(w.b.arena, own), *longer = arena_printf(w.b.arena, "%s0", own);

    nearly[63] = own[63] == '0' ? '1' : '0';
    const struct {
        const char *what, *csrf;
    } row[] = {
        {"nothing",           NULL   },
        {"empty",             ""     },
        {"another session's", foreign},
        {"all but one",       nearly },
        {"too long",          longer },
    };

    assert_string_not_equal(own, foreign);
    EACH_ROUTE(w, r)
    {
        if (is_api(r) || r->method == HTTP_GET) {
            continue;
        }
        for (size_t i = 0; i < COUNT(row); i++) {
            const struct http_pair field = {"csrf", row[i].csrf};

            browser_send(&w.b, r->method, w.path, &field, row[i].csrf != NULL);
            expect(&w, r, row[i].what, w.b.status == 403);
        }
    }
    browser_close(&other);
    end(&w);
}

/* Names of controls beside those of the register. */
static const char *const names[] = {
    "name",      "login",     "role",        "disabled", "reason",    "id",    "query",
    "version",   "step",      "old",         "password", "again",     "then",  "kept_to",
    "kept-name", "edition",   "form",        "year",     "item",      "reply", "present",
    "note",      "target_on", "answered_on", "filter",   "pick_note", "all",
};

static size_t fill_fields(struct http_pair *out, const char *value)
{
    const struct entity *e = entity_named("device");
    size_t n = 0;

    for (size_t i = 0; i < COUNT(names); i++) {
        out[n++] = (struct http_pair){names[i], value};
    }
    for (size_t i = 0; i < e->n && n < FIELDS_MAX; i++) {
        out[n++] = (struct http_pair){e->field[i].name, value};
    }
    return n;
}

static void missing_long_and_hostile_values_are_answered_in_words(void **state)
{
    struct walk w;
    static char too_long[20001];
    struct http_pair field[FIELDS_MAX];

    memset(too_long, 'x', sizeof(too_long) - 1);
    const char *const value[] = {NULL, "", hostile, too_long, "-1", "99999999999999999999", "\x7f"};

    begin(&w, t_engine(state));
    EACH_ROUTE(w, r)
    {
        if (is_api(r) || strcmp(r->pattern, "/sign-out") == 0) {
            continue;
        }
        for (size_t i = 0; i < COUNT(value); i++) {
            const char *csrf = browser_enter(&w.b, w.h.account[ROLE_ADMIN]);
            size_t n = value[i] == NULL ? 0 : fill_fields(field, value[i]);

            if (r->method == HTTP_GET) {
                CLEANUP(buf_close) struct buf url = BUF_INIT(8000);

                buf_str(&url, w.path);
                for (size_t f = 0; f < n && url.len < 3000; f++) {
                    url_query(&url, field[f].name,
                              strlen(field[f].value) > 500 ? too_long + 19500 : field[f].value);
                }
                browser_get(&w.b, buf_text(&url));
            } else {
                browser_post(&w.b, w.path, csrf, field, n);
            }
            expect(&w, r, value[i] == NULL ? "nothing" : value[i], w.b.status < 500);
            expect(&w, r, "no script", !browser_sees(&w.b, "<script>alert"));
            assert_true(w.b.location == NULL || page_is_local(w.b.location));
        }
    }
    end(&w);
}

static void the_table_is_in_order(void **state)
{
    (void)state;
    for (size_t i = 0; i < route_table_n; i++) {
        const struct route *r = &route_table[i];

        assert_non_null(r->handler);
        /* An institution's page without a role's permission would be open to everybody. */
        assert_true(strncmp(r->pattern, "/f/", 3) != 0 ||
                    (r->may != MAY_ANYBODY && r->may != MAY_SIGNED_IN));
        /* What writes must not be reachable by READ alone, but for one's own settings. */
        assert_true(r->method == HTTP_GET || r->may != MAY_READ ||
                    strstr(r->pattern, "/me/") != NULL);
        for (size_t j = 0; j < i; j++) {
            CLEANUP(arena_close) struct arena *a = arena_open(1 << 16);
            struct url_params params;

            if (route_table[j].method == r->method &&
                url_match(&params, route_table[j].pattern, r->pattern, a)) {
                fail_msg("%s is hidden behind %s", r->pattern, route_table[j].pattern);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T_BOTH(nobody_gets_in),
        T_BOTH(every_role_may_what_the_table_says),
        T_BOTH(some_registers_need_more_than_a_clerk),
        T_BOTH(another_institution_is_not_even_there),
        T_BOTH(a_form_must_be_this_sessions_own),
        T_BOTH(missing_long_and_hostile_values_are_answered_in_words),
        cmocka_unit_test(the_table_is_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
