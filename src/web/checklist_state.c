#include "web/checklist_pages.h"

#include "base/date.h"
#include "base/id.h"
#include "checklist/assess_cache.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* The round of that year, form and vendor, if it has been begun. */
static enum status find_round(int64_t *id, const struct checklist_state *s, struct work *w)
{
    const struct entity *e = entity_named("round");
    const char *year = arena_printf(w->arena, "%d", s->year);
    const char *vendor = arena_printf(w->arena, "%" PRId64, s->vendor_id);
    struct filter filter[] = {
        {entity_field(e, "fiscal_year"), FILTER_IS,                                    year              },
        {entity_field(e, "form"),        FILTER_IS,                                    form_code(s->form)},
        {entity_field(e, "vendor"),      s->vendor_id == 0 ? FILTER_EMPTY : FILTER_IS, vendor            },
    };
    struct record_query q = {.entity = e,
                             .facility_id = w->facility_id,
                             .filter = filter,
                             .n_filters = COUNT(filter),
                             .sort = -1,
                             .limit = 1};
    struct record_list list;
    enum status st = record_list_read(&list, w->db, &q, w->arena, &w->err);

    if (st == OK) {
        *id = list.n == 0 ? 0 : list.row[0]->id;
    }
    return st;
}

static void read_query(struct checklist_state *s, const struct page *pg, const struct work *w)
{
    const char *year = page_query(pg, "year"), *form = page_query(pg, "form");
    const char *vendor = page_query(pg, "vendor");

    s->year = year == NULL ? 0 : atoi(year);
    if (s->year < 2023 || s->year > 2100) {
        s->year = fiscal_year(date_of_ms(w->now_ms));
    }
    if (form == NULL || !form_named(&s->form, form)) {
        s->form = FORM_IRYOKIKAN;
    }
    if (vendor == NULL || !id_parse(&s->vendor_id, vendor)) {
        s->vendor_id = 0;
    }
}

/* The form a pharmacy fills in is another than a hospital's. */
static enum status default_form(struct checklist_state *s, const struct page *pg, struct work *w)
{
    struct record *facility;

    if (page_query(pg, "form") != NULL) {
        return OK;
    }
    enum status st = record_read(&facility, w->db, entity_named("facility"), w->facility_id,
                                 w->facility_id, w->arena, &w->err);

    if (st == OK) {
        s->form = form_of_kind(record_get(facility, "kind"));
    }
    return st;
}

enum status checklist_state_read(struct checklist_state *out, const struct page *pg, struct work *w)
{
    const char *code = page_query(pg, "edition");
    const char *dir = arena_printf(w->arena, "%s/catalogue", w->data_dir);
    int64_t round_id = 0;

    *out = (struct checklist_state){0};
    read_query(out, pg, w);
    enum status st = edition_set_load(&out->set, dir, w->arena, &w->err);

    if (st == OK) {
        st = default_form(out, pg, w);
    }
    if (st == OK) {
        st = find_round(&round_id, out, w);
    }
    if (st == OK && round_id != 0) {
        st = round_read(&out->round, w->db, w->facility_id, round_id, &out->set, w->arena, &w->err);
    }
    if (st != OK) {
        return st;
    }
    out->of_the_year = edition_of_year(&out->set, out->form, out->year);
    out->edition = code != NULL                 ? edition_find(&out->set, code, out->form)
                   : out->round.edition != NULL ? out->round.edition
                                                : edition_pick(&out->set, out->form, out->year);
    if (out->edition == NULL) {
        return err_say(&w->err, E_NOTFOUND, MSG_NO_SUCH_EDITION, code == NULL ? "" : code);
    }
    struct assess_query q = {.facility_id = w->facility_id,
                             .edition = out->edition,
                             .form = out->form,
                             .at_ms = w->now_ms};

    return assess_cached(&out->assessment, w->assessed, w->db, &q, w->arena, &w->err);
}
