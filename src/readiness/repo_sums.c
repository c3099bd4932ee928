#include "readiness/repo_sums.h"

#include "base/file.h"
#include "base/mem.h"
#include "readiness/repo_parse.h"
#include "readiness/repo_tree.h"

#include <errno.h>
#include <inttypes.h>
#include <nettle/nettle-meta.h>
#include <nettle/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { READ_SIZE = 1 << 17, LINE_SIZE = REPO_TEXT_MAX + 2 * REPO_SUM_SIZE_MAX + 16 };

struct summing {
    struct repo *repo;
    struct repo_check *check;
    int percent;
    const char *list; /* the first that names anything */
    size_t lists;     /* that do */
    size_t named, missing, unread, read, wrong;
    uint64_t *covered; /* [n_covered of covered_room] the names, each as a number */
    size_t n_covered, covered_room;
    bool is_full;
    bool is_weak;       /* with MD5 or SHA-1 */
    size_t files, bare; /* but lists; those of them that no list names */
    void *context;      /* of the digest in hand */
};

static const struct nettle_hash *hash_for(enum repo_sum_kind kind)
{
    static const struct nettle_hash *const hash[REPO_SUM_KINDS] = {
        [REPO_MD5] = &nettle_md5,
        [REPO_SHA1] = &nettle_sha1,
        [REPO_SHA256] = &nettle_sha256,
        [REPO_SHA512] = &nettle_sha512,
    };

    return hash[kind];
}

static uint64_t number_of(const char *path)
{
    uint8_t digest[HASH_SIZE];
    uint64_t n;

    hash_of(digest, path, strlen(path));
    memcpy(&n, digest, sizeof(n));
    return n;
}

static enum status cover(struct summing *s, const char *path, struct err *err)
{
    if (s->n_covered == REPO_SUMS_MAX) {
        s->is_full = true;
        return OK;
    }
    if (s->n_covered == s->covered_room) {
        const size_t room = s->covered_room * 2 + 1024;
        uint64_t *more = mem_grow(s->covered, room * sizeof(*more));

        if (more == NULL) {
            return err_set(err, E_NOMEM, "lists of digests");
        }
        s->covered = more;
        s->covered_room = room;
    }
    s->covered[s->n_covered++] = number_of(path);
    return OK;
}

/* Read fd to its end: is it what the list says? False with *errnum set: it cannot be read. */
static bool is_same(struct summing *s, int fd, const struct repo_sum *sum, int *errnum)
{
    const struct nettle_hash *h = hash_for(sum->kind);
    uint8_t bytes[READ_SIZE], digest[REPO_SUM_SIZE_MAX];
    ssize_t n;

    h->init(s->context);
    while ((n = read(fd, bytes, sizeof(bytes))) != 0) {
        if (n > 0) {
            h->update(s->context, (size_t)n, bytes);
        } else if (errno != EINTR) {
            *errnum = errno;
            return false;
        }
    }
    h->digest(s->context, h->digest_size, digest);
    return memcmp(digest, sum->digest, h->digest_size) == 0;
}

static bool is_drawn(const struct summing *s)
{
    unsigned draw;

    random_bytes(&draw, sizeof(draw));
    return (int)(draw % 100) < s->percent;
}

/* One file that a list names; path is below the copy. */
static enum status hold(struct summing *s, const char *list, const struct repo_sum *sum,
                        const char *path, struct err *err)
{
    int errnum = 0;
    CLEANUP(file_close) int fd = repo_tree_open(s->repo->path, path, &errnum);

    s->named++;
    s->is_weak = s->is_weak || sum->kind == REPO_MD5 || sum->kind == REPO_SHA1;
    if (fd < 0) {
        *(errnum == ENOENT ? &s->missing : &s->unread) += 1;
        return OK;
    }
    enum status st = cover(s, path, err);

    if (st != OK || !is_drawn(s)) {
        return st;
    }
    s->read++;
    if (!is_same(s, fd, sum, &errnum)) {
        s->wrong += errnum == 0;
        s->unread += errnum != 0;
        if (errnum == 0) {
            repo_damage(
                s->check,
                arena_printf(s->repo->arena, "%s: 検査値の一覧（%s）と中身が違います", path, list),
                s->repo->arena);
        }
    }
    return arena_status(s->repo->arena, err);
}

/* The file that a line without a name means: the list's own name without its ending. */
static const char *target(const struct repo_sum *sum, const char *list, struct arena *a)
{
    const char *slash = strrchr(list, '/'), *dot = strrchr(list, '.');
    const int dir = slash == NULL ? 0 : (int)(slash + 1 - list);

    if (sum->path[0] != '\0') {
        return arena_printf(a, "%.*s%s", dir, list, sum->path);
    }
    return dot == NULL ? NULL : arena_printf(a, "%.*s", (int)(dot - list), list);
}

static enum status read_line(struct summing *s, const char *list, const char *line, bool *names,
                             struct err *err)
{
    const struct arena_mark mark = arena_mark(s->repo->arena);
    const size_t damage = s->check->n_damage;
    struct repo_sum sum;
    enum status st = repo_parse_sum(&sum, line, s->repo->arena, err);
    const char *path = st == OK ? target(&sum, list, s->repo->arena) : NULL;

