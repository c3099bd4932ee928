#include "web/export_pages.h"

#include "base/file.h"
#include "base/id.h"
#include "base/json.h"
#include "dossier/export_order.h"
#include "record/job.h"
#include "web/field_view.h"
#include "web/form.html.h"
#include "web/form_pages.h"
#include "web/job_pages.h"
#include "web/list_query.h"
#include "web/message.html.h"

#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PARAMS_MAX = 16384 };

/* The same list in the formats that hold every character. */
static void add_ways_on(struct message_view *v, const struct page *pg, const struct entity *e,
                        struct arena *a)
{
    static const enum export_format whole[] = {EXPORT_XLSX, EXPORT_CSV};
    struct parts_action *action = arena_make(a, struct parts_action, COUNT(whole));

    for (size_t i = 0; action != NULL && i < COUNT(whole); i++) {
        action[i] = (struct parts_action){
            .label = arena_printf(a, "%sで書き出す", export_format_ja(whole[i])),
            .url = list_query_url(pg, page_url(pg, "/%s/export", e->name), "format",
                                  export_format_code(whole[i]), a),
            .primary = i == 0,
        };
    }
    v->head.action = action;
    v->head.n_actions = action == NULL ? 0 : COUNT(whole);
}

static enum status show_losses(struct page *pg, struct work *w, const struct entity *e,
                               const struct csv_losses *losses)
{
    struct parts_fact *fact = arena_make(w->arena, struct parts_fact, losses->kept);
    char sentence[1024];
    struct message_view v = {.tone = PARTS_WARN};

    for (size_t i = 0; fact != NULL && i < losses->kept; i++) {
        const struct csv_loss *l = &losses->loss[i];

        fact[i] = (struct parts_fact){
            .label = arena_printf(w->arena, "%" PRId64 "行目「%s」", l->row, l->field),
            .value = arena_printf(w->arena, "%s（書けない文字：%s）", l->value, l->lost)};
    }
    v.head.title = "このCSVには書けない文字があります";
    v.head.back = (struct parts_link){page_url(pg, "/%s", e->name), e->ja};
    v.text = arena_copy(w->arena, err_text(&w->err, w->lang, sentence, sizeof(sentence)));
    v.kept = losses->n > (int64_t)losses->kept
                 ? arena_printf(w->arena, "はじめの%zu件を下に示します。", losses->kept)
                 : NULL;
    v.list_title = "書けない文字";
    v.list = (struct parts_facts){fact, fact == NULL ? 0 : losses->kept};
    add_ways_on(&v, pg, e, w->arena);
    page_has_errors(pg);
    page_title(pg, v.head.title);
    tpl_message(page_html(pg), &v);
    return arena_status(w->arena, &w->err);
}

static enum status send(struct page *pg, struct work *w, const struct export_request *rq,
                        struct csv_losses *losses)
{
    CLEANUP(file_close) int fd = -1;
    enum status st = file_make_dirs(rq->temp_dir, 0700, &w->err);

    if (st == OK) {
        st = file_unnamed(&fd, rq->temp_dir, &w->err);
    }
    if (st == OK) {
        st = export_write(fd, losses, w->db, rq, &w->err);
    }
    if (st == E_INVALID && losses->n > 0) {
        return show_losses(pg, w, rq->query.entity, losses);
    }
    if (st != OK) {
        return st;
    }
    off_t size = lseek(fd, 0, SEEK_END);

    page_fd(pg, &fd, size, export_media_type(rq->format), export_file_name(rq, w->arena));
    return arena_status(w->arena, &w->err);
}

/* What the address asks for: register, format, and the filters of the list. */
static enum status read_request(struct export_request *rq, struct list_query *list,
                                const struct page *pg, struct work *w)
{
    const char *format = page_query(pg, "format"), *empty = page_query(pg, "empty");
    const struct entity *e;
    enum status st = page_entity(&e, pg, w);

    *rq = (struct export_request){.format = EXPORT_XLSX, .now_ms = w->now_ms};
    if (st != OK) {
        return st;
    }
    if (format != NULL && !export_format_named(&rq->format, format)) {
        return err_set(&w->err, E_NOTFOUND, "no export format %s", format);
    }
    list_query_read(list, pg, e, w);
    rq->query = list->query;
    rq->empty = empty != NULL && strcmp(empty, "1") == 0;
    rq->temp_dir = arena_printf(w->arena, "%s/tmp", w->data_dir);
    return arena_status(w->arena, &w->err);
}

