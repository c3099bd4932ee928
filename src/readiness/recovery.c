#include "readiness/recovery.h"

#include "base/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { READ_ALL = -1, NOWHERE = -1 };

enum mark { NEW, OPEN, CLOSED };

struct ordering {
    struct record *const *system;
    size_t n;
    enum mark *mark;     /* [n] of the walk */
    int *came_from;      /* [n] who needed it, on the way of the walk */
    const char **circle; /* [n] 「A → B → A」 where it is part of one, or NULL */
    bool *needed;        /* [n] by a system with a priority */
    struct arena *arena;
};

static int64_t priority(const struct record *r)
{
    const char *text = record_get(r, "recovery_priority");

    return text == NULL ? INT64_MAX : strtoll(text, NULL, 10);
}

static const char *name_of(const struct record *r)
{
    return text_or(record_get(r, "name"), "");
}

static int place_of(const struct ordering *o, int64_t id)
{
    for (size_t i = 0; i < o->n; i++) {
        if (o->system[i]->id == id) {
            return (int)i;
        }
    }
    return NOWHERE; /* closed since */
}

/* The next system that list names, and step over it; NOWHERE: there is no such (any more). */
static int next_needed(const struct ordering *o, const char **list)
{
    char *end;
    int64_t id = strtoll(*list, &end, 10);

    *list = end == *list ? end + strlen(end) : end + (*end == ',');
    return place_of(o, id);
}

/* From `last` back to `first` along the way of the walk. */
static void note_circle(struct ordering *o, int first, int last)
{
    const char *text = name_of(o->system[first]);

    for (int at = last;; at = o->came_from[at]) {
        text = arena_printf(o->arena, "%s → %s", name_of(o->system[at]), text_or(text, ""));
        if (at == first) {
            break;
        }
    }
    for (int at = last;; at = o->came_from[at]) {
        o->circle[at] = text;
        if (at == first) {
            break;
        }
    }
}

static void walk(struct ordering *o, int at)
{
    const char *list = text_or(record_get(o->system[at], "depends_on"), "");

    o->mark[at] = OPEN;
    while (*list != '\0') {
        int next = next_needed(o, &list);

        if (next == NOWHERE) {
            continue;
        }
        if (o->mark[next] == OPEN) {
            note_circle(o, next, at);
        } else if (o->mark[next] == NEW) {
            o->came_from[next] = at;
            walk(o, next);
        }
    }
    o->mark[at] = CLOSED;
}

static void mark_needed(struct ordering *o)
{
    bool more = true;

    for (size_t i = 0; i < o->n; i++) {
        o->needed[i] = priority(o->system[i]) != INT64_MAX;
    }
    while (more) {
        more = false;
        for (size_t i = 0; i < o->n; i++) {
            const char *list =
                o->needed[i] ? text_or(record_get(o->system[i], "depends_on"), "") : "";

            while (*list != '\0') {
                int next = next_needed(o, &list);

                if (next != NOWHERE && !o->needed[next]) {
                    o->needed[next] = more = true;
                }
            }
        }
    }
}

static const char *joined(struct arena *a, const char *list, const char *one)
{
    return list == NULL ? one : arena_printf(a, "%s、%s", list, one);
}

static struct recovery_step step_of(const struct ordering *o, int at)
{
    struct recovery_step step = {.system = o->system[at]};
    const char *list = text_or(record_get(step.system, "depends_on"), ""), *late = NULL;

    while (*list != '\0') {
        int next = next_needed(o, &list);

        if (next == NOWHERE) {
            continue;
        }
        const char *name = name_of(o->system[next]);

        step.before = joined(o->arena, step.before, name);
        if (priority(o->system[next]) > priority(step.system)) {
            late = joined(o->arena, late, name);
        }
    }
    if (o->circle[at] != NULL) {
        step.problem = arena_printf(o->arena, "前提が輪になっています（%s）。", o->circle[at]);
    } else if (late != NULL) {
        step.problem = arena_printf(
            o->arena, "先に戻すべき「%s」の順番が、これより後か、決まっていません。", late);
    } else if (priority(step.system) == INT64_MAX) {
        step.problem = "先に戻すものの前提なのに、順番が決まっていません。";
    }
    return step;
}

enum status recovery_order(struct recovery_order *out, struct record *const *system, size_t n,
                           struct arena *a, struct err *err)
{
    struct ordering o = {
        .system = system,
        .n = n,
        .mark = arena_make(a, enum mark, n + 1),
        .came_from = arena_make(a, int, n + 1),
        .circle = arena_make(a, const char *, n + 1),
        .needed = arena_make(a, bool, n + 1),
        .arena = a,
    };
    struct recovery_order order = {.step = arena_make(a, struct recovery_step, n + 1)};

    if (n > RECOVERY_MAX) {
        return err_set(err, E_LIMIT, "%zu systems, at most %d", n, RECOVERY_MAX);
    }
    if (arena_status(a, err) != OK) {
        return err_note(err, "the order of recovery");
    }
    for (size_t i = 0; i < n; i++) {
        if (o.mark[i] == NEW) {
            walk(&o, (int)i);
        }
    }
    mark_needed(&o);
    for (size_t i = 0; i < n; i++) {
        if (o.needed[i]) {
            order.step[order.n] = step_of(&o, (int)i);
            order.n_problems += order.step[order.n++].problem != NULL;
        }
    }
    if (arena_status(a, err) != OK) {
        return err_note(err, "the order of recovery");
    }
    *out = order;
    return OK;
}

enum status recovery_read(struct recovery_order *out, struct db *db, int64_t facility_id,
                          struct arena *a, struct err *err)
{
    const struct entity *e = entity_named("system");
    const struct record_query q = {.entity = e,
                                   .facility_id = facility_id,
                                   .sort = entity_field(e, "recovery_priority"),
                                   .limit = READ_ALL};
    struct record_list list;
    enum status st = record_list_read(&list, db, &q, a, err);

    return st == OK ? recovery_order(out, list.row, list.n, a, err) : st;
}
