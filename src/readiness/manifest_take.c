#include "readiness/manifest_take.h"

#include "readiness/looking.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct taking {
    struct found_watch *watch;
    struct manifest_out *out;
};

static enum status take_blocks(void *self, struct reading_item *item, uint64_t first,
                               const uint8_t (*leaf)[HASH_SIZE], size_t n, struct err *err)
{
    struct taking *t = self;
    enum status st =
        manifest_blocks(&item->entry) == 0 ? OK : manifest_add_blocks(t->out, leaf, n, err);

    return st == OK ? looking_far(t->watch, first + n, 0, err) : st;
}

static enum status take_done(void *self, struct reading_item *item, struct err *err)
{
    struct taking *t = self;
    enum status st = looking_done(t->watch, item, err);

    if (st == OK) {
        st = manifest_add(t->out, &item->entry, err);
    }
    return st == OK ? looking_far(t->watch, 0, 0, err) : st;
}

static enum status take_step(struct taking *t, struct walk *w, struct reading *r,
                             const struct walk_step *step, struct err *err)
{
    struct reading_item *item;
    enum status st = looking_step(t->watch, step, err);

    /* Gone, or its name stands already: a directory that holds it was told of. */
    if (st != OK || step->trouble == WALK_VANISHED || step->trouble == WALK_DEEP ||
        (step->trouble == WALK_UNREADABLE && step->stat.st_mode == 0)) {
        return st;
    }
    st = reading_next(r, &item, &step->entry, err);
    if (st == OK && step->entry.kind == ENTRY_FILE) {
        st = looking_take(t->watch, w, step, item, err);
    }
    return st == OK ? reading_give(r, item, err) : st;
}

static enum status take_all(struct taking *t, struct walk *w, int threads, struct err *err)
{
    const struct reading_sink sink = {.blocks = take_blocks, .done = take_done, .self = t};
    CLEANUP(reading_close) struct reading *r = NULL;
    struct walk_step step;
    enum status st = reading_open(&r, threads, &sink, err);

    while (st == OK) {
        st = walk_next(w, &step, err);
        if (st == OK) {
            st = take_step(t, w, r, &step, err);
        }
    }
    return st == E_NOTFOUND ? reading_finish(r, err) : st;
}

/* Does the directory that is to hold path lie in top? */
static enum status refuse_inside(const char *top, const char *path, struct err *err)
{
    char dir[PATH_MAX], real_dir[PATH_MAX], real_top[PATH_MAX];
    const char *slash = strrchr(path, '/');

    snprintf(dir, sizeof(dir), "%.*s", slash == NULL ? 1 : (int)(slash - path) + 1,
             slash == NULL ? "." : path);
    if (realpath(dir, real_dir) == NULL || realpath(top, real_top) == NULL) {
        return OK; /* opening it will say what is wrong */
    }
    size_t len = strlen(real_top);

    return strncmp(real_dir, real_top, len) == 0 &&
                   (real_dir[len] == '/' || real_dir[len] == '\0' || len == 1)
               ? err_say(err, E_INVALID, MSG_MANIFEST_INSIDE, path)
               : OK;
}

enum status manifest_take(const struct manifest_taking *taking, struct found_watch *watch,
                          struct err *err)
{
    CLEANUP(manifest_drop) struct manifest_out out = MANIFEST_OUT;
    CLEANUP(walk_close) struct walk *w = NULL;
    struct taking t = {watch, &out};
    enum status st = walk_open(&w, taking->top, err);

    if (st == OK) {
        st = refuse_inside(taking->top, taking->path, err);
    }
    if (st == OK) {
        st = manifest_create(&out, taking->path, err);
    }
    if (st == OK) {
        st = take_all(&t, w, taking->threads, err);
    }
    if (st == OK && !walk_still_there(w, taking->top)) {
        st = err_say(err, E_IO, MSG_COPY_GONE, taking->top);
    }
    return st == OK ? manifest_done(&out, taking->now_ms, taking->secret_key, err) : st;
}

int manifest_threads(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN) - 1;

    return n < 0 ? 0 : n > READING_THREADS_MAX ? READING_THREADS_MAX : (int)n;
}
