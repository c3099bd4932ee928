#include "readiness/verity.h"
#include "t.h"

#include "base/buf.h"
#include "base/mem.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* The digest of bytes[size], its leaves taken `step` at a time. bytes stands in whole blocks. */
static void digest(struct verity *v, const uint8_t *bytes, size_t size, size_t step,
                   uint8_t out[HASH_SIZE])
{
    static struct verity_tree t;
    static uint8_t leaf[512][HASH_SIZE];
    size_t n = verity_block_count(size);

    verity_tree_start(&t);
    for (size_t at = 0; at < n; at += step) {
        size_t take = n - at < step ? n - at : step;

        verity_blocks(v, leaf, bytes + at * VERITY_BLOCK, take);
        verity_tree_add(&t, v, (const uint8_t(*)[HASH_SIZE])leaf, take);
    }
    verity_tree_end(&t, v, size, out);
}

static void fill(uint8_t *bytes, size_t len, uint32_t seed)
{
    for (size_t i = 0; i < len; i++) {
        seed = seed * 1664525 + 1013904223;
        bytes[i] = (uint8_t)(seed >> 24);
    }
}

static void every_way_computes_the_same_leaves(void **state)
{
    (void)state;
    enum { BLOCKS = 37 };
    static uint8_t bytes[BLOCKS * VERITY_BLOCK], got[BLOCKS][HASH_SIZE];

    fill(bytes, sizeof(bytes), 7);
    for (int way = 0; way < VERITY_WAYS; way++) {
        CLEANUP(verity_close) struct verity *v = NULL;
        struct err err;
        enum status st = verity_open(&v, (enum verity_way)way, &err);

        if (st == E_NOTFOUND) {
            print_message("no %s here: not tried\n", verity_way_name((enum verity_way)way));
            continue;
        }
        T_OK(st);
        assert_int_equal(verity_way(v), way);
        for (size_t n = 0; n <= BLOCKS; n++) {
            memset(got, 0, sizeof(got));
            verity_blocks(v, got, bytes, n);
            for (size_t i = 0; i < BLOCKS; i++) {
                uint8_t want[HASH_SIZE] = {0};

                if (i < n) {
                    hash_of(want, bytes + i * VERITY_BLOCK, VERITY_BLOCK);
                }
                assert_memory_equal(got[i], want, HASH_SIZE);
            }
        }
    }
}

static void the_best_way_is_one_that_is_here(void **state)
{
    (void)state;
    CLEANUP(verity_close) struct verity *v = NULL;
    struct err err;

    T_OK(verity_open(&v, VERITY_BEST, &err));
    print_message("this processor: %s\n", verity_way_name(verity_way(v)));
    assert_true(verity_way(v) < VERITY_WAYS);
    assert_string_equal(verity_way_name(VERITY_BEST), "best");
}

/* Sizes whose trees differ: on, before and after each edge of a block and of a level. */
static size_t size_of(uint32_t i, uint32_t random)
{
    static const size_t level_edge[] = {VERITY_FAN - 1, VERITY_FAN, VERITY_FAN + 1, 2 * VERITY_FAN,
                                        2 * VERITY_FAN + 1};
    size_t blocks = i % 16 == 0 ? level_edge[i / 16 % COUNT(level_edge)] : i % 8;
    size_t edge = blocks * VERITY_BLOCK;

    switch (random >> 16 & 3) {
    case 0:
        return edge;
    case 1:
        return edge + 1;
    case 2:
        return edge > 0 ? edge - 1 : 0;
    default:
        return edge + random % VERITY_BLOCK;
    }
}

enum { FILES = 1000, SIZE_MAX_HERE = (2 * VERITY_FAN + 3) * VERITY_BLOCK };

static void write_file(const char *path, const uint8_t *bytes, size_t size)
{
    FILE *f = fopen(path, "wb");

    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, size, f), size);
    assert_int_equal(fclose(f), 0);
}

/* What fsverity-utils say about these files of dir, in their order. */
static void expect_fsverity(const char *dir, uint8_t (*want)[HASH_SIZE], int n)
{
    char command[512], hex[HASH_HEX_SIZE], line[256];

    snprintf(command, sizeof(command),
             "cd '%s' && printf '%%s\\n' *.bin | xargs fsverity digest --compact", dir);
    FILE *out = popen(command, "r");

    assert_non_null(out);
    for (int i = 0; i < n; i++) {
        assert_non_null(fgets(line, sizeof(line), out));
        line[strcspn(line, "\n")] = '\0';
        assert_string_equal(line, hash_hex(hex, want[i], HASH_SIZE));
    }
    assert_null(fgets(line, sizeof(line), out));
    assert_int_equal(pclose(out), 0);
}

static void fsverity_agrees_on_a_thousand_sizes(void **state)
{
    (void)state;
    static uint8_t bytes[SIZE_MAX_HERE], want[FILES][HASH_SIZE];
    CLEANUP(verity_close) struct verity *v = NULL;
    struct err err;
    uint32_t random = 20261124;
    char path[512];

    if (access("/usr/bin/fsverity", X_OK) != 0) {
        print_message("fsverity is not installed: not compared\n");
        return;
    }
    T_OK(verity_open(&v, VERITY_BEST, &err));
    for (uint32_t i = 0; i < FILES; i++) {
        random = random * 1664525 + 1013904223;
        size_t size = size_of(i, random);

        fill(bytes, size, random);
        memset(bytes + size, 0, verity_block_count(size) * VERITY_BLOCK - size);
        digest(v, bytes, size, 1 + random % 300, want[i]);
        snprintf(path, sizeof(path), "%s/%04u.bin", t_temp_dir(), (unsigned)i);
        write_file(path, bytes, size);
    }
    expect_fsverity(t_temp_dir(), want, FILES);
    for (uint32_t i = 0; i < FILES; i++) {
        snprintf(path, sizeof(path), "%s/%04u.bin", t_temp_dir(), (unsigned)i);
        unlink(path);
    }
}

