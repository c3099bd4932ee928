#include "web/home_pages.h"

#include "base/date.h"
#include "checklist/catalogue.h"
#include "record/tally.h"
#include "web/checklist_pages.h"
#include "web/field_view.h"
#include "web/form_pages.h"
#include "web/home.html.h"
#include "web/references.html.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { TODOS_MAX = 100, TODOS_FIRST_SCREEN = 5 };

/* ---- 立入検査まで ---- */

static enum status add_inspection_day(struct home_view *v, struct work *w)
{
    struct record *facility;
    struct date on;
    enum status st = record_read(&facility, w->db, entity_named("facility"), w->facility_id,
                                 w->facility_id, w->arena, &w->err);

    if (st != OK) {
        return st;
    }
    const char *planned = record_get(facility, "inspection_on");

    if (planned == NULL || date_from_iso(&on, planned, NULL) != OK) {
        return OK;
    }
    int64_t days = date_day_number(on) - date_day_number(date_of_ms(w->now_ms));

    if (days >= 0) {
        v->head.note = arena_printf(w->arena, "立入検査まで あと%" PRId64 "日（%s 予定）", days,
                                    date_slash(w->arena, on));
    }
    return arena_status(w->arena, &w->err);
}

/* ---- いま対応すること ---- */

static size_t add_reasons(struct home_todo *todo, size_t n, size_t room, enum check_level level,
                          const struct checklist_state *s, const struct page *pg, struct work *w)
{
    const char *checklist = page_url(pg, "/checklist");

    for (size_t i = 0; i < s->assessment.n; i++) {
        const struct assess_item *it = &s->assessment.item[i];

        for (size_t k = 0; k < it->n && n < room; k++) {
            const struct assess_reason *r = &it->reason[k];
            bool again = false;

            for (size_t t = 0; t < n; t++) { /* one check may stand behind several items */
                again = again || strcmp(todo[t].text, r->message) == 0;
            }
            if (again || r->level != level) {
                continue;
            }
            todo[n++] = (struct home_todo){
                .due = level == CHECK_WARNS ? (struct parts_badge){PARTS_WARN,     "注意"}
                                            : (struct parts_badge){                                                PARTS_BAD,           "不足" },
                .text = r->message,
                .item = {                                      arena_printf(w->arena, "%s#i-%s",          checklist, it->item->id), it->item->no},
                .action = { r->n == 0 ? checklist
                                     : page_record_url(pg, r->record[0].entity,         r->record[0].id),
                                                                   "確かめる"},
            };
        }
    }
    return n;
}

/* The first five and the cards fit one screen; ?all=1 shows the rest. */
static void add_todos(struct home_view *v, const struct checklist_state *s, const struct page *pg,
                      struct work *w)
{
    struct home_todo *todo = arena_make(w->arena, struct home_todo, TODOS_MAX);
    static const enum check_level order[] = {CHECK_BLOCKS, CHECK_NEEDS, CHECK_WARNS};
    size_t n = 0;

    for (size_t i = 0; todo != NULL && i < COUNT(order); i++) {
        n = add_reasons(todo, n, TODOS_MAX, order[i], s, pg, w);
    }
    v->todo = todo;
    v->n_todos = n > TODOS_FIRST_SCREEN && page_query(pg, "all") == NULL ? TODOS_FIRST_SCREEN : n;
    v->todo_heading = arena_printf(w->arena, "いま対応すること（%zu件）", n);
    if (v->n_todos < n) {
        v->done = (struct parts_link){page_url(pg, "?all=1"),
                                      arena_printf(w->arena, "ほか%zu件も見る", n - v->n_todos)};
    }
}

/* ---- Where the checklist stands ---- */

