#include "web/export_pages.h"

#include "base/file.h"
#include "dossier/export.h"
#include "web/form_pages.h"
#include "web/list_query.h"
#include "web/message.html.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

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

enum status page_export(struct page *pg, struct work *w)
{
    struct list_query list;
    struct export_request rq = {.format = EXPORT_XLSX, .now_ms = w->now_ms};
    struct csv_losses *losses = arena_make(w->arena, struct csv_losses, 1);
    const char *format = page_query(pg, "format"), *empty = page_query(pg, "empty");
    const struct entity *e;
    enum status st = page_entity(&e, pg, w);

    if (st != OK) {
        return st;
    }
    if (format != NULL && !export_format_named(&rq.format, format)) {
        return err_set(&w->err, E_NOTFOUND, "no export format %s", format);
    }
    list_query_read(&list, pg, e, w);
    rq.query = list.query;
    rq.empty = empty != NULL && strcmp(empty, "1") == 0;
    rq.temp_dir = arena_printf(w->arena, "%s/tmp", w->data_dir);
    if (losses == NULL || rq.temp_dir == NULL) {
        return arena_status(w->arena, &w->err);
    }
    losses->arena = w->arena;
    return send(pg, w, &rq, losses);
}