/* A third level: 128 * 128 blocks of zeros, and one more. */
static void fsverity_agrees_where_a_third_level_begins(void **state)
{
    (void)state;
    static uint8_t zero[VERITY_BLOCK], leaf[1][HASH_SIZE], want[3][HASH_SIZE];
    static struct verity_tree t;
    static const size_t blocks[3] = {VERITY_FAN * VERITY_FAN, VERITY_FAN * VERITY_FAN + 1,
                                     VERITY_FAN * VERITY_FAN + VERITY_FAN + 1};
    CLEANUP(verity_close) struct verity *v = NULL;
    struct err err;
    char path[512];

    if (access("/usr/bin/fsverity", X_OK) != 0) {
        print_message("fsverity is not installed: not compared\n");
        return;
    }
    T_OK(verity_open(&v, VERITY_BEST, &err));
    verity_blocks(v, leaf, zero, 1);
    for (size_t i = 0; i < COUNT(blocks); i++) {
        verity_tree_start(&t);
        for (size_t k = 0; k < blocks[i]; k++) {
            verity_tree_add(&t, v, (const uint8_t(*)[HASH_SIZE])leaf, 1);
        }
        verity_tree_end(&t, v, blocks[i] * VERITY_BLOCK, want[i]);
        snprintf(path, sizeof(path), "%s/%zu.bin", t_temp_dir(), i);
        write_file(path, zero, 0);
        assert_int_equal(truncate(path, (off_t)(blocks[i] * VERITY_BLOCK)), 0);
    }
    expect_fsverity(t_temp_dir(), want, COUNT(blocks));
    for (size_t i = 0; i < COUNT(blocks); i++) {
        snprintf(path, sizeof(path), "%s/%zu.bin", t_temp_dir(), i);
        unlink(path);
    }
}

/* Small files side by side, against the tree of each; in room that is not clean. */
static void small_files_side_by_side_have_the_same_digests(void **state)
{
    (void)state;
    static uint8_t bytes[16 * VERITY_BLOCK], room[VERITY_SMALL_MAX * VERITY_BLOCK];
    static uint8_t leaf[VERITY_SMALL_MAX][VERITY_FAN][HASH_SIZE], got[VERITY_SMALL_MAX][HASH_SIZE];
    static struct verity_tree t;
    struct verity_small file[VERITY_SMALL_MAX];
    struct err err;

    for (size_t i = 0; i < sizeof(bytes); i++) {
        bytes[i] = (uint8_t)(i * 31 >> 4);
    }
    for (int way = 0; way < VERITY_WAYS; way++) {
        CLEANUP(verity_close) struct verity *v = NULL;
        enum status st = verity_open(&v, (enum verity_way)way, &err);

        if (st == E_NOTFOUND) {
            continue;
        }
        assert_int_equal(st, OK);
        memset(room, 0xAA, sizeof(room));
        for (size_t i = 0; i < VERITY_SMALL_MAX; i++) {
            const size_t n = 1 + i * 2 % VERITY_FAN; /* 1, 3, ... 127 */

            for (size_t k = 0; k < n; k++) {
                verity_blocks(v, &leaf[i][k], bytes + (i + k) % 16 * VERITY_BLOCK, 1);
            }
            file[i] = (struct verity_small){(const uint8_t(*)[HASH_SIZE])leaf[i], n,
                                            n * VERITY_BLOCK - i, got[i]};
        }
        verity_small(v, file, VERITY_SMALL_MAX, room);
        for (size_t i = 0; i < VERITY_SMALL_MAX; i++) {
            uint8_t want[HASH_SIZE];

            verity_tree_start(&t);
            verity_tree_add(&t, v, file[i].leaf, file[i].n);
            verity_tree_end(&t, v, file[i].size, want);
            assert_memory_equal(got[i], want, HASH_SIZE);
        }
    }
}

static void the_digest_of_nothing_is_known(void **state)
{
    (void)state;
    CLEANUP(verity_close) struct verity *v = NULL;
    struct err err;
    uint8_t got[HASH_SIZE];
    char hex[HASH_HEX_SIZE];

    T_OK(verity_open(&v, VERITY_OPENSSL, &err));
    digest(v, NULL, 0, 1, got);
    /* `fsverity digest` of an empty file */
    assert_string_equal(hash_hex(hex, got, HASH_SIZE),
                        "3d248ca542a24fc62d1c43b916eae5016878e2533c88238480b26128a1f1af95");
}

static enum status open_one(void *arg, struct err *err)
{
    CLEANUP(verity_close) struct verity *v = NULL;

    return verity_open(&v, *(const enum verity_way *)arg, err);
}

static void no_memory_is_said(void **state)
{
    (void)state;
    enum verity_way way = VERITY_BEST;

    T_FAULTS(FAULT_ALLOC, open_one, &way);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_way_computes_the_same_leaves),
        cmocka_unit_test(the_best_way_is_one_that_is_here),
        cmocka_unit_test(fsverity_agrees_on_a_thousand_sizes),
        cmocka_unit_test(fsverity_agrees_where_a_third_level_begins),
        cmocka_unit_test(small_files_side_by_side_have_the_same_digests),
        cmocka_unit_test(the_digest_of_nothing_is_known),
        cmocka_unit_test(no_memory_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
