#include "network/snmp_credential.h"

#include "base/file.h"
#include "t.h"

#include <stdio.h>
#include <sys/stat.h>

static const char file[] = "# the switches\n"
                           "v2c old  anybody\n"
                           "\n"
                           "\tv3 new reader SHA256 12345678 AES 87654321\r\n"
                           "v3 oldest reader SHA1 12345678 AES 87654321";

static void a_name_finds_its_secrets(void **state)
{
    (void)state;
    struct snmp_credential c;
    struct err err;

    T_OK(snmp_credential_find(&c, file, sizeof(file) - 1, "old", &err));
    assert_false(c.is_v3);
    assert_string_equal(c.auth_secret, "anybody");
    T_OK(snmp_credential_find(&c, file, sizeof(file) - 1, "new", &err));
    assert_true(c.is_v3 && c.auth == SNMP_SHA256);
    assert_string_equal(c.user, "reader");
    assert_string_equal(c.auth_secret, "12345678");
    assert_string_equal(c.priv_secret, "87654321");
    T_OK(snmp_credential_find(&c, file, sizeof(file) - 1, "oldest", &err));
    assert_true(c.is_v3 && c.auth == SNMP_SHA1);
    T_STATUS("another", snmp_credential_find(&c, file, sizeof(file) - 1, "reader", &err),
             E_NOTFOUND);
}

static void a_line_that_is_no_credential_is_told_by_its_number_alone(void **state)
{
    (void)state;
    static const char *const line[] = {
        "v1 a secret-word",
        "v2c a",
        "v2c a secret-word more",
        "v3 a user MD5 secret-word AES 87654321",
        "v3 a user SHA256 secret-word DES 87654321",
        "v3 a user SHA256 1234567 AES secret-word",
        "v3 a user SHA256 secret-word AES 7654321",
        "v3 a user SHA256 secret-word",
        "v2c a secret-word-that-is-longer-than-sixty-four-bytes-and-so-cannot-be-one",
        "v2c a secret-word\x01",
        "v3 a b c d e f g secret-word",
    };
    for (size_t i = 0; i < COUNT(line); i++) {
        char text[200], said[400];
        struct snmp_credential c;
        struct err err;
        const int n = snprintf(text, sizeof(text), "v2c first x\n%s\n", line[i]);

        T_STATUS(line[i], snmp_credential_find(&c, text, (size_t)n, "a", &err), E_INVALID);
        err_text(&err, LANG_JA, said, sizeof(said));
        assert_non_null(strstr(said, "2行目"));
        assert_null(strstr(said, "secret-word"));
        T_OK(snmp_credential_find(&c, text, (size_t)n, "first", &err));
    }
}

static void the_file_is_its_owners_alone(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    char path[PATH_MAX], *text;
    size_t len;
    struct err err;

    snprintf(path, sizeof(path), "%s/snmp.txt", t_temp_dir());
    T_STATUS("gone", snmp_credential_file(&text, &len, path, a, &err), E_NOTFOUND);
    T_OK(file_replace(path, file, sizeof(file) - 1, 0640, &err));
    T_STATUS("open", snmp_credential_file(&text, &len, path, a, &err), E_DENIED);
    assert_int_equal(chmod(path, 0600), 0);
    T_OK(snmp_credential_file(&text, &len, path, a, &err));
    assert_int_equal(len, sizeof(file) - 1);
    T_STATUS("a directory", snmp_credential_file(&text, &len, t_temp_dir(), a, &err), E_DENIED);
    T_OK(file_replace(path, "v2c only-a-name\n", 16, 0600, &err));
    T_STATUS("a bad line", snmp_credential_file(&text, &len, path, a, &err), E_INVALID);
}

int main(void)
{
    const struct CMUnitTest test[] = {
        cmocka_unit_test(a_name_finds_its_secrets),
        cmocka_unit_test(a_line_that_is_no_credential_is_told_by_its_number_alone),
        cmocka_unit_test(the_file_is_its_owners_alone),
    };
    return cmocka_run_group_tests(test, NULL, NULL);
}
