#include "web/sign_pages.h"

#include "base/id.h"
#include "base/log.h"
#include "base/text.h"
#include "record/sign_in.h"
#include "web/form.html.h"
#include "web/message.html.h"
#include "web/page_state.h"
#include "web/sign.html.h"

#include <string.h>

/* In the sign-in form, a kept field "name" is called "kept-name"; "kept_to" is where it was sent.
 */
static const char kept[] = "kept-";

/* ---- Sessions ---- */

/* "192.0.2.20 ／ Edge": from where, as a clerk recognises it. */
static const char *where_from(const struct page *pg, struct arena *a)
{
    static const struct {
        const char *mark, *name;
    } browser[] = {
        {"Edg/",     "Edge"   },
        {"Firefox/", "Firefox"},
        {"Chrome/",  "Chrome" },
        {"Safari/",  "Safari" },
    };
    const char *agent = page_header(pg, "User-Agent");

    for (size_t i = 0; agent != NULL && i < COUNT(browser); i++) {
        if (strstr(agent, browser[i].mark) != NULL) {
            return arena_printf(a, "%s ／ %s", pg->rq->peer, browser[i].name);
        }
    }
    return pg->rq->peer;
}

enum status page_begin_session(struct page *pg, struct work *w, int64_t account_id)
{
    char token[RANDOM_TOKEN_SIZE];
    enum status st = OK;

    if (pg->token != NULL) {
        st = session_end(w->db, pg->token, &w->err);
    }
    if (st == OK) {
        st = session_open(token, w->db, account_id, where_from(pg, w->arena), w->now_ms, &w->err);
    }
    if (st == OK) {
        st = session_read(&pg->session, w->db, token, 0, w->now_ms, w->arena, &w->err);
    }
    if (st != OK) {
        return st;
    }
    pg->token = arena_copy(w->arena, token);
    pg->has_session = pg->is_signed_in = true;
    memcpy(pg->csrf, pg->session.csrf, sizeof(pg->csrf));
    page_cookie_set(pg, PAGE_SESSION, token, -1);
    page_cookie_set(pg, PAGE_FORM, NULL, 0);
    w->actor = (struct actor){account_id, pg->session.name, "web"};
    log_event(LOG_INFO, "session.begun", log_int("account", account_id),
              log_str("from", pg->rq->peer));
    return OK;
}

void page_go_in(struct page *pg, const char *then)
{
    page_go(pg, page_is_local(then) ? then : "/", MSG_NONE, NULL);
}

/* ---- First page, institutions ---- */

static const char *place_url(const struct account_place *place, struct arena *a)
{
    char id[ID_TEXT_SIZE];

    return arena_printf(a, "/f/%s", id_text(id, place->facility_id));
}

static enum status say(struct page *pg, struct work *w, const char *title, enum msg msg)
{
    const struct message_view v = {
        .head = {.title = title}, .tone = PARTS_WARN, .text = msg_text(msg, w->lang)};

    page_title(pg, title);
    tpl_message(page_html(pg), &v);
    return OK;
}

enum status page_start(struct page *pg, struct work *w)
{
    struct account_place *place;
    size_t n;
    bool any;

    if (!pg->is_signed_in) {
        enum status st = account_any(&any, w->db, &w->err);

        if (st != OK || any) {
            page_go(pg, "/sign-in", MSG_NONE, NULL);
            return st;
        }
        return say(pg, w, "初回設定がまだです", MSG_SETUP_NEEDED);
    }
    enum status st = account_places(&place, &n, w->db, w->actor.account_id, w->arena, &w->err);

    if (st == OK) {
        page_go(pg, n == 1 ? place_url(place, w->arena) : "/places", MSG_NONE, NULL);
    }
    return st;
}

enum status page_places(struct page *pg, struct work *w)
{
    struct account_place *place;
    size_t n;
    enum status st = account_places(&place, &n, w->db, w->actor.account_id, w->arena, &w->err);

    if (st != OK) {
        return st;
    }
    struct parts_action *action = arena_make(w->arena, struct parts_action, n);

