#include "web/me_pages.h"

#include "base/date.h"
#include "record/account.h"
#include "record/sign_in.h"
#include "web/page_state.h"
#include "web/settings.html.h"

#include <string.h>

enum { OLD, NEW, AGAIN, FIELDS };
enum { TOKEN_FIELDS = 2 }; /* 鍵の用途, 有効期限 */

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

/* What the page shows beside its constant parts. */
struct me {
    const struct form_field *password; /* [FIELDS], with the complaints about one just refused */
    const char *purpose;               /* typed for a new token */
    const char *purpose_error;
    const char *until, *until_error; /* its last day; NULL: the latest there may be */
    const char *token;               /* just made, or NULL */
};

static struct form_view password_form(const struct me *me, const struct account *account,
                                      struct form_group *group, const struct page *pg,
                                      struct work *w)
{
    /* Who came by a link has none yet and need not know the old one. */
    const bool has_password = account->password_hash != NULL;
    struct parts_error *error = arena_make(w->arena, struct parts_error, FIELDS);
    size_t n = 0;

    for (size_t i = 0; error != NULL && i < FIELDS; i++) {
        if (me->password[i].error != NULL) {
            error[n++] = (struct parts_error){me->password[i].name, me->password[i].label,
                                              me->password[i].error};
        }
    }
    *group = (struct form_group){.field = has_password ? me->password : me->password + NEW,
                                 .n = has_password ? FIELDS : FIELDS - NEW};
    return (struct form_view){
        .head = {.title = has_password ? "パスワードを変える" : "パスワードを決める"},
        .post = page_post(pg, page_url(pg, "/me/password")),
        .errors = { error,                                                                                    n},
        .group = group,
        .n_groups = 1,
        .submit = "保存する",
    };
}

/* The form for a new token, then one for each there is, to revoke it. */
static enum status token_forms(struct form_view *form, size_t *n_forms, const struct me *me,
                               struct form_field *field, struct form_group *group,
                               const struct page *pg, struct work *w)
{
    struct account_token_row *row;
    size_t n;
    enum status st = account_tokens(&row, &n, w->db, w->facility_id, w->actor.account_id, w->now_ms,
                                    w->arena, &w->err);
    struct date latest = date_add_months(date_of_ms(w->now_ms), ACCOUNT_TOKEN_MONTHS_MAX);
    struct parts_hidden *hidden = st == OK ? arena_make(w->arena, struct parts_hidden, n) : NULL;
    struct parts_error *error = arena_make(w->arena, struct parts_error, TOKEN_FIELDS);
    size_t n_errors = 0;

    if (st != OK || hidden == NULL || error == NULL) {
        return st != OK ? st : arena_status(w->arena, &w->err);
    }
    field[0] = (struct form_field){.name = "purpose",
                                   .label = "鍵の用途",
                                   .control = FORM_TEXT,
                                   .required = true,
                                   .value = me->purpose,
                                   .error = me->purpose_error,
                                   .help = "ほかのソフトが台帳を読み書きするための鍵です。",
                                   .example = "資産管理ソフトとの連携"};
    field[1] = (struct form_field){
        .name = "until",
        .label = "有効期限",
        .control = FORM_DATE,
        .required = true,
        .value = me->until != NULL ? me->until : date_slash(w->arena, latest),
        .error = me->until_error,
        .help = "この日まで使えます。長くて1年です。過ぎたら新しい鍵を作ります。"};
    *group = (struct form_group){.field = field, .n = TOKEN_FIELDS};
    for (size_t i = 0; i < TOKEN_FIELDS; i++) {
        if (field[i].error != NULL) {
            error[n_errors++] = (struct parts_error){field[i].name, field[i].label, field[i].error};
        }
    }
    form[(*n_forms)++] = (struct form_view){
        .head = {.title = "APIの鍵"},
        .post = page_post(pg, page_url(pg, "/me/token")),
        .errors = { error,            n_errors},
        .group = group,
        .n_groups = 1,
        .submit = "鍵を作る",
        .is_quiet = true
    };
    for (size_t i = 0; i < n; i++) {
        struct form_view *f = &form[(*n_forms)++];

        hidden[i] = (struct parts_hidden){"token", row[i].id};
        *f = (struct form_view){
            .head = {.title = arena_printf(w->arena, "%s（%s 作成、有効期限 %s%s）", row[i].purpose,
                                           date_time(w->arena, row[i].created_at),
                                           date_slash(w->arena, row[i].until),
                                           row[i].has_ended ? "、期限切れ" : "")},
            .post = page_post(pg, page_url(pg, "/me/token/drop")),
            .submit = "この鍵を取り消す",
            .is_quiet = true};
        f->post.hidden = &hidden[i];
        f->post.n_hidden = 1;
    }
    return OK;
}

