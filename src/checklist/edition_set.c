#include "checklist/edition.h"

#include "base/embedded.h"
#include "base/fault.h"
#include "base/file.h"
#include "checklist/catalogue.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { FILE_NAME_MAX = 255, PROBLEMS_MAX = EDITIONS_MAX };

/* ---- One set ---- */

static bool same_place(const struct edition *a, const struct edition *b)
{
    return (a->forms & b->forms) != 0 && strcmp(a->code, b->code) == 0;
}

static bool comes_before(const struct edition *a, const struct edition *b)
{
    return a->fiscal_year != b->fiscal_year ? a->fiscal_year < b->fiscal_year : a->forms < b->forms;
}

static void add(struct edition_set *set, struct edition *e)
{
    size_t at = 0;

    for (size_t i = 0; i < set->n; i++) { /* what e replaces leaves */
        if (!same_place(set->edition[i], e)) {
            set->edition[at++] = set->edition[i];
        }
    }
    set->n = at;
    if (set->n == EDITIONS_MAX) {
        return;
    }
    for (at = set->n; at > 0 && comes_before(e, set->edition[at - 1]); at--) {
        set->edition[at] = set->edition[at - 1];
    }
    set->edition[at] = e;
    set->n++;
}

static void add_problem(struct edition_set *set, const char *file, const struct err *why)
{
    if (set->n_problems < PROBLEMS_MAX) {
        set->problem[set->n_problems++] = (struct edition_problem){file, *why};
    }
}

/* ---- Files ---- */

static bool is_edition_name(const char *name)
{
    size_t len = strlen(name);

    return len > 5 && strcmp(name + len - 5, ".json") == 0 && name[0] == 'r' && name[1] >= '0' &&
           name[1] <= '9';
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The names of the edition files in directory, sorted; none when it does not exist. */
static enum status list_files(char **out, size_t *n, const char *directory, struct arena *a,
                              struct err *err)
{
    DIR *d = fault_hit(FAULT_IO) ? (errno = EIO, NULL) : opendir(directory);
    struct dirent *entry;

    *n = 0;
    if (d == NULL) {
        return errno == ENOENT ? OK : err_errno(err, errno, "opening %s", directory);
    }
    while (*n < EDITIONS_MAX && (entry = readdir(d)) != NULL) {
        if (is_edition_name(entry->d_name)) {
            out[(*n)++] = arena_copy_n(a, entry->d_name, strnlen(entry->d_name, FILE_NAME_MAX));
        }
    }
    closedir(d);
    if (arena_status(a, err) != OK) {
        return err->status;
    }
    qsort(out, *n, sizeof(*out), by_name);
    return OK;
}

/* A file that cannot be used is a problem of the set; only a lack of memory is an error. */
static enum status load_file(struct edition_set *set, const char *directory, const char *name,
                             struct arena *a, struct err *err)
{
    const char *path = arena_printf(a, "%s/%s", directory, name);
    struct edition *e = NULL;
    char *text;
    size_t len;
    enum status st = path == NULL ? arena_status(a, err)
                                  : file_read(&text, &len, path, EDITION_FILE_MAX, a, err);

    if (st == OK) {
        st = edition_parse(&e, name, text, len, a, err);
    }
    if (st == OK) {
        add(set, e);
    } else if (st != E_NOMEM) {
        add_problem(set, name, err);
        st = OK;
    }
    return st;
}

static enum status load_built_in(struct edition_set *set, struct arena *a, struct err *err)
{
    size_t n;
    const struct embedded *file = catalogue_files(&n);
    enum status st = OK;

    for (size_t i = 0; i < n && st == OK; i++) {
        struct edition *e;

        if (!is_edition_name(file[i].name)) {
            continue;
        }
        st = edition_parse(&e, file[i].name, file[i].data, file[i].size, a, err);
        if (st == OK) {
            add(set, e);
        }
    }
    return st;
}

enum status edition_set_load(struct edition_set *out, const char *directory, struct arena *a,
                             struct err *err)
{
    struct edition_set set = {
        .edition = arena_make(a, struct edition *, EDITIONS_MAX),
        .problem = arena_make(a, struct edition_problem, PROBLEMS_MAX),
    };
    char **name = arena_make(a, char *, EDITIONS_MAX);
    size_t n = 0;
    enum status st = arena_status(a, err);

    if (st == OK) {
        st = load_built_in(&set, a, err);
    }
    if (st == OK && directory != NULL) {
        st = list_files(name, &n, directory, a, err);
    }
    for (size_t i = 0; i < n && st == OK; i++) {
        st = load_file(&set, directory, name[i], a, err);
    }
    if (st == OK) {
        *out = set;
    }
    return st;
}

/* ---- Choosing ---- */

static bool serves(const struct edition *e, enum form form)
{
    return (e->forms & 1u << form) != 0;
}

const struct edition *edition_find(const struct edition_set *set, const char *code, enum form form)
{
    for (size_t i = 0; i < set->n; i++) {
        if (serves(set->edition[i], form) && strcmp(set->edition[i]->code, code) == 0) {
            return set->edition[i];
        }
    }
    return NULL;
}

const struct edition *edition_named(const struct edition_set *set, const char *typed,
                                    enum form form)
{
    for (size_t i = 0; i < set->n; i++) {
        const struct edition *e = set->edition[i];
        char year[32];
        size_t len = (size_t)snprintf(year, sizeof(year), "令和%d年度", e->fiscal_year - 2018);
        bool is_year = strncmp(typed, year, len) == 0 &&
                       (typed[len] == '\0' || strcmp(typed + len, "版") == 0);

        if (serves(e, form) && (is_year || strcasecmp(e->code, typed) == 0)) {
            return e;
        }
    }
    return NULL;
}

/* How fit an edition is to answer by. */
static int fitness(const struct edition *e)
{
    return e->complete ? 2 : e->items_listed ? 1 : 0;
}

const struct edition *edition_pick(const struct edition_set *set, enum form form, int fiscal_year)
{
    const struct edition *best = NULL;

    for (size_t i = 0; i < set->n; i++) { /* by year, so a later one of the same fitness wins */
        const struct edition *e = set->edition[i];

        if (serves(e, form) && e->fiscal_year <= fiscal_year &&
            (best == NULL || fitness(e) >= fitness(best))) {
            best = e;
        }
    }
    return best;
}

const struct edition *edition_of_year(const struct edition_set *set, enum form form,
                                      int fiscal_year)
{
    const struct edition *of_year = NULL;

    for (size_t i = 0; i < set->n; i++) {
        if (serves(set->edition[i], form) && set->edition[i]->fiscal_year <= fiscal_year) {
            of_year = set->edition[i];
        }
    }
    return of_year;
}
