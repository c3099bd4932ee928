#include "web/look_pages.h"

#include "base/id.h"
#include "record/job.h"
#include "record/value.h"
#include "render/json.h"
#include "web/field_view.h"
#include "web/job_pages.h"
#include "web/look.html.h"

#include <string.h>

enum { PARAMS_MAX = 4096 };

/* What the record says of where the copy is. */
static const char *const shown[] = {"check_path",  "check_tool",        "credential_file",
                                    "source_path", "check_every_hours", "drill_every_days"};

static enum status read_backup(struct record **out, const struct page *pg, struct work *w)
{
    return record_read(out, w->db, entity_named("backup"), w->facility_id, page_id(pg, "id"),
                       w->arena, &w->err);
}

enum status page_look(struct page *pg, struct work *w)
{
    struct look_view v = {.head = {.title = "写しを確かめる"}};
    struct parts_fact *fact = arena_make(w->arena, struct parts_fact, COUNT(shown));
    struct value_scope scope = field_scope(w);
    struct record *r;
    char id[ID_TEXT_SIZE];
    enum status st = read_backup(&r, pg, w);

    if (st != OK || fact == NULL) {
        return st != OK ? st : arena_status(w->arena, &w->err);
    }
    for (size_t i = 0; i < COUNT(shown); i++) {
        const struct field *f = &r->entity->field[entity_field(r->entity, shown[i])];
        const char *value = record_get(r, shown[i]);

        fact[i] =
            (struct parts_fact){f->ja, value == NULL ? NULL : value_show(f, value, &scope), NULL};
    }
    v.places = (struct parts_facts){fact, COUNT(shown)};
    v.head.back = (struct parts_link){page_url(pg, "/backup/%s", id_text(id, r->id)),
                                      record_label(r, w->arena)};
    if (record_get(r, "check_path") == NULL) {
        v.cannot = "「写しの場所（検証用）」が入力されていません。バックアップの記録を直してから、"
                   "もう一度開い"
                   "てください。";
    } else if ((w->may & MAY_EDIT) == 0) {
        v.cannot = "確かめるには、入力できる役割が要ります。";
    } else {
        v.post = page_post(pg, page_url(pg, "/backup/%s/look", id));
    }
    page_title(pg, v.head.title);
    tpl_look(page_html(pg), &v);
    return arena_status(w->arena, &w->err);
}

enum status post_look(struct page *pg, struct work *w)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(PARAMS_MAX);
    struct json_out j = JSON_OUT(&b);
    const char *what = page_field(pg, "what");
    char id[ID_TEXT_SIZE];
    struct record *r;
    enum status st = read_backup(&r, pg, w);

    if (st == OK && record_get(r, "check_path") == NULL) {
        st = err_say(&w->err, E_INVALID, MSG_COPIES_NO_PATH);
    }
    if (st != OK) {
        return st;
    }
    json_put_object(&j, NULL);
    json_put_text(&j, "backup", id_text(id, r->id));
    json_put_text(&j, "by", w->actor.name);
    json_put_end(&j);
    st = json_put_status(&j, &w->err);
    return st == OK ? job_start(pg, w,
                                what != NULL && strcmp(what, "drill") == 0 ? "verify.drill"
                                                                           : "verify.repo",
                                b.data)
                    : st;
}
