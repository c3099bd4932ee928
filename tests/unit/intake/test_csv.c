#include "intake/book.h"
#include "intake/decode.h"
#include "t.h"

#include "show.h"

static void reads_rows_and_cells(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        const char *bytes;
        const char *want;
    } row[] = {
        {"LF",                                "a,b\nc,d\n",                                       "1:a|b|\n2:c|d|\n"           },
        {"CRLF",                              "a,b\r\nc,d\r\n",                                   "1:a|b|\n2:c|d|\n"           },
        {"CR alone",                          "a,b\rc,d\r",                                       "1:a|b|\n2:c|d|\n"           },
        {"no end of line",                    "a,b\nc,d",                                         "1:a|b|\n2:c|d|\n"           },
        {"an empty line counts",              "a\n\nb\n",                                         "1:a|\n2:\n3:b|\n"           },
        {"CR CR is an empty line",            "a\r\rb\r",                                         "1:a|\n2:\n3:b|\n"           },
        {"empty cells",                       ",a,,b,,\n",                                        "1:|a||b|\n"                 },
        {"quotes",                            "\"a,b\",\"c\"\"d\"\n",                             "1:a,b|c\"d|\n"              },
        {"a line break in quotes",            "\"a\r\nb\",c\nd\n",                                "1:a\nb|c|\n2:d|\n"          },
        {"CR in quotes",                      "\"a\rb\"\n",                                       "1:a\nb|\n"                  },
        {"a quote inside",                    "24\"\",x\"y\n",                                    "1:24\"\"|x\"y|\n"           },
        {"text after a quote",                "\"a\"b,c\n",                                       "1:ab|c|\n"                  },
        {"an empty quoted cell",              "\"\",a\n",                                         "1:|a|\n"                    },
        {"quoted at the end",                 "a,\"b\"",                                          "1:a|b|\n"                   },
        {"spaces stay",                       " a , b\n",                                         "1: a | b|\n"                },
        {"tabs",                              "a\tb,c\nd\te\n",                                   "1:a|b,c|\n2:d|e|\n"         },
        {"a paste with breaks",               "\"2行\n目\"\tx\r\ny\tz",                         "1:2行\n目|x|\n2:y|z|\n"   },
        {"a tab in a csv cell",               "a,\"b\tc\"\nd,e\nf,g\n",                           "1:a|b\tc|\n2:d|e|\n3:f|g|\n"},
        {"a byte order mark",
         "\xEF\xBB\xBF"
         "管理番号,a\n",                                                                      "1:管理番号|a|\n"        },
        {"the end mark of DOS",               "a,b\n\x1A",                                        "1:a|b|\n"                   },
        {"a formula stays text",              "\"=HYPERLINK(\"\"x\"\")\",+1,-1,@a\n",
         "1:=HYPERLINK(\"x\")|+1|-1|@a|\n"                                                                                     },
        {"CP932",                             "\x8A\xC7\x97\x9D\x94\xD4\x8D\x86,\x87\x40\n",      "1:管理番号|①|\n"      },
        {"second bytes that look like signs", "\x83\x5C\x83\x74\x83\x67,\x95\x5C\x8E\xA6\n",
         "1:ソフト|表示|\n"                                                                                               },
        {"half-width kana",                   "\xC5\xB0\xBD,\xBD\xC3\xB0\xBC\xAE\xDD,\x8D\x86\n",
         "1:ﾅｰｽ|ｽﾃｰｼｮﾝ|号|\n"                                                                               },
        {"UTF-16 of Excel",
         "\xFF\xFE"
         "a\0\t\0\x42\x30\r\0\n\0",                                                               NULL                         },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        char got[4096];
        struct err err = {.status = OK};
        struct book_source source = {.bytes = row[i].bytes, .size = strlen(row[i].bytes)};

        if (row[i].want == NULL) {
            source.size = 12;
        }
        T_STATUS(row[i].what, show(got, sizeof(got), &source, &err), OK);
        if (strcmp(got, row[i].want == NULL ? "1:a|あ|\n" : row[i].want) != 0) {
            fail_msg("%s:\n%s", row[i].what, got);
        }
    }
}

static void keeps_rows_apart_when_a_character_is_broken(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        const char *bytes;
        const char *want;
    } row[] = {
        {"in CP932",         "\x8A\xC7\x97\x9D,b\nc,\x81\n",                                       "1:管理|b|\n2:c|!\xEF\xBF\xBD|\n"},
        {"among much UTF-8", "あいうえおかきくけこさしすせそた,b\nc,\x81x\nd,e\n",
         "1:あいうえおかきくけこさしすせそた|b|\n2:c|!\xEF\xBF\xBDx|\n3:d|e|\n"                                       },
        {"cut off in UTF-8", "あいうえおかきくけこさしすせそた,b\nc,\xE3\x81",
         "1:あいうえおかきくけこさしすせそた|b|\n2:c|!\xEF\xBF\xBD\xEF\xBF\xBD|\n"                                    },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        char got[4096];
        struct err err = {.status = OK};
        struct book_source source = {.bytes = row[i].bytes, .size = strlen(row[i].bytes)};

        T_STATUS(row[i].what, show(got, sizeof(got), &source, &err), OK);
        if (strcmp(got, row[i].want) != 0) {
            fail_msg("%s:\n%s", row[i].what, got);
        }
    }
}

