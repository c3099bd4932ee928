/*
 * ouic OUT.h FILE.csv...: the IEEE's listings of address blocks as C, sorted for a binary search:
 * maker_key[], maker_at[] (where a block's name begins) and maker_text[] (each name once).
 */
#include "network/maker_csv.h"
#include "tool.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_MAX = 1 << 20, ROWS_MIN = 1000, ACROSS = 6 };

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct maker_csv_row *)a)->name, ((const struct maker_csv_row *)b)->name);
}

static int by_key(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

/* A block and where its name begins; the key comes first for by_key(). */
struct placed {
    uint64_t key;
    size_t at;
};

static size_t read_files(struct maker_csv_row *row, int n_files, char **file)
{
    size_t n = 0;

    for (int i = 0; i < n_files; i++) {
        size_t len;
        const char *at = tool_read(file[i], &len), *end = at + len;

        while (n < ROWS_MAX && maker_csv_next(&row[n], &at, end)) {
            n++;
        }
    }
    if (n < ROWS_MIN || n == ROWS_MAX) {
        tool_fail(file[0], 0, "%zu blocks of addresses: is this the IEEE's listing?", n);
    }
    return n;
}

/* Every name once, each followed by a 0. */
static void write_names(FILE *f, struct placed *placed, const struct maker_csv_row *row, size_t n)
{
    size_t at = 0;

    fprintf(f, "static const char maker_text[] =");
    for (size_t i = 0; i < n; i++) {
        bool again = i > 0 && strcmp(row[i].name, row[i - 1].name) == 0;

        if (!again) {
            fputs("\n    ", f);
            tool_c_string(f, row[i].name, strlen(row[i].name));
            fputs(" \"\\0\"", f);
        }
        placed[i] = (struct placed){row[i].key, again ? placed[i - 1].at : at};
        at += again ? 0 : strlen(row[i].name) + 1;
    }
    fputs(";\n\n", f);
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        tool_fail("ouic", 0, "usage: ouic OUT.h FILE.csv...");
    }
    struct maker_csv_row *row = tool_alloc(ROWS_MAX * sizeof(*row));
    size_t n = read_files(row, argc - 2, argv + 2);
    struct placed *placed = tool_alloc(n * sizeof(*placed));
    FILE *f = tool_create(argv[1]);

    qsort(row, n, sizeof(*row), by_name);
    fputs("/* made by tools/ouic.c */\n", f);
    write_names(f, placed, row, n);
    qsort(placed, n, sizeof(*placed), by_key);
    fputs("static const uint64_t maker_key[] = {", f);
    for (size_t i = 0; i < n; i++) {
        fprintf(f, "%s0x%" PRIx64 ",", i % ACROSS == 0 ? "\n" : "", placed[i].key);
    }
    fputs("\n};\n\nstatic const uint32_t maker_at[] = {", f);
    for (size_t i = 0; i < n; i++) {
        fprintf(f, "%s%zu,", i % ACROSS == 0 ? "\n" : "", placed[i].at);
    }
    fputs("\n};\n", f);
    tool_finish(f, argv[1]);
    return 0;
}
