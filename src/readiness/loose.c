#include "readiness/loose.h"

#include "base/mem.h"
#include "readiness/manifest.h"

#include <stdlib.h>
#include <string.h>

struct name {
    struct name *next; /* in the order in which they came */
    enum found_what what;
    bool pairs; /* has content by which it can be known again */
    bool told;
    size_t used; /* of the first with this content: how many have a partner */
    uint64_t size;
    uint8_t digest[HASH_SIZE];
    size_t path_len;
    char path[];
};

struct loose {
    struct arena *arena;
    struct name *first, **last;
    size_t missing; /* of them that can pair */
};

enum status loose_open(struct loose **out, struct err *err)
{
    struct loose *l = mem_new(sizeof(*l));

    if (l == NULL) {
        return err_set(err, E_NOMEM, "loose");
    }
    l->arena = arena_open(LOOSE_MEMORY);
    l->last = &l->first;
    if (l->arena == NULL) {
        mem_free(l);
        return err_set(err, E_NOMEM, "loose");
    }
    *out = l;
    return OK;
}

void loose_close(struct loose **l)
{
    if (*l != NULL) {
        arena_close(&(*l)->arena);
        mem_free(*l);
        *l = NULL;
    }
}

enum status loose_add(struct loose *l, enum found_what what, const struct entry *e,
                      struct rotation *rotation, struct found_watch *watch, struct err *err)
{
    struct name *n = NULL;

    /* A third of the room is left for the table that sorts them. */
    if (arena_used(l->arena) + sizeof(*n) + e->path_len < LOOSE_MEMORY / 3 * 2) {
        n = arena_alloc(l->arena, sizeof(*n) + e->path_len + 1);
        if (n == NULL) {
            return arena_status(l->arena, err);
        }
    }
    if (n == NULL) {
        struct found f = {.what = what, .size = e->size};

        if (rotation_count(rotation, e->path, e->path_len)) {
            return OK;
        }
        return found_tell(watch, &f, e->path, e->path_len, err);
    }
    n->what = what;
    n->pairs = e->kind == ENTRY_FILE && e->has_digest && e->size > 0;
    n->size = e->size;
    memcpy(n->digest, e->digest, HASH_SIZE);
    n->path_len = e->path_len;
    memcpy(n->path, e->path, e->path_len + 1);
    *l->last = n;
    l->last = &n->next;
    l->missing += n->pairs && what == FOUND_MISSING;
    return OK;
}

static int by_content(const void *a, const void *b)
{
    const struct name *x = *(struct name *const *)a, *y = *(struct name *const *)b;
    int order = memcmp(x->digest, y->digest, HASH_SIZE);

    return order != 0 ? order : (x->size > y->size) - (x->size < y->size);
}

/* A missing name with this content that has no partner yet. */
static struct name *partner(struct name **missing, size_t n, struct name *added)
{
    size_t low = 0, high = n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (by_content(&missing[middle], &added) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == n || by_content(&missing[low], &added) != 0) {
        return NULL;
    }
    struct name *group = missing[low];

    low += group->used;
    if (low >= n || by_content(&missing[low], &added) != 0) {
        return NULL;
    }
    group->used++;
    return missing[low];
}

static enum status tell_pair(struct name *from, struct name *to, struct found_watch *watch,
                             struct err *err)
{
    CLEANUP(buf_close) struct buf shown = BUF_INIT(4 * ENTRY_PATH_MAX + 1);
    struct found f = {.what = FOUND_RENAMED, .size = to->size, .size_before = from->size};

    from->told = to->told = true;
    manifest_escape(&shown, from->path, from->path_len);
    if (buf_status(&shown, err) != OK) {
        return err->status;
    }
    f.from = buf_text(&shown);
    return found_tell(watch, &f, to->path, to->path_len, err);
}

enum status loose_tell(struct loose *l, const struct rotation *rotation, struct found_watch *watch,
                       struct err *err)
{
    struct name **missing = arena_make(l->arena, struct name *, l->missing + 1);
    enum status st = arena_status(l->arena, err);
    size_t n = 0;

    for (struct name *i = l->first; st == OK && i != NULL; i = i->next) {
        i->told = rotation_explains(rotation, i->path, i->path_len);
        if (i->pairs && i->what == FOUND_MISSING && !i->told) {
            missing[n++] = i;
        }
    }
    if (st == OK) {
        qsort(missing, n, sizeof(*missing), by_content);
    }
    for (struct name *i = l->first; st == OK && i != NULL; i = i->next) {
        struct name *from =
            i->pairs && i->what == FOUND_ADDED && !i->told ? partner(missing, n, i) : NULL;

        if (from != NULL) {
            st = tell_pair(from, i, watch, err);
        }
    }
    for (struct name *i = l->first; st == OK && i != NULL; i = i->next) {
        if (!i->told) {
            struct found f = {.what = i->what, .size = i->size};

            st = found_tell(watch, &f, i->path, i->path_len, err);
        }
    }
    return st;
}