static void obeys_a_chosen_encoding_and_delimiter(void **state)
{
    (void)state;
    char got[256];
    struct err err;
    struct book_source source = {.bytes = "\xC3\xA9,b", .size = 4, .encoding = ENCODING_CP932};

    T_OK(show(got, sizeof(got), &source, &err));
    assert_string_equal(got, "1:ﾃｩ|b|\n");
    source.encoding = ENCODING_FIND;
    T_OK(show(got, sizeof(got), &source, &err));
    assert_string_equal(got, "1:é|b|\n");
    source.delimiter = '\t';
    T_OK(show(got, sizeof(got), &source, &err));
    assert_string_equal(got, "1:é,b|\n");
}

/* Pieces of 64 KiB end anywhere: inside a character, a quote, between CR and LF. */
static void reads_the_same_wherever_a_piece_ends(void **state)
{
    (void)state;
    static const char tail[] = "\"\x83\x5C\"\"\r\n\x83\x5C\",\x83\x5C\r\nx,y\r\n";
    enum { PIECE = 64 * 1024, SPAN = 40 };
    char *bytes = malloc(PIECE + sizeof(tail));

    assert_non_null(bytes);
    for (size_t before = PIECE - SPAN; before < PIECE + 2; before++) {
        char got[512];
        struct err err;
        struct book_source source = {.bytes = bytes, .size = before + sizeof(tail) - 1};

        memset(bytes, ' ', before);
        for (size_t i = 199; i < before; i += 200) {
            bytes[i] = '\n';
        }
        bytes[before - 1] = '\n';
        memcpy(bytes + before, tail, sizeof(tail) - 1);

        CLEANUP(book_close) struct book *b = NULL;
        const struct book_row *row = NULL;
        size_t len = 0;

        T_OK(book_open(&b, &source, &err));
        T_OK(book_select(b, 0, &err));
        for (;;) {
            T_OK(book_next(b, &row, &err));
            if (row == NULL) {
                break;
            }
            if (row->n > 1) {
                len += (size_t)snprintf(got + len, sizeof(got) - len, "%s|%s\n", row->cell[0].text,
                                        row->cell[1].text);
            }
        }
        assert_string_equal(got, "ソ\"\nソ|ソ\nx|y\n");
    }
    free(bytes);
}

static enum status read_sized(size_t field, size_t fields, char fill, struct err *err)
{
    size_t size = fields * (field + 1);
    char *bytes = malloc(size);

    assert_non_null(bytes);
    memset(bytes, fill, size);
    for (size_t i = 0; i < fields; i++) {
        bytes[i * (field + 1) + field] = i + 1 == fields ? '\n' : ',';
    }

    CLEANUP(book_close) struct book *b = NULL;
    const struct book_row *row = NULL;
    struct book_source source = {.bytes = bytes, .size = size};
    enum status st = book_open(&b, &source, err);

    if (st == OK) {
        st = book_select(b, 0, err);
    }
    if (st == OK) {
        st = book_next(b, &row, err);
    }
    free(bytes);
    return st;
}

static void stops_at_its_limits(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        size_t field, fields;
        enum status want;
        enum msg msg;
    } row[] = {
        {"the longest cell",        BOOK_TEXT_MAX,     1,                          OK,      MSG_NONE            },
        {"a longer cell",           BOOK_TEXT_MAX + 1, 1,                          E_LIMIT, MSG_INTAKE_CELL_LONG},
        {"all columns",             1,                 BOOK_COLUMNS_MAX,           OK,      MSG_NONE            },
        {"a column more",           1,                 BOOK_COLUMNS_MAX + 1,       E_LIMIT, MSG_INTAKE_COLUMNS  },
        {"all empty columns",       0,                 BOOK_COLUMNS_EMPTY_MAX,     OK,      MSG_NONE            },
        {"an empty column more",    0,                 BOOK_COLUMNS_EMPTY_MAX + 1, E_LIMIT, MSG_INTAKE_COLUMNS  },
        {"a row of a megabyte",     32000,             32,                         OK,      MSG_NONE            },
        {"a longer row",            32700,             33,                         E_LIMIT, MSG_INTAKE_ROW_LONG },
        {"a cell of two megabytes", 2 << 20,           1,                          E_LIMIT, MSG_INTAKE_ROW_LONG },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        struct err err = {.status = OK};

        T_STATUS(row[i].what, read_sized(row[i].field, row[i].fields, 'x', &err), row[i].want);
        if (row[i].want != OK && err.msg != row[i].msg) {
            fail_msg("%s: %s", row[i].what, err.detail);
        }
    }
}

