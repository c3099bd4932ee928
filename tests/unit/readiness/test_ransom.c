/* One file as ransomware leaves it, and as people do; and what stands on many at once. The whole
   corpus is put to the test by tests/e2e/ransom.py. */
#include "noise.h"
#include "readiness/ransom.h"
#include "t.h"

#include "base/file.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = 4096, BLOCKS = 8, SIZE = BLOCKS * BLOCK };

/* A file with these bytes, open for reading. */
static int file_of(const uint8_t *bytes, size_t len)
{
    struct err err;
    int fd;

    T_OK(file_unnamed(&fd, t_temp_dir(), &err));
    T_OK(file_write_all(fd, bytes, len, &err));
    return fd;
}

static void write_text(uint8_t bytes[SIZE])
{
    for (size_t i = 0; i < SIZE; i++) {
        bytes[i] = (uint8_t) "120/80 36.5 normal, recheck\n"[i % 28];
    }
}

/* What is found in bytes[SIZE] under this name; the manifest knew it as `before`. */
static enum ransom_sign look(const uint8_t *bytes, const char *name, enum content before,
                             size_t runs, bool same_between)
{
    CLEANUP(file_close) int fd = file_of(bytes, SIZE);
    struct ransom_case c = {
        .path = name,
        .path_len = strlen(name),
        .size = SIZE,
        .now = content_of(bytes, BLOCK),
        .has_before = before != CONTENT_EMPTY,
        .before = before,
        .has_blocks = runs > 0,
        .first_changed = {2, 5},
        .runs_listed = runs,
        .runs = runs,
        .same_between = same_between
    };

    return ransom_look(fd, &c);
}

static void tells_noise_where_something_else_should_be(void **state)
{
    (void)state;
    static const enum content fresh = CONTENT_EMPTY; /* the manifest does not know the file */
    uint8_t all[SIZE], letters[SIZE], text[SIZE], some[SIZE], zip[SIZE], cut[SIZE];

    noise(all, SIZE, 3);
    noise_base64(letters, SIZE, 4);
    write_text(text);
    memcpy(some, text, SIZE);
    noise(some + 5 * BLOCK, BLOCK, 5);
    noise(zip, SIZE, 6);
    memcpy(zip, "PK\x03\x04", 4);
    memcpy(cut, zip, SIZE);
    memcpy(zip + SIZE - 22, "PK\x05\x06", 4);

    assert_int_equal(look(all, "a.csv", fresh, 0, false), RANSOM_TEXT);
    assert_int_equal(look(all, "a.docx", fresh, 0, false), RANSOM_STRUCTURE);
    assert_int_equal(look(all, "a.docx.locked", fresh, 0, false), RANSOM_STRUCTURE);
    assert_int_equal(look(all, "a.bin", fresh, 0, false), RANSOM_NONE); /* promises nothing */
    assert_int_equal(look(all, "a.bin", CONTENT_PDF, 0, false), RANSOM_STRUCTURE);
    assert_int_equal(look(letters, "a.png", fresh, 0, false), RANSOM_BASE64);
    assert_int_equal(look(letters, "a.txt", fresh, 0, false), RANSOM_NONE); /* may be such a text */
    assert_int_equal(look(letters, "a.txt", CONTENT_TEXT, 0, false), RANSOM_BASE64);
    assert_int_equal(look(text, "a.txt", CONTENT_TEXT, 0, false), RANSOM_NONE);
    assert_int_equal(look(some, "a.txt", fresh, 0, false), RANSOM_BLOCKS); /* one block of eight */
    assert_int_equal(look(some, "a.txt", CONTENT_TEXT, 2, true), RANSOM_BLOCKS);
    assert_int_equal(look(zip, "a.zip", fresh, 0, false), RANSOM_NONE);
    assert_int_equal(look(zip, "a.zip", CONTENT_ZIP, 2, false), RANSOM_NONE); /* packed anew */
    assert_int_equal(look(zip, "a.zip", CONTENT_ZIP, 2, true), RANSOM_BLOCKS);
    assert_int_equal(look(zip, "a.zip", CONTENT_ZIP, 1, true), RANSOM_NONE);
    assert_int_equal(look(cut, "a.zip", CONTENT_ZIP, 1, true), RANSOM_STRUCTURE); /* no end */
    assert_int_equal(look(text, "a.sqlite", CONTENT_SQLITE, 2, true), RANSOM_NONE);
}

