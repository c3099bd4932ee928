#include "web/setup_pages.h"

#include "record/account.h"
#include "record/sign_in.h"
#include "record/site.h"
#include "record/value.h"
#include "web/field_view.h"
#include "web/page_state.h"
#include "web/sign.html.h"

#include <string.h>

/*
 * Three steps, seven answers that are required. Nothing is stored before the last one, so a
 * set-up that is left half-way leaves nothing behind; what was typed travels in hidden fields.
 */
static const char *const step_name[] = {"施設", "システム", "管理者"};

enum { STEP_FACILITY, STEP_SYSTEMS, STEP_ADMIN, STEPS };

/* The facility's fields asked for, by step; the other ones can wait. */
static const struct {
    const char *name;
    int step;
    bool required;
} asked[] = {
    {"name",         STEP_FACILITY, true },
    {"kind",         STEP_FACILITY, true },
    {"beds",         STEP_FACILITY, false},
    {"runs_systems", STEP_SYSTEMS,  true },
    {"uses_cloud",   STEP_SYSTEMS,  false},
};

/* And of the person, in the last step. */
enum { PERSON_NAME, PERSON_LOGIN, PERSON_PASSWORD, PERSON_AGAIN, PERSON_FIELDS };
static const struct form_field person[PERSON_FIELDS] = {
    [PERSON_NAME] = {.name = "person",
                     .label = "あなたの氏名",
                     .control = FORM_TEXT,
                     .required = true,
                     .help = "変更履歴に残る名前です。",
                     .example = "情報 一郎",
                     .autocomplete = "name"},
    [PERSON_LOGIN] = {.name = "login",
                     .label = "ログイン名",
                     .control = FORM_TEXT,
                     .input = FORM_CODE,
                     .required = true,
                     .example = "joho",
                     .autocomplete = "username"},
    [PERSON_PASSWORD] = {.name = "password",
                     .label = "パスワード",
                     .control = FORM_PASSWORD,
                     .required = true,
                     .help = "13文字以上。13文字あれば、定期的に変える必要はありません。",
                     .autocomplete = "new-password"},
    [PERSON_AGAIN] = {.name = "again",
                     .label = "パスワード（確認のためもう一度）",
                     .control = FORM_PASSWORD,
                     .required = true,
                     .autocomplete = "new-password"               },
};

struct setup {
    const struct entity *entity;
    struct record *facility;
    struct field_input input[ENTITY_FIELDS_MAX];
    struct form_field person[PERSON_FIELDS];
    int step;
    bool good;
};

static enum status begin(struct setup *s, struct page *pg, struct work *w)
{
    int64_t nobody, facility_id;
    enum status st = sign_in_link_look(&nobody, w->db, page_param(pg, "token"), SIGN_IN_SETUP,
                                       w->now_ms, &w->err);

    *s = (struct setup){.entity = entity_named("facility"), .good = true};
    memcpy(s->person, person, sizeof(person));
    if (st == OK) {
        st = site_facility(&facility_id, w->db, &w->err);
    }
    if (st == OK) {
        st = record_read(&s->facility, w->db, s->entity, facility_id, facility_id, w->arena,
                         &w->err);
    }
    return st;
}

/* What a step asks for, as the form shows it. */
static enum status fields_of_step(struct form_field *field, size_t *n, const struct setup *s,
                                  struct work *w)
{
    enum status st = OK;

    *n = 0;
    for (size_t i = 0; st == OK && i < COUNT(asked); i++) {
        if (asked[i].step == s->step) {
            int at = entity_field(s->entity, asked[i].name);

            st = field_control(&field[*n], &s->entity->field[at], &s->input[at], w);
            field[*n].required = asked[i].required;
            (*n)++;
        }
    }
    if (st == OK && s->step == STEP_ADMIN) {
        memcpy(field + *n, s->person, sizeof(s->person));
        *n += PERSON_FIELDS;
    }
    return st;
}

static struct parts_errors errors_of(const struct form_field *field, size_t n, struct arena *a)
{
    struct parts_error *error = arena_make(a, struct parts_error, n);
    size_t count = 0;

    for (size_t i = 0; error != NULL && i < n; i++) {
        if (field[i].error != NULL) {
            error[count++] = (struct parts_error){field[i].name, field[i].label, field[i].error};
        }
    }
    return (struct parts_errors){error, count};
}

/* The answers of the steps before: as hidden fields, and to be read once more before beginning. */
static void add_earlier(struct sign_setup_view *v, const struct setup *s, struct work *w)
{
    struct parts_hidden *hidden = arena_make(w->arena, struct parts_hidden, COUNT(asked) + 1);
    struct parts_fact *fact = arena_make(w->arena, struct parts_fact, COUNT(asked));
    struct value_scope scope = field_scope(w);
    size_t n = 0;

    if (hidden == NULL || fact == NULL) {
        return;
    }
    for (size_t i = 0; i < COUNT(asked); i++) {
        int at = entity_field(s->entity, asked[i].name);

        if (asked[i].step < s->step) {
            const struct field *f = &s->entity->field[at];
            const char *shown = value_show(f, s->facility->value[at], &scope);

            hidden[n] = (struct parts_hidden){f->name, s->input[at].typed};
            fact[n++] =
                (struct parts_fact){.label = field_label(f, w->lang),
                                    .value = shown == NULL || *shown == '\0' ? NULL : shown};
        }
    }
    v->facts = (struct parts_facts){fact, n};
    hidden[n++] = (struct parts_hidden){"step", arena_printf(w->arena, "%d", s->step)};
    v->form.post.hidden = hidden;
    v->form.post.n_hidden = n;
}

