#include "web/account_pages.h"

#include "base/date.h"
#include "base/id.h"
#include "record/account.h"
#include "record/sign_in.h"
#include "web/account.html.h"
#include "web/frame_menu.h"
#include "web/page_state.h"
#include "web/settings.html.h"

#include <string.h>

static const char *account_url(const struct page *pg, int64_t id)
{
    char text[ID_TEXT_SIZE];

    return page_url(pg, "/account/%s", id_text(text, id));
}

/* ---- The list ---- */

static const struct list_column column[] = {
    {.label = "氏名" },
    { .label = "ログイン名", .fit = LIST_FIXED},
    { .label = "権限", .fit = LIST_FIXED},
    { .label = "最後に使った日時", .fit = LIST_FIXED},
};

static struct parts_badge state_of(const struct account_member *m)
{
    if (m->account.disabled_at != 0) {
        return (struct parts_badge){PARTS_PLAIN, "停止中"};
    }
    return m->has_password ? (struct parts_badge){PARTS_OK, "利用中"}
                           : (struct parts_badge){PARTS_WARN, "パスワード未設定"};
}

static struct list_row row_of(const struct account_member *m, const struct page *pg, struct work *w)
{
    const char **cell = arena_make(w->arena, const char *, COUNT(column));

    if (cell != NULL) {
        cell[0] = m->account.name;
        cell[1] = m->account.login;
        cell[2] = role_label(m->role);
        cell[3] = m->seen_at == 0 ? NULL : date_time(w->arena, m->seen_at);
    }
    return (struct list_row){.url = account_url(pg, m->account.id),
                             .state = state_of(m),
                             .cell = cell,
                             .is_closed = m->account.disabled_at != 0};
}

enum status page_accounts(struct page *pg, struct work *w)
{
    struct account_members all;
    struct parts_notice notice;
    const struct parts_action add = {
        .label = "操作者を登録", .url = page_url(pg, "/account/new"), .primary = true};
    struct list_view v = {
        .head = {.title = "操作者", .action = &add, .n_actions = 1},
        .state_label = "状態",
        .column = column,
        .n_columns = COUNT(column),
    };
    enum status st = account_members(&all, w->db, w->facility_id, w->arena, &w->err);
    struct list_row *row = st == OK ? arena_make(w->arena, struct list_row, all.n) : NULL;

    for (size_t i = 0; row != NULL && i < all.n; i++) {
        row[i] = row_of(&all.member[i], pg, w);
        v.n++;
    }
    if (st == OK) {
        st = arena_status(w->arena, &w->err);
    }
    if (st != OK) {
        return st;
    }
    v.row = row;
    v.head.note = arena_printf(w->arena, "%zu人", all.n);
    if (page_notice(pg, w, &notice)) {
        v.head.notice = &notice;
        v.head.n_notices = 1;
    }
    page_title(pg, v.head.title);
    tpl_account(page_html(pg), &v);
    return arena_status(w->arena, &w->err);
}

/* ---- The forms ---- */

enum { NAME, LOGIN, ROLE, DISABLED, FIELDS };

/* What a role may do, in a word, for choosing it. */
static const char *const role_note[ROLE_COUNT] = {
    [ROLE_ADMIN] = "すべての記録と操作者の管理",
    [ROLE_OFFICER] = "記録、回答、承認",
    [ROLE_EXECUTIVE] = "閲覧と承認",
    [ROLE_STAFF] = "記録",
    [ROLE_VIEWER] = "閲覧のみ",
};

struct account_form {
    struct form_field field[FIELDS];
    struct form_choice role[ROLE_COUNT];
    struct form_choice disabled;
};

static void fill_form(struct account_form *f, const char *name, const char *login, int role,
                      bool disabled, struct work *w)
{
    *f = (struct account_form){
        .field = {[NAME] = {.name = "name",
                            .label = "氏名",
                            .control = FORM_TEXT,
                            .required = true,
                            .value = name,
                            .help = "変更履歴に残る名前です。",
                            .autocomplete = "off"},
                  [LOGIN] = {.name = "login",
                             .label = "ログイン名",
                             .control = FORM_TEXT,
                             .input = FORM_CODE,
                             .required = true,
                             .value = login,
                             .example = "tanaka",
                             .autocomplete = "off"},
                  [ROLE] = {.name = "role",
                            .label = "権限",
                            .control = FORM_RADIOS,
                            .required = true,
                            .wide = true},
                  [DISABLED] = {.name = "disabled",
                                .label = "利用の停止",
                                .control = FORM_TICK,
                                .help = "退職や異動のときに付けます。記録は残ります。"}},
        .disabled = {"1",                                                  "ログインできなくする",                             disabled},
    };
    for (int i = 0; i < ROLE_COUNT; i++) {
        f->role[i] = (struct form_choice){
            role_code((enum role)i),
            arena_printf(w->arena, "%s（%s）", role_label((enum role)i), role_note[i]), i == role};
    }
    f->field[ROLE].choice = f->role;
    f->field[ROLE].n_choices = ROLE_COUNT;
    f->field[DISABLED].choice = &f->disabled;
    f->field[DISABLED].n_choices = 1;
}

