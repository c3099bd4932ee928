#include "intake/strings.h"

#include "base/arena.h"
#include "base/mem.h"

#include <string.h>

enum {
    BLOCK = 512 * 1024, /* of text; holds several of the longest cells */
    PAGE = 64 * 1024,   /* numbers in a page of the index */
    BLOCKS = STRINGS_SIZE / BLOCK,
    PAGES = STRINGS_SIZE / (PAGE * sizeof(uint32_t)),
};

struct strings {
    struct arena *arena;
    size_t n;
    size_t blocks;
    size_t used; /* of the last block */
    char *block[BLOCKS];
    uint32_t *page[PAGES]; /* place of each text: block * BLOCK + offset */
};

struct strings *strings_open(void)
{
    struct strings *s = mem_new(sizeof(*s));

    if (s != NULL) {
        s->arena = arena_open(STRINGS_SIZE);
        s->used = BLOCK;
    }
    if (s != NULL && s->arena == NULL) {
        mem_free(s);
        return NULL;
    }
    return s;
}

void strings_close(struct strings **s)
{
    if (*s != NULL) {
        arena_close(&(*s)->arena);
        mem_free(*s);
        *s = NULL;
    }
}

enum status strings_add(struct strings *s, const char *text, size_t len, struct err *err)
{
    size_t page = s->n / PAGE;

    if (len >= BLOCK || page >= PAGES) {
        return err_set(err, E_LIMIT, "strings: %zu texts, the next of %zu bytes", s->n, len);
    }
    if (len + 1 > BLOCK - s->used) {
        if (s->blocks == BLOCKS) {
            return err_set(err, E_LIMIT, "strings: all %d blocks used", BLOCKS);
        }
        s->block[s->blocks] = arena_alloc(s->arena, BLOCK);
        s->used = 0;
        s->blocks++;
    }
    if (s->page[page] == NULL) {
        s->page[page] = arena_make(s->arena, uint32_t, PAGE);
    }

    enum status st = arena_status(s->arena, err);

    if (st != OK) {
        return st;
    }

    char *to = s->block[s->blocks - 1] + s->used;

    memcpy(to, text, len);
    to[len] = '\0';
    s->page[page][s->n % PAGE] = (uint32_t)((s->blocks - 1) * BLOCK + s->used);
    s->used += len + 1;
    s->n++;
    return OK;
}

size_t strings_count(const struct strings *s)
{
    return s->n;
}

const char *strings_get(const struct strings *s, size_t number)
{
    if (number >= s->n) {
        return NULL;
    }

    uint32_t at = s->page[number / PAGE][number % PAGE];

    return s->block[at / BLOCK] + at % BLOCK;
}
