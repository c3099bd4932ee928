#include "readiness/manifest_check.h"

#include "readiness/damage.h"
#include "readiness/looking.h"
#include "readiness/loose.h"
#include "readiness/rotation.h"

#include <string.h>

struct checking {
    const struct manifest_checking *c;
    struct found_watch *watch;
    struct loose *loose;
    struct rotation *rotation;
    struct ransom *ransom;
    struct reading *reading;
    /* the entry of the manifest that comes next */
    struct entry want;
    bool has_want;
    bool want_drawn;
    bool all;             /* files are read, not a sample */
    uint64_t want_file;   /* its number among the files, from 0 */
    uint64_t want_block;  /* where its digests stand in FILE.blocks */
    uint64_t to_read;     /* bytes, for the progress */
    struct damage damage; /* of the file that is coming out */
    struct damage_source blocks;
    /* a directory whose inside could not be seen */
    char unseen[ENTRY_PATH_MAX + 1];
    size_t unseen_len;
    uint64_t unseen_n;
};

static enum status next_want(struct checking *k, struct err *err)
{
    if (k->has_want) {
        k->want_file += k->want.kind == ENTRY_FILE;
        k->want_block += manifest_blocks(&k->want);
    }
    enum status st = manifest_next(k->c->manifest, &k->want, err);

    k->has_want = st == OK;
    if (st == OK && k->want.kind == ENTRY_FILE) {
        k->want_drawn = sample_next(k->c->sample);
        ransom_before(k->ransom, k->want.path, k->want.path_len);
    }
    return st == E_NOTFOUND ? OK : st;
}

/* Tell how many names below the unseen directory the manifest has; it ends here. */
static enum status leave_unseen(struct checking *k, struct err *err)
{
    struct found f = {.what = FOUND_UNSEEN, .count = k->unseen_n};
    enum status st =
        k->unseen_n == 0 ? OK : found_tell(k->watch, &f, k->unseen, k->unseen_len, err);

    k->unseen_len = 0;
    k->unseen_n = 0;
    return st;
}

static enum status enter_unseen(struct checking *k, const struct entry *e, struct err *err)
{
    enum status st = leave_unseen(k, err);

    memcpy(k->unseen, e->path, e->path_len + 1);
    k->unseen_len = e->path_len;
    return st;
}

/* The manifest has it, the walk did not come to it. */
static enum status pass_missing(struct checking *k, struct err *err)
{
    const struct entry *e = &k->want;

    if (k->unseen_len > 0 && entry_below(e->path, e->path_len, k->unseen, k->unseen_len)) {
        k->unseen_n++;
        return OK;
    }
    enum status st = leave_unseen(k, err);

    if (st == OK) {
        st = rotation_see(k->rotation, ROTATION_WENT, e, err);
    }
    if (e->kind == ENTRY_FILE) {
        ransom_missing(k->ransom);
    }
    if (st == OK && ransom_is_canary(e->path, e->path_len)) {
        struct found f = {.what = FOUND_SUSPECT, .sign = RANSOM_CANARY_HIT};

        st = found_tell(k->watch, &f, e->path, e->path_len, err);
    }
    return st == OK ? loose_add(k->loose, FOUND_MISSING, e, k->rotation, k->watch, err) : st;
}

static enum status tell_metadata(struct checking *k, const struct reading_item *item,
                                 struct err *err)
{
    const struct entry *e = &item->entry, *w = &item->want;
    /* A directory's time changes with every name in it, and that is told of by itself. */
    struct found f = {.what = FOUND_METADATA,
                      .size = e->size,
                      .mode_differs = e->mode != w->mode && e->kind != ENTRY_LINK,
                      .mtime_differs = e->mtime_ns != w->mtime_ns && e->kind != ENTRY_DIR};

    return f.mode_differs || f.mtime_differs ? found_tell(k->watch, &f, e->path, e->path_len, err)
                                             : OK;
}

static enum status suspect(struct checking *k, const struct reading_item *item, struct err *err)
{
    const struct entry *e = &item->entry;
    struct found f = {.what = FOUND_SUSPECT, .size = e->size, .sign = RANSOM_CANARY_HIT};

    if (!item->has_want || !ransom_is_canary(e->path, e->path_len)) {
        f.sign = item->fd < 0 ? RANSOM_NONE : damage_look(&k->damage, item);
    }
    return f.sign == RANSOM_NONE ? OK : found_tell(k->watch, &f, e->path, e->path_len, err);
}

