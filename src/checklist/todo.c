#include "checklist/todo.h"

#include "base/buf.h"
#include "base/date.h"
#include "record/record.h"
#include "record/setting.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* "device=12 contact=3" */
static const char key[] = "menu.todo";

/* Registers that have no place of their own in the menu, and are no children of one. */
static const struct {
    const char *entity, *place;
} stands_in[] = {
    {"scope_answer",  "scope"    },
    {"contact_chart", "contact"  },
    {"bcp_answer",    "bcp-check"},
    {"round",         "checklist"},
    {"answer",        "checklist"},
};

static const char *place_of(const struct entity *e)
{
    for (size_t i = 0; i < COUNT(stands_in); i++) {
        if (strcmp(e->name, stands_in[i].entity) == 0) {
            return stands_in[i].place;
        }
    }
    int parent = e->parent == NULL ? -1 : entity_field(e, e->parent);

    return parent >= 0 ? e->field[parent].ref : e->name;
}

static void add(struct todo *t, const char *place, int64_t n)
{
    size_t i = 0;

    while (i < t->n && strcmp(t->place[i].name, place) != 0) {
        i++;
    }
    if (i == t->n && t->n < TODO_PLACES_MAX) {
        t->place[t->n++] = (struct todo_place){place, 0};
    }
    if (i < t->n) {
        t->place[i].n += n;
    }
}

/* Was this check met at an earlier item? One check may speak for several. */
static bool is_counted(const struct assessment *all, size_t item, size_t reason)
{
    const char *check = all->item[item].reason[reason].check;

    for (size_t i = 0; i <= item; i++) {
        for (size_t k = 0; k < (i < item ? all->item[i].n : reason); k++) {
            if (strcmp(all->item[i].reason[k].check, check) == 0) {
                return true;
            }
        }
    }
    return false;
}

static void count(struct todo *t, const struct assessment *all)
{
    for (size_t i = 0; i < all->n; i++) {
        for (size_t k = 0; k < all->item[i].n; k++) {
            const struct assess_reason *r = &all->item[i].reason[k];

            if (r->level != CHECK_BLOCKS || is_counted(all, i, k)) {
                continue;
            }
            const struct entity *where = r->mend != NULL ? r->mend
                                         : r->n > 0      ? r->record[0].entity
                                                         : NULL;

            add(t, where == NULL ? "checklist" : place_of(where), r->count > 0 ? r->count : 1);
        }
    }
}

static enum status judge(struct assessment *out, struct db *db, int64_t facility_id,
                         const char *data_dir, struct assess_cache *cache, int64_t now_ms,
                         struct arena *a, struct err *err)
{
    struct edition_set set;
    struct record *facility;
    enum status st = edition_set_load(&set, arena_printf(a, "%s/catalogue", data_dir), a, err);

    if (st == OK) {
        st = record_read(&facility, db, entity_named("facility"), facility_id, facility_id, a, err);
    }
    if (st != OK) {
        return st;
    }
    struct assess_query q = {.facility_id = facility_id,
                             .form = form_of_kind(record_get(facility, "kind")),
                             .at_ms = now_ms};

    q.edition = edition_pick(&set, q.form, fiscal_year(date_of_ms(now_ms)));
    return q.edition == NULL ? err_set(err, E_NOTFOUND, "no edition to judge by")
                             : assess_cached(out, cache, db, &q, a, err);
}

enum status todo_refresh(struct db *db, int64_t facility_id, const char *data_dir,
                         struct assess_cache *cache, int64_t now_ms, struct arena *a,
                         struct err *err)
{
    CLEANUP(buf_close) struct buf text = BUF_INIT(4096);
    struct todo todo = {.n = 0};
    struct assessment all;
    const char *before;
    enum status st = judge(&all, db, facility_id, data_dir, cache, now_ms, a, err);

    if (st == OK) {
        st = setting_get(&before, db, facility_id, key, "", a, err);
    }
    if (st != OK) {
        return err_note(err, "counting what waits");
    }
    count(&todo, &all);
    for (size_t i = 0; i < todo.n; i++) {
        buf_printf(&text, "%s%s=%" PRId64, i == 0 ? "" : " ", todo.place[i].name, todo.place[i].n);
    }
    st = buf_status(&text, err);
    if (st == OK && strcmp(before, buf_text(&text)) != 0) {
        st = setting_set(db, facility_id, key, buf_text(&text), err);
    }
    return st;
}

enum status todo_read(struct todo *out, struct db *db, int64_t facility_id, struct arena *a,
                      struct err *err)
{
    const char *text;
    struct todo todo = {.n = 0};
    enum status st = setting_get(&text, db, facility_id, key, "", a, err);

    for (const char *p = text; st == OK && *p != '\0' && todo.n < TODO_PLACES_MAX;) {
        size_t len = strcspn(p, " "), name = strcspn(p, "= ");

        if (name < len) {
            todo.place[todo.n++] =
                (struct todo_place){arena_copy_n(a, p, name), strtoll(p + name + 1, NULL, 10)};
        }
        p += len + (p[len] == ' ');
    }
    if (st == OK) {
        st = arena_status(a, err);
    }
    if (st == OK) {
        *out = todo;
    }
    return st;
}

int64_t todo_count(const struct todo *todo, const char *place)
{
    for (size_t i = 0; i < todo->n; i++) {
        if (strcmp(todo->place[i].name, place) == 0) {
            return todo->place[i].n;
        }
    }
    return 0;
}