static void add_chapters(struct home_view *v, const struct checklist_state *s,
                         const struct page *pg, struct work *w)
{
    struct home_chapter *chapter =
        arena_make(w->arena, struct home_chapter, s->edition->n_sections);

    for (size_t c = 0; chapter != NULL && c < s->edition->n_sections; c++) {
        const struct edition_section *section = &s->edition->section[c];
        size_t all = 0, yes = 0, no = 0, dated = 0, answered = 0;

        for (size_t i = 0; i < s->assessment.n; i++) {
            const struct edition_item *item = s->assessment.item[i].item;
            const struct record *last = NULL;

            if (item->gate || strcmp(item->section, section->no) != 0) {
                continue;
            }
            all++;
            for (size_t k = 0; s->round.round != NULL && k < s->round.n; k++) {
                if (strcmp(s->round.item[k].item->id, item->id) == 0) {
                    last = round_last(&s->round.item[k]);
                }
            }
            const char *reply = last == NULL ? "" : record_get(last, "reply");

            answered += last != NULL;
            yes += strcmp(reply, "yes") == 0 || strcmp(reply, "not-applicable") == 0;
            no += strcmp(reply, "no") == 0;
            dated += strcmp(reply, "no") == 0 && record_get(last, "target_on") != NULL;
        }
        if (all == 0) {
            continue;
        }
        chapter[v->n_chapters++] = (struct home_chapter){
            .label = arena_printf(w->arena, "%s %s", section->no, section->title),
            .url = page_url(pg, "/checklist"),
            .yes = arena_printf(w->arena, "はい %zu/%zu", yes, all),
            .rest =
                no > 0 ? arena_printf(w->arena, "いいえ %zu（目標日あり %zu）", no, dated) : NULL,
            .state = answered < all
                         ? (struct parts_badge){PARTS_WARN,      arena_printf(w->arena, "未回答 %zu",
                                                all - answered)}
                     : no == 0 ? (struct parts_badge){PARTS_OK, "そろい"                     }
                               : (struct parts_badge){PARTS_BAD,    "いいえあり"   },
        };
    }
    v->chapter = chapter;
    v->chapter_heading = arena_printf(w->arena, "チェックリスト（%s）",
                                      fiscal_label(w->arena, s->edition->fiscal_year));
}

/* ---- The first day ---- */

static const struct {
    const char *text, *place, *key, *note;
} first_day[] = {
    {"Excelの機器台帳を取り込む",                          "import",         "device",         "15分"},
    {"管理対象の確認をする",                               "scope",          "scope_answer",   "5分" },
    {"事業者を登録する",                                     "vendor",         "vendor",         "10分"},
    {"医療情報システムを登録する",                      "system",         "system",         "10分"},
    {"リモート保守の有無を事業者に確かめる",       "remote_inquiry", "remote_inquiry", "10分"},
    {"医療情報システム安全管理責任者を任命する", "appointment",    "appointment",    "5分" },
    {"連絡先をそろえる（連絡体制図ができます）", "contact",        "contact",        "10分"},
    {"バックアップを登録する",                            "backup",         "backup",         "5分" },
    {"BCPを登録する",                                           "bcp",            "bcp",            "5分" },
    {"経営層の確認を記録する",                            "review",         "review",         "5分" },
    {"チェックリストに答える",                            "checklist",      "answer",         "5分" },
    {"立入検査資料を作る",                                  "pack",           "contact_chart",  "2分" },
};

static enum status add_steps(struct home_view *v, const struct page *pg, struct work *w)
{
    struct home_step *step = arena_make(w->arena, struct home_step, COUNT(first_day));
    size_t done = 0;

    for (size_t i = 0; step != NULL && i < COUNT(first_day); i++) {
        int64_t n;
        enum status st = tally_get(&n, w->db, w->facility_id, first_day[i].key, &w->err);

        if (st != OK) {
            return st;
        }
        step[i] = (struct home_step){first_day[i].text, page_url(pg, "/%s", first_day[i].place),
                                     first_day[i].note, n > 0};
        done += n > 0;
    }
    v->step = step;
    /* Once half of the steps are done, the list of what is missing says more. */
    v->n_steps = done * 2 < COUNT(first_day) ? COUNT(first_day) : 0;
    return arena_status(w->arena, &w->err);
}

