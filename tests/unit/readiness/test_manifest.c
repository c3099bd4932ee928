#include "t.h"
#include "readiness/manifest_check.h"
#include "readiness/manifest_fact.h"
#include "readiness/manifest_take.h"
#include "readiness/walk.h"

#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* A copy of its own for each test: dir/copy, its manifest dir/m. */
struct place {
    char dir[400], copy[420], manifest[440];
};

static uint8_t secret[SIGN_SECRET_SIZE], public[SIGN_PUBLIC_SIZE];

static const char *at(const struct place *p, const char *name)
{
    static char path[8][900];
    static int next;

    next = (next + 1) % 8;
    snprintf(path[next], sizeof(path[next]), "%s/%s", p->copy, name);
    return path[next];
}

/* size bytes that depend on seed; what stands there already is replaced. */
static void put(const struct place *p, const char *name, size_t size, uint32_t seed)
{
    FILE *f = fopen(at(p, name), "wb");

    assert_non_null(f);
    for (size_t i = 0; i < size; i++) {
        seed = seed * 1664525 + 1013904223;
        fputc((int)(seed >> 24), f);
    }
    assert_int_equal(fclose(f), 0);
}

static void flip(const struct place *p, const char *name, off_t byte)
{
    uint8_t b;
    CLEANUP(file_close) int fd = open(at(p, name), O_RDWR | O_CLOEXEC);

    assert_int_equal(pread(fd, &b, 1, byte), 1);
    b ^= 0x10;
    assert_int_equal(pwrite(fd, &b, 1, byte), 1);
}

static void make_place(struct place *p, const char *name)
{
    snprintf(p->dir, sizeof(p->dir), "%s/%s", t_temp_dir(), name);
    snprintf(p->copy, sizeof(p->copy), "%s/copy", p->dir);
    snprintf(p->manifest, sizeof(p->manifest), "%s/m", p->dir);
    assert_int_equal(mkdir(p->dir, 0700), 0);
    assert_int_equal(mkdir(p->copy, 0700), 0);
}

static void write_all(const char *path, const char *bytes, size_t len)
{
    FILE *f = fopen(path, "wb");

    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, len, f), len);
    assert_int_equal(fclose(f), 0);
}

/* What was found, a line each: "what path[ <- from][ blocks 3+1]". */
struct heard {
    char text[8192];
    size_t len;
};

static enum status hear(void *self, const struct found *f, struct err *err)
{
    struct heard *h = self;

    h->len += (size_t)snprintf(h->text + h->len, sizeof(h->text) - h->len, "%s %s",
                               found_code(f->what), f->path);
    if (f->from != NULL) {
        h->len += (size_t)snprintf(h->text + h->len, sizeof(h->text) - h->len, " <- %s", f->from);
    }
    for (size_t i = 0; i < f->runs; i++) {
        h->len += (size_t)snprintf(h->text + h->len, sizeof(h->text) - h->len, " %d+%d",
                                   (int)f->run[i].first, (int)f->run[i].n);
    }
    if (f->what == FOUND_UNSEEN) {
        h->len +=
            (size_t)snprintf(h->text + h->len, sizeof(h->text) - h->len, " %d", (int)f->count);
    }
    h->len += (size_t)snprintf(h->text + h->len, sizeof(h->text) - h->len, "\n");
    assert_true(h->len < sizeof(h->text));
    assert_true(strlen(found_word(f->what)) > 0);
    return OK;
}

static enum status take(const struct place *p, int threads, struct heard *h,
                        struct found_totals *totals, struct err *err)
{
    struct found_watch watch = {.hear = hear, .self = h};
    struct manifest_taking t = {.top = p->copy,
                                .path = p->manifest,
                                .threads = threads,
                                .now_ms = 1764000000000,
                                .secret_key = secret};

    *h = (struct heard){0};
    enum status st = manifest_take(&t, &watch, err);

    *totals = watch.totals;
    return st;
}

static enum status check(const struct place *p, int threads, uint64_t n, struct heard *h,
                         struct found_totals *totals, struct err *err)
{
    CLEANUP(manifest_close) struct manifest_in m = MANIFEST_IN;
    CLEANUP(sample_close) struct sample *sample = NULL;
    struct found_watch watch = {.hear = hear, .self = h};
    struct manifest_checking c = {
        .top = p->copy, .manifest = &m, .threads = threads, .now_ms = 1764000000000};
    enum status st = manifest_open(&m, p->manifest, err);

    *h = (struct heard){0};
    if (st == OK) {
        st = sample_open(&sample, m.end.files, n, NULL, m.end.lines_sha256, err);
    }
    if (st == OK) {
        c.sample = sample;
        st = manifest_check(&c, &watch, err);
    }
    *totals = watch.totals;
    return st;
}