/* Is there a record after the first EXPORT_AT_ONCE_MAX? */
static enum status is_long(bool *out, const struct export_request *rq, struct work *w)
{
    struct record_query next = rq->query;
    struct record_list list = {0};

    next.limit = 1;
    next.offset = EXPORT_AT_ONCE_MAX;
    enum status st = rq->empty ? OK : record_list_read(&list, w->db, &next, w->arena, &w->err);

    *out = list.n > 0;
    return st;
}

/* The page between: a file that takes its time is begun by a button. */
static enum status offer_job(struct page *pg, struct work *w, const struct export_request *rq)
{
    const struct entity *e = rq->query.entity;
    const char *list = list_query_url(pg, page_url(pg, "/%s", e->name), "format", NULL, w->arena);
    const char *here = list_query_url(pg, page_url(pg, "/%s/export", e->name), "format",
                                      export_format_code(rq->format), w->arena);
    const char *count = arena_printf(w->arena, "%d", EXPORT_AT_ONCE_MAX);
    struct form_view v = {
        .head = {.title = arena_printf(w->arena, "%sの書き出し", register_label(e, w->lang)),
                 .note = arena_printf(w->arena,
                 "%s件を超えるため、ファイルを作るのに少し時間が"
                                      "かかります。できたら受け取れます。", count),
                 .back = {list, register_label(e, w->lang)}},
        .post = page_post(pg, here),
        .submit = arena_printf(w->arena, "%sのファイルを作る", export_format_ja(rq->format)),
        .cancel_url = list,
    };

    if ((w->may & MAY_EDIT) == 0) {
        return err_say(&w->err, E_DENIED, MSG_EXPORT_LONG, count);
    }

    page_title(pg, v.head.title);
    tpl_form(page_html(pg), &v);
    return arena_status(w->arena, &w->err);
}

enum status page_export(struct page *pg, struct work *w)
{
    struct list_query list;
    struct export_request rq;
    struct csv_losses *losses = arena_make(w->arena, struct csv_losses, 1);
    bool job = false;
    enum status st = read_request(&rq, &list, pg, w);

    if (st == OK) {
        st = is_long(&job, &rq, w);
    }
    if (st != OK || losses == NULL) {
        return st != OK ? st : arena_status(w->arena, &w->err);
    }
    if (job) {
        return offer_job(pg, w, &rq);
    }
    losses->arena = w->arena;
    return send(pg, w, &rq, losses);
}

enum status post_export(struct page *pg, struct work *w)
{
    CLEANUP(buf_close) struct buf params = BUF_INIT(PARAMS_MAX);
    struct list_query list;
    struct export_request rq;
    enum status st = read_request(&rq, &list, pg, w);

    if (st == OK) {
        st = export_order_write(&params, &rq, &w->err);
    }
    return st == OK ? job_start(pg, w, "export", buf_text(&params)) : st;
}

const char *export_path(const char *data_dir, int64_t job_id, struct arena *a)
{
    char id[ID_TEXT_SIZE];

    return arena_printf(a, "%s/exports/%s", data_dir, id_text(id, job_id));
}

enum status page_export_file(struct page *pg, struct work *w)
{
    CLEANUP(json_close) struct json_doc *doc = NULL;
    CLEANUP(file_close) int fd = -1;
    struct job job;
    enum export_format format;
    struct stat size;
    enum status st = job_read(&job, w->db, w->facility_id, page_id(pg, "id"), w->arena, &w->err);

    if (st != OK) {
        return st;
    }
    if (strcmp(job.kind, "export") != 0 || job.state != JOB_DONE ||
        json_parse(&doc, job.result, strlen(job.result), &w->err) != OK) {
        return err_set(&w->err, E_NOTFOUND, "no export of that name");
    }
    const char *name = json_get_text(json_root(doc), "name");
    const char *code = json_get_text(json_root(doc), "format");
    const char *path = export_path(w->data_dir, job.id, w->arena);

    if (name == NULL || code == NULL || !export_format_named(&format, code) || path == NULL) {
        return err_set(&w->err, E_CORRUPT, "an export's result");
    }
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &size) != 0) {
        return err_say(&w->err, E_NOTFOUND, MSG_EXPORT_GONE);
    }
    page_fd(pg, &fd, size.st_size, export_media_type(format), arena_copy(w->arena, name));
    return arena_status(w->arena, &w->err);
}
