#include "web/look_pages.h"

#include "base/date.h"
#include "base/id.h"
#include "readiness/kept.h"
#include "record/job.h"
#include "record/value.h"
#include "render/json.h"
#include "web/field_view.h"
#include "web/job_pages.h"
#include "web/look.html.h"

#include <string.h>

enum { PARAMS_MAX = 4096 };

/* What the record says of where the copy is, and how often it is looked at. */
static const char *const shown[] = {
    "check_path",           "check_ip",          "check_tool",
    "credential_file",      "source_path",       "check_every_hours",
    "manifest_every_hours", "reach_every_hours", "drill_every_days",
};

#define SAMPLE "66" /* files: 1 % of damage is found within 7 days with 99 % (sample_unseen()) */

/* clang-format off */
/* The buttons: where each posts to, who may, and which job it starts. */
static const struct {
    const char *title, *words, *label, *value;
    const char *place; /* below the copy */
    unsigned may;
    const char *job;
    const char *sample; /* NULL: everything */
    bool needs_path;
} rows[] = {
    {"道具で確かめる",
     "写しを作った道具で、世代、壊れたところ、読み出せるかを確かめます。写しには書き込みません。",
     "写しを確かめる", "repo", "look", MAY_EDIT, "verify.repo", NULL, true},
    {NULL,
     "写しの一部を作業用の場所に戻して、内容と時間を確かめ、復旧確認に記録します。",
     "一部を戻してみる", "drill", "look", MAY_EDIT, "verify.drill", NULL, true},
    {"目録と比べる",
     "写しの全部を読み、目録と違うところ、暗号化された様子がないかを調べます。",
     "目録と比べる", "check", "look", MAY_EDIT, "verify.check", NULL, true},
    {NULL,
     "くじで選んだ66ファイルだけを読みます。名前・大きさ・日時は全部を比べます。毎日続けると、1%の壊れを"
     "7日以内に99%の確かさで見つけます。",
     "一部だけ読んで目録と比べる", "sample", "look", MAY_EDIT, "verify.check", SAMPLE, true},
    {NULL,
     "いまの写しの中身を、正しいものとして署名して残します。前の目録は置き換わります。写しが正しいと確か"
     "めてから押してください。",
     "いまの中身の目録を作る", "record", "record", MAY_ANSWER, "verify.record", NULL, true},
    {"届くか、書けるかを確かめる",
     "オフラインという写しに届かないこと、書き換え防止の写しに書けないことを、試して確かめます。",
     "届くか、書けるかを確かめる", "reach", "look", MAY_EDIT, "verify.reach", NULL, false},
    {NULL,
     "書き換え防止を試すための小さなファイル（.sonae-canary）を写しに置きます。書き込むのはこれだけです。",
     "見張りファイルを置く", "canary", "canary", MAY_ADMIN, "verify.canary", NULL, true},
};
/* clang-format on */

static enum status read_backup(struct record **out, const struct page *pg, struct work *w)
{
    return record_read(out, w->db, entity_named("backup"), w->facility_id, page_id(pg, "id"),
                       w->arena, &w->err);
}

static void add_places(struct look_view *v, const struct record *r, struct work *w)
{
    struct parts_fact *fact = arena_make(w->arena, struct parts_fact, COUNT(shown) + 1);
    struct value_scope scope = field_scope(w);
    int64_t taken_at = kept_taken_at(w->data_dir, r->id, w->arena);

    for (size_t i = 0; fact != NULL && i < COUNT(shown); i++) {
        const struct field *f = &r->entity->field[entity_field(r->entity, shown[i])];
        const char *value = record_get(r, shown[i]);

        fact[v->places.n++] =
            (struct parts_fact){f->ja, value == NULL ? NULL : value_show(f, value, &scope), NULL};
    }
    if (fact != NULL) {
        fact[v->places.n++] = (struct parts_fact){
            "目録", taken_at == 0 ? "まだありません" : date_time(w->arena, taken_at), NULL};
    }
    v->places.fact = fact;
}

static void add_actions(struct look_view *v, const struct record *r, const struct page *pg,
                        struct work *w)
{
    struct look_action *action = arena_make(w->arena, struct look_action, COUNT(rows));
    const bool has_path = record_get(r, "check_path") != NULL;
    const bool has_place = has_path || record_get(r, "check_ip") != NULL;
    const char *title = NULL;
    char id[ID_TEXT_SIZE];

    id_text(id, r->id);
    for (size_t i = 0; action != NULL && i < COUNT(rows); i++) {
        title = rows[i].title != NULL ? rows[i].title : title;
        if ((w->may & rows[i].may) == 0 || !(rows[i].needs_path ? has_path : has_place)) {
            continue;
        }
        action[v->n] =
            (struct look_action){title,
                                 rows[i].words,
                                 rows[i].label,
                                 rows[i].value,
                                 page_post(pg, page_url(pg, "/backup/%s/%s", id, rows[i].place)),
                                 v->n == 0};
        v->n++;
        title = NULL;
    }
    v->action = action;
    if (v->n == 0) {
        v->cannot = !has_place
                        ? "「写しの場所（検証用）」が入力されていません。バックアップの記録を直し"
                          "てから、もう一度開いてください。"
                        : "確かめるには、入力できる役割が要ります。";
    }
}

enum status page_look(struct page *pg, struct work *w)
{
    struct look_view v = {.head = {.title = "写しを確かめる"}};
    struct record *r;
    char id[ID_TEXT_SIZE];
    enum status st = read_backup(&r, pg, w);

    if (st != OK) {
        return st;
    }
    add_places(&v, r, w);
    add_actions(&v, r, pg, w);
    v.head.back = (struct parts_link){page_url(pg, "/backup/%s", id_text(id, r->id)),
                                      record_label(r, w->arena)};
    page_title(pg, v.head.title);
    tpl_look(page_html(pg), &v);
    return arena_status(w->arena, &w->err);
}

/* Start the job of a button that posts to this place. */
static enum status start(struct page *pg, struct work *w, const char *place, const char *value)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(PARAMS_MAX);
    struct json_out j = JSON_OUT(&b);
    char id[ID_TEXT_SIZE];
    struct record *r;
    size_t i = 0;
    enum status st = read_backup(&r, pg, w);

    while (i < COUNT(rows) && (strcmp(rows[i].place, place) != 0 || value == NULL ||
                               strcmp(rows[i].value, value) != 0)) {
        i++;
    }
    if (st == OK && i == COUNT(rows)) {
        st = err_say(&w->err, E_INVALID, MSG_COPIES_NO_WAY);
    }
    if (st == OK && rows[i].needs_path && record_get(r, "check_path") == NULL) {
        st = err_say(&w->err, E_INVALID, MSG_COPIES_NO_PATH);
    }
    if (st != OK) {
        return st;
    }
    json_put_object(&j, NULL);
    json_put_text(&j, "backup", id_text(id, r->id));
    json_put_text(&j, "by", w->actor.name);
    if (rows[i].sample != NULL) {
        json_put_text(&j, "sample", rows[i].sample);
    }
    json_put_end(&j);
    st = json_put_status(&j, &w->err);
    return st == OK ? job_start(pg, w, rows[i].job, b.data) : st;
}

enum status post_look(struct page *pg, struct work *w)
{
    return start(pg, w, "look", page_field(pg, "what"));
}

enum status post_look_record(struct page *pg, struct work *w)
{
    return start(pg, w, "record", "record");
}

enum status post_look_canary(struct page *pg, struct work *w)
{
    return start(pg, w, "canary", "canary");
}
