#include "intake/memo.h"

#include "base/mem.h"

#include <string.h>

enum {
    ASKED_MIN = 512,  /* questions after which a column is judged ... */
    HITS_OF_ASKED = 4 /* ... worth keeping if one of so many was answered */
};

struct slot {
    int field;
    const char *text; /* NULL: free */
    struct meaning meaning;
};

struct memo {
    struct arena *arena;
    uint32_t asked[ENTITY_FIELDS_MAX], hits[ENTITY_FIELDS_MAX];
    struct slot slot[MEMO_SLOTS];
};

struct memo *memo_open(void)
{
    struct memo *m = mem_new(sizeof(*m));

    if (m != NULL) {
        m->arena = arena_open(MEMO_SIZE);
    }
    if (m != NULL && m->arena == NULL) {
        mem_free(m);
        return NULL;
    }
    return m;
}

void memo_close(struct memo **m)
{
    if (*m != NULL) {
        arena_close(&(*m)->arena);
        mem_free(*m);
        *m = NULL;
    }
}

static bool is_worth_it(const struct memo *m, int field, const char *text)
{
    return m != NULL &&
           (m->asked[field] < ASKED_MIN || m->hits[field] > m->asked[field] / HITS_OF_ASKED) &&
           strnlen(text, MEMO_TEXT_SIZE) < MEMO_TEXT_SIZE;
}

static struct slot *slot_of(struct memo *m, int field, const char *text)
{
    uint32_t hash = 0x811c9dc5 ^ (uint32_t)field; /* FNV-1a; a lost entry costs only time */

    for (const char *p = text; *p != '\0'; p++) {
        hash = (hash ^ (unsigned char)*p) * 0x01000193;
    }
    return &m->slot[hash & (MEMO_SLOTS - 1)];
}

const struct meaning *memo_get(struct memo *m, int field, const char *text)
{
    if (!is_worth_it(m, field, text)) {
        return NULL;
    }

    struct slot *s = slot_of(m, field, text);
    bool hit = s->text != NULL && s->field == field && strcmp(s->text, text) == 0;

    m->asked[field]++;
    m->hits[field] += hit;
    return hit ? &s->meaning : NULL;
}

void memo_put(struct memo *m, int field, const char *text, const struct meaning *meaning)
{
    if (!is_worth_it(m, field, text)) {
        return;
    }

    struct slot new = {.field = field, .text = arena_copy(m->arena, text), .meaning = *meaning};

    new.meaning.value = arena_copy(m->arena, meaning->value);
    new.meaning.also_value = arena_copy(m->arena, meaning->also_value);
    if (arena_status(m->arena, NULL) == OK) {
        *slot_of(m, field, text) = new;
        return;
    }
    memset(m->slot, 0, sizeof(m->slot));
    arena_close(&m->arena);
    m->arena = arena_open(MEMO_SIZE);
}
