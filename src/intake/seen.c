#include "intake/seen.h"

#include "base/hash.h"
#include "base/mem.h"

#include <string.h>

enum { ROOM_MIN = 1024 };

static uint64_t hash_key(char kind, const char *text)
{
    struct hash h;
    uint8_t digest[HASH_SIZE];
    uint64_t key;

    hash_start(&h);
    hash_add(&h, &kind, 1);
    hash_add(&h, text, strlen(text));
    hash_end(&h, digest);
    memcpy(&key, digest, sizeof(key));
    return key == 0 ? 1 : key;
}

/* Where key stands, or the free slot where it belongs. */
static uint64_t *find(const struct seen *s, uint64_t key)
{
    size_t i = (size_t)key & (s->room - 1);

    while (s->slot[i] != 0 && s->slot[i] != key) {
        i = (i + 1) & (s->room - 1);
    }
    return &s->slot[i];
}

static enum status grow(struct seen *s, struct err *err)
{
    struct seen bigger = {.room = s->room == 0 ? ROOM_MIN : s->room * 2, .n = s->n};

    bigger.slot = mem_new(bigger.room * sizeof(*bigger.slot));
    if (bigger.slot == NULL) {
        return err_set(err, E_NOMEM, "seen: no memory");
    }
    for (size_t i = 0; i < s->room; i++) {
        if (s->slot[i] != 0) {
            *find(&bigger, s->slot[i]) = s->slot[i];
        }
    }
    mem_free(s->slot);
    *s = bigger;
    return OK;
}

void seen_close(struct seen *s)
{
    mem_free(s->slot);
    *s = SEEN_INIT;
}

bool seen_has(const struct seen *s, char kind, const char *text)
{
    return s->room > 0 && *find(s, hash_key(kind, text)) != 0;
}

enum status seen_add(struct seen *s, char kind, const char *text, struct err *err)
{
    if (s->n * 2 >= s->room) {
        enum status st = grow(s, err);

        if (st != OK) {
            return st;
        }
    }

    uint64_t key = hash_key(kind, text);
    uint64_t *slot = find(s, key);

    s->n += *slot == 0;
    *slot = key;
    return OK;
}
