#include "base/tar.h"

#include "base/file.h"
#include "t.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* An unnamed file with this content, at its start. */
static int file_with(const char *bytes, size_t len)
{
    int fd;
    struct err err;

    T_OK(file_unnamed(&fd, t_temp_dir(), &err));
    T_OK(file_write_all(fd, bytes, len, &err));
    assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
    return fd;
}

static int archive(void)
{
    CLEANUP(file_close) int one = file_with("first", 5);
    CLEANUP(file_close) int none = file_with("", 0);
    int fd = file_with("", 0);
    struct err err;

    T_OK(tar_add(fd, "a.db", one, 5, 0, &err));
    T_OK(tar_add(fd, "files/empty", none, 0, 0, &err));
    T_OK(tar_end(fd, &err));
    assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
    return fd;
}

static void gives_back_what_went_in(void **state)
{
    (void)state;
    CLEANUP(file_close) int fd = archive();
    CLEANUP(file_close) int to = file_with("", 0);
    struct tar_entry entry;
    bool more;
    char got[8] = {0};
    struct err err;

    T_OK(tar_next(fd, &entry, &more, &err));
    assert_true(more);
    assert_string_equal(entry.name, "a.db");
    T_OK(tar_extract(fd, &entry, to, &err));
    assert_int_equal(pread(to, got, sizeof(got), 0), 5);
    assert_string_equal(got, "first");
    T_OK(tar_next(fd, &entry, &more, &err));
    assert_int_equal(entry.size, 0);
    T_OK(tar_extract(fd, &entry, to, &err));
    T_OK(tar_next(fd, &entry, &more, &err));
    assert_false(more);
}

static void refuses_what_is_cut_or_changed(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        off_t cut;    /* -1: not */
        off_t change; /* byte to change; -1: none */
    } row[] = {
        {"cut in a header",    100, -1 },
        {"cut in the content", 514, -1 },
        {"a changed name",     -1,  0  },
        {"a changed size",     -1,  130},
        {"a changed kind",     -1,  156}
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        CLEANUP(file_close) int fd = archive();
        CLEANUP(file_close) int to = file_with("", 0);
        struct tar_entry entry;
        bool more;
        struct err err;

        if (row[i].cut >= 0) {
            assert_int_equal(ftruncate(fd, row[i].cut), 0);
        } else {
            assert_int_equal(pwrite(fd, "7", 1, row[i].change), 1);
        }
        enum status st = tar_next(fd, &entry, &more, &err);

        if (st == OK) {
            st = tar_extract(fd, &entry, to, &err);
        }
        T_STATUS(row[i].what, st, E_CORRUPT);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_back_what_went_in),
        cmocka_unit_test(refuses_what_is_cut_or_changed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