static enum status show(struct page *pg, struct work *w, const struct setup *s)
{
    struct form_field field[COUNT(asked) + PERSON_FIELDS];
    struct form_group group = {.field = field};
    struct sign_setup_view v = {
        .step = step_name,
        .n_steps = STEPS,
        .here = (size_t)s->step,
        .form = {.head = {.title = arena_printf(w->arena, "初回設定：%s", step_name[s->step])},
                 .post = page_post(pg, pg->rq->path),
                 .group = &group,
                 .n_groups = 1,
                 .submit = s->step == STEP_ADMIN ? "この内容で始める" : "次へ"},
    };
    enum status st = fields_of_step(field, &group.n, s, w);

    if (st != OK) {
        return st;
    }
    if (s->step > 0) {
        v.form.head.back = (struct parts_link){pg->rq->path, "最初からやり直す"};
    }
    v.form.errors = errors_of(field, group.n, w->arena);
    add_earlier(&v, s, w);
    if (v.form.errors.n > 0) {
        page_has_errors(pg);
    }
    page_title(pg, v.form.head.title);
    tpl_sign_setup(page_html(pg), &v);
    return arena_status(w->arena, &w->err);
}

enum status page_setup(struct page *pg, struct work *w)
{
    struct setup s;
    enum status st = begin(&s, pg, w);

    return st == OK ? show(pg, w, &s) : st;
}

static const char *say(const struct work *w, const struct err *err)
{
    char text[1024];

    return arena_copy(w->arena, err_text(err, w->lang, text, sizeof(text)));
}

/* Read the facility's answers of every step up to the posted one. */
static void read_facility(struct setup *s, const struct page *pg, struct work *w)
{
    struct value_scope scope = field_scope(w);

    for (size_t i = 0; i < COUNT(asked); i++) {
        int at = entity_field(s->entity, asked[i].name);
        struct field_input *in = &s->input[at];
        struct err err;

        if (asked[i].step > s->step) {
            continue;
        }
        in->typed = page_field(pg, asked[i].name);
        if (value_parse(&s->facility->value[at], &s->entity->field[at],
                        in->typed == NULL ? "" : in->typed, &scope, &err) != OK) {
            in->error = say(w, &err);
        } else if (asked[i].required && s->facility->value[at] == NULL) {
            err_say(&err, E_INVALID, MSG_SETUP_ANSWER, field_label(&s->entity->field[at], w->lang));
            in->error = say(w, &err);
        }
        s->good &= in->error == NULL;
    }
}

static void read_person(struct setup *s, const struct page *pg, struct work *w)
{
    const char *login, *name;
    const char *password = page_field(pg, "password"), *again = page_field(pg, "again");
    struct form_field *f = s->person;
    struct err err;

    f[PERSON_NAME].value = page_field(pg, "person");
    f[PERSON_LOGIN].value = page_field(pg, "login");
    if (account_check_name(&name, f[PERSON_NAME].value, w->arena, &err) != OK) {
        f[PERSON_NAME].error = say(w, &err);
    }
    if (account_check_login(&login, f[PERSON_LOGIN].value, w->arena, &err) != OK) {
        f[PERSON_LOGIN].error = say(w, &err);
        login = "";
    }
    if (account_check_password(password, login, w->arena, &err) != OK) {
        f[PERSON_PASSWORD].error = say(w, &err);
    } else if (again == NULL || strcmp(password, again) != 0) {
        f[PERSON_AGAIN].error = msg_text(MSG_ACCOUNT_PASSWORD_AGAIN, w->lang);
    }
    for (int i = 0; i < PERSON_FIELDS; i++) {
        s->good &= f[i].error == NULL;
    }
}

/* The link, the facility and the account in one transaction: all of it, or the link still works. */
static enum status store(int64_t *account_id, struct setup *s, const struct page *pg,
                         struct work *w)
{
    const struct actor actor = {0, s->person[PERSON_NAME].value, "web"};
    const struct account_new given = {s->person[PERSON_LOGIN].value, s->person[PERSON_NAME].value,
                                      page_field(pg, "password"), ROLE_ADMIN};
    CLEANUP(writer_close) struct writer *writer = NULL;
    enum status st =
        writer_begin(&writer, w->db, s->facility->facility_id, &actor, w->now_ms, &w->err);

    if (st == OK) {
        st = sign_in_link_use(w->db, page_param(pg, "token"), SIGN_IN_SETUP, w->now_ms, &w->err);
    }
    if (st == OK) {
        st = account_add(account_id, writer, &given, &w->err);
    }
    if (st == OK) {
        st = record_put(writer, s->facility, NULL, &w->err);
    }
    return st == OK ? writer_commit(writer, &w->err) : st;
}

enum status post_setup(struct page *pg, struct work *w)
{
    const char *step = page_field(pg, "step");
    struct setup s;
    int64_t account_id;
    enum status st = begin(&s, pg, w);

    if (st != OK) {
        return st;
    }
    s.step = step != NULL && *step >= '0' && *step < '0' + STEPS ? *step - '0' : STEP_FACILITY;
    read_facility(&s, pg, w);
    if (s.step == STEP_ADMIN) {
        read_person(&s, pg, w);
    }
    if (!s.good || s.step < STEP_ADMIN) {
        s.step += s.good;
        return show(pg, w, &s);
    }
    st = store(&account_id, &s, pg, w);
    if (st == OK) {
        st = page_begin_session(pg, w, account_id);
    }
    if (st == OK) {
        page_go(pg, "/", MSG_NONE, NULL);
    }
    return st;
}