static void a_read_error_is_no_sign(void **state)
{
    (void)state;
    const struct ransom_case c = {
        .path = "a.csv", .path_len = 5, .size = SIZE, .now = CONTENT_UNKNOWN};

    assert_int_equal(ransom_look(-1, &c), RANSOM_NONE);
}

/* ---- Many files ---- */

static void add(struct ransom *r, const char *fmt, int i)
{
    char path[64];

    snprintf(path, sizeof(path), fmt, i);
    ransom_added(r, path, strlen(path));
}

static void one_new_ending_on_many_files_is_a_storm(void **state)
{
    (void)state;
    for (int extra = 0; extra < 2; extra++) {
        CLEANUP(ransom_close) struct ransom *r = NULL;
        struct ransom_storm storm;
        struct err err;

        T_OK(ransom_open(&r, &err));
        ransom_before(r, "d/old.csv", 9);
        for (int i = 0; i < RANSOM_SUFFIX_FILES + extra; i++) {
            add(r, "d/%d.csv.L0ck", i);
        }
        assert_int_equal(ransom_storm(r, 0, &storm), extra);
        if (extra == 1) {
            assert_string_equal(storm.name, "*.l0ck");
            assert_int_equal(storm.files, RANSOM_SUFFIX_FILES + 1);
            assert_false(ransom_storm(r, 1, &storm));
        }
    }
}

static void a_new_program_with_its_own_ending_is_none(void **state)
{
    (void)state;
    CLEANUP(ransom_close) struct ransom *r = NULL;
    struct ransom_storm storm;
    struct err err;

    T_OK(ransom_open(&r, &err));
    ransom_before(r, "old.csv", 7);
    for (int i = 0; i < 100; i++) {
        add(r, "new/%d.dat2", i);
    }
    assert_false(ransom_storm(r, 0, &storm));
    for (int i = 0; i < 100; i++) { /* unless as many are gone */
        ransom_missing(r);
    }
    assert_true(ransom_storm(r, 0, &storm));
}

static void the_same_note_in_three_directories_is_told(void **state)
{
    (void)state;
    static const struct {
        const char *fmt;
        bool want;
    } row[] = {
        {"d%d/HOW_TO_RESTORE_FILES.txt",  true },
        {"d%d/!!!decrypt-your-files.HTA", true },
        {"d%d/README.txt",                false}, /* asks to be read, and no more */
        {"d%d/restore.txt",               true }, /* asks and speaks of getting back in one word */
        {"d%d/recover.sh",                false}, /* nothing to read */
        {"d%d/my-readme-%%s.txt",         false},
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        CLEANUP(ransom_close) struct ransom *r = NULL;
        struct ransom_storm storm;
        struct err err;

        T_OK(ransom_open(&r, &err));
        for (int d = 0; d < RANSOM_NOTE_DIRS; d++) {
            assert_false(ransom_storm(r, 0, &storm)); /* one fewer is nothing */
            add(r, row[i].fmt, d);
        }
        if (ransom_storm(r, 0, &storm) != row[i].want) {
            fail_msg("%s", row[i].fmt);
        }
    }
}

static void a_canary_is_known_by_its_name(void **state)
{
    (void)state;
    assert_true(ransom_is_canary(".sonae-canary", 13));
    assert_true(ransom_is_canary("a/b/.sonae-canary-2", 19));
    assert_false(ransom_is_canary(".sonae-canar", 12));
    assert_false(ransom_is_canary(".sonae-canary/a", 15));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_noise_where_something_else_should_be),
        cmocka_unit_test(a_read_error_is_no_sign),
        cmocka_unit_test(one_new_ending_on_many_files_is_a_storm),
        cmocka_unit_test(a_new_program_with_its_own_ending_is_none),
        cmocka_unit_test(the_same_note_in_three_directories_is_told),
        cmocka_unit_test(a_canary_is_known_by_its_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