static enum status add_figures(struct home_view *v, const struct page *pg, struct work *w)
{
    static const struct {
        const char *key, *label, *url;
    } figure[] = {
        {"device",                            "台帳",                       "device"                      },
        {"device/os=",                        "OS未記入",                  "device?os=-empty"            },
        {"device/os=不明",                  "OS不明",                     "device?os=%E4%B8%8D%E6%98%8E"},
        {"device/remote_maintenance=unknown", "リモート保守 未確認",
         "device?remote_maintenance=unknown"                                                                },
        {"device/attachment=unknown",         "接続 未確認",             "device?attachment=unknown"   },
        {"vendor",                            "事業者",                    "vendor"                      },
    };
    struct parts_link *link = arena_make(w->arena, struct parts_link, COUNT(figure));
    size_t shown = 0;

    for (size_t i = 0; link != NULL && i < COUNT(figure); i++) {
        int64_t n;
        enum status st = tally_get(&n, w->db, w->facility_id, figure[i].key, &w->err);

        if (st != OK) {
            return st;
        }
        if (n > 0) {
            link[shown++] =
                (struct parts_link){page_url(pg, "/%s", figure[i].url),
                                    arena_printf(w->arena, "%s %" PRId64, figure[i].label, n)};
        }
    }
    v->figures = (struct parts_links){link, shown};
    return arena_status(w->arena, &w->err);
}

enum status page_home(struct page *pg, struct work *w)
{
    struct home_view v = {.head = {.title = "やること"}};
    struct parts_notice notice;
    struct checklist_state s;
    enum status st = checklist_state_read(&s, pg, w);

    if (st == OK) {
        st = add_inspection_day(&v, w);
    }
    if (st == OK) {
        st = add_steps(&v, pg, w);
    }
    if (st == OK) {
        st = add_figures(&v, pg, w);
    }
    if (st != OK) {
        return st;
    }
    if (v.n_steps == 0) {
        add_todos(&v, &s, pg, w);
    }
    add_chapters(&v, &s, pg, w);
    if (page_notice(pg, w, &notice)) {
        v.head.notice = &notice;
        v.head.n_notices = 1;
    }
    page_title(pg, v.head.title);
    tpl_home(page_html(pg), &v);
    return arena_status(w->arena, &w->err);
}

/* ---- 参考資料 ---- */

enum status page_references(struct page *pg, struct work *w)
{
    struct reference *list;
    size_t n;
    enum status st = catalogue_references(&list, &n, w->arena, &w->err);

    if (st != OK) {
        return st;
    }
    struct references_row *row = arena_make(w->arena, struct references_row, n);
    struct references_group *group = arena_make(w->arena, struct references_group, n);
    struct references_view v = {
        .head = {.title = "参考資料"},
        .intro = "チェックリストのもとになる資料です。閉じたネットワークではアドレスを書き写し、"
                 "インターネットにつながる端末で開いてください。",
        .group = group,
    };

    size_t rows = 0;

    for (size_t first = 0; row != NULL && group != NULL && first < n; first++) {
        const char *label = list[first].group;
        bool again = false;

        for (size_t g = 0; g < v.n; g++) {
            again = again || strcmp(group[g].label, label) == 0;
        }
        for (size_t i = first; !again && i < n; i++) {
            if (strcmp(list[i].group, label) == 0) {
                row[rows++] = (struct references_row){.title = list[i].title,
                                                      .publisher = list[i].checked_how,
                                                      .url = list[i].url,
                                                      .checked_on = list[i].checked_on,
                                                      .used_for = list[i].note};
                group[v.n].n++;
            }
        }
        if (!again) {
            group[v.n].label = label;
            group[v.n].row = row + rows - group[v.n].n;
            v.n++;
        }
    }
    page_title(pg, v.head.title);
    tpl_references(page_html(pg), &v);
    return arena_status(w->arena, &w->err);
}
