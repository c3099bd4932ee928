#include "base/arena.h"

#include "base/mem.h"

#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { ALIGN = alignof(max_align_t), BLOCK_MIN = 16 * 1024 };

struct block {
    struct block *prev;
    size_t size; /* of data[] */
    size_t used;
    alignas(max_align_t) unsigned char data[];
};

struct arena {
    struct block *last;
    size_t limit;
    size_t total; /* bytes handed out in all blocks */
    enum status status;
};

struct arena *arena_open(size_t limit)
{
    struct arena *a = mem_new(sizeof(*a));

    if (a != NULL) {
        a->limit = limit;
    }
    return a;
}

static void drop_blocks(struct arena *a, const struct block *until)
{
    while (a->last != until) {
        struct block *prev = a->last->prev;

        mem_free(a->last);
        a->last = prev;
    }
}

void arena_close(struct arena **a)
{
    if (*a != NULL) {
        drop_blocks(*a, NULL);
        mem_free(*a);
        *a = NULL;
    }
}

static bool add_block(struct arena *a, size_t need)
{
    size_t size = a->last == NULL ? BLOCK_MIN : a->last->size * 2;

    if (size > 1024 * 1024) {
        size = 1024 * 1024;
    }
    if (size < need) {
        size = need;
    }
    struct block *b = mem_grow(NULL, sizeof(*b) + size); /* not zeroed: what is handed out is */

    if (b == NULL) {
        a->status = E_NOMEM;
        return false;
    }
    b->prev = a->last;
    b->size = size;
    b->used = 0;
    a->last = b;
    return true;
}

/* size bytes as they are. */
static void *take(struct arena *a, size_t size)
{
    if (a == NULL || a->status != OK) {
        return NULL;
    }
    if (size > a->limit || a->total + size + ALIGN > a->limit) {
        a->status = E_LIMIT;
        return NULL;
    }
    size = (size + ALIGN - 1) / ALIGN * ALIGN;
    if (size == 0) {
        size = ALIGN;
    }
    if ((a->last == NULL || a->last->size - a->last->used < size) && !add_block(a, size)) {
        return NULL;
    }

    void *p = a->last->data + a->last->used;

    a->last->used += size;
    a->total += size;
    return p;
}

void *arena_alloc(struct arena *a, size_t size)
{
    void *p = take(a, size);

    return p == NULL ? NULL : memset(p, 0, size);
}

void *arena_array(struct arena *a, size_t size, size_t n)
{
    if (n > 0 && size > SIZE_MAX / n) {
        if (a != NULL && a->status == OK) {
            a->status = E_LIMIT;
        }
        return NULL;
    }
    return arena_alloc(a, size * n);
}

char *arena_copy_n(struct arena *a, const char *s, size_t len)
{
    char *p = take(a, len + 1);

    if (p != NULL) {
        memcpy(p, s, len);
        p[len] = '\0';
    }
    return p;
}

char *arena_copy(struct arena *a, const char *s)
{
    return s == NULL ? NULL : arena_copy_n(a, s, strlen(s));
}

char *arena_vprintf(struct arena *a, const char *fmt, va_list ap)
{
    struct block *b = a == NULL ? NULL : a->last;
    char *free = b == NULL ? NULL : (char *)b->data + b->used;
    size_t room = b == NULL ? 0 : b->size - b->used;
    va_list again;

    /* Most texts fit what is free in the block; only a longer one is formatted twice. */
    va_copy(again, ap);
    int len = vsnprintf(free, room, fmt, again);
    va_end(again);

    char *p = len < 0 ? NULL : take(a, (size_t)len + 1);

    if (p != NULL && p != free) {
        vsnprintf(p, (size_t)len + 1, fmt, ap);
    }
    return p;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    char *p = arena_vprintf(a, fmt, ap);
    va_end(ap);
    return p;
}

struct arena_mark arena_mark(struct arena *a)
{
    return (struct arena_mark){a->last, a->last == NULL ? 0 : a->last->used, a->total};
}

void arena_reset(struct arena *a, struct arena_mark mark)
{
    drop_blocks(a, mark.block);
    if (a->last != NULL) {
        a->last->used = mark.used;
    }
    a->total = mark.total;
}

size_t arena_used(const struct arena *a)
{
    return a->total;
}

enum status arena_status(const struct arena *a, struct err *err)
{
    enum status st = a == NULL ? E_NOMEM : a->status;

    return st == OK ? OK
                    : err_set(err, st, "arena: %s", st == E_LIMIT ? "past its limit" : "no memory");
}
