#include "web/record_pages.h"

#include "base/date.h"
#include "base/id.h"
#include "base/json.h"
#include "record/history.h"
#include "web/field_view.h"
#include "web/form_pages.h"
#include "web/history.html.h"
#include "web/item_word.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { HISTORY_PAGE = 15 }; /* 45 kB of HTML where each made a finding */

static const struct {
    const char *code, *ja;
} act_words[] =
    {
        {"new",                   "登録"                     },
        {"change",                "変更"                     },
        {"close",                 "終了"                     },
        {"reopen",                "再開"                     },
        {"account.added",         "操作者を登録"         },
        {"account.joined",        "操作者を施設に追加"},
        {"account.changed",       "操作者を変更"         },
        {"account.password",      "パスワードを変更"   },
        {"account.token",         "APIの鍵を作成"         },
        {"import.begun",          "取り込みを開始"      },
        {"import.done",           "取り込みを完了"      },
        {"account.token_revoked", "APIの鍵を取り消し"   },
        {"import.undone",         "取り込みを取り消し"},
        {"pack.made",             "立入検査資料を作成"},
        {"site.restored",         "控えから復元"         },
        {"copy.checked",          "控えを検査"            },
},
  via_words[] = {{"import", "取り込み"}, {"cli", "コマンド"},   {"api", "API"},
                 {"keeper", "自動"},     {"setup", "初回設定"}, {"sample", "見本"}};

static const char *act_word(const char *code)
{
    for (size_t i = 0; code != NULL && i < COUNT(act_words); i++) {
        if (strcmp(act_words[i].code, code) == 0) {
            return act_words[i].ja;
        }
    }
    return code;
}

static const char *via_word(const char *code)
{
    for (size_t i = 0; code != NULL && i < COUNT(via_words); i++) {
        if (strcmp(via_words[i].code, code) == 0) {
            return via_words[i].ja;
        }
    }
    return NULL;
}

static const char *shown(const struct entity *e, const struct field *f, const char *value,
                         const struct value_scope *scope)
{
    if (value != NULL && strcmp(e->name, "answer") == 0 && strcmp(f->name, "item") == 0) {
        return item_word(scope->items, value);
    }
    return value == NULL ? NULL : value_show(f, value, scope);
}

static struct history_view_entry entry_of(const struct history_entry *h, const struct entity *e,
                                          struct work *w)
{
    struct value_scope scope = field_scope(w);
    struct history_view_change *change = arena_make(w->arena, struct history_view_change, h->n);

    for (size_t i = 0; change != NULL && i < h->n; i++) {
        const struct field *f = &e->field[h->change[i].field];

        change[i] = (struct history_view_change){field_label(f, w->lang),
                                                 shown(e, f, h->change[i].before, &scope),
                                                 shown(e, f, h->change[i].after, &scope)};
    }
    return (struct history_view_entry){
        .at = date_time(w->arena, h->at),
        .by = h->by,
        .act = act_word(h->act),
        .via = via_word(h->via),
        .reason = h->reason,
        .change = change,
        .n = change == NULL ? 0 : h->n,
    };
}

enum status page_record_history(struct page *pg, struct work *w)
{
    const struct entity *e;
    struct history h;
    const char *label;
    int64_t id = page_id(pg, "id");
    enum status st = page_entity(&e, pg, w);

    if (st == OK) {
        st = history_read(&h, w->db, e, w->facility_id, id, w->arena, &w->err);
    }
    if (st == OK && h.n == 0) {
        st = err_set(&w->err, E_NOTFOUND, "no history");
    }
    if (st == OK) {
        st = record_label_read(&label, w->db, e, w->facility_id, id, w->arena, &w->err);
    }
    if (st != OK) {
        return st;
    }
    label = item_record_label(e, label, w);
    const char *self = page_record_url(pg, e, id);
    struct history_view_entry *entry = arena_make(w->arena, struct history_view_entry, h.n);
    struct history_view v = {
        .head = {.title = arena_printf(w->arena, "変更履歴：%s", label),
                 .back = {.url = self, .label = label}},
        .entry = entry,
        .n = h.n,
        .empty = "変更はまだありません。",
    };

    for (size_t i = 0; entry != NULL && i < h.n; i++) {
        entry[i] = entry_of(&h.entry[i], e, w);
        entry[i].as_of_url =
            i == 0 ? NULL : arena_printf(w->arena, "%s?at=%" PRId64, self, h.entry[i].at);
    }
    page_title(pg, v.head.title);
    tpl_history(page_html(pg), &v);
    return arena_status(w->arena, &w->err);
}

/* An entry of the whole facility's chain, which may be no record change. */
static enum status entry_of_any(struct history_view_entry *out, const struct history_any *any,
                                const struct page *pg, struct work *w)
{
    const struct entity *e = any->entity;
    const char *label = "";

    *out = entry_of(&any->entry, e == NULL ? entity_named("facility") : e, w);
    if (e == NULL) {
        return OK;
    }
    enum status st =
        record_label_read(&label, w->db, e, w->facility_id, any->id, w->arena, &w->err);

    if (st == OK) {
        out->record = (struct parts_link){page_record_url(pg, e, any->id),
                                          arena_printf(w->arena, "%s %s", entity_label(e, w->lang),
                                                       item_record_label(e, label, w))};
    }
    return st;
}

enum status page_history(struct page *pg, struct work *w)
{
    const char *before = page_query(pg, "before");
    struct history_any *any;
    size_t n;
    bool more;
    enum status st = history_recent(&any, &n, &more, w->db, w->facility_id,
                                    before == NULL ? 0 : strtoll(before, NULL, 10), HISTORY_PAGE,
                                    w->arena, &w->err);

    if (st != OK) {
        return st;
    }
    struct history_view_entry *entry = arena_make(w->arena, struct history_view_entry, n);
    struct history_view v = {
        .head = {.title = "変更履歴"}, .entry = entry, .n = n, .empty = "変更はまだありません。"};

    for (size_t i = 0; st == OK && entry != NULL && i < n; i++) {
        st = entry_of_any(&entry[i], &any[i], pg, w);
    }
    if (st != OK) {
        return st;
    }
    if (more) {
        v.older_url = arena_printf(w->arena, "%s?before=%" PRId64, page_url(pg, "/history"),
                                   any[n - 1].entry.seq);
    }
    page_title(pg, v.head.title);
    tpl_history(page_html(pg), &v);
    return arena_status(w->arena, &w->err);
}