#define ALL UINT64_MAX

static void expect_found(const struct place *p, int threads, const char *want)
{
    struct heard h;
    struct found_totals t;
    struct err err;

    T_OK(check(p, threads, ALL, &h, &t, &err));
    assert_string_equal(h.text, want);
    assert_int_equal(manifest_answer(&t, true), want[0] == '\0' ? MANIFEST_GOOD : MANIFEST_BAD);
}

/* Small and large files, directories, a link, an odd name, a hole. */
static void make_copy(struct place *p, const char *name)
{
    make_place(p, name);
    assert_int_equal(mkdir(at(p, "a"), 0700), 0);
    assert_int_equal(mkdir(at(p, "a/deep"), 0700), 0);
    assert_int_equal(mkdir(at(p, "b"), 0700), 0);
    put(p, "a/large", 300 * 4096 + 17, 1);
    put(p, "a/deep/two", 8192, 2);
    put(p, "a/deep/one", 4096, 3);
    put(p, "a.b", 5000, 4); /* stands after everything in a/ */
    put(p, "b/odd\xff\n\\name", 10, 5);
    put(p, "b/空のないファイル", 20000, 6);
    put(p, "empty", 0, 0);
    put(p, "zz", 123, 7);
    assert_int_equal(symlink("../../outside", at(p, "b/link")), 0);
    put(p, "hole", 4096, 8);
    assert_int_equal(truncate(at(p, "hole"), 5 << 20), 0);
}

static void a_clean_copy_is_clean_with_and_without_threads(void **state)
{
    (void)state;
    struct place p;
    struct heard h;
    struct found_totals t;
    struct err err;

    make_copy(&p, "clean");
    for (int threads = 0; threads < 3; threads++) {
        T_OK(take(&p, threads, &h, &t, &err));
        assert_string_equal(h.text, "");
        assert_int_equal(t.files, 9);
        assert_int_equal(t.entries, 13);
        assert_int_equal(t.files_read, 9);
        expect_found(&p, threads, "");
    }
}

static void two_manifests_of_one_copy_differ_in_nothing(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    struct place p;
    struct heard h;
    struct found_totals t;
    struct err err;
    char *first, *second;
    size_t len[2];

    make_copy(&p, "same");
    T_OK(take(&p, 2, &h, &t, &err));
    T_OK(file_read(&first, &len[0], p.manifest, 1 << 19, a, &err));
    T_OK(take(&p, 0, &h, &t, &err));
    T_OK(file_read(&second, &len[1], p.manifest, 1 << 19, a, &err));
    assert_string_equal(first, second);
    assert_non_null(strstr(first, " b/odd\\xff\\x0a\\x5cname\n"));
    assert_non_null(strstr(first, " b/空のないファイル\n"));
}

static void each_planted_fault_is_named_to_the_block(void **state)
{
    (void)state;
    struct place p;
    struct heard h;
    struct found_totals t;
    struct err err;

    make_copy(&p, "planted");
    T_OK(take(&p, 1, &h, &t, &err));
    flip(&p, "a/large", 299 * 4096 + 5);
    flip(&p, "a/large", 4096 * 7);
    flip(&p, "a/large", 4096 * 9 - 1);
    flip(&p, "zz", 3);
    flip(&p, "hole", 3 << 20);
    assert_int_equal(truncate(at(&p, "b/空のないファイル"), 12289), 0);
    put(&p, "new", 3, 9);
    assert_int_equal(unlink(at(&p, "a/deep/one")), 0);
    assert_int_equal(rename(at(&p, "a.b"), at(&p, "b/c")), 0);
    assert_int_equal(chmod(at(&p, "empty"), 0600), 0);
    assert_int_equal(unlink(at(&p, "b/link")), 0);
    assert_int_equal(symlink("../elsewhere", at(&p, "b/link")), 0);
    for (int threads = 0; threads < 3; threads++) {
        expect_found(&p, threads,
                     "changed a/large 7+2 299+1\n"
                     "truncated b/空のないファイル\n"
                     "metadata empty\n"
                     "changed hole 768+1\n"
                     "changed zz 0+1\n"
                     "changed b/link\n"
                     "renamed b/c <- a.b\n"
                     "missing a/deep/one\n"
                     "added new\n");
    }
}

