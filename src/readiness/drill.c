#include "readiness/drill.h"

#include "base/clock.h"
#include "base/hash.h"
#include "readiness/drill_compare.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* ---- Drawing ---- */

/* A uniform sample of unknown many (J. S. Vitter, "Random Sampling with a Reservoir", 1985, R). */
struct drawing {
    struct repo_file file[DRILL_FILES_MAX];
    size_t n;
    int64_t seen; /* files that could be drawn */
    int64_t all_files, all_bytes;
    struct arena *kept; /* holds the names of the drawn ones; not the one the listing resets */
};

static uint64_t below(uint64_t limit)
{
    uint64_t draw;

    random_bytes(&draw, sizeof(draw));
    return draw % limit;
}

static enum status draw_one(void *self, const struct repo_file *f, struct err *err)
{
    struct drawing *d = self;

    d->all_files++;
    d->all_bytes += f->size;
    if (!repo_path_is_plain(f->path) || strpbrk(f->path, "\\") != NULL) {
        return OK; /* counted, not drawn */
    }
    const int64_t at =
        d->n < DRILL_FILES_MAX ? (int64_t)d->n : (int64_t)below((uint64_t)d->seen + 1);

    d->seen++;
    if (at >= DRILL_FILES_MAX) {
        return OK;
    }
    d->n += d->n < DRILL_FILES_MAX;
    d->file[at] = *f;
    d->file[at].path = arena_copy(d->kept, f->path);
    d->file[at].digest = arena_copy(d->kept, f->digest);
    return arena_status(d->kept, err);
}

static void shuffle(struct drawing *d)
{
    for (size_t i = d->n; i > 1; i--) {
        const size_t k = below(i);
        const struct repo_file f = d->file[k];

        d->file[k] = d->file[i - 1];
        d->file[i - 1] = f;
    }
}

/* How many of the shuffled ones are restored. */
static size_t choose(struct drawing *d, int64_t *bytes)
{
    size_t n = 0;

    *bytes = 0;
    for (size_t i = 0; i < d->n; i++) {
        if (n >= DRILL_FILES_MIN && *bytes * 100 >= d->all_bytes) {
            break;
        }
        if (*bytes + d->file[i].size <= DRILL_BYTES_MAX) {
            *bytes += d->file[i].size;
            d->file[n++] = d->file[i];
        }
    }
    return n;
}

/* ---- Restoring ---- */

struct holding {
    struct drill_result *result;
    struct repo *repo;
    const char *source;
    struct arena *arena;
};

static void tell(struct holding *h, const struct repo_file *f, const char *what)
{
    struct drill_result *r = h->result;

    if (r->n_found++ < REPO_DAMAGE_SHOWN) {
        r->found[r->n_found - 1] = arena_printf(h->arena, "%s：%s", f->path, what);
    }
}

static enum status judge(struct holding *h, const struct repo_file *f, struct err *err)
{
    struct drill_result *r = h->result;
    enum drill_compared how;
    const char *restored = repo_restored(h->repo, f->path, h->arena);
    enum status st = arena_status(h->arena, err);

    if (st == OK) {
        st = drill_compare(&how, restored, f, h->source, err);
    }
    if (st != OK) {
        return st;
    }
    switch (how) {
    case DRILL_SAME:
        r->same++;
        break;
    case DRILL_UNPROVED: /* what such a tool gives back it has compared with its own digest */
        *(h->repo->kind->proves_restored ? &r->same : &r->unproved) += 1;
        break;
    case DRILL_CHANGED:
        r->changed++;
        break;
    case DRILL_OTHER:
        r->wrong++;
        tell(h, f, "戻したものが、元と違います");
        break;
    default:
        r->wrong++;
        tell(h, f, "戻りませんでした");
    }
    return OK;
}

/* One call of the tool. A copy that turns out to be damaged gives back nothing: that is a result.
 */
static enum status restore(struct holding *h, struct drill_batch *b, const struct repo_file *file,
                           size_t n, struct err *err)
{
    int64_t took_us = 0;
    enum status st = repo_clear(h->repo, err);

    if (st == OK) {
        st = h->repo->kind->restore(&took_us, h->repo, &h->result->generation, file, n, err);
    }
    if (st == E_CORRUPT || st == E_IO) {
        char text[300];

        if (h->result->n_found++ < REPO_DAMAGE_SHOWN) {
            h->result->found[h->result->n_found - 1] =
                arena_copy(h->arena, err_text(err, LANG_JA, text, sizeof(text)));
        }
        st = OK;
    }
    *b = (struct drill_batch){.files = (int64_t)n, .seconds = (double)took_us / 1e6};
    for (size_t i = 0; i < n; i++) {
        b->bytes += file[i].size;
    }
    return st;
}