    for (size_t i = 0; action != NULL && i < n; i++) {
        action[i] =
            (struct parts_action){.label = place[i].name, .url = place_url(&place[i], w->arena)};
    }
    const struct message_view v = {
        .head = {.title = "施設を選ぶ", .action = action, .n_actions = n},
        .tone = n > 0 ? PARTS_PLAIN : PARTS_WARN,
        .text = msg_text(n > 0 ? MSG_PLACES : MSG_PLACES_NONE, w->lang),
    };

    page_title(pg, v.head.title);
    tpl_message(page_html(pg), &v);
    return arena_status(w->arena, &w->err);
}

/* ---- The sign-in form ---- */

struct sign_in_form {
    const char *login;
    const char *error;
    const struct parts_hidden *hidden;
    size_t n_hidden;
    enum msg help;
};

static enum status show(struct page *pg, struct work *w, const struct sign_in_form *f)
{
    const struct form_field field[] = {
        {.name = "login",
         .label = "ログイン名",
         .control = FORM_TEXT,
         .input = FORM_CODE,
         .required = true,
         .wide = true,
         .value = f->login,
         .autocomplete = "username"},
        {.name = "password",
         .label = "パスワード",
         .control = FORM_PASSWORD,
         .required = true,
         .wide = true,
         .autocomplete = "current-password"},
    };
    const struct form_group group = {.field = field, .n = COUNT(field)};
    const struct parts_error error = {"login", NULL, f->error};
    struct sign_view v = {
        .form = {.head = {.title = "ログイン"},
                 .post = page_post(pg, "/sign-in"),
                 .errors = {&error, f->error != NULL},
                 .group = &group,
                 .n_groups = 1,
                 .submit = "ログイン"},
        .help = msg_text(f->help, w->lang),
    };

    v.form.post.hidden = f->hidden;
    v.form.post.n_hidden = f->n_hidden;
    if (f->error != NULL) {
        page_has_errors(pg);
    }
    page_title(pg, "ログイン");
    tpl_sign(page_html(pg), &v);
    return OK;
}

enum status page_sign_in(struct page *pg, struct work *w)
{
    const struct parts_hidden then = {"then", page_query(pg, "then")};
    const bool has_then = page_is_local(then.value);

    if (pg->is_signed_in) {
        page_go_in(pg, then.value);
        return OK;
    }
    const struct sign_in_form f = {
        .hidden = &then, .n_hidden = has_then, .help = MSG_SIGN_IN_FORGOTTEN};

    return show(pg, w, &f);
}

enum status sign_in_again(struct page *pg, struct work *w)
{
    size_t n;
    const struct parts_hidden *typed = page_carry(pg, &n);
    struct parts_hidden *hidden = arena_make(w->arena, struct parts_hidden, n + 1);

    if (typed == NULL || hidden == NULL) {
        return arena_status(w->arena, &w->err);
    }
    for (size_t i = 0; i < n; i++) {
        hidden[i] = (struct parts_hidden){arena_printf(w->arena, "%s%s", kept, typed[i].name),
                                          typed[i].value};
    }
    hidden[n] = (struct parts_hidden){"kept_to", pg->rq->path};
    const struct sign_in_form f = {
        .hidden = hidden,
        .n_hidden = n + 1,
        .help = n == 0                ? MSG_SIGN_IN_ENDED_LOST
                : pg->rq->n_files > 0 ? MSG_SIGN_IN_ENDED_FILE
                                      : MSG_SIGN_IN_ENDED,
    };

    pg->rs->status = 401;
    return show(pg, w, &f);
}

/* What the sign-in form carries along, to be carried further when the password was wrong. */
static const struct parts_hidden *carried(const struct page *pg, size_t *n, struct work *w)
{
    size_t all;
    const struct parts_hidden *typed = page_carry(pg, &all);
    struct parts_hidden *hidden = arena_make(w->arena, struct parts_hidden, all);

    *n = 0;
    for (size_t i = 0; typed != NULL && hidden != NULL && i < all; i++) {
        if (strcmp(typed[i].name, "login") != 0 && strcmp(typed[i].name, "password") != 0) {
            hidden[(*n)++] = typed[i];
        }
    }
    return hidden;
}