    if (path != NULL) {
        *names = true;
        st = hold(s, list, &sum, path, err);
    }
    if (s->check->n_damage == damage || damage >= REPO_DAMAGE_SHOWN) { /* else its words stay */
        arena_reset(s->repo->arena, mark);
    }
    return st == E_NOTFOUND || st == E_INVALID ? OK : st;
}

static enum status read_list(struct summing *s, const char *path, struct err *err)
{
    char line[LINE_SIZE];
    int errnum;
    bool names = false, goes_on = false;
    int fd = repo_tree_open(s->repo->path, path, &errnum);
    FILE *f = fd < 0 ? NULL : fdopen(fd, "r");
    enum status st = OK;

    if (f == NULL) {
        file_close(&fd);
        s->unread++;
        return OK;
    }
    while (st == OK && fgets(line, sizeof(line), f) != NULL) {
        const bool ends = strchr(line, '\n') != NULL || feof(f);

        if (!goes_on && ends) { /* a longer line is none of ours */
            st = read_line(s, path, line, &names, err);
        }
        goes_on = !ends;
        if (st == OK) {
            st = progress_step(s->repo->progress, (int64_t)s->named, 0,
                               "検査値の一覧と比べています", err);
        }
    }
    fclose(f);
    if (names && s->lists++ == 0) {
        s->list = arena_copy(s->repo->arena, path);
    }
    return st;
}

static bool is_list(const struct repo_file *f)
{
    const char *slash = strrchr(f->path, '/');

    return f->size <= REPO_SUMS_LIST_MAX && repo_parse_is_sums(slash == NULL ? f->path : slash + 1);
}

static enum status take_list(void *self, const struct repo_file *f, struct err *err)
{
    return is_list(f) ? read_list(self, f->path, err) : OK;
}

static int by_number(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

static enum status count_bare(void *self, const struct repo_file *f, struct err *err)
{
    struct summing *s = self;
    const uint64_t n = number_of(f->path);

    (void)err;
    if (!is_list(f)) {
        s->files++;
        s->bare += s->n_covered == 0 ||
                   bsearch(&n, s->covered, s->n_covered, sizeof(n), by_number) == NULL;
    }
    return OK;
}

static const char *words(const struct summing *s, struct arena *a)
{
    const char *more = s->lists > 1 ? arena_printf(a, "ほか%zuつ", s->lists - 1) : "";
    const char *rest = "";

    if (s->bare > 0) {
        rest =
            arena_printf(a, "一覧にないファイルが%zu件あり、それらは確かめられません。", s->bare);
    }
    if (s->missing + s->unread > 0) {
        rest = arena_printf(a, "%s一覧にあって写しにないか、読めないものが%zu件あります。", rest,
                            s->missing + s->unread);
    }
    return arena_printf(a,
                        "写しの中の検査値の一覧（%s%s%s）にある%zu件のうち%zu件を読み、違いはありま"
                        "せん。%s",
                        s->list, more, s->is_weak ? "、MD5・SHA-1を含む" : "", s->named, s->read,
                        rest);
}

static void conclude(struct summing *s, struct repo_check *c, struct arena *a)
{
    if (s->wrong > 0) {
        c->data = REPO_BAD;
        return;
    }
    const bool all = s->bare + s->missing + s->unread == 0 && !s->is_full && s->read > 0;

    if (c->data == REPO_GOOD) {
        return; /* the tool's own word covers more than a list */
    }
    c->by = words(s, a);
    c->data = all ? REPO_GOOD : REPO_UNKNOWN;
    c->percent = s->files == 0 ? 0 : (int)(100 * s->read / s->files);
    c->percent = c->percent > 100 ? 100 : c->percent; /* two lists may name one file */
}

enum status repo_sums_check(struct repo_check *c, struct repo *r, int percent, struct err *err)
{
    struct summing s = {.repo = r, .check = c, .percent = percent};
    const struct repo_tree_walk lists = {.each = take_list, .self = &s, .progress = r->progress};
    const struct repo_tree_walk files = {.each = count_bare, .self = &s, .progress = r->progress};
    struct repo_tree tree;
    enum status st = OK;

    s.context = mem_new(sizeof(struct sha512_ctx)); /* the largest of them */
    if (s.context == NULL) {
        return err_set(err, E_NOMEM, "lists of digests");
    }
    st = repo_tree_walk(&tree, r->path, &lists, err);
    if (st == OK && s.lists > 0) {
        if (s.n_covered > 0) {
            qsort(s.covered, s.n_covered, sizeof(*s.covered), by_number);
        }
        st = repo_tree_walk(&tree, r->path, &files, err);
    }
    if (st == OK && s.lists > 0) {
        conclude(&s, c, r->arena);
    }
    mem_free(s.context);
    mem_free(s.covered);
    return st == OK ? arena_status(r->arena, err) : st;
}
