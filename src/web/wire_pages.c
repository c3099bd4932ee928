#include "web/wire_pages.h"

#include "base/date.h"
#include "base/id.h"
#include "network/beside.h"
#include "network/claim_word.h"
#include "network/observe.h"
#include "record/value.h"
#include "web/form_pages.h"
#include "web/wire.html.h"

#include <inttypes.h>
#include <string.h>

enum { CLAIMS_SHOWN = 5, OPEN_SHOWN = 5 };

static struct parts_badge verdict_badge(enum beside_verdict verdict)
{
    static const struct parts_badge badge[] = {
        [BESIDE_SAME] = {PARTS_OK,    "一致"            },
        [BESIDE_DIFFERS] = {PARTS_BAD,   "違う"            },
        [BESIDE_LOOK] = {PARTS_WARN,  "読み比べる"   },
        [BESIDE_WIRE_ONLY] = {PARTS_WARN,  "台帳にない"   },
        [BESIDE_LEDGER_ONLY] = {PARTS_PLAIN, "通信では不明"},
        [BESIDE_ASIDE] = {PARTS_PLAIN, "参考"            },
    };

    return badge[verdict];
}

static struct parts_badge grade_badge(enum grade grade)
{
    static const enum parts_tone tone[GRADE_COUNT] = {PARTS_OK, PARTS_PLAIN, PARTS_WARN};

    return (struct parts_badge){tone[grade], grade_row[grade].ja};
}

static const char *day(int64_t ms, struct work *w)
{
    return ms == 0 ? NULL : date_slash(w->arena, date_of_ms(ms));
}

static bool is_device(const struct record *r)
{
    return strcmp(r->entity->name, "device") == 0;
}

static enum status read_beside(struct beside *out, const struct record *r, struct work *w)
{
    CLEANUP(arena_close) struct arena *a = arena_open(OBSERVE_MEMORY); /* makers are many */
    struct lore lore;
    enum status st =
        a == NULL ? err_set(&w->err, E_NOMEM, "lore") : lore_load(&lore, w->data_dir, a, &w->err);

    return st == OK ? beside_read(out, w->db, r, &lore, w->arena, &w->err) : st;
}

/* ---- The section ---- */

static const char *form_url(const struct record *r, const char *field, const struct page *pg,
                            struct work *w)
{
    char id[ID_TEXT_SIZE];

    return arena_printf(w->arena, "%s?wire=%s#%s",
                        page_url(pg, "/device/%s/edit", id_text(id, r->id)), field,
                        strcmp(field, "all") == 0 ? "h" : field);
}

static void add_rows(struct wire_view *v, const struct beside *b, const struct record *r,
                     const struct page *pg, struct work *w)
{
    struct wire_row *row = arena_make(w->arena, struct wire_row, b->n_lines);
    struct value_scope scope = field_scope(w);
    bool may = (w->may & MAY_EDIT) != 0 && r->closed_on == NULL;
    size_t proposals = 0;

    for (size_t i = 0; row != NULL && i < b->n_lines; i++) {
        const struct beside_line *l = &b->line[i];
        const struct field *f = &r->entity->field[l->field];

        row[i] = (struct wire_row){
            .label = field_label(f, w->lang),
            .verdict = verdict_badge(l->verdict),
            .ledger = value_show(f, r->value[l->field], &scope),
            .wire = l->wire,
            .grade = l->wire == NULL ? (struct parts_badge){0} : grade_badge(l->grade),
            .note = l->note,
            .last = day(l->last_seen_at, w),
            .propose = may && l->propose != NULL ? form_url(r, f->name, pg, w) : NULL,
        };
        proposals += row[i].propose != NULL;
    }
    v->row = row;
    v->n = row == NULL ? 0 : b->n_lines;
    v->has_proposals = proposals > 0;
    v->propose_all = proposals > 1 ? form_url(r, "all", pg, w) : NULL;
}