/* After a late sign-in: the kept form, to be sent once more. Its csrf is the new session's. */
static enum status offer_again(struct page *pg, struct work *w, const char *to)
{
    size_t all, n = 0;
    const struct parts_hidden *typed = page_carry(pg, &all);
    struct parts_hidden *hidden = arena_make(w->arena, struct parts_hidden, all);
    struct form_view v = {.head = {.title = "入力の続き"},
                          .post = page_post(pg, to),
                          .submit = "続けて送信する",
                          .cancel_url = "/"};
    const struct parts_notice notice = {.tone = PARTS_OK,
                                        .text = msg_text(MSG_SIGN_IN_RESUME, w->lang)};

    for (size_t i = 0; typed != NULL && hidden != NULL && i < all; i++) {
        if (strncmp(typed[i].name, kept, sizeof(kept) - 1) == 0) {
            hidden[n++] = (struct parts_hidden){typed[i].name + sizeof(kept) - 1, typed[i].value};
        }
    }
    v.head.notice = &notice;
    v.head.n_notices = 1;
    v.post.hidden = hidden;
    v.post.n_hidden = n;
    page_title(pg, v.head.title);
    tpl_form(page_html(pg), &v);
    return arena_status(w->arena, &w->err);
}

enum status post_sign_in(struct page *pg, struct work *w)
{
    const char *typed = page_field(pg, "login"), *login = typed == NULL ? "" : typed;
    const char *password = page_field(pg, "password");
    const char *to = page_field(pg, "kept_to");
    struct account account;
    enum status st = sign_in_password(&account, w->db, login, password == NULL ? "" : password,
                                      pg->rq->peer, w->now_ms, w->arena, &w->err);

    if (st == E_DENIED || (st == E_BUSY && w->err.msg == MSG_SIGN_IN_BRAKE)) {
        char text[1024];
        struct sign_in_form f = {.login = login, .help = MSG_SIGN_IN_FORGOTTEN};

        log_event(LOG_WARN, "session.refused", log_str("login", text_cut(text, 64, login)),
                  log_str("from", pg->rq->peer));
        f.error = arena_copy(w->arena, err_text(&w->err, w->lang, text, sizeof(text)));
        f.hidden = carried(pg, &f.n_hidden, w);
        st = arena_status(w->arena, &w->err);
        return st == OK ? show(pg, w, &f) : st;
    }
    if (st == OK) {
        st = page_begin_session(pg, w, account.id);
    }
    if (st != OK) {
        return st;
    }
    if (page_is_local(to)) {
        return offer_again(pg, w, to);
    }
    page_go_in(pg, page_field(pg, "then"));
    return OK;
}

enum status post_sign_out(struct page *pg, struct work *w)
{
    enum status st = session_end(w->db, pg->token, &w->err);

    if (st == OK) {
        page_cookie_set(pg, PAGE_SESSION, NULL, 0);
        page_go(pg, "/sign-in", MSG_NONE, NULL);
    }
    return st;
}

/* ---- Links ---- */

static enum status look(struct account *out, struct page *pg, struct work *w)
{
    int64_t id;
    enum status st =
        sign_in_link_look(&id, w->db, page_param(pg, "token"), SIGN_IN_ACCOUNT, w->now_ms, &w->err);

    if (st == OK) {
        st = account_read(out, w->db, id, w->arena, &w->err);
    }
    return st == OK && out->disabled_at != 0 ? err_say(&w->err, E_NOTFOUND, MSG_SIGN_IN_LINK) : st;
}

/* Opening the address uses nothing up: mail programs and browsers look at links before people do.
 */
enum status page_link(struct page *pg, struct work *w)
{
    struct account account;
    enum status st = look(&account, pg, w);

    if (st != OK) {
        return st;
    }
    const struct form_view v = {
        .head = {.title = "ログイン", .note = arena_printf(w->arena, "%s さん", account.name)},
        .post = page_post(pg, pg->rq->path),
        .submit = "このブラウザーでログインする",
    };

    page_title(pg, v.head.title);
    tpl_form(page_html(pg), &v);
    return OK;
}

enum status post_link(struct page *pg, struct work *w)
{
    struct account account;
    enum status st = look(&account, pg, w);

    if (st == OK) {
        st = sign_in_link_use(w->db, page_param(pg, "token"), SIGN_IN_ACCOUNT, w->now_ms, &w->err);
    }
    if (st == OK) {
        st = page_begin_session(pg, w, account.id);
    }
    if (st == OK) {
        page_go(pg, "/", MSG_NONE, NULL);
    }
    return st;
}