static enum status show(struct page *pg, struct work *w, const struct me *me)
{
    struct account account;
    struct parts_notice notice[2];
    struct form_view form[2 + ACCOUNT_TOKENS_MAX];
    struct form_group group[2];
    struct form_field field[TOKEN_FIELDS];
    enum status st = account_read(&account, w->db, w->actor.account_id, w->arena, &w->err);

    if (st != OK) {
        return st;
    }
    const struct parts_fact fact[] = {
        {.label = "氏名",          .value = account.name                },
        {.label = "ログイン名", .value = account.login               },
        {.label = "権限",          .value = role_label(pg->session.role)},
        {.label = "新しい鍵",    .value = me->token                   },
    };
    struct settings_view v = {
        .head = {.title = "自分の設定", .notice = notice                                 },
        .facts = {fact,                       me->token == NULL ? COUNT(fact) - 1 : COUNT(fact)},
        .form = form,
    };

    form[v.n_forms++] = password_form(me, &account, &group[0], pg, w);
    st = token_forms(form, &v.n_forms, me, field, &group[1], pg, w);
    if (st == OK) {
        st = add_sessions(&v, pg, w);
    }
    if (st != OK) {
        return st;
    }
    if (page_notice(pg, w, &notice[0])) {
        v.head.n_notices++;
    }
    if (me->token != NULL) {
        notice[v.head.n_notices++] = (struct parts_notice){
            .tone = PARTS_OK, .text = msg_text(MSG_ACCOUNT_TOKEN_MADE, w->lang)};
    }
    if (form[0].errors.n > 0 || me->purpose_error != NULL || me->until_error != NULL) {
        page_has_errors(pg);
    }
    page_title(pg, v.head.title);
    tpl_settings(page_html(pg), &v);
    return arena_status(w->arena, &w->err);
}

enum status page_me(struct page *pg, struct work *w)
{
    return show(pg, w, &(struct me){.password = password_field});
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
        return show(pg, w, &(struct me){.password = field});
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

/* ---- Tokens ---- */

static enum status add_token(char token[RANDOM_TOKEN_SIZE], struct work *w, const char *purpose,
                             struct date until)
{
    CLEANUP(writer_close) struct writer *writer = NULL;
    enum status st = writer_begin(&writer, w->db, w->facility_id, &w->actor, w->now_ms, &w->err);

    if (st == OK) {
        st = account_token_add(token, writer, w->actor.account_id, purpose, until, &w->err);
    }
    return st == OK ? writer_commit(writer, &w->err) : st;
}

enum status post_me_token(struct page *pg, struct work *w)
{
    struct me me = {.password = password_field,
                    .purpose = page_field(pg, "purpose"),
                    .until = page_field(pg, "until")};
    struct date until;
    char token[RANDOM_TOKEN_SIZE];

    if (account_token_until(&until, me.until, w->now_ms, w->arena, &w->err) != OK) {
        me.until = me.until == NULL ? "" : me.until;
        me.until_error = say(w);
        return show(pg, w, &me);
    }
    enum status st = add_token(token, w, me.purpose, until);

    if (st == E_INVALID || st == E_LIMIT) {
        me.purpose_error = say(w);
    } else if (st == OK) {
        me.purpose = me.until = NULL;
        me.token = token;
    } else {
        return st;
    }
    return show(pg, w, &me);
}

enum status post_me_token_drop(struct page *pg, struct work *w)
{
    CLEANUP(writer_close) struct writer *writer = NULL;
    enum status st = writer_begin(&writer, w->db, w->facility_id, &w->actor, w->now_ms, &w->err);

    if (st == OK) {
        st = account_token_revoke(writer, w->actor.account_id, page_field(pg, "token"), &w->err);
    }
    if (st == OK) {
        st = writer_commit(writer, &w->err);
    }
    if (st == OK) {
        page_go(pg, page_url(pg, "/me"), MSG_ACCOUNT_TOKEN_DROPPED, NULL);
    }
    return st;
}