/* The posted values, as the form shows them again. */
static int posted_role(const struct page *pg)
{
    const char *role = page_field(pg, "role");

    return role == NULL ? -1 : role_of(role);
}

static const char *say(const struct work *w)
{
    char text[1024];

    return arena_copy(w->arena, err_text(&w->err, w->lang, text, sizeof(text)));
}

/* Put a refusal at the control it is about. */
static void blame(struct account_form *f, const struct work *w)
{
    static const struct {
        enum msg msg;
        int field;
    } about[] = {
        {MSG_ACCOUNT_NAME_EMPTY,  NAME },
        {MSG_ACCOUNT_NAME_LONG,   NAME },
        {MSG_ACCOUNT_LOGIN_EMPTY, LOGIN},
        {MSG_ACCOUNT_LOGIN_LONG,  LOGIN},
        {MSG_ACCOUNT_TAKEN,       LOGIN},
    };
    int at = ROLE;

    for (size_t i = 0; i < COUNT(about); i++) {
        at = about[i].msg == w->err.msg ? about[i].field : at;
    }
    f->field[at].error = say(w);
}

static struct parts_errors errors_of(const struct account_form *f, struct work *w)
{
    struct parts_error *error = arena_make(w->arena, struct parts_error, FIELDS);
    size_t n = 0;

    for (size_t i = 0; error != NULL && i < FIELDS; i++) {
        if (f->field[i].error != NULL) {
            error[n++] =
                (struct parts_error){f->field[i].name, f->field[i].label, f->field[i].error};
        }
    }
    return (struct parts_errors){error, n};
}

static bool is_refusal(enum status st)
{
    return st == E_INVALID || st == E_CONFLICT;
}

static enum status show_new(struct page *pg, struct work *w, const struct account_form *f)
{
    const struct form_group group = {.field = f->field, .n = DISABLED};
    const struct form_view v = {
        .head = {.title = "操作者の登録", .back = {page_url(pg, "/account"), "操作者"}},
        .post = page_post(pg, page_url(pg, "/account")),
        .errors = errors_of(f, w),
        .group = &group,
        .n_groups = 1,
        .submit = "登録する",
        .cancel_url = page_url(pg, "/account"),
    };

    if (v.errors.n > 0) {
        page_has_errors(pg);
    }
    page_title(pg, v.head.title);
    tpl_form(page_html(pg), &v);
    return arena_status(w->arena, &w->err);
}

enum status page_account_new(struct page *pg, struct work *w)
{
    struct account_form f;

    fill_form(&f, NULL, NULL, ROLE_STAFF, false, w);
    return show_new(pg, w, &f);
}

static enum status add(int64_t *id, struct work *w, const struct account_new *given)
{
    CLEANUP(writer_close) struct writer *writer = NULL;
    enum status st = writer_begin(&writer, w->db, w->facility_id, &w->actor, w->now_ms, &w->err);

    if (st == OK) {
        st = account_add(id, writer, given, &w->err);
    }
    return st == OK ? writer_commit(writer, &w->err) : st;
}

enum status post_account_new(struct page *pg, struct work *w)
{
    const int role = posted_role(pg);
    const struct account_new given = {page_field(pg, "login"), page_field(pg, "name"), NULL,
                                      role < 0 ? ROLE_VIEWER : (enum role)role};
    struct account_form f;
    int64_t id;
    enum status st = role < 0 ? err_say(&w->err, E_INVALID, MSG_ACCOUNT_ROLE) : add(&id, w, &given);

    if (is_refusal(st)) {
        fill_form(&f, given.name, given.login, role, false, w);
        blame(&f, w);
        return show_new(pg, w, &f);
    }
    if (st == OK) {
        page_go(pg, account_url(pg, id), MSG_ACCOUNT_ADDED, given.name);
    }
    return st;
}

/* ---- One account ---- */

/* 「2個（有効期限 2027/11/24、2026/10/1 期限切れ）」 */
static enum status tokens_of(const char **out, const struct account_member *m, struct work *w)
{
    struct account_token_row *row;
    size_t n;
    const char *list = "";
    enum status st = account_tokens(&row, &n, w->db, w->facility_id, m->account.id, w->now_ms,
                                    w->arena, &w->err);

    for (size_t i = 0; st == OK && list != NULL && i < n; i++) {
        list =
            arena_printf(w->arena, "%s%s%s%s", list, i == 0 ? "" : "、",
                         date_slash(w->arena, row[i].until), row[i].has_ended ? " 期限切れ" : "");
    }
    if (st == OK) {
        *out = n == 0 ? "なし" : arena_printf(w->arena, "%zu個（有効期限 %s）", n, list);
        st = arena_status(w->arena, &w->err);
    }
    return st;
}

