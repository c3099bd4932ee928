#include "record/site_key.h"
#include "t.h"

#include "base/file.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static void the_first_use_makes_a_key_and_later_ones_find_it(void **state)
{
    (void)state;
    char dir[512], path[600];
    struct site_key first, second;
    uint8_t public[SIGN_PUBLIC_SIZE];
    struct stat s;
    struct err err;

    snprintf(dir, sizeof(dir), "%s/house", t_temp_dir());
    snprintf(path, sizeof(path), "%s/%s", dir, SITE_KEY_FILE);
    T_STATUS("nothing signed yet", site_key_public(public, dir, &err), E_NOTFOUND);
    T_OK(site_key_read(&first, dir, &err));
    assert_int_equal(stat(path, &s), 0);
    assert_int_equal(s.st_mode & 07777, 0400);
    T_OK(site_key_read(&second, dir, &err));
    assert_memory_equal(&first, &second, sizeof(first));
    T_OK(site_key_public(public, dir, &err));
    assert_memory_equal(public, first.public, SIGN_PUBLIC_SIZE);
}

static void a_file_that_is_no_key_is_refused(void **state)
{
    (void)state;
    char dir[512], path[600];
    struct site_key key = {.secret = {9}};
    struct err err;

    snprintf(dir, sizeof(dir), "%s/short", t_temp_dir());
    snprintf(path, sizeof(path), "%s/%s", dir, SITE_KEY_FILE);
    T_OK(site_key_read(&key, dir, &err));
    key.secret[0] = 9;
    T_OK(file_replace(path, "short", 5, 0400, &err));
    T_STATUS("5 bytes", site_key_read(&key, dir, &err), E_CORRUPT);
    assert_int_equal(key.secret[0], 9); /* left untouched */
}

static enum status read_new(void *arg, struct err *err)
{
    char dir[512];
    struct site_key key;

    snprintf(dir, sizeof(dir), "%s/fault%d", t_temp_dir(), ++*(int *)arg);
    return site_key_read(&key, dir, err);
}

static void faults_are_said(void **state)
{
    (void)state;
    int n = 0;

    T_FAULTS(FAULT_IO, read_new, &n);
    T_FAULTS(FAULT_ALLOC, read_new, &n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_use_makes_a_key_and_later_ones_find_it),
        cmocka_unit_test(a_file_that_is_no_key_is_refused),
        cmocka_unit_test(faults_are_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