/* The claims of kinds that the ledger has no field for. */
static void add_others(struct wire_view *v, const struct testimony *t, struct work *w)
{
    static const enum fact_kind kind[] = {FACT_PLACE,  FACT_ROLE,    FACT_SERVICE,
                                          FACT_CLIENT, FACT_OFFERS,  FACT_FORWARDS,
                                          FACT_WEAK,   FACT_MEDICAL, FACT_FACILITY};
    struct parts_fact *fact = arena_make(w->arena, struct parts_fact, COUNT(kind));
    size_t n = 0;

    for (size_t k = 0; fact != NULL && k < COUNT(kind); k++) {
        const char *text = NULL;
        size_t said = 0;

        for (size_t i = 0; i < t->n; i++) {
            if (t->line[i].kind == kind[k] && said++ < CLAIMS_SHOWN) {
                const char *claim = claim_shown(kind[k], t->line[i].claim, w->lang, w->arena);

                text = text == NULL ? claim : arena_printf(w->arena, "%s、%s", text, claim);
            }
        }
        if (said > CLAIMS_SHOWN) {
            text = arena_printf(w->arena, "%s ほか%zu", text, said - CLAIMS_SHOWN);
        }
        if (said > 0) {
            fact[n++] = (struct parts_fact){fact_kind_row[kind[k]].ja, text, NULL};
        }
    }
    v->others = (struct parts_facts){fact, n};
}

static enum status add_open(struct wire_view *v, const struct record *r, const struct page *pg,
                            struct work *w)
{
    const struct entity *e = entity_named("finding");
    const struct field *rule = &e->field[entity_field(e, "rule")];
    const struct filter filter[] = {
        {entity_field(e, "device"), FILTER_IS, arena_printf(w->arena, "%" PRId64, r->id)},
        {entity_field(e,        "state"),                 FILTER_IS,             "open"                  },
    };
    struct record_query q = {.entity = e,
                             .facility_id = w->facility_id,
                             .filter = filter,
                             .n_filters = COUNT(filter),
                             .sort = -1,
                             .limit = OPEN_SHOWN};
    struct value_scope scope = field_scope(w);
    struct record_list list;
    enum status st = record_list_read(&list, w->db, &q, w->arena, &w->err);
    struct parts_link *link = arena_make(w->arena, struct parts_link, OPEN_SHOWN + 1);

    for (size_t i = 0; st == OK && link != NULL && i < list.n; i++) {
        link[v->open.n++] =
            (struct parts_link){page_record_url(pg, e, list.row[i]->id),
                                value_show(rule, record_get(list.row[i], "rule"), &scope)};
    }
    if (st == OK && link != NULL && list.more) {
        link[v->open.n++] =
            (struct parts_link){arena_printf(w->arena, "%s?state=open&device=%" PRId64,
                                             page_url(pg, "/finding"), r->id),
                                "ほかの所見"};
    }
    v->open.link = link;
    return st;
}

static struct parts_empty empty_of(const struct beside *b, const struct record *r,
                                   const struct page *pg, struct work *w)
{
    char id[ID_TEXT_SIZE];

    if (!b->heard) {
        return (struct parts_empty){
            .what = "まだ通信の情報がありません。",
            .why = "探索器を動かすか、DHCPの割当一覧やスイッチの表を読み込むと、この機器の台帳と通"
                   "信をここで"
                   "見比べられます。",
            .action = {.label = "探索器の状態を見る", .url = page_url(pg, "/sensor")},
        };
    }
    if (!b->findable) {
        return (struct parts_empty){
            .what = "この機器は、通信と照らし合わせられません。",
            .why = "台帳にMACアドレスも、固定のIPアドレスもありません。つながない機器なら、このまま"
                   "でかまいま"
                   "せん。",
            .action = {.label = (w->may & MAY_EDIT) != 0 ? "MACアドレスを書く" : NULL,
                       .url = page_url(pg, "/device/%s/edit#mac", id_text(id, r->id))},
        };
    }
    return (struct parts_empty){
        .what = "この機器の通信は、まだ見えていません。",
        .why = "電源が入っていない、別のネットワークにある、台帳のMACアドレスが違う、などが考えられ"
               "ます。ル"
               "ータの先の機器のMACアドレスは見えません。",
        .action = {.label = "探索器の状態を見る", .url = page_url(pg, "/sensor")},
    };
}

enum status wire_of(const struct wire_view **out, const struct record *r, const struct page *pg,
                    struct work *w)
{
    struct wire_view *v = arena_make(w->arena, struct wire_view, 1);
    struct beside b;
    char id[ID_TEXT_SIZE];

    *out = NULL;
    if (!is_device(r)) {
        return OK;
    }
    enum status st = v == NULL ? arena_status(w->arena, &w->err) : read_beside(&b, r, w);