/* A file that both have and that was read. */
static enum status compare_content(struct checking *k, const struct reading_item *item,
                                   struct err *err)
{
    const struct entry *e = &item->entry, *w = &item->want;
    struct found f = {0};

    if (!w->has_digest) {
        f.what = FOUND_UNRECORDED;
        return found_tell(k->watch, &f, e->path, e->path_len, err);
    }
    if (memcmp(e->digest, w->digest, HASH_SIZE) == 0) {
        sample_covered(k->c->sample, item->want_file, k->c->now_ms);
        return tell_metadata(k, item, err);
    }
    damage_say(&k->damage, item, &f);
    enum status st = found_tell(k->watch, &f, e->path, e->path_len, err);

    return st == OK ? suspect(k, item, err) : st;
}

/* A name that both have and that was not read: a directory, a link, a file that was not drawn. */
static enum status compare_outside(struct checking *k, const struct reading_item *item,
                                   struct err *err)
{
    const struct entry *e = &item->entry, *w = &item->want;

    if (e->size != w->size ||
        (e->kind == ENTRY_LINK && w->has_digest && memcmp(e->digest, w->digest, HASH_SIZE) != 0)) {
        struct found f = {.what = FOUND_CHANGED, .size = e->size, .size_before = w->size};

        if (e->kind == ENTRY_LINK && rotation_link(k->rotation, e, w)) {
            return OK;
        }
        return found_tell(k->watch, &f, e->path, e->path_len, err);
    }
    return tell_metadata(k, item, err);
}

static enum status pass_added(struct checking *k, struct reading_item *item, struct err *err)
{
    const struct entry *e = &item->entry;
    enum status st = loose_add(k->loose, FOUND_ADDED, e, k->rotation, k->watch, err);

    if (e->kind == ENTRY_FILE) {
        ransom_added(k->ransom, e->path, e->path_len);
    }
    return st == OK ? suspect(k, item, err) : st;
}

static enum status check_blocks(void *self, struct reading_item *item, uint64_t first,
                                const uint8_t (*leaf)[HASH_SIZE], size_t n, struct err *err)
{
    struct checking *k = self;
    enum status st =
        item->has_want ? damage_add(&k->damage, &k->blocks, item, first, leaf, n, err) : OK;

    return st == OK ? looking_far(k->watch, first + n, k->to_read, err) : st;
}

static enum status check_done(void *self, struct reading_item *item, struct err *err)
{
    struct checking *k = self;
    enum status st = looking_done(k->watch, item, err);
    bool read = item->fd >= 0 && item->entry.has_digest;

    if (st == OK && (item->fd < 0 || read) && !item->troubled) {
        st = !item->has_want ? pass_added(k, item, err)
             : read          ? compare_content(k, item, err)
                             : compare_outside(k, item, err);
    }
    k->damage = (struct damage){0};
    return st == OK ? looking_far(k->watch, 0, k->to_read, err) : st;
}

/* Give the step's name to be read and compared; with what the manifest says, if it has it. */
static enum status give(struct checking *k, struct walk *w, const struct walk_step *step,
                        bool has_want, struct err *err)
{
    struct reading_item *item;
    enum status st = reading_next(k->reading, &item, &step->entry, err);

    if (st != OK) {
        return st;
    }
    item->has_want = has_want;
    if (has_want) {
        item->want = k->want;
        item->want.path = NULL;
        item->want_file = k->want_file;
        item->want_block = k->want_block;
        item->want_blocks = manifest_blocks(&k->want);
    }
    /* In a sample a new file is not read: there is no file of the manifest in whose place it was
       drawn. */
    if (step->entry.kind == ENTRY_FILE && (has_want ? k->want_drawn : k->all)) {
        st = looking_take(k->watch, w, step, item, err);
        item->troubled = item->fd < 0;
    }
    return st == OK ? reading_give(k->reading, item, err) : st;
}

/* Another kind of thing has this name now. */
static enum status tell_retyped(struct checking *k, const struct walk_step *step, struct err *err)
{
    struct found f = {.what = FOUND_RETYPED, .size = step->entry.size, .size_before = k->want.size};

    return found_tell(k->watch, &f, step->entry.path, step->entry.path_len, err);
}

/* The manifest's names up to the step's, which may be one of them. */
static enum status catch_up(struct checking *k, const struct walk_step *step, bool *same,
                            struct err *err)
{
    const struct entry *e = &step->entry;
    enum status st = OK;

