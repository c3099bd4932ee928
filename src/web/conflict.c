#include "web/conflict.h"

#include "base/date.h"
#include "record/history.h"
#include "web/field_view.h"
#include "web/form_pages.h"
#include "web/history.html.h"

#include <inttypes.h>
#include <string.h>

static bool same(const char *a, const char *b)
{
    return strcmp(a == NULL ? "" : a, b == NULL ? "" : b) == 0;
}

/* Who saved versions after `seen` touched this field? Then the reader's own text may be old. */
static bool touched_since(const struct history *h, int64_t seen, int field)
{
    for (size_t i = 0; i < h->n && h->entry[i].version > seen; i++) {
        for (size_t k = 0; k < h->entry[i].n; k++) {
            if (h->entry[i].change[k].field == field) {
                return true;
            }
        }
    }
    return false;
}

enum status page_conflict(struct page *pg, struct work *w, const struct record *stored,
                          int64_t seen)
{
    const struct entity *e = stored->entity;
    struct value_scope scope = field_scope(w);
    struct record *mine = record_copy(stored, w->arena);
    struct field_input *input = field_read(pg, e, w->arena);
    struct field_input *theirs = field_of_record(stored, &scope);
    struct history_view_conflict_field *field =
        arena_make(w->arena, struct history_view_conflict_field, e->n);
    struct parts_hidden *hidden = arena_make(w->arena, struct parts_hidden, e->n + 1);
    struct history h;
    size_t n = 0, n_hidden = 0;
    bool good;
    enum status st = history_read(&h, w->db, e, w->facility_id, stored->id, w->arena, &w->err);

    if (st == OK) {
        st = arena_status(w->arena, &w->err);
    }
    if (st == OK) {
        st = field_parse(mine, input, &good, pg, w);
    }
    if (st != OK) {
        return st;
    }
    hidden[n_hidden++] =
        (struct parts_hidden){"version", arena_printf(w->arena, "%" PRId64, stored->version)};
    for (size_t i = 0; i < e->n; i++) {
        const struct field *f = &e->field[i];

        if ((f->flags & MACHINE) != 0 || f->kind == K_FILE) {
            continue;
        }
        if (input[i].error == NULL && same(mine->value[i], stored->value[i])) {
            hidden[n_hidden++] = (struct parts_hidden){f->name, theirs[i].typed};
            continue;
        }
        field[n++] = (struct history_view_conflict_field){
            .name = f->name,
            .label = field_label(f, w->lang),
            .mine = input[i].error != NULL ? input[i].typed : value_show(f, mine->value[i], &scope),
            .theirs = value_show(f, stored->value[i], &scope),
            .mine_value = input[i].typed,
            .theirs_value = theirs[i].typed,
            .keeps_mine = !touched_since(&h, seen, (int)i),
        };
    }
    const char *self = page_record_url(pg, e, stored->id);
    const char *at = date_time(w->arena, stored->updated_at);
    char text[1024];
    struct err said;

    err_say(&said, E_CONFLICT, MSG_SAVED_MEANWHILE, record_label(stored, w->arena),
            stored->updated_by, at);
    struct history_view_conflict v = {
        .head = {.title = record_label(stored, w->arena),
                 .back = {.url = self, .label = entity_label(e, w->lang)}},
        .text = arena_copy(w->arena, err_text(&said, w->lang, text, sizeof(text))),
        .post = page_post(pg, self),
        .by = stored->updated_by,
        .at = at,
        .field = field,
        .n = n,
        .cancel_url = self,
    };

    v.post.hidden = hidden;
    v.post.n_hidden = n_hidden;
    page_has_errors(pg);
    page_title(pg, v.head.title);
    tpl_history_conflict(page_html(pg), &v);
    return arena_status(w->arena, &w->err);
}
