#include "web/me_pages.h"

#include "base/date.h"
#include "record/account.h"
#include "record/sign_in.h"
#include "web/page_state.h"
#include "web/settings.html.h"

#include <string.h>

enum { OLD, NEW, AGAIN, FIELDS };

static const struct form_field password_field[FIELDS] = {
    [OLD] = {.name = "old",
             .label = "いまのパスワード",
             .control = FORM_PASSWORD,
             .required = true,
             .autocomplete = "current-password"                                                             },
    [NEW] = {.name = "password",
             .label = "新しいパスワード",
             .control = FORM_PASSWORD,
             .required = true,
             .help = "13文字以上。13文字あれば、定期的に変える必要はありません。",
             .autocomplete = "new-password"},
    [AGAIN] = {.name = "again",
             .label = "新しいパスワード（確認のためもう一度）",
             .control = FORM_PASSWORD,
             .required = true,
             .autocomplete = "new-password"                                                                               },
};

static enum status add_sessions(struct settings_view *v, const struct page *pg, struct work *w)
{
    struct session_place *place;
    size_t n;
    enum status st = session_places(&place, &n, w->db, w->actor.account_id, pg->token, w->now_ms,
                                    w->arena, &w->err);
    struct settings_session *session =
        st == OK ? arena_make(w->arena, struct settings_session, n) : NULL;

    for (size_t i = 0; session != NULL && i < n; i++) {
        session[i] = (struct settings_session){.at = date_time(w->arena, place[i].seen_at),
                                               .where = place[i].peer,
                                               .is_this = place[i].is_this};
    }
    if (session != NULL) {
        v->session = session;
        v->n_sessions = n;
        if (n > 1) {
            v->end_others = page_post(pg, page_url(pg, "/me/sessions"));
        }
    }
    return st;
}

/* The page; field[FIELDS] holds the complaints about a password that was just refused. */
static enum status show(struct page *pg, struct work *w, const struct form_field field[FIELDS])
{
    struct account account;
    struct parts_notice notice;
    struct parts_error error[FIELDS];
    struct parts_errors errors = {error, 0};
    enum status st = account_read(&account, w->db, w->actor.account_id, w->arena, &w->err);

    if (st != OK) {
        return st;
    }
    /* Who came by a link has none yet and need not know the old one. */
    const bool has_password = account.password_hash != NULL;
    const struct form_group group = {.field = has_password ? field : field + NEW,
                                     .n = has_password ? FIELDS : FIELDS - NEW};
    const struct parts_fact fact[] = {
        {.label = "氏名",          .value = account.name                },
        {.label = "ログイン名", .value = account.login               },
        {.label = "権限",          .value = role_label(pg->session.role)},
    };
    for (size_t i = 0; i < FIELDS; i++) {
        if (field[i].error != NULL) {
            error[errors.n++] = (struct parts_error){field[i].name, field[i].label, field[i].error};
        }
    }
    const struct form_view form = {
        .head = {.title = has_password ? "パスワードを変える" : "パスワードを決める"},
        .post = page_post(pg, page_url(pg, "/me/password")),
        .errors = errors,
        .group = &group,
        .n_groups = 1,
        .submit = "保存する",
    };
    struct settings_view v = {
        .head = {.title = "自分の設定"},
        .facts = { fact,               COUNT(fact)},
        .form = &form,
        .n_forms = 1,
    };

    if (page_notice(pg, w, &notice)) {
        v.head.notice = &notice;
        v.head.n_notices = 1;
    }
    if (errors.n > 0) {
        page_has_errors(pg);
    }
    st = add_sessions(&v, pg, w);
    if (st == OK) {
        page_title(pg, v.head.title);
        tpl_settings(page_html(pg), &v);
        st = arena_status(w->arena, &w->err);
    }
    return st;
}

enum status page_me(struct page *pg, struct work *w)
{
    return show(pg, w, password_field);
}

static const char *say(const struct work *w)
{
    char text[1024];

    return arena_copy(w->arena, err_text(&w->err, w->lang, text, sizeof(text)));
}

/* Is the one who asks really the owner? Counted like a sign-in: a session left open is no licence
 * to guess. */
static enum status check_old(struct form_field *f, const struct account *account,
                             const struct page *pg, struct work *w)
{
    const char *old = page_field(pg, "old");
    struct account same;

    if (account->password_hash == NULL) {
        return OK;
    }
    enum status st = sign_in_password(&same, w->db, account->login, old == NULL ? "" : old,
                                      pg->rq->peer, w->now_ms, w->arena, &w->err);

    if (st == E_DENIED) {
        f->error = msg_text(MSG_ACCOUNT_PASSWORD_OLD, w->lang);
        return OK;
    }
    if (st == E_BUSY && w->err.msg == MSG_SIGN_IN_BRAKE) {
        f->error = say(w);
        return OK;
    }
    return st;
}

static enum status store(struct page *pg, struct work *w, const char *password)
{
    CLEANUP(writer_close) struct writer *writer = NULL;
    enum status st = writer_begin(&writer, w->db, w->facility_id, &w->actor, w->now_ms, &w->err);

    if (st == OK) {
        st = account_set_password(writer, w->actor.account_id, password, pg->token, &w->err);
    }
    return st == OK ? writer_commit(writer, &w->err) : st;
}

enum status post_me_password(struct page *pg, struct work *w)
{
    const char *password = page_field(pg, "password"), *again = page_field(pg, "again");
    struct form_field field[FIELDS];
    struct account account;
    enum status st = account_read(&account, w->db, w->actor.account_id, w->arena, &w->err);

    memcpy(field, password_field, sizeof(field));
    if (st == OK) {
        st = check_old(&field[OLD], &account, pg, w);
    }
    if (st != OK) {
        return st;
    }
    if (account_check_password(password, account.login, w->arena, &w->err) != OK) {
        field[NEW].error = say(w);
    } else if (again == NULL || strcmp(again, password) != 0) {
        field[AGAIN].error = msg_text(MSG_ACCOUNT_PASSWORD_AGAIN, w->lang);
    }
    if (field[OLD].error != NULL || field[NEW].error != NULL || field[AGAIN].error != NULL) {
        return show(pg, w, field);
    }
    st = store(pg, w, password);
    if (st == OK) {
        page_go(pg, page_url(pg, "/me"), MSG_ACCOUNT_PASSWORD_SET, NULL);
    }
    return st;
}

enum status post_me_sessions(struct page *pg, struct work *w)
{
    enum status st = session_end_all(w->db, w->actor.account_id, pg->token, &w->err);

    if (st == OK) {
        page_go(pg, page_url(pg, "/me"), MSG_SESSIONS_ENDED, NULL);
    }
    return st;
}