static void a_sample_reads_some_and_compares_the_rest_from_outside(void **state)
{
    (void)state;
    struct place p;
    struct heard h;
    struct found_totals t;
    struct err err;
    int seen = 0;

    make_copy(&p, "sampled");
    T_OK(take(&p, 0, &h, &t, &err));
    assert_int_equal(truncate(at(&p, "a/large"), 4096), 0);
    put(&p, "b/new", 10, 1);
    struct stat was;

    assert_int_equal(stat(at(&p, "zz"), &was), 0);
    flip(&p, "zz", 3);
    assert_int_equal(
        utimensat(AT_FDCWD, at(&p, "zz"), (struct timespec[]){was.st_atim, was.st_mtim}, 0), 0);
    for (int i = 0; i < 200; i++) {
        T_OK(check(&p, 0, 4, &h, &t, &err));
        assert_int_equal(t.files_read, 4);
        assert_non_null(strstr(h.text, "a/large")); /* its size tells */
        assert_non_null(strstr(h.text, "added b/new"));
        seen += strstr(h.text, "changed zz 0+1") != NULL;
    }
    assert_in_range(seen, 40, 140); /* 4 of 9 in 200: 89, less than 1 in 10^10 outside */
}

static void what_is_no_file_is_named_and_never_opened(void **state)
{
    (void)state;
    struct place p;
    struct heard h;
    struct found_totals t;
    struct err err;
    struct sockaddr_un addr = {.sun_family = AF_UNIX};
    CLEANUP(file_close) int s = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    make_place(&p, "odd");
    assert_int_equal(mkfifo(at(&p, "pipe"), 0600), 0);
    if ((size_t)snprintf(addr.sun_path, sizeof(addr.sun_path), "%s/s", p.copy) <
        sizeof(addr.sun_path)) {
        assert_int_equal(bind(s, (struct sockaddr *)&addr, sizeof(addr)), 0);
    } else {
        put(&p, "s", 1, 1); /* the temporary directory's name is too long for a socket */
    }
    assert_int_equal(symlink(".", at(&p, "loop")), 0); /* followed, it would never end */
    T_OK(take(&p, 0, &h, &t, &err));
    assert_non_null(strstr(h.text, "special pipe\n"));
    assert_true(manifest_is_clean(&t));
    T_OK(check(&p, 0, ALL, &h, &t, &err));
    assert_true(manifest_is_clean(&t));
    assert_int_equal(unlink(at(&p, "pipe")), 0);
    put(&p, "pipe", 4, 1);
    T_OK(check(&p, 0, ALL, &h, &t, &err));
    assert_non_null(strstr(h.text, "retyped pipe\n"));
}

