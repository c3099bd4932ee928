#include "readiness/damage.h"

#include "base/fault.h"
#include "readiness/manifest.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* The block in which the shorter of the old and the new file ends, if it ends within one. */
static bool is_cut(const struct reading_item *item, uint64_t block)
{
    uint64_t shorter = item->entry.size < item->want.size ? item->entry.size : item->want.size;

    return item->entry.size != item->want.size && shorter % VERITY_BLOCK != 0 &&
           block == shorter / VERITY_BLOCK;
}

static void differs(struct damage *d, const struct reading_item *item, uint64_t block)
{
    bool goes_on = d->blocks > 0 && d->last + 1 == block;

    d->at_cut_only = (d->blocks == 0 || d->at_cut_only) && is_cut(item, block);
    if (!goes_on) {
        d->runs++;
        if (d->listed < FOUND_RUNS_MAX) {
            d->run[d->listed++] = (struct found_run){block, 0};
        }
    }
    if (d->runs == d->listed) {
        d->run[d->listed - 1].n++;
    }
    d->blocks++;
    d->last = block;
}

/* size bytes at this place, in the window; NULL: they cannot be read. */
static const uint8_t *at_place(struct damage_source *s, uint64_t at, size_t size)
{
    if (at < s->from || at + size > s->from + s->len) {
        ssize_t n =
            fault_hit(FAULT_IO) ? -1 : pread(s->fd, s->window, sizeof(s->window), (off_t)at);

        s->from = at;
        s->len = n < 0 ? 0 : (size_t)n;
    }
    return size <= s->len ? s->window + (at - s->from) : NULL;
}

enum status damage_add(struct damage *d, struct damage_source *blocks,
                       const struct reading_item *item, uint64_t first,
                       const uint8_t (*leaf)[HASH_SIZE], size_t n, struct err *err)
{
    if (blocks->fd < 0 || first >= item->want_blocks) {
        return OK;
    }
    n = item->want_blocks - first < n ? (size_t)(item->want_blocks - first) : n;
    const uint8_t *want =
        at_place(blocks, (item->want_block + first) * MANIFEST_BLOCK_SIZE, n * MANIFEST_BLOCK_SIZE);

    if (want == NULL) {
        return err_set(err, E_IO, "manifest: digests of blocks");
    }
    for (size_t i = 0; i < n; i++) {
        if (memcmp(leaf[i], want + i * MANIFEST_BLOCK_SIZE, MANIFEST_BLOCK_SIZE) != 0) {
            differs(d, item, first + i);
        } else {
            d->same_between = d->same_between || d->blocks > 0;
        }
    }
    d->compared += n;
    return OK;
}

/* A file of one block, or without FILE.blocks: what can be said without comparing blocks. */
static bool is_whole_block(const struct reading_item *item)
{
    return item->entry.size == item->want.size && item->entry.size <= VERITY_BLOCK;
}

void damage_say(const struct damage *d, const struct reading_item *item, struct found *out)
{
    uint64_t now = item->entry.size, before = item->want.size;
    bool kept = d->compared > 0 && (d->blocks == 0 || d->at_cut_only);

    out->size = now;
    out->size_before = before;
    out->what = FOUND_CHANGED;
    if (is_whole_block(item)) {
        out->run[out->runs++] = (struct found_run){0, 1};
        out->blocks = 1;
        return;
    }
    if (now != before && (kept || now == 0)) {
        out->what = now < before ? FOUND_TRUNCATED : FOUND_APPENDED;
        return;
    }
    memcpy(out->run, d->run, sizeof(d->run));
    out->runs = d->listed;
    out->blocks = d->blocks;
}

enum ransom_sign damage_look(const struct damage *d, const struct reading_item *item)
{
    const struct entry *e = &item->entry;
    bool before = item->has_want && item->want.kind == ENTRY_FILE;
    struct ransom_case c = {
        .path = e->path,
        .path_len = e->path_len,
        .size = e->size,
        .now = e->content,
        .has_before = before,
        .before = item->want.content,
        .has_blocks = before && d->compared > 0,
        .runs_listed = d->listed,
        .runs = d->runs,
        .same_between = d->same_between,
    };

    for (size_t i = 0; i < d->listed; i++) {
        c.first_changed[i] = d->run[i].first;
    }
    return ransom_look(item->fd, &c);
}
