#include "web/job_pages.h"

#include "base/date.h"
#include "base/id.h"
#include "base/json.h"
#include "web/job.html.h"

#include <inttypes.h>
#include <string.h>

enum { REFRESH_S = 2 };

/* What each kind of work is called, and where its result is looked at. */
static const struct {
    const char *kind, *title, *done;
    const char *place; /* below the facility; the member `key` of the result is put after it */
    const char *key;   /* NULL: the place alone */
    const char *label;
} kinds[] = {
    {"import",        "取り込んでいます",                                           "取り込みました",                         "import", "import", "結果を見る"               },
    {"undo",          "取り込みを取り消しています",                            "取り込みを取り消しました",          "import", "import",
     "結果を見る"                                                                                                                                                                           },
    {"verify.repo",   "写しを確かめています",                                     "写しを確かめました",                   "backup", "backup",
     "分かったことを見る"                                                                                                                                                               },
    {"verify.drill",  "写しから戻してみています",                               "写しから戻してみました",             "backup", "backup",
     "分かったことを見る"                                                                                                                                                               },
    {"verify.check",  "写しを目録と比べています",                               "写しを目録と比べました",             "backup", "backup",
     "分かったことを見る"                                                                                                                                                               },
    {"verify.record", "写しの目録を作っています",                               "写しの目録を作りました",             "backup", "backup",
     "分かったことを見る"                                                                                                                                                               },
    {"verify.reach",  "届くか、書けるかを確かめています",                   "届くか、書けるかを確かめました", "backup",
     "backup",                                                                                                                                                   "分かったことを見る"   },
    {"verify.canary", "見張りファイルを置いています",                         "見張りファイルを置きました",       "backup",
     "backup",                                                                                                                                                   "分かったことを見る"   },
    {"observe",       "通信や一覧を読み、台帳と照らし合わせています", "台帳と照らし合わせました",
     "discovered",                                                                                                                                     NULL,     "発見された機器を見る"},
    {"probe",         "機器に問い合わせています",                               "機器に問い合わせました",             "probe",  "probe",
     "送ったものの記録を受け取る"                                                                                                                                                   },
    {"pack",          "立入検査資料を作っています",                            "立入検査資料ができました",          "pack",   NULL,     "資料を見る"               },
    {"export",        "書き出しています",                                           "書き出しました",                         "export", "export", "ファイルを受け取る"   },
};

static size_t kind_of(const struct job *job)
{
    for (size_t i = 0; i < COUNT(kinds); i++) {
        if (strcmp(kinds[i].kind, job->kind) == 0) {
            return i;
        }
    }
    return 0;
}

/* What was seen, where the result tells it. */
static void add_lines(struct job_view *v, const struct json *result, struct arena *a)
{
    const struct json *lines = json_get(result, "lines");
    const char **line = arena_make(a, const char *, json_count(lines) + 1);

    for (size_t i = 0; line != NULL && i < json_count(lines); i++) {
        const char *text = json_text(json_at(lines, i));

        if (text != NULL) {
            line[v->n_lines++] = arena_copy(a, text);
        }
    }
    v->line = line;
    v->n_more = (size_t)json_get_int(result, "n", (int64_t)v->n_lines) - v->n_lines;
}

static void add_result(struct job_view *v, const struct job *job, const struct page *pg,
                       struct work *w)
{
    size_t k = kind_of(job);
    struct parts_link *link = arena_make(w->arena, struct parts_link, 1);
    CLEANUP(json_close) struct json_doc *doc = NULL;
    const char *after = NULL;

    if (kinds[k].key != NULL && job->result != NULL &&
        json_parse(&doc, job->result, strlen(job->result), &w->err) == OK) {
        after = json_get_text(json_root(doc), kinds[k].key);
    }
    if (doc != NULL) {
        add_lines(v, json_root(doc), w->arena);
    }
    if (link == NULL) {
        return;
    }
    *link = (struct parts_link){after == NULL ? page_url(pg, "/%s", kinds[k].place)
                                              : page_url(pg, "/%s/%s", kinds[k].place, after),
                                kinds[k].label};
    v->results = (struct parts_links){link, 1};
}

