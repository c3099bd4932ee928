/* What embed wrote is, byte for byte, what the files hold. */
#include "base/hash.h"
#include "embedded_for_test.h" /* made from the files below */
#include "t.h"

#include <stdio.h>

static void files_arrive_whole(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        const char *name;
        const char *type;
    } row[] = {
        {"tests/unit/tools/odd.bin", "odd.bin",   "application/octet-stream"},
        {"assets/sonae.css",         "sonae.css", "text/css; charset=utf-8" },
        {"assets/icon.svg",          "icon.svg",  "image/svg+xml"           },
    };

    assert_int_equal(COUNT(for_test), COUNT(row));
    for (size_t i = 0; i < COUNT(row); i++) {
        static char data[1 << 16];
        uint8_t hash[HASH_SIZE];
        char hex[HASH_HEX_SIZE];
        char etag[40];
        FILE *f = fopen(t_source(row[i].path), "rb");

        assert_non_null(f);
        size_t size = fread(data, 1, sizeof(data), f);

        fclose(f);
        assert_string_equal(for_test[i].name, row[i].name);
        assert_string_equal(for_test[i].type, row[i].type);
        assert_int_equal(for_test[i].size, size);
        assert_memory_equal(for_test[i].data, data, size);
        assert_int_equal(for_test[i].data[size], '\0');
        hash_of(hash, data, size);
        snprintf(etag, sizeof(etag), "\"%.32s\"", hash_hex(hex, hash, HASH_SIZE));
        assert_string_equal(for_test[i].etag, etag);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(files_arrive_whole)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
