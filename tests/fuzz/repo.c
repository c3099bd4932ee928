/* What tools of others answer: refused, or figures that can be true. The first byte chooses. */
#include "fuzz.h"
#include "readiness/repo_parse.h"

#include <string.h>

enum { ARENA = 64 << 20, LONGEST = 1 << 16 };

static void check_generations(enum status st, const struct repo_generations *g)
{
    for (size_t i = 0; st == OK && i < g->n; i++) {
        FUZZ_CHECK(g->row[i].id != NULL && g->row[i].id[0] != '\0' && g->row[i].name != NULL);
        FUZZ_CHECK(strlen(g->row[i].id) <= REPO_TEXT_MAX);
        FUZZ_CHECK(i == 0 || g->row[i - 1].at_ms <= g->row[i].at_ms);
        FUZZ_CHECK(g->row[i].bytes >= -1 && g->row[i].changed >= -1 && g->row[i].changed <= 1000);
    }
}

static void check_file(enum status st, const struct repo_file *f)
{
    if (st == OK) {
        FUZZ_CHECK(f->path != NULL && f->path[0] != '\0' && strlen(f->path) <= REPO_TEXT_MAX);
        FUZZ_CHECK(f->size >= 0);
    }
}

static enum status check_each(void *self, const struct repo_file *f, struct err *err)
{
    (void)self;
    (void)err;
    check_file(OK, f);
    return OK;
}

static void check_sum(const char *line, struct arena *a)
{
    struct repo_sum sum;
    struct err err = {.status = OK};

    if (repo_parse_sum(&sum, line, a, &err) == OK) {
        FUZZ_CHECK(sum.kind < REPO_SUM_KINDS && strlen(sum.path) <= REPO_TEXT_MAX);
        FUZZ_CHECK(sum.path[0] == '\0' || (sum.path[0] != '/' && repo_path_is_plain(sum.path)));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_close) struct arena *a = arena_open(ARENA);
    struct repo_generations g = {.n = 0};
    struct repo_generation one = {.bytes = -1};
    struct repo_file f;
    struct err err = {.status = OK};
    int64_t at, added = 0;

    if (size == 0 || size > LONGEST) {
        return 0;
    }
    const size_t len = size - 1;
    const char *text = arena_copy_n(a, (const char *)data + 1, len);

    switch (data[0] % 10) {
    case 0:
        check_generations(repo_parse_restic_snapshots(&g, text, len, a, &err), &g);
        break;
    case 1:
        check_file(repo_parse_restic_file(&f, text, len, a, &err), &f);
        break;
    case 2:
        FUZZ_CHECK(repo_parse_restic_stats(&one, text, len, &err) != OK || one.bytes >= 0);
        break;
    case 3:
        FUZZ_CHECK(repo_parse_restic_diff(&added, text, len, &err) != OK || added >= 0);
        break;
    case 4: {
        enum status st = repo_parse_borg_list(&g, text, len, a, &err);

        check_generations(st, &g);
        if (st == OK) {
            st = repo_parse_borg_info(&g, text, len, &err);
            check_generations(st, &g);
        }
        break;
    }
    case 5:
        check_file(repo_parse_borg_file(&f, text, len, a, &err), &f);
        break;
    case 6:
        (void)!repo_parse_pg_manifest(text, len, check_each, NULL, a, &err);
        break;
    case 7:
        check_file(repo_parse_tar_file(&f, text, a, &err), &f);
        break;
    case 8:
        check_file(repo_parse_zip_file(&f, text, a, &err), &f);
        break;
    default:
        (void)repo_parse_name_time(&at, text);
        (void)repo_parse_is_rotation(text);
        (void)repo_parse_time(&at, text);
        (void)repo_path_is_plain(text);
        (void)repo_parse_is_sums(text);
        check_sum(text, a);
    }
    return 0;
}
