#include "readiness/rotation.h"

#include "base/arena.h"
#include "base/mem.h"
#include "readiness/repo_parse.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { LINK_PATH_MAX = 4096 };

struct generation {
    const char *path;
    size_t path_len;
    const char *form; /* path with zeros for the digits from its date on */
    enum entry_kind kind;
    enum rotation_side side;
    int64_t at_ms;
    uint64_t names, bytes; /* it and what is in it */
    uint64_t counted;      /* names that had no room to wait */
    bool rotated;
};

struct link {
    const char *path;
    size_t dir_len; /* of path, with the slash */
    uint64_t size, size_before;
    uint8_t now[HASH_SIZE], before[HASH_SIZE]; /* of the names it holds */
};

struct rotation {
    struct arena *arena;
    struct link link[ROTATION_LINKS_MAX];
    size_t links;
    struct generation *row; /* [n] in entry_order() */
    struct generation **by_form;
    size_t n;
    bool is_full;
    int64_t now_ms;
};

enum status rotation_open(struct rotation **out, int64_t now_ms, struct err *err)
{
    CLEANUP(rotation_close) struct rotation *r = mem_new(sizeof(*r));

    if (r == NULL) {
        return err_set(err, E_NOMEM, "rotation");
    }
    r->now_ms = now_ms;
    r->arena = arena_open(ROTATION_MEMORY + ROTATION_LINKS_MAX * LINK_PATH_MAX +
                          (ROTATION_MAX + 1) * (sizeof(*r->row) + 16));
    r->row = arena_make(r->arena, struct generation, ROTATION_MAX);
    r->by_form = arena_make(r->arena, struct generation *, ROTATION_MAX);
    if (arena_status(r->arena, err) != OK) {
        return err->status;
    }
    *out = r;
    r = NULL;
    return OK;
}

void rotation_close(struct rotation **r)
{
    if (*r != NULL) {
        arena_close(&(*r)->arena);
        mem_free(*r);
        *r = NULL;
    }
}

static bool holds(const struct generation *g, const char *path, size_t path_len)
{
    return entry_below(path, path_len, g->path, g->path_len) ||
           (path_len == g->path_len && memcmp(path, g->path, path_len) == 0);
}

/* The generation that the name is or lies in, or NULL. */
static struct generation *find(const struct rotation *r, const char *path, size_t path_len)
{
    size_t low = 0, high = r->n;