static const struct parts_fact *facts_of(const struct job *job, size_t *n, struct work *w)
{
    struct parts_fact *fact = arena_make(w->arena, struct parts_fact, 3);

    *n = 0;
    if (fact == NULL) {
        return NULL;
    }
    fact[(*n)++] = (struct parts_fact){"依頼した時刻", date_time(w->arena, job->created_at), NULL};
    if (job->ended_at != 0) {
        fact[(*n)++] =
            (struct parts_fact){"終わった時刻", date_time(w->arena, job->ended_at), NULL};
    }
    if (job->done > 0) {
        fact[(*n)++] = (struct parts_fact){
            "進み",
            job->total > 0 ? arena_printf(w->arena, "%" PRId64 " / %" PRId64, job->done, job->total)
                           : arena_printf(w->arena, "%" PRId64, job->done),
            NULL};
    }
    return fact;
}

enum status page_job(struct page *pg, struct work *w)
{
    struct job job;
    struct job_view v = {.percent = -1};
    size_t n_facts;
    enum status st = job_read(&job, w->db, w->facility_id, page_id(pg, "id"), w->arena, &w->err);

    if (st != OK) {
        return st;
    }
    size_t k = kind_of(&job);

    v.head.title = job.state == JOB_DONE ? kinds[k].done : kinds[k].title;
    v.is_running = job.state == JOB_QUEUED || job.state == JOB_RUNNING;
    switch (job.state) {
    case JOB_QUEUED:
        v.text = "順番を待っています。この画面を閉じても、作業は続きます。";
        v.head.badge[0] = (struct parts_badge){PARTS_PLAIN, "順番待ち"};
        break;
    case JOB_RUNNING:
        v.text = job.cancel_requested ? "中止しています。"
                 : job.what != NULL   ? job.what
                                      : "始めています。";
        v.head.badge[0] = (struct parts_badge){PARTS_PLAIN, "実行中"};
        break;
    case JOB_DONE:
        v.text = "終わりました。";
        v.percent = 100;
        v.head.badge[0] = (struct parts_badge){PARTS_OK, "完了"};
        add_result(&v, &job, pg, w);
        break;
    case JOB_CANCELLED:
        v.head.title = "中止しました";
        v.text = job.error != NULL ? job.error : "始まる前に中止しました。";
        v.head.badge[0] = (struct parts_badge){PARTS_WARN, "中止"};
        break;
    default:
        v.head.title = "終わりませんでした";
        v.text = job.error;
        v.head.badge[0] = (struct parts_badge){PARTS_BAD, "失敗"};
    }
    if (v.is_running && job.total > 0) {
        v.percent = (int)(job.done * 100 / job.total);
    }
    if (v.is_running && !job.cancel_requested) {
        char id[ID_TEXT_SIZE];

        v.cancel = page_post(pg, page_url(pg, "/job/%s/cancel", id_text(id, job.id)));
    }
    v.facts.fact = facts_of(&job, &n_facts, w);
    v.facts.n = n_facts;
    if (v.is_running) {
        page_refresh(pg, REFRESH_S);
    }
    page_title(pg, v.head.title);
    tpl_job(page_html(pg), &v);
    return arena_status(w->arena, &w->err);
}

enum status post_job_cancel(struct page *pg, struct work *w)
{
    char id[ID_TEXT_SIZE];
    struct job job;
    enum status st = job_read(&job, w->db, w->facility_id, page_id(pg, "id"), w->arena, &w->err);

    if (st == OK) {
        st = job_cancel(w->db, w->facility_id, job.id, &w->err);
    }
    if (st == OK) {
        page_go(pg, page_url(pg, "/job/%s", id_text(id, page_id(pg, "id"))), MSG_NONE, NULL);
    }
    return st;
}

enum status job_start(struct page *pg, struct work *w, const char *kind, const char *params)
{
    char text[ID_TEXT_SIZE];
    int64_t id;
    enum status st =
        job_add(&id, w->db, w->facility_id, kind, params, w->actor.account_id, w->now_ms, &w->err);

    if (st == OK) {
        page_wake_jobs(pg);
        page_go(pg, page_url(pg, "/job/%s", id_text(text, id)), MSG_NONE, NULL);
    }
    return st;
}