    for (*same = false; st == OK && k->has_want && !*same;) {
        int order = entry_order(k->want.path, k->want.path_len, e->path, e->path_len);

        if (order > 0) {
            return OK;
        }
        *same = order == 0;
        if (!*same) {
            st = pass_missing(k, err);
            if (st == OK) {
                st = next_want(k, err);
            }
        }
    }
    return st;
}

static enum status check_step(struct checking *k, struct walk *w, const struct walk_step *step,
                              struct err *err)
{
    bool same;
    enum status st = looking_step(k->watch, step, err);

    if (st == OK) {
        st = catch_up(k, step, &same, err);
    }
    if (st != OK) {
        return st;
    }
    if (step->trouble != WALK_FINE) { /* told of; its inside is not missing, it was not seen */
        st = enter_unseen(k, &step->entry, err);
    } else if (same && step->entry.kind != k->want.kind) {
        st = tell_retyped(k, step, err);
    } else {
        st = rotation_see(k->rotation, same ? ROTATION_STAYED : ROTATION_CAME, &step->entry, err);
        if (st == OK) {
            st = give(k, w, step, same, err);
        }
    }
    return st == OK && same ? next_want(k, err) : st;
}

static enum status check_rest(struct checking *k, struct err *err)
{
    enum status st = OK;

    while (st == OK && k->has_want) {
        st = pass_missing(k, err);
        if (st == OK) {
            st = next_want(k, err);
        }
    }
    if (st == OK) {
        st = leave_unseen(k, err);
    }
    return st == OK ? reading_finish(k->reading, err) : st;
}

static enum status tell_storms(struct checking *k, struct err *err)
{
    struct ransom_storm storm;
    enum status st = OK;

    for (size_t i = 0; st == OK && ransom_storm(k->ransom, i, &storm); i++) {
        struct found f = {.what = FOUND_SUSPECT, .sign = storm.sign, .count = storm.files};

        st = found_tell(k->watch, &f, storm.name, strlen(storm.name), err);
    }
    return st;
}

static enum status check_all(struct checking *k, struct walk *w, struct err *err)
{
    struct walk_step step;
    enum status st = next_want(k, err);

    while (st == OK) {
        st = walk_next(w, &step, err);
        if (st == OK) {
            st = check_step(k, w, &step, err);
        }
    }
    st = st == E_NOTFOUND ? check_rest(k, err) : st;
    if (st == OK && !walk_still_there(w, k->c->top)) {
        struct found f = {.what = FOUND_GONE};

        st = found_tell(k->watch, &f, k->c->top, strlen(k->c->top), err);
    }
    if (st == OK) {
        st = rotation_tell(k->rotation, k->all, k->watch, err);
    }
    if (st == OK) {
        st = loose_tell(k->loose, k->rotation, k->watch, err);
    }
    return st == OK ? tell_storms(k, err) : st;
}

enum status manifest_check(const struct manifest_checking *c, struct found_watch *watch,
                           struct err *err)
{
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    CLEANUP(walk_close) struct walk *w = NULL;
    struct checking *k = arena_make(a, struct checking, 1);
    enum status st = arena_status(a, err);

    if (st != OK) {
        return st;
    }
    const struct reading_sink sink = {.blocks = check_blocks, .done = check_done, .self = k};

    k->c = c;
    k->watch = watch;
    k->blocks.fd = c->manifest->blocks;
    k->all = sample_is_all(c->sample);
    k->to_read = k->all ? c->manifest->end.size : 0;
    st = walk_open(&w, c->top, err);
    if (st == OK) {
        st = loose_open(&k->loose, err);
    }
    if (st == OK) {
        st = rotation_open(&k->rotation, c->now_ms, err);
    }
    if (st == OK) {
        st = ransom_open(&k->ransom, err);
    }
    if (st == OK) {
        st = reading_open(&k->reading, c->threads, &sink, err);
    }
    if (st == OK) {
        st = check_all(k, w, err);
    }
    reading_close(&k->reading);
    ransom_close(&k->ransom);
    rotation_close(&k->rotation);
    loose_close(&k->loose);
    return st;
}

bool manifest_is_clean(const struct found_totals *t)
{
    for (int i = 0; i < FOUND_WHATS; i++) {
        if (t->found[i] > 0 &&
            (found_is_difference((enum found_what)i) || found_is_unjudged((enum found_what)i))) {
            return false;
        }
    }
    return true;
}
