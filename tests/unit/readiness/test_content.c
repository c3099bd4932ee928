/* What a file seems to be, and what its name promises. */
#include "t.h"
#include "noise.h"
#include "readiness/content.h"

#include <string.h>

#define BYTES(s) (const uint8_t *)(s), sizeof(s) - 1

static void is_known_by_its_first_bytes(void **state)
{
    (void)state;
    static const uint8_t dicom[132] = {[128] = 'D', 'I', 'C', 'M'};
    static const struct {
        const uint8_t *bytes;
        size_t len;
        enum content want;
    } row[] = {
        {BYTES(""),                       CONTENT_EMPTY  },
        {BYTES("a,b\r\n1,2\r\n"),         CONTENT_TEXT   },
        {BYTES("\x8c\x8c\x88\xb3,120\n"), CONTENT_TEXT   }, /* CP932 */
        {BYTES("\x1b$B4IM}\x1b(B\n"),     CONTENT_TEXT   }, /* JIS */
        {BYTES("PK\x03\x04rest"),         CONTENT_ZIP    },
        {BYTES("PK\x03"),                 CONTENT_UNKNOWN}, /* one byte short */
        {BYTES("\x89PNG\r\n\x1a\n"),      CONTENT_PNG    },
        {BYTES("\xff\xd8\xff\xe0"),       CONTENT_JPEG   },
        {BYTES("%PDF-1.7"),               CONTENT_PDF    },
        {dicom,                           132,             CONTENT_DICOM},
        {dicom,                               131,                                          CONTENT_UNKNOWN},
        {BYTES("SQLite format 3\0"),                CONTENT_SQLITE},
        {BYTES("PGDMP\1"),  CONTENT_PGDUMP                           },
        {BYTES("\x1f\x8b\x08"),                CONTENT_GZIP   },
        {BYTES("\xfd"
               "7zXZ\0"),
         CONTENT_XZ               },
        {BYTES("BZh9"),                      CONTENT_BZIP2                     },
        {BYTES("\x28\xb5\x2f\xfd"),CONTENT_ZSTD},
        {BYTES("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),                       CONTENT_OLE                                               },
        {BYTES("\1\2\3\4"),CONTENT_UNKNOWN},
        {BYTES("one 0\0 makes it no text"),                   CONTENT_UNKNOWN                                                                    },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        if (content_of(row[i].bytes, row[i].len) != row[i].want) {
            fail_msg("row %zu: %s", i, content_word(content_of(row[i].bytes, row[i].len)));
        }
    }
}

static void a_name_promises_a_kind(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        enum content want;
    } row[] = {
        {"a.txt",            CONTENT_TEXT   },
        {"A.TXT",            CONTENT_TEXT   },
        {"x.docx",           CONTENT_ZIP    },
        {"x.doc",            CONTENT_OLE    },
        {"x.doc.locked",     CONTENT_UNKNOWN},
        {"x.tar.gz",         CONTENT_GZIP   },
        {"image.jpeg",       CONTENT_JPEG   },
        {"txt",              CONTENT_UNKNOWN}, /* no ending at all */
        {"a.",               CONTENT_UNKNOWN},
        {"a.tx",             CONTENT_UNKNOWN}, /* only the front of an ending */
        {"a.txtx",           CONTENT_UNKNOWN},
        {"検査結果.dcm", CONTENT_DICOM  },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        if (content_of_name(row[i].name, strlen(row[i].name)) != row[i].want) {
            fail_msg("%s", row[i].name);
        }
    }
}

static void every_kind_has_a_word_that_is_read_again(void **state)
{
    (void)state;
    enum content back = CONTENTS;

    for (int c = 0; c < CONTENTS; c++) {
        const char *word = content_word((enum content)c);

        assert_true(content_from_word(&back, word, strlen(word)));
        assert_int_equal(back, c);
    }
    assert_false(content_from_word(&back, "zi", 2));
    assert_false(content_from_word(&back, "zipp", 4));
    assert_true(content_is_packed(CONTENT_ZIP));
    assert_false(content_is_packed(CONTENT_SQLITE)); /* databases change in their middle */
}

static void noise_is_flat_and_writing_is_not(void **state)
{
    (void)state;
    uint8_t bytes[65536];

    noise(bytes, sizeof(bytes), 1);
    assert_true(content_is_flat(bytes, sizeof(bytes)));
    assert_true(content_is_flat(bytes, 1024));
    assert_false(content_is_flat(bytes, 1023)); /* too little to tell */
    assert_int_equal(content_of(bytes, 4096), CONTENT_UNKNOWN);
    for (size_t i = 0; i < sizeof(bytes); i++) {
        bytes[i] = (uint8_t) "0123456789, \n血圧体温"[i % 24];
    }
    assert_false(content_is_flat(bytes, sizeof(bytes)));
}

static void noise_in_letters_is_flat_base64(void **state)
{
    (void)state;
    uint8_t bytes[4096];

    noise_base64(bytes, sizeof(bytes), 2);
    assert_true(content_is_flat_base64(bytes, sizeof(bytes)));
    assert_false(content_is_flat(bytes, sizeof(bytes)));
    assert_false(content_is_flat_base64(bytes, 1023)); /* of letters; line ends do not count */
    bytes[100] = '-';
    assert_false(content_is_flat_base64(bytes, sizeof(bytes))); /* a letter of no base64 */
    memset(bytes, 'A', sizeof(bytes));
    assert_false(content_is_flat_base64(bytes, sizeof(bytes)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_known_by_its_first_bytes),
        cmocka_unit_test(a_name_promises_a_kind),
        cmocka_unit_test(every_kind_has_a_word_that_is_read_again),
        cmocka_unit_test(noise_is_flat_and_writing_is_not),
        cmocka_unit_test(noise_in_letters_is_flat_base64),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