static void directories_too_deep_are_named(void **state)
{
    (void)state;
    struct place p;
    struct heard h;
    struct found_totals t;
    struct err err;
    CLEANUP(file_close) int dir = -1;

    make_place(&p, "deep");
    dir = open(p.copy, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    for (int i = 0; i < WALK_DEPTH_MAX + 2; i++) {
        assert_int_equal(mkdirat(dir, "d", 0700), 0);
        int next = openat(dir, "d", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

        file_close(&dir);
        dir = next;
    }
    T_OK(take(&p, 0, &h, &t, &err));
    assert_memory_equal(h.text, "deep d/d/", 9);
    assert_int_equal(t.found[FOUND_DEEP], 1);
    assert_int_equal(t.entries, WALK_DEPTH_MAX);
    assert_false(manifest_is_clean(&t));
}

static void a_manifest_is_never_written_into_the_copy(void **state)
{
    (void)state;
    struct place p;
    struct heard h;
    struct found_totals t;
    struct err err;

    make_place(&p, "inside");
    snprintf(p.manifest, sizeof(p.manifest), "%s/m", p.copy);
    T_STATUS("in the copy", take(&p, 0, &h, &t, &err), E_INVALID);
    assert_int_equal(err.msg, MSG_MANIFEST_INSIDE);
    assert_int_equal(access(p.manifest, F_OK), -1);
}

/* Whatever is changed in a manifest, it is refused. */
static void a_changed_manifest_is_refused(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    struct place p;
    struct heard h;
    struct found_totals t;
    struct err err;
    char *bytes, blocks[460];
    size_t len;

    make_copy(&p, "changed");
    T_OK(take(&p, 0, &h, &t, &err));
    T_OK(file_read(&bytes, &len, p.manifest, 1 << 19, a, &err));
    for (size_t i = 0; i < len; i += i + 450 < len ? 13 : 1) { /* every byte of the last line */
        CLEANUP(manifest_close) struct manifest_in m = MANIFEST_IN;
        char was = bytes[i];

        bytes[i] ^= 1;
        write_all(p.manifest, bytes, len);
        enum status st = manifest_open(&m, p.manifest, &err);

        if (st != E_INVALID && st != E_CORRUPT) {
            fail_msg("byte %zu of %zu: %s", i, len, status_name(st));
        }
        bytes[i] = was;
    }
    CLEANUP(manifest_close) struct manifest_in cut = MANIFEST_IN, more = MANIFEST_IN;

    write_all(p.manifest, bytes, len - 1);
    T_STATUS("cut off", manifest_open(&cut, p.manifest, &err), E_INVALID);
    bytes[len] = '\n';
    write_all(p.manifest, bytes, len + 1);
    T_STATUS("longer", manifest_open(&more, p.manifest, &err), E_CORRUPT);
    write_all(p.manifest, bytes, len);
    snprintf(blocks, sizeof(blocks), "%s" MANIFEST_BLOCKS_SUFFIX, p.manifest);
    assert_int_equal(truncate(blocks, 4), 0);
    T_STATUS("blocks cut off", check(&p, 0, ALL, &h, &t, &err), E_CORRUPT);
    assert_int_equal(unlink(blocks), 0);
    flip(&p, "a/large", 9);
    T_OK(check(&p, 0, ALL, &h, &t, &err)); /* found, though nobody can say where */
    assert_string_equal(h.text, "changed a/large\n");
}

static void lines_of_a_manifest_are_read_strictly(void **state)
{
    (void)state;
#define D64 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    static const struct {
        const char *line;
        const char *path; /* NULL: refused */
    } row[] = {
        {"f 12 1764000000.000000001 0644 zip " D64 " a b/c", "a b/c" },
        {"f 12 -1.500000000 7777 - - x",                     "x"     },
        {"d - 0.000000000 0755 - - d",                       "d"     },
        {"l 3 0.000000000 0777 - " D64 " l",                 "l"     },
        {"o - 0.000000000 0600 - - \\x5c\\xff",              "\\\xff"},
        {"x - 0.000000000 0755 - - d",                       NULL    },
        {"d 1 0.000000000 0755 - - d",                       NULL    },
        {"f - 0.000000000 0755 - - d",                       NULL    },
        {"f 9223372036854775808 0.000000000 0644 - - d",     NULL    },
        {"f 1 0.00000000 0644 - - d",                        NULL    },
        {"f 1 99999999999.000000000 0644 - - d",             NULL    },
        {"f 1 0.000000000 0844 - - d",                       NULL    },
        {"f 1 0.000000000 10000 - - d",                      NULL    },
        {"f 1 0.000000000 0644 cipher - d",                  NULL    },
        {"f 1 0.000000000 0644 - 0123 d",                    NULL    },
        {"f 1 0.000000000 0644 - - /etc/passwd",             NULL    },
        {"f 1 0.000000000 0644 - - a/../../b",               NULL    },
        {"f 1 0.000000000 0644 - - a//b",                    NULL    },
        {"f 1 0.000000000 0644 - - a/",                      NULL    },
        {"f 1 0.000000000 0644 - - .",                       NULL    },
        {"f 1 0.000000000 0644 - - \\x00",                   NULL    },
        {"f 1 0.000000000 0644 - - \\x4",                    NULL    },
        {"f 1 0.000000000 0644 - - \\n",                     NULL    },
        {"f 1 0.000000000 0644 - -",                         NULL    },
        {"",                                                 NULL    },
    };
#undef D64
    static char path[ENTRY_PATH_MAX + 1];

    for (size_t i = 0; i < COUNT(row); i++) {
        struct entry e;
        struct err err;
        enum status st = manifest_line(&e, path, row[i].line, strlen(row[i].line), &err);

        T_STATUS(row[i].line, st, row[i].path == NULL ? E_INVALID : OK);
        if (st == OK) {
            assert_string_equal(e.path, row[i].path);
        }
    }
}

static void a_path_has_its_longest_length(void **state)
{
    (void)state;
    static char line[2 * ENTRY_PATH_MAX], path[ENTRY_PATH_MAX + 1];
    const char head[] = "f 1 0.000000000 0644 - - ";
    struct entry e;
    struct err err;

    memset(line, 'a', sizeof(line));
    memcpy(line, head, strlen(head));
    T_OK(manifest_line(&e, path, line, strlen(head) + ENTRY_PATH_MAX, &err));
    T_STATUS("one more", manifest_line(&e, path, line, strlen(head) + ENTRY_PATH_MAX + 1, &err),
             E_INVALID);
}

static void the_order_is_that_of_a_walk(void **state)
{
    (void)state;
    static const char *const order[] = {"a", "a/a", "a/a/z", "a/b", "a b", "a.b", "aa", "b"};

    for (size_t i = 0; i < COUNT(order); i++) {
        for (size_t k = 0; k < COUNT(order); k++) {
            int got = entry_order(order[i], strlen(order[i]), order[k], strlen(order[k]));

            assert_int_equal(got, (i > k) - (i < k));
        }
    }
    assert_true(entry_below("a/b", 3, "a", 1));
    assert_false(entry_below("ab", 2, "a", 1));
    assert_false(entry_below("a", 1, "a", 1));
}

/* Property: no failing call anywhere makes a copy look good that was not seen, or damaged that is
   not. */
static void a_failing_disk_is_never_called_good_nor_damaged(void **state)
{
    (void)state;
    struct place p;
    struct heard h;
    struct found_totals t;
    struct err err;
    uint64_t calls = 0;

    make_copy(&p, "failing");
    T_OK(take(&p, 0, &h, &t, &err));
    for (uint64_t n = 1; n == 1 || calls >= n - 1; n++) {
        fault_arm(FAULT_IO, n);
        enum status st = check(&p, 0, ALL, &h, &t, &err);

        calls = fault_seen(FAULT_IO);
        fault_arm(FAULT_IO, 0);
        if (st == OK && calls >= n) {
            assert_int_equal(manifest_answer(&t, true), MANIFEST_UNKNOWN);
        } else if (st != OK) {
            assert_int_equal(st, E_IO);
        }
    }
}

static enum status take_again(void *arg, struct err *err)
{
    struct heard h;
    struct found_totals t;
    enum status st = take(arg, 0, &h, &t, err);

    return st != OK || manifest_is_clean(&t) ? st : err_set(err, E_IO, "%s", h.text);
}

static enum status check_again(void *arg, struct err *err)
{
    struct heard h;
    struct found_totals t;

    return check(arg, 0, ALL, &h, &t, err);
}

static void faults_are_said(void **state)
{
    (void)state;
    struct place p;

    make_copy(&p, "faults");
    T_FAULTS(FAULT_ALLOC, take_again, &p);
    T_FAULTS(FAULT_IO, take_again, &p);
    T_FAULTS(FAULT_ALLOC, check_again, &p);
}

static void the_answer_is_never_good_by_default(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 16);
    struct copy_fact fact[MANIFEST_FACTS];
    struct err err;

    for (int i = 0; i < FOUND_WHATS; i++) {
        struct found_totals t = {.files = 2, .files_read = 2, .size = 8, .size_read = 8};

        t.found[i] = 1;
        enum manifest_answer want = i == FOUND_SPECIAL || i >= FOUND_CAME     ? MANIFEST_GOOD
                                    : found_is_difference((enum found_what)i) ? MANIFEST_BAD
                                                                              : MANIFEST_UNKNOWN;

        assert_int_equal(manifest_answer(&t, true), want);
        assert_int_not_equal(manifest_answer(&t, false), MANIFEST_GOOD);
        T_OK(manifest_facts(fact, 1, 1764000000000, &t, false, a, &err));
        for (int k = 0; k < MANIFEST_FACTS; k++) {
            assert_int_not_equal(fact[k].proof, COPY_PROVED); /* signed by a stranger */
        }
        T_OK(manifest_facts(fact, 1, 1764000000000, &t, true, a, &err));
        assert_int_equal(fact[2].proof, i == FOUND_SUSPECT         ? COPY_CONTRADICTED
                                        : want == MANIFEST_UNKNOWN ? COPY_UNKNOWN
                                                                   : COPY_PROVED);
    }
}

static int make_key(void **state)
{
    (void)state;
    sign_new(public, secret);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_clean_copy_is_clean_with_and_without_threads),
        cmocka_unit_test(two_manifests_of_one_copy_differ_in_nothing),
        cmocka_unit_test(each_planted_fault_is_named_to_the_block),
        cmocka_unit_test(a_sample_reads_some_and_compares_the_rest_from_outside),
        cmocka_unit_test(what_is_no_file_is_named_and_never_opened),
        cmocka_unit_test(directories_too_deep_are_named),
        cmocka_unit_test(a_manifest_is_never_written_into_the_copy),
        cmocka_unit_test(a_changed_manifest_is_refused),
        cmocka_unit_test(lines_of_a_manifest_are_read_strictly),
        cmocka_unit_test(a_path_has_its_longest_length),
        cmocka_unit_test(the_order_is_that_of_a_walk),
        cmocka_unit_test(a_failing_disk_is_never_called_good_nor_damaged),
        cmocka_unit_test(faults_are_said),
        cmocka_unit_test(the_answer_is_never_good_by_default),
    };
    return cmocka_run_group_tests(tests, make_key, NULL);
}