    while (low < high) { /* the last that does not stand behind it */
        size_t middle = low + (high - low) / 2;
        const struct generation *g = &r->row[middle];

        if (entry_order(g->path, g->path_len, path, path_len) <= 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low > 0 && holds(&r->row[low - 1], path, path_len) ? &r->row[low - 1] : NULL;
}

/* How much of one side lies in it. */
static void add(struct generation *g, enum rotation_side side, const struct entry *e)
{
    if (side == g->side) {
        g->names++;
        g->bytes += e->kind == ENTRY_FILE ? e->size : 0;
    }
}

static enum status add_generation(struct rotation *r, enum rotation_side side,
                                  const struct entry *e, size_t date, int64_t at_ms,
                                  struct err *err)
{
    const size_t room = 2 * (e->path_len + 1) + 32; /* two strings, and what the arena adds */
    const size_t tables = ROTATION_MAX * (sizeof(*r->row) + sizeof(*r->by_form));

    if (r->n == ROTATION_MAX || arena_used(r->arena) + room > ROTATION_MEMORY + tables) {
        r->is_full = true;
        return OK;
    }
    char *form = arena_copy_n(r->arena, e->path, e->path_len);
    const char *path = arena_copy_n(r->arena, e->path, e->path_len);

    if (arena_status(r->arena, err) != OK) {
        return err->status;
    }
    for (char *c = form + date; *c != '\0'; c++) {
        *c = isdigit((unsigned char)*c) ? '0' : *c;
    }
    struct generation *g = &r->row[r->n++];

    *g = (struct generation){.path = path,
                             .path_len = e->path_len,
                             .form = form,
                             .kind = e->kind,
                             .side = side,
                             .at_ms = at_ms};
    add(g, side, e);
    return OK;
}

enum status rotation_see(struct rotation *r, enum rotation_side side, const struct entry *e,
                         struct err *err)
{
    struct generation *last = r->n > 0 ? &r->row[r->n - 1] : NULL;
    const char *slash = strrchr(e->path, '/');
    const char *name = slash == NULL ? e->path : slash + 1;
    size_t date;
    int64_t at_ms;

    if (r->is_full) {
        return OK;
    }
    if (last != NULL && holds(last, e->path, e->path_len)) {
        add(last, side, e);
        return OK;
    }
    return (e->kind == ENTRY_FILE || e->kind == ENTRY_DIR) &&
                   repo_parse_name_date(&date, &at_ms, name)
               ? add_generation(r, side, e, (size_t)(name - e->path) + date, at_ms, err)
               : OK;
}

bool rotation_count(struct rotation *r, const char *path, size_t path_len)
{
    struct generation *g = find(r, path, path_len);

    if (g == NULL || g->side == ROTATION_STAYED) {
        return false;
    }
    g->counted++;
    return true;
}

bool rotation_link(struct rotation *r, const struct entry *now, const struct entry *before)
{
    const char *slash = strrchr(now->path, '/');
    struct link l = {.dir_len = slash == NULL ? 0 : (size_t)(slash + 1 - now->path),
                     .size = now->size,
                     .size_before = before->size};

    if (r->is_full || r->links == ROTATION_LINKS_MAX || now->path_len >= LINK_PATH_MAX ||
        !before->has_digest || !now->has_digest) {
        return false;
    }
    l.path = arena_copy_n(r->arena, now->path, now->path_len);
    memcpy(l.now, now->digest, HASH_SIZE);
    memcpy(l.before, before->digest, HASH_SIZE);
    r->link[r->links] = l;
    r->links += l.path != NULL;
    return l.path != NULL;
}

/* ---- The judgement ---- */

static int same_series(const struct generation *a, const struct generation *b)
{
    int order = strcmp(a->form, b->form);

    return order != 0 ? order : (int)a->kind - (int)b->kind;
}

static int by_form(const void *a, const void *b)
{
    const struct generation *x = *(struct generation *const *)a;
    const struct generation *y = *(struct generation *const *)b;
    int order = same_series(x, y);

    return order != 0 ? order : (x->at_ms > y->at_ms) - (x->at_ms < y->at_ms);
}

/* One series g[n], the oldest first. */
static void judge(const struct rotation *r, struct generation **g, size_t n)
{
    int64_t oldest_stayed = INT64_MAX, youngest_before = INT64_MIN;
    size_t came = 0, went = 0;

    for (size_t i = 0; i < n; i++) {
        if (g[i]->side == ROTATION_STAYED && g[i]->at_ms < oldest_stayed) {
            oldest_stayed = g[i]->at_ms;
        }
        if (g[i]->side != ROTATION_CAME && g[i]->at_ms > youngest_before) {
            youngest_before = g[i]->at_ms;
        }
    }
    if (oldest_stayed == INT64_MAX) {
        return; /* nothing is left that the manifest vouches for */
    }
    for (size_t i = 0; i < n; i++) {
        g[i]->rotated =
            g[i]->side == ROTATION_CAME
                ? g[i]->at_ms > youngest_before && g[i]->at_ms <= r->now_ms + ROTATION_SKEW_MS
            : g[i]->side == ROTATION_WENT ? g[i]->at_ms < oldest_stayed
                                          : false;
        came += g[i]->side == ROTATION_CAME && g[i]->rotated;
        went += g[i]->side == ROTATION_WENT && g[i]->rotated;
    }
    for (size_t i = 0; went > came && i < n; i++) { /* it shrinks: that is no turning */
        g[i]->rotated = g[i]->rotated && g[i]->side == ROTATION_CAME;
    }
}

static void judge_all(struct rotation *r)
{
    for (size_t i = 0; i < r->n; i++) {
        r->by_form[i] = &r->row[i];
    }
    qsort(r->by_form, r->n, sizeof(*r->by_form), by_form);
    for (size_t from = 0, to; from < r->n; from = to) {
        for (to = from + 1; to < r->n && same_series(r->by_form[from], r->by_form[to]) == 0; to++) {
        }
        judge(r, r->by_form + from, to - from);
    }
}

/* The generation beside the link whose name has this digest, or NULL. */
static const struct generation *named(const struct rotation *r, const struct link *l,
                                      const uint8_t digest[HASH_SIZE])
{
    uint8_t its[HASH_SIZE];

    for (size_t i = 0; i < r->n; i++) {
        const struct generation *g = &r->row[i];

        if (g->path_len > l->dir_len && memcmp(g->path, l->path, l->dir_len) == 0) {
            hash_of(its, g->path + l->dir_len, g->path_len - l->dir_len);
            if (memcmp(its, digest, HASH_SIZE) == 0) {
                return g;
            }
        }
    }
    return NULL;
}

static bool turns(const struct rotation *r, const struct link *l)
{
    const struct generation *before = named(r, l, l->before), *now = named(r, l, l->now);

    return before != NULL && now != NULL && same_series(before, now) == 0 &&
           now->at_ms > before->at_ms && (now->side == ROTATION_STAYED || now->rotated);
}

static enum status tell_links(const struct rotation *r, struct found_watch *watch, struct err *err)
{
    enum status st = OK;

    for (size_t i = 0; st == OK && i < r->links; i++) {
        const struct link *l = &r->link[i];
        struct found f = {.what = FOUND_CHANGED, .size = l->size, .size_before = l->size_before};

        if (!turns(r, l)) {
            st = found_tell(watch, &f, l->path, strlen(l->path), err);
        }
    }
    return st;
}

enum status rotation_tell(struct rotation *r, bool reads, struct found_watch *watch,
                          struct err *err)
{
    enum status st = OK;

    if (!r->is_full) {
        judge_all(r);
    }
    for (size_t i = 0; st == OK && i < r->n; i++) {
        const struct generation *g = &r->row[i];
        struct found f = {.what = g->side == ROTATION_CAME ? FOUND_CAME : FOUND_WENT,
                          .size = g->side == ROTATION_CAME ? g->bytes : 0,
                          .size_before = g->side == ROTATION_CAME ? 0 : g->bytes,
                          .count = g->names};

        if (g->rotated) {
            watch->totals.size_new += reads ? f.size : 0;
        } else if (g->counted > 0) {
            f.what = g->side == ROTATION_CAME ? FOUND_ADDED : FOUND_MISSING;
            f.count = g->counted;
            watch->totals.found[f.what] += g->counted - 1; /* and the one that is told */
        } else {
            continue;
        }
        st = found_tell(watch, &f, g->path, g->path_len, err);
    }
    return st == OK ? tell_links(r, watch, err) : st;
}

bool rotation_explains(const struct rotation *r, const char *path, size_t path_len)
{
    const struct generation *g = find(r, path, path_len);

    return g != NULL && g->rotated;
}