/* link: an address that was just made, or NULL. */
static enum status show_one(struct page *pg, struct work *w, const struct account_member *m,
                            const struct account_form *f, const char *link)
{
    const struct form_group group = {.field = f->field, .n = FIELDS};
    const struct form_view form[] = {
        {.head = {.title = "権限と状態"},
         .post = page_post(pg,                                              account_url(pg, m->account.id)),
         .errors = errors_of(f,                                                                                               w),
         .group = &group,
         .n_groups = 1,
         .submit = "保存する"},
        {.head = {.title = "ログイン用の一回限りのリンク"},
         .post = page_post(pg, arena_printf(w->arena,                                                              "%s/link",                                                        account_url(pg, m->account.id))),
         .submit = "リンクを作る",
         .is_quiet = true},
    };
    const char *tokens;
    enum status st = tokens_of(&tokens, m, w);

    if (st != OK) {
        return st;
    }
    const struct parts_fact fact[] = {
        {.label = "APIの鍵",                .value = tokens                                        },
        {.label = "パスワード",          .value = m->has_password ? "設定済み" : "未設定"},
        {.label = "最後に使った日時",
         .value = m->seen_at == 0 ? "まだ使っていません" : date_time(w->arena,                m->seen_at)},
        {.label = "渡すリンク（30分有効）",                                   .value = link                                               },
    };
    struct parts_notice notice[2];
    struct settings_view v = {
        .head = {.title = m->account.name,
                 .back = {page_url(pg, "/account"), "操作者"},
                 .badge = {state_of(m)},
                 .notice = notice},
        .facts = {fact,         link == NULL ? COUNT(fact) - 1 : COUNT(fact)                             },
        .form = form,
        .n_forms = m->account.disabled_at == 0 ? COUNT(form) : 1,
    };

    if (page_notice(pg, w, &notice[0])) {
        v.head.n_notices++;
    }
    if (link != NULL) {
        notice[v.head.n_notices++] = (struct parts_notice){
            .tone = PARTS_OK, .text = msg_text(MSG_ACCOUNT_LINK_MADE, w->lang)};
    }
    if (form[0].errors.n > 0) {
        page_has_errors(pg);
    }
    page_title(pg, v.head.title);
    tpl_settings(page_html(pg), &v);
    return arena_status(w->arena, &w->err);
}

static enum status read_member(struct account_member *m, struct page *pg, struct work *w)
{
    return account_member(m, w->db, w->facility_id, page_id(pg, "id"), w->arena, &w->err);
}

static void fill_from(struct account_form *f, const struct account_member *m, struct work *w)
{
    fill_form(f, m->account.name, m->account.login, m->role, m->account.disabled_at != 0, w);
    f->field[LOGIN].control = FORM_SHOWN;
    f->field[LOGIN].required = false;
    f->field[LOGIN].example = NULL;
}

enum status page_account(struct page *pg, struct work *w)
{
    struct account_member m;
    struct account_form f;
    enum status st = read_member(&m, pg, w);

    if (st != OK) {
        return st;
    }
    fill_from(&f, &m, w);
    return show_one(pg, w, &m, &f, NULL);
}

static enum status change(struct work *w, int64_t id, const char *name, int role, bool disabled)
{
    CLEANUP(writer_close) struct writer *writer = NULL;
    enum status st =
        role < 0 ? err_say(&w->err, E_INVALID, MSG_ACCOUNT_ROLE)
                 : writer_begin(&writer, w->db, w->facility_id, &w->actor, w->now_ms, &w->err);

    if (st == OK) {
        st = account_change(writer, id, name, (enum role)role, disabled, &w->err);
    }
    return st == OK ? writer_commit(writer, &w->err) : st;
}

enum status post_account(struct page *pg, struct work *w)
{
    const char *name = page_field(pg, "name");
    const bool disabled = page_field(pg, "disabled") != NULL;
    struct account_member m;
    struct account_form f;
    enum status st = read_member(&m, pg, w);

    if (st != OK) {
        return st;
    }
    st = change(w, m.account.id, name, posted_role(pg), disabled);
    if (is_refusal(st)) {
        fill_from(&f, &m, w);
        f.field[NAME].value = name;
        for (int i = 0; i < ROLE_COUNT; i++) {
            f.role[i].chosen = i == posted_role(pg);
        }
        f.disabled.chosen = disabled;
        blame(&f, w);
        return show_one(pg, w, &m, &f, NULL);
    }
    if (st == OK) {
        page_go(pg, account_url(pg, m.account.id), MSG_SAVED, name);
    }
    return st;
}

enum status post_account_link(struct page *pg, struct work *w)
{
    struct account_member m;
    struct account_form f;
    char token[RANDOM_TOKEN_SIZE];
    const char *here = page_own_address(pg);
    enum status st = read_member(&m, pg, w);

    if (st == OK && m.account.disabled_at != 0) {
        return err_say(&w->err, E_INVALID, MSG_ACCOUNT_DISABLED);
    }
    if (st == OK) {
        st = sign_in_link(token, w->db, SIGN_IN_ACCOUNT, m.account.id, w->now_ms, &w->err);
    }
    if (st != OK) {
        return st;
    }
    fill_from(&f, &m, w);
    return show_one(pg, w, &m, &f,
                    arena_printf(w->arena, "%s/link/%s", here == NULL ? "" : here, token));
}
