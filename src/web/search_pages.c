#include "web/search_pages.h"

#include "record/search.h"
#include "web/field_view.h"
#include "web/form_pages.h"
#include "web/search.html.h"

#include "http/url.h"

#include <stdio.h>

static const char *list_url(const struct page *pg, const struct entity *e, const char *words,
                            struct arena *a)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(4096);

    buf_str(&b, page_url(pg, "/%s", e->name));
    url_query(&b, "words", words);
    return buf_status(&b, NULL) == OK ? arena_copy(a, buf_text(&b)) : "#";
}

/* Hits grouped by register, in the order in which the registers first appear. */
static void group_hits(struct search_view *v, const struct search_hits *hits, const struct page *pg,
                       struct work *w)
{
    struct search_view_group *group = arena_make(w->arena, struct search_view_group, SEARCH_HITS);
    struct search_view_hit *hit = arena_make(w->arena, struct search_view_hit, SEARCH_HITS);
    bool used[SEARCH_HITS] = {false};
    size_t n = 0;

    if (group == NULL || hit == NULL) {
        return;
    }
    for (size_t i = 0; i < hits->n; i++) {
        const struct entity *e = hits->hit[i].entity;

        if (used[i]) {
            continue;
        }
        struct search_view_group *g = &group[v->n_groups++];

        *g = (struct search_view_group){.label = register_label(e, w->lang),
                                        .all_url = list_url(pg, e, v->words, w->arena),
                                        .hit = hit + n};
        for (size_t k = i; k < hits->n; k++) {
            if (hits->hit[k].entity == e) {
                used[k] = true;
                hit[n++] = (struct search_view_hit){.label = hits->hit[k].label,
                                                    .url = page_record_url(pg, e, hits->hit[k].id)};
                g->n++;
            }
        }
    }
    v->group = group;
}

enum status page_search(struct page *pg, struct work *w)
{
    const char *words = page_query(pg, "q");
    struct search_hits hits = {0};
    struct search_view v = {
        .head = {.title = "検索"}, .url = page_url(pg, "/search"), .words = words};
    enum status st = search_find(&hits, w->db, w->facility_id, NULL, words, w->arena, &w->err);

    if (st != OK) {
        return st;
    }
    v.more = hits.more;
    if (words != NULL && *words != '\0') {
        v.head.note = hits.more ? "50件以上" : arena_printf(w->arena, "%zu件", hits.n);
    }
    group_hits(&v, &hits, pg, w);
    page_title(pg, v.head.title);
    tpl_search(page_html(pg), &v);
    return arena_status(w->arena, &w->err);
}
