#include "checklist/assess_cache.h"

#include "base/date.h"
#include "base/hash.h"
#include "checklist/assess.sql.h"

#include <string.h>

#define SLOT_MAX                                                                     \
    ((size_t)16 * 1024 * 1024) /* bytes of one assessment; a large one has about 0.5 \
                                */

struct key {
    int64_t facility_id, seq, day;
    size_t records_max;
    uint8_t edition[HASH_SIZE]; /* of what it asks: an administrator may have replaced the file */
};

struct slot {
    struct arena *arena; /* NULL: empty */
    struct key key;
    struct assessment all;
    uint64_t asked; /* when last, counted in questions */
};

struct assess_cache {
    struct arena *arena; /* of this struct */
    struct slot slot[ASSESS_CACHE_SLOTS];
    uint64_t questions;
};

struct assess_cache *assess_cache_open(void)
{
    struct arena *a = arena_open(2 * sizeof(struct assess_cache));
    struct assess_cache *cache = arena_make(a, struct assess_cache, 1);

    if (cache == NULL) {
        arena_close(&a);
        return NULL;
    }
    cache->arena = a;
    return cache;
}

void assess_cache_close(struct assess_cache **cache)
{
    if (*cache == NULL) {
        return;
    }
    struct arena *a = (*cache)->arena;

    for (size_t i = 0; i < ASSESS_CACHE_SLOTS; i++) {
        arena_close(&(*cache)->slot[i].arena);
    }
    arena_close(&a);
    *cache = NULL;
}

/* ---- Keys ---- */

static void add_text(struct hash *h, const char *text)
{
    hash_add(h, text != NULL ? text : "", text != NULL ? strlen(text) + 1 : 1);
}

static void edition_mark(uint8_t out[HASH_SIZE], const struct edition *e)
{
    struct hash h;

    hash_start(&h);
    add_text(&h, e->code);
    for (size_t i = 0; i < e->n; i++) {
        const struct edition_item *item = &e->item[i];

        add_text(&h, item->id);
        add_text(&h, item->topic);
        add_text(&h, item->na);
        add_text(&h, item->inspection);
        hash_add(&h, &item->scope, sizeof(item->scope));
        hash_add(&h, &item->gate, sizeof(item->gate));
        for (size_t k = 0; k < item->n_checks; k++) {
            add_text(&h, item->check[k]);
        }
    }
    hash_end(&h, out);
}

static enum status make_key(struct key *out, struct db *db, const struct assess_query *query,
                            struct err *err)
{
    CLEANUP(stmt_close) struct stmt *q = sql_assess_seq(db, query->facility_id);
    struct sql_assess_seq_row row = {.seq = 0};

    memset(out, 0, sizeof(*out)); /* compared as bytes */
    (void)sql_assess_seq_next(q, &row);
    out->facility_id = query->facility_id;
    out->seq = row.seq;
    out->day = date_day_number(date_of_ms(query->at_ms));
    out->records_max = query->records_max;
    edition_mark(out->edition, query->edition);
    return stmt_status(q, err);
}

/* ---- Slots ---- */

static struct slot *find(struct assess_cache *cache, const struct key *key)
{
    for (size_t i = 0; i < ASSESS_CACHE_SLOTS; i++) {
        struct slot *s = &cache->slot[i];

        if (s->arena != NULL && memcmp(&s->key, key, sizeof(*key)) == 0) {
            return s;
        }
    }
    return NULL;
}

static struct slot *oldest(struct assess_cache *cache)
{
    struct slot *s = &cache->slot[0];

    for (size_t i = 1; i < ASSESS_CACHE_SLOTS; i++) {
        if (cache->slot[i].asked < s->asked) {
            s = &cache->slot[i];
        }
    }
    return s;
}

static enum status fill(struct slot *s, struct db *db, const struct assess_query *query,
                        const struct key *key, struct err *err)
{
    arena_close(&s->arena);
    s->asked = 0;
    struct arena *a = arena_open(SLOT_MAX);
    enum status st = arena_status(a, err);

    if (st == OK) {
        st = assess_run(&s->all, db, query, a, err);
    }
    if (st != OK) {
        arena_close(&a);
        return st;
    }
    s->arena = a;
    s->key = *key;
    return OK;
}

/* The slot's verdicts on the items of the caller's own copy of the edition. */
static enum status hand_out(struct assessment *out, const struct slot *s,
                            const struct assess_query *query, struct arena *a, struct err *err)
{
    struct assess_item *item = arena_make(a, struct assess_item, s->all.n);

    for (size_t i = 0; i < s->all.n && item != NULL; i++) {
        item[i] = s->all.item[i];
        item[i].item = &query->edition->item[i];
    }
    if (item == NULL) {
        return arena_status(a, err);
    }
    *out = (struct assessment){
        .edition = query->edition,
        .form = query->form,
        .at_ms = query->at_ms,
        .item = item,
        .n = s->all.n,
    };
    return OK;
}

static enum status ask(struct assessment *out, struct assess_cache *cache, struct db *db,
                       const struct assess_query *query, struct arena *a, struct err *err)
{
    struct key key;
    enum status st = make_key(&key, db, query, err);
    struct slot *s = st == OK ? find(cache, &key) : NULL;

    if (st == OK && s == NULL) {
        s = oldest(cache);
        st = fill(s, db, query, &key, err);
    }
    if (st == OK) {
        s->asked = ++cache->questions;
        st = hand_out(out, s, query, a, err);
    }
    return st;
}

enum status assess_cached(struct assessment *out, struct assess_cache *cache, struct db *db,
                          const struct assess_query *query, struct arena *a, struct err *err)
{
    bool own = cache != NULL && !db_in_transaction(db);

    if (cache == NULL) {
        return assess_run(out, db, query, a, err);
    }
    enum status st = own ? db_begin_read(db, err) : OK; /* sequence and records of one moment */

    if (st == OK) {
        st = ask(out, cache, db, query, a, err);
    }
    if (own) {
        db_rollback(db);
    }
    return st;
}
