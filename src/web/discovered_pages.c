#include "web/discovered_pages.h"

#include "base/date.h"
#include "base/id.h"
#include "network/claim_word.h"
#include "network/decide.h"
#include "network/observe.h"
#include "network/testimony.h"
#include "record/value.h"
#include "web/discovered.html.h"
#include "web/field_view.h"
#include "web/form_pages.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_MAX = 100, DECIDE_MAX = 100 };

static const struct entity *finding(void)
{
    return entity_named("finding");
}

static const struct field *field_of(const char *name)
{
    const struct entity *e = finding();

    return &e->field[entity_field(e, name)];
}

/* ---- The table ---- */

static struct parts_badge grade_badge(const char *grade, const struct value_scope *scope)
{
    return (struct parts_badge){grade != NULL && strcmp(grade, "certain") == 0  ? PARTS_BAD
                                : grade != NULL && strcmp(grade, "likely") == 0 ? PARTS_WARN
                                                                                : PARTS_PLAIN,
                                value_show(field_of("grade"), grade, scope)};
}

static const char *day_of(const struct record *r, const char *field, struct work *w)
{
    const char *at = record_get(r, field);

    return at == NULL ? NULL : date_slash(w->arena, date_of_ms(strtoll(at, NULL, 10)));
}

/* 「OS Windows NT 6.1、役割 printer」: what helps to guess. */
static const char *what_of(const struct testimony *t, struct work *w)
{
    static const enum fact_kind kinds[] = {FACT_OS, FACT_MODEL, FACT_ROLE, FACT_MEDICAL,
                                           FACT_REMOTE_TOOL};
    const char *text = NULL;

    for (size_t i = 0; i < COUNT(kinds); i++) {
        const char *claim = testimony_claim(t, kinds[i]);

        if (claim != NULL) {
            claim = claim_shown(kinds[i], claim, w->lang, w->arena);
            text = text == NULL ? claim : arena_printf(w->arena, "%s、%s", text, claim);
        }
    }
    return text;
}

/* As it says itself, else who made its card. */
static const char *maker_of(const struct testimony *t, const char *subject, const struct lore *lore,
                            struct work *w)
{
    const char *own = testimony_claim(t, FACT_MAKER);
    char name[MAKER_NAME_SIZE];
    uint8_t mac[6];

    return own != NULL || !mac_read(mac, subject)
               ? own
               : arena_copy(w->arena, maker_name(name, lore->makers, mac));
}

static enum status row_of(struct discovered_row *out, const struct record *r,
                          const struct lore *lore, const struct page *pg, struct work *w)
{
    struct value_scope scope = field_scope(w);
    struct testimony t;
    char id[ID_TEXT_SIZE];
    enum status st =
        testimony_read(&t, w->db, w->facility_id, record_get(r, "subject"), w->arena, &w->err);

    if (st != OK) {
        return st;
    }
    const char *ip = testimony_claim(&t, FACT_ADDRESS);

    *out = (struct discovered_row){
        .id = arena_copy(w->arena, id_text(id, r->id)),
        .subject = record_get(r, "subject"),
        .url = page_record_url(pg, r->entity, r->id),
        .grade = grade_badge(record_get(r, "grade"), &scope),
        .maker = maker_of(&t, record_get(r, "subject"), lore, w),
        .ip = ip != NULL ? ip : testimony_claim(&t, FACT_TALKS),
        .name = testimony_claim(&t, FACT_NAME),
        .what = what_of(&t, w),
        .network = value_show(field_of("network"), record_get(r, "network"), &scope),
        .first = day_of(r, "first_seen_at", w),
        .last = day_of(r, "last_seen_at", w),
    };
    return OK;
}

/* What the program says of these findings being too many (FOUND_RULE_MAX); NULL: they are not. */
static enum status read_too_many(const char **out, struct work *w)
{
    const struct filter filter[] = {
        {entity_field(finding(), "rule"),    FILTER_IS,           "too_many"         },
        {entity_field(finding(), "subject"), FILTER_IS,
         choice_of(field_of("rule"),                                                   "unknown_device")->ja},
        {entity_field(finding(),                      "state"),           FILTER_IS, "open"},
    };
    struct record_query q = {.entity = finding(),
                             .facility_id = w->facility_id,
                             .filter = filter,
                             .n_filters = COUNT(filter),
                             .sort = -1,
                             .limit = 1};
    struct record_list list;
    enum status st = record_list_read(&list, w->db, &q, w->arena, &w->err);