    if (st == OK && !b.seen) {
        v->empty = empty_of(&b, r, pg, w);
    } else if (st == OK) {
        v->summary = arena_printf(
            w->arena, "最初に見えた日 %s ・ 最後に見えた日時 %s ・ %s%s", day(b.first_seen_at, w),
            date_time(w->arena, b.last_seen_at),
            b.by_address != NULL ? "IPアドレスで照合" : "MACアドレスで照合",
            b.n_differ == 0 ? " ・ 台帳と食い違いはありません"
                            : arena_printf(w->arena, " ・ 確かめるところ %zu", b.n_differ));
        if (b.n_differ > 0) {
            v->badge = (struct parts_badge){
                PARTS_WARN, arena_printf(w->arena, "通信と見比べる %zu", b.n_differ)};
        }
        v->evidence =
            (struct parts_link){page_url(pg, "/device/%s/wire", id_text(id, r->id)),
                                arena_printf(w->arena, "根拠（通信の記録 %zu件）を見る", b.said.n)};
        add_rows(v, &b, r, pg, w);
        add_others(v, &b.said, w);
        st = add_open(v, r, pg, w);
    }
    *out = v;
    return st;
}

/* ---- The evidence ---- */

static void add_lines(struct wire_page *v, const struct testimony *t, struct work *w)
{
    struct wire_line *line = arena_make(w->arena, struct wire_line, t->n);

    for (size_t i = 0; line != NULL && i < t->n; i++) {
        const struct testimony_line *l = &t->line[i];

        line[i] = (struct wire_line){
            .kind = fact_kind_row[l->kind].ja,
            .claim =
                l->claim[0] == '\0' ? l->ip : claim_shown(l->kind, l->claim, w->lang, w->arena),
            .mac = l->mac,
            .ip = l->ip,
            .grade = grade_badge(l->grade),
            .how =
                l->frame > 0 ? arena_printf(w->arena, "%s #%" PRId64, l->from, l->frame) : l->from,
            .sensor = l->sensor,
            .first = day(l->first_seen_at, w),
            .last = date_time(w->arena, l->last_seen_at),
        };
    }
    v->line = line;
    v->n = line == NULL ? 0 : t->n;
    v->is_full = t->n == TESTIMONY_MAX;
}

enum status page_wire(struct page *pg, struct work *w)
{
    struct wire_page v = {.head = {.title = "通信の記録"}};
    struct beside b;
    struct record *r;
    enum status st = record_read(&r, w->db, entity_named("device"), w->facility_id,
                                 page_id(pg, "id"), w->arena, &w->err);

    if (st == OK) {
        st = read_beside(&b, r, w);
    }
    if (st != OK) {
        return st;
    }
    v.head.back =
        (struct parts_link){page_record_url(pg, r->entity, r->id), record_label(r, w->arena)};
    v.head.note = arena_printf(w->arena, "%s について %zu件", record_label(r, w->arena), b.said.n);
    v.empty = empty_of(&b, r, pg, w);
    add_lines(&v, &b.said, w);
    page_title(pg, v.head.title);
    tpl_wire_evidence(page_html(pg), &v);
    return arena_status(w->arena, &w->err);
}

/* ---- The form ---- */

enum status wire_propose(struct field_input *input, struct parts_notice *notice, size_t *n,
                         const struct record *r, const char *wanted, struct work *w)
{
    struct value_scope scope = field_scope(w);
    struct beside b = {0};
    size_t put = 0;
    enum status st = is_device(r) ? read_beside(&b, r, w) : OK;

    for (size_t i = 0; st == OK && i < b.n_lines; i++) {
        const struct beside_line *l = &b.line[i];
        const struct field *f = &r->entity->field[l->field];

        if (l->propose == NULL || (strcmp(wanted, "all") != 0 && strcmp(wanted, f->name) != 0)) {
            continue;
        }
        const char *old = r->value[l->field];

        input[l->field].typed = value_show(f, l->propose, &scope);
        input[l->field].echo =
            arena_printf(w->arena, "通信の値です（%s）。いまの台帳：%s", grade_row[l->grade].ja,
                         old == NULL ? "未記入" : value_show(f, old, &scope));
        put++;
    }
    if (put > 0) {
        notice[(*n)++] = (struct parts_notice){
            .tone = PARTS_WARN,
            .text = arena_printf(
                w->arena,
                "通信で見えた値を%zuか所に入れました。「保存する」まで、台帳は変わりません。",
                put)};
    }
    return st == OK ? arena_status(w->arena, &w->err) : st;
}