static void refuses_what_is_no_table(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        const char *bytes;
        size_t size;
        enum status want;
        enum msg msg;
    } row[] = {
        {"nothing",              "",                   0,  E_INVALID, MSG_INTAKE_EMPTY     },
        {"a PDF",                "%PDF-1.7 ...",       12, E_INVALID, MSG_INTAKE_NOT_TABLE },
        {"a picture",            "\x89PNG\r\n\x1A\n",  8,  E_INVALID, MSG_INTAKE_NOT_TABLE },
        {"a web page",           "\r\n <HTML><table>", 17, E_INVALID, MSG_INTAKE_NOT_TABLE },
        {"bytes that are 0",     "a,b\n\0\0",          6,  E_INVALID, MSG_INTAKE_UNREADABLE},
        {"a quote never closed", "a,b\n\"c,d\ne\n",    11, E_INVALID, MSG_INTAKE_QUOTE     },
        {"zip, cut off",         "PK\3\4abc",          7,  E_INVALID, MSG_INTAKE_BROKEN    },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        char got[4096];
        struct err err = {.status = OK};
        struct book_source source = {.bytes = row[i].bytes, .size = row[i].size};

        T_STATUS(row[i].what, show(got, sizeof(got), &source, &err), row[i].want);
        if (err.msg != row[i].msg) {
            fail_msg("%s: %s", row[i].what, err.detail);
        }
    }
}

static void gives_up_on_text_nobody_can_read(void **state)
{
    (void)state;
    char bytes[2 * DECODE_BAD_MAX + 4], got[64 * 1024];
    struct err err;

    for (size_t i = 0; i < sizeof(bytes); i += 2) {
        bytes[i] = '\xFF';
        bytes[i + 1] = '\n';
    }
    struct book_source source = {.bytes = bytes, .size = 2 * DECODE_BAD_MAX};

    T_OK(show(got, sizeof(got), &source, &err));
    source.size = sizeof(bytes);
    T_STATUS("one more", show(got, sizeof(got), &source, &err), E_INVALID);
    assert_int_equal(err.msg, MSG_INTAKE_UNREADABLE);
}

static void starts_over(void **state)
{
    (void)state;
    CLEANUP(book_close) struct book *b = NULL;
    struct book_source source = {.bytes = "a\nb\n", .size = 4};
    const struct book_row *row;
    struct err err;

    T_OK(book_open(&b, &source, &err));
    assert_int_equal(book_sheets(b), 1);
    for (int i = 0; i < 2; i++) {
        T_OK(book_select(b, 0, &err));
        T_OK(book_next(b, &row, &err));
        assert_string_equal(row->cell[0].text, "a");
        assert_int_equal(row->number, 1);
    }
}

static void refuses_what_is_no_file(void **state)
{
    (void)state;
    char got[64];
    struct err err;
    struct book_source source = {.path = t_temp_dir()};

    T_STATUS("a directory", show(got, sizeof(got), &source, &err), E_INVALID);
    source.path = "/no/such/file.csv";
    T_STATUS("no file", show(got, sizeof(got), &source, &err), E_NOTFOUND);
}

static enum status read_file(void *arg, struct err *err)
{
    char got[4096];
    struct book_source source = {.path = arg};

    return show(got, sizeof(got), &source, err);
}

static void tells_when_memory_or_the_disk_fails(void **state)
{
    (void)state;
    char path[4200];
    FILE *f;

    snprintf(path, sizeof(path), "%s/faults.csv", t_temp_dir());
    f = fopen(path, "wb");
    assert_non_null(f);
    fputs("\x8A\xC7\x97\x9D,\"b\nc\"\r\n\x81,d\r\n", f);
    fclose(f);
    T_FAULTS(FAULT_ALLOC, read_file, path);
    T_FAULTS(FAULT_IO, read_file, path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_rows_and_cells),
        cmocka_unit_test(keeps_rows_apart_when_a_character_is_broken),
        cmocka_unit_test(obeys_a_chosen_encoding_and_delimiter),
        cmocka_unit_test(reads_the_same_wherever_a_piece_ends),
        cmocka_unit_test(stops_at_its_limits),
        cmocka_unit_test(refuses_what_is_no_table),
        cmocka_unit_test(gives_up_on_text_nobody_can_read),
        cmocka_unit_test(starts_over),
        cmocka_unit_test(refuses_what_is_no_file),
        cmocka_unit_test(tells_when_memory_or_the_disk_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