    if (st == OK) {
        *out = list.n == 0 ? NULL : record_get(list.row[0], "sentence");
    }
    return st;
}

static enum status add_rows(struct discovered_view *v, const struct page *pg, struct work *w)
{
    const struct filter filter[] = {
        {entity_field(finding(), "rule"),  FILTER_IS, "unknown_device"},
        {entity_field(finding(), "state"), FILTER_IS, "open"          },
    };
    struct record_query q = {.entity = finding(),
                             .facility_id = w->facility_id,
                             .filter = filter,
                             .n_filters = COUNT(filter),
                             .sort = -1,
                             .limit = ROWS_MAX};
    CLEANUP(arena_close) struct arena *a = arena_open(OBSERVE_MEMORY); /* makers are many */
    struct record_list list;
    struct lore lore;
    enum status st = a == NULL ? err_set(&w->err, E_NOMEM, "lore")
                               : record_list_read(&list, w->db, &q, w->arena, &w->err);

    if (st == OK) {
        st = lore_load(&lore, w->data_dir, a, &w->err);
    }
    if (st == OK) {
        st = read_too_many(&v->too_many, w);
    }
    if (st != OK) {
        return st;
    }
    struct discovered_row *row = arena_make(w->arena, struct discovered_row, list.n);

    for (size_t i = 0; st == OK && row != NULL && i < list.n; i++) {
        st = row_of(&row[i], list.row[i], &lore, pg, w);
    }
    v->row = row;
    v->n = row == NULL ? 0 : list.n;
    v->more =
        list.more
            ? arena_printf(w->arena,
                           "新しいものから%d件を表示しています。残りは、これらを片付けると出ます。",
                           ROWS_MAX)
            : NULL;
    return st;
}

/* ---- The page ---- */

static void add_fields(struct discovered_view *v, const struct page *pg, const struct work *w)
{
    v->asset_no = (struct form_field){.name = "asset_no",
                                      .label = "台帳の管理番号",
                                      .control = FORM_TEXT,
                                      .input = FORM_CODE,
                                      .value = page_field(pg, "asset_no"),
                                      .help = "MACアドレスがその機器に加わります。",
                                      .example = "0003"};
    v->reason = (struct form_field){.name = "reason",
                                    .label = "理由",
                                    .control = FORM_TEXT,
                                    .value = page_field(pg, "reason"),
                                    .example = "委託業者の測定器。月1回の点検のときだけつなぐ"};
    v->until = (struct form_field){.name = "expires_on",
                                   .label = "期限（見直す日）",
                                   .control = FORM_DATE,
                                   .value = page_field(pg, "expires_on"),
                                   .example = "2027/3/31"};
    v->owner = (struct form_field){
        .name = "owner",
        .label = "担当",
        .control = FORM_TEXT,
        .value = page_field(pg, "owner") != NULL ? page_field(pg, "owner") : w->actor.name};
}

static enum status show(struct page *pg, struct work *w, const char *problem)
{
    struct parts_error error = {NULL, NULL, problem};
    struct parts_notice notice;
    struct discovered_view v = {.head = {.title = "発見された機器"}};
    struct parts_link *menu = arena_make(w->arena, struct parts_link, 2);
    enum status st = add_rows(&v, pg, w);

    if (st != OK || menu == NULL) {
        return st != OK ? st : arena_status(w->arena, &w->err);
    }
    menu[0] = (struct parts_link){page_url(pg, "/finding?rule=unknown_device"), "これまでの判断"};
    menu[1] = (struct parts_link){page_url(pg, "/finding/export?format=xlsx"), "Excelで書き出す"};
    v.head.menu_label = "一覧";
    v.head.menu = (struct parts_links){menu, 2};
    v.head.note = v.n == 0 ? NULL : arena_printf(w->arena, "%zu件", v.n);
    add_fields(&v, pg, w);
    if ((w->may & MAY_EDIT) != 0) {
        v.post = page_post(pg, page_url(pg, "/discovered"));
    }
    v.empty = (struct parts_empty){
        .what = "台帳にない機器は見つかっていません。",
        .why = "探索器を動かすか、DHCPの割当一覧・スイッチの表・通信の記録を読み込むと、台帳と照ら"
               "し合わせます。",
        .action = {.label = "探索器の状態を見る", .url = page_url(pg, "/sensor"), .primary = true},
    };
    if (problem != NULL) {
        v.errors = (struct parts_errors){&error, 1};
        page_has_errors(pg);
    } else if (page_notice(pg, w, &notice)) {
        v.head.notice = &notice;
        v.head.n_notices = 1;
    }
    page_title(pg, v.head.title);
    tpl_discovered(page_html(pg), &v);
    return arena_status(w->arena, &w->err);
}