/* The smallest of the sample alone: what starting costs. */
static enum status time_start(struct holding *h, double *start, const struct repo_file *file,
                              size_t n, struct err *err)
{
    const struct repo_file *least = &file[0];
    struct drill_batch b;

    for (size_t i = 1; i < n; i++) {
        if (file[i].size < least->size) {
            least = &file[i];
        }
    }
    const size_t found = h->result->n_found;
    enum status st = restore(h, &b, least, 1, err);

    h->result->n_found = found; /* it is restored again with the others, and told then */
    *start = b.seconds;
    return st;
}

static enum status restore_all(struct holding *h, const struct repo_file *file, size_t n,
                               struct err *err)
{
    struct drill_batch batch[DRILL_BATCHES];
    const size_t per = (n + DRILL_BATCHES - 1) / DRILL_BATCHES;
    size_t n_batches = 0;
    double start = 0;
    enum status st = time_start(h, &start, file, n, err);

    for (size_t at = 0; st == OK && at < n; at += per) {
        const size_t m = n - at < per ? n - at : per;

        st = restore(h, &batch[n_batches++], file + at, m, err);
        for (size_t i = 0; st == OK && i < m; i++) {
            st = judge(h, &file[at + i], err);
        }
        if (st == OK) {
            st = progress_step(h->repo->progress, (int64_t)(at + m), (int64_t)n,
                               "写しから戻して、比べています", err);
        }
    }
    if (st == OK) {
        drill_project(&h->result->whole, batch, n_batches, start, h->result->all_files,
                      h->result->all_bytes);
    }
    return st;
}

static enum drill_outcome outcome_of(const struct drill_result *r)
{
    if (r->wrong == 0 && r->n_found == 0) {
        return DRILL_SUCCESS;
    }
    return r->wrong < r->files ? DRILL_PARTIAL : DRILL_FAILURE;
}

static enum status hold(struct drill_result *r, struct repo *repo, const struct drill_want *want,
                        struct drawing *d, struct arena *a, struct err *err)
{
    struct repo_generations g;
    struct holding h = {r, repo, want->source, a};
    enum status st = repo->kind->list(&g, repo, err);

    if (st == OK && g.n == 0) {
        st = err_say(err, E_NOTFOUND, MSG_DRILL_EMPTY, repo->path);
    }
    if (st != OK) {
        return st;
    }
    r->kind = repo->kind;
    r->generation = g.row[g.n - 1];
    st = repo->kind->files(repo, &r->generation, draw_one, d, err);
    if (st == OK && d->n == 0) {
        st = err_say(err, E_NOTFOUND, MSG_DRILL_EMPTY, repo->path);
    }
    if (st != OK) {
        return st;
    }
    r->all_files = d->all_files;
    r->all_bytes = d->all_bytes;
    shuffle(d);
    r->files = (int64_t)choose(d, &r->bytes);
    if (r->files == 0) {
        return err_say(err, E_LIMIT, MSG_DRILL_LARGE, repo->path);
    }
    return restore_all(&h, d->file, (size_t)r->files, err);
}

enum status drill_hold(struct drill_result *out, const struct drill_want *want, struct arena *a,
                       struct err *err)
{
    enum { NAMES_MAX = 16 << 20 }; /* bytes; a replaced one's name stays until the end */
    CLEANUP(arena_close) struct arena *kept = arena_open(NAMES_MAX);
    CLEANUP(repo_close) struct repo repo = REPO_INIT;
    struct drill_result r = {.kind = NULL};
    struct drawing *d = arena_make(a, struct drawing, 1);
    const int64_t begun = clock_steady_us();
    enum status st = arena_status(a, err);

    if (st == OK) {
        d->kept = kept;
        st = repo_open(&repo, &want->copy, a, err);
    }
    if (st == OK) {
        st = hold(&r, &repo, want, d, a, err);
    }
    if (st == OK) {
        r.took_ms = (clock_steady_us() - begun) / 1000;
        r.outcome = outcome_of(&r);
        st = arena_status(a, err);
    }
    if (st != OK) {
        return err_note(err, "a restore drill");
    }
    *out = r;
    return OK;
}