enum status page_discovered(struct page *pg, struct work *w)
{
    return show(pg, w, NULL);
}

/* ---- Decisions ---- */

struct decision {
    const char *act;
    enum msg done;
    enum status (*decide)(const struct decide *d, struct record *r, struct page *pg,
                          struct work *w);
};

static enum status do_add(const struct decide *d, struct record *r, struct page *pg, struct work *w)
{
    int64_t id;

    (void)pg;
    return decide_add(d, r, &id, &w->err);
}

static enum status do_same(const struct decide *d, struct record *r, struct page *pg,
                           struct work *w)
{
    const struct entity *e = entity_named("device");
    struct value_scope scope = field_scope(w);
    const char *typed = page_field(pg, "asset_no"), *asset_no;
    enum status st = value_parse(&asset_no, &e->field[entity_field(e, "asset_no")],
                                 typed == NULL ? "" : typed, &scope, &w->err);

    if (st == OK && asset_no == NULL) {
        return err_say(&w->err, E_INVALID, MSG_DECIDE_WHICH);
    }
    return st == OK ? decide_same(d, r, asset_no, &w->err) : st;
}

static enum status do_accept(const struct decide *d, struct record *r, struct page *pg,
                             struct work *w)
{
    static const char *const name[] = {"reason", "expires_on", "owner"};
    struct value_scope scope = field_scope(w);
    const char *value[COUNT(name)];

    for (size_t i = 0; i < COUNT(name); i++) {
        const char *typed = page_field(pg, name[i]);
        enum status st =
            value_parse(&value[i], field_of(name[i]), typed == NULL ? "" : typed, &scope, &w->err);

        if (st != OK) {
            return st;
        }
    }
    return decide_accept(d, r, value[0], value[1], value[2], &w->err);
}

static const struct decision decisions[] = {
    {"add",    MSG_DECIDED_ADDED,    do_add   },
    {"same",   MSG_DECIDED_SAME,     do_same  },
    {"accept", MSG_DECIDED_ACCEPTED, do_accept},
};

static const struct decision *decision_of(const struct page *pg)
{
    const char *act = page_field(pg, "act");

    for (size_t i = 0; act != NULL && i < COUNT(decisions); i++) {
        if (strcmp(decisions[i].act, act) == 0) {
            return &decisions[i];
        }
    }
    return NULL;
}

static enum status decide_all(const struct decision *how, const char *const *id, size_t n,
                              struct page *pg, struct work *w)
{
    CLEANUP(writer_close) struct writer *writer = NULL;
    enum status st = writer_begin(&writer, w->db, w->facility_id, &w->actor, w->now_ms, &w->err);
    struct decide d = {.db = w->db,
                       .w = writer,
                       .facility_id = w->facility_id,
                       .by = w->actor.name,
                       .now_ms = w->now_ms,
                       .a = w->arena};

    for (size_t i = 0; st == OK && i < n; i++) {
        struct record *r;
        int64_t number;

        st = id_parse(&number, id[i])
                 ? record_read(&r, w->db, finding(), w->facility_id, number, w->arena, &w->err)
                 : err_set(&w->err, E_NOTFOUND, "no such finding");
        if (st == OK) {
            st = how->decide(&d, r, pg, w);
        }
    }
    return st == OK ? writer_commit(writer, &w->err) : st;
}

/* What the person typed can be mended on the page; what the machine lacks is a page of its own. */
static bool is_mendable(enum status st)
{
    return st == E_INVALID || st == E_NOTFOUND || st == E_CONFLICT || st == E_LIMIT;
}

enum status post_discovered(struct page *pg, struct work *w)
{
    const struct decision *how = decision_of(pg);
    const char *const *id;
    size_t n = page_fields(pg, "id", &id);
    char text[1024];
    enum status st = OK;

    if (how == NULL || n == 0) {
        st = err_say(&w->err, E_INVALID, MSG_DECIDE_NONE);
    } else if (n > DECIDE_MAX) {
        st = err_say(&w->err, E_LIMIT, MSG_BULK_MANY);
    } else {
        st = decide_all(how, id, n, pg, w);
    }
    if (is_mendable(st)) {
        return show(pg, w, arena_copy(w->arena, err_text(&w->err, w->lang, text, sizeof(text))));
    }
    if (st == OK) {
        page_go(pg, page_url(pg, "/discovered"), how->done, arena_printf(w->arena, "%zu", n));
    }
    return st;
}
