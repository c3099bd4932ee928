#include "http/multipart.h"

#include "base/buf.h"
#include "t.h"

#include <stdio.h>

/* Writes what it is handed as text: one line a part. */
struct taken {
    struct buf text;
    enum status refuse; /* what data() answers, once it is not OK */
};

static enum status take_begin(void *self, const struct multipart_part *part, struct err *err)
{
    struct taken *t = self;

    (void)err;
    buf_printf(&t->text, "[%s", part->name);
    if (part->file_name != NULL) {
        buf_printf(&t->text, " file=%s type=%s", part->file_name, part->type);
    }
    buf_str(&t->text, "]");
    return OK;
}

static enum status take_data(void *self, const char *bytes, size_t len, struct err *err)
{
    struct taken *t = self;

    buf_add(&t->text, bytes, len);
    return t->refuse == OK ? OK : err_set(err, t->refuse, "refused by the test");
}

static enum status take_end(void *self, struct err *err)
{
    struct taken *t = self;

    (void)err;
    buf_str(&t->text, ".\n");
    return OK;
}

static enum status read_in_steps(struct taken *t, const char *type, const char *body, size_t len,
                                 size_t step, struct err *err)
{
    const struct multipart_sink sink = {take_begin, take_data, take_end, t};
    struct multipart m;
    enum status st = multipart_start(&m, type, &sink, err);

    for (size_t at = 0; st == OK && at < len; at += step) {
        st = multipart_feed(&m, body + at, len - at < step ? len - at : step, err);
    }
    return st == OK ? multipart_finish(&m, err) : st;
}

static const char form_type[] = "multipart/form-data; boundary=XX";

static const char form[] =
    "--XX\r\n"
    "Content-Disposition: form-data; name=\"note\"\r\n"
    "\r\n"
    "one\r\ntwo\r\n--X\r\n\r--XX\r\r\n-\r\n"
    "\r\n--XX  \r\n"
    "content-disposition:form-data;name=empty\r\n"
    "\r\n"
    "\r\n--XX\r\n"
    "Content-Type: text/csv\r\n"
    "Content-Disposition: form-data; name=\"file\"; filename=\"台帳 %22a%22.csv\"\r\n"
    "\r\n"
    "a,b\r\n1,2\r\n"
    "\r\n--XX--\r\n"
    "epilogue\r\n--XX\r\n";

static void reads_the_same_however_it_is_cut(void **state)
{
    (void)state;
    static const char want[] = "[note]one\r\ntwo\r\n--X\r\n\r--XX\r\r\n-\r\n.\n"
                               "[empty].\n"
                               "[file file=台帳 \"a\".csv type=text/csv]a,b\r\n1,2\r\n.\n";

    for (size_t step = 1; step <= sizeof(form); step++) {
        struct taken t = {.text = BUF_INIT(10000)};
        struct err err;

        T_OK(read_in_steps(&t, form_type, form, sizeof(form) - 1, step, &err));
        assert_string_equal(buf_text(&t.text), want);
        buf_close(&t.text);
    }
}

static void refuses_every_form_that_was_cut_off(void **state)
{
    (void)state;
    size_t whole = (size_t)(strstr(form, "--XX--") - form) + 6;

    for (size_t len = 0; len < whole; len++) {
        struct taken t = {.text = BUF_INIT(10000)};
        struct err err;

        T_STATUS("cut off", read_in_steps(&t, form_type, form, len, 64, &err), E_INVALID);
        assert_int_equal(err.msg, MSG_HTTP_FORM);
        buf_close(&t.text);
    }
}

static void finds_the_boundary_in_the_content_type(void **state)
{
    (void)state;
#define CHARS70 "0123456789012345678901234567890123456789012345678901234567890123456789"
    static const struct {
        const char *type;
        const char *boundary; /* NULL: refused */
    } row[] = {
        {"multipart/form-data; boundary=a",                       "a"    },
        {"Multipart/Form-Data;charset=utf-8; Boundary=\"a b:c\"", "a b:c"},
        {"multipart/form-data; boundary=a ; x=y",                 "a"    },
        {"multipart/form-data; boundary=" CHARS70,                CHARS70},
        {"multipart/form-data; boundary=" CHARS70 "1",            NULL   },
        {"multipart/form-data",                                   NULL   },
        {"multipart/form-data; boundary=",                        NULL   },
        {"multipart/form-data; boundary=\"\"",                    NULL   },
        {"multipart/form-data; boundary=\"a",                     NULL   },
        {"multipart/form-data; boundary=\"a \"",                  NULL   },
        {"multipart/form-data; boundary=\"a\\\"b\"",              NULL   },
        {"multipart/form-data; boundary=a\rb",                    NULL   },
        {"multipart/form-data; boundary=端",                     NULL   },
        {"multipart/form-data; xboundary=a",                      NULL   },
        {"multipart/mixed; boundary=a",                           NULL   },
        {"text/plain",                                            NULL   },
        {"",                                                      NULL   },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        const struct multipart_sink sink = {take_begin, take_data, take_end, NULL};
        struct multipart m;
        struct err err;

        T_STATUS(row[i].type, multipart_start(&m, row[i].type, &sink, &err),
                 row[i].boundary == NULL ? E_INVALID : OK);
        if (row[i].boundary != NULL) {
            assert_string_equal(m.delimiter + 4, row[i].boundary);
        }
    }
}

static void refuses_what_is_not_well_formed(void **state)
{
    (void)state;
#define NAMED "Content-Disposition: form-data; name=a\r\n"
    static const struct {
        const char *what, *body;
    } row[] = {
        {"nothing",                    ""                                                                   },
        {"no boundary at all",         "a=b"                                                                },
        {"another boundary",           "--YY\r\n" NAMED "\r\nv\r\n--YY--"                                   },
        {"text behind a boundary",     "--XXY\r\n" NAMED "\r\nv\r\n--XX--"                                  },
        {"one dash behind a boundary", "--XX\r\n" NAMED "\r\nv\r\n--XX-\r\n"                                },
        {"LF alone ends the boundary", "--XX\n" NAMED "\r\nv\r\n--XX--"                                     },
        {"CR alone ends the boundary", "--XX\rA" NAMED "\r\nv\r\n--XX--"                                    },
        {"no header lines",            "--XX\r\n\r\nv\r\n--XX--"                                            },
        {"no disposition",             "--XX\r\nContent-Type: text/plain\r\n\r\nv\r\n--XX--"                },
        {"another disposition",        "--XX\r\nContent-Disposition: inline; name=a\r\n\r\nv\r\n--XX--"     },
        {"no name",                    "--XX\r\nContent-Disposition: form-data\r\n\r\nv\r\n--XX--"          },
        {"only a file name",
         "--XX\r\nContent-Disposition: form-data; filename=a\r\n\r\nv\r\n--XX--"                            },
        {"quote left open",            "--XX\r\nContent-Disposition: form-data; name=\"a\r\n\r\nv\r\n--XX--"},
        {"two dispositions",           "--XX\r\n" NAMED NAMED "\r\nv\r\n--XX--"                             },
        {"header without colon",       "--XX\r\n" NAMED "nothing\r\n\r\nv\r\n--XX--"                        },
        {"header without name",        "--XX\r\n: a\r\n" NAMED "\r\nv\r\n--XX--"                            },
        {"name not UTF-8",
         "--XX\r\nContent-Disposition: form-data; name=\"\x8a\xbf\"\r\n\r\nv\r\n--XX--"                     },
        {"closing boundary missing",   "--XX\r\n" NAMED "\r\nv\r\n--XX\r\n"                                 },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        struct taken t = {.text = BUF_INIT(10000)};
        struct err err;

        T_STATUS(row[i].what,
                 read_in_steps(&t, form_type, row[i].body, strlen(row[i].body), 7, &err),
                 E_INVALID);
        buf_close(&t.text);
    }
}

static void keeps_no_directory_of_a_file_name(void **state)
{
    (void)state;
    static const struct {
        const char *sent, *want;
    } row[] = {
        {"a.csv",                 "a.csv"    },
        {"C:\\\\ledger\\\\a.csv", "a.csv"    },
        {"C:\\ledger\\a.csv",     "a.csv"    },
        {"../../etc/a.csv",       "a.csv"    },
        {"/",                     ""         },
        {"..",                    ""         },
        {"a/..",                  ""         },
        {".",                     ""         },
        {"a%0D%0Ab%22\\\"c",      "a  b\"\"c"},
        {"a\tb",                  "a b"      },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        struct taken t = {.text = BUF_INIT(10000)};
        struct err err;
        char body[400], want[100];

        snprintf(
            body, sizeof(body),
            "--XX\r\nContent-Disposition: form-data; name=a; filename=\"%s\"\r\n\r\n\r\n--XX--",
            row[i].sent);
        snprintf(want, sizeof(want), "[a file=%s type=].\n", row[i].want);
        T_OK(read_in_steps(&t, form_type, body, strlen(body), 1000, &err));
        assert_string_equal(buf_text(&t.text), want);
        buf_close(&t.text);
    }
}

static void counts_what_it_takes(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        size_t preamble, head, name, parts;
        enum status want;
    } row[] = {
        {"preamble at its limit (with the line end before it)", MULTIPART_PREAMBLE_MAX - 2, 0,                      0,                      1,
         OK                                                                                                                                                                   },
        {"preamble past it",                                    MULTIPART_PREAMBLE_MAX - 1, 0,                      0,                      1,                       E_INVALID},
        {"header at its limit",                                 0,                          MULTIPART_HEAD_MAX,     0,                      1,                       OK       },
        {"header past it",                                      0,                          MULTIPART_HEAD_MAX + 1, 0,                      1,                       E_LIMIT  },
        {"name at its limit",                                   0,                          0,                      MULTIPART_NAME_MAX - 1, 1,                       OK       },
        {"name past it",                                        0,                          0,                      MULTIPART_NAME_MAX,     1,                       E_INVALID},
        {"as many parts as it takes",                           0,                          0,                      0,                      MULTIPART_PARTS_MAX,     OK       },
        {"one part more",                                       0,                          0,                      0,                      MULTIPART_PARTS_MAX + 1, E_LIMIT  },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        struct taken t = {.text = BUF_INIT(1 << 20)};
        struct buf body = BUF_INIT(1 << 20);
        struct err err;

        for (size_t n = 0; n < row[i].preamble; n++) {
            buf_char(&body, 'p');
        }
        buf_str(&body, row[i].preamble > 0 ? "\r\n--XX\r\n" : "--XX\r\n");
        for (size_t p = 0; p < row[i].parts; p++) {
            size_t from = body.len;

            buf_str(&body, "Content-Disposition: form-data; name=a");
            for (size_t n = 1; n < row[i].name; n++) {
                buf_char(&body, 'a');
            }
            buf_str(&body, "\r\n");
            if (row[i].head > 0) {
                buf_str(&body, "X: ");
                while (body.len - from < row[i].head - 4) {
                    buf_char(&body, 'x');
                }
                buf_str(&body, "\r\n");
            }
            buf_str(&body, "\r\nv\r\n--XX");
            buf_str(&body, p + 1 < row[i].parts ? "\r\n" : "--\r\n");
        }
        T_STATUS(row[i].what, read_in_steps(&t, form_type, body.data, body.len, 500, &err),
                 row[i].want);
        buf_close(&body);
        buf_close(&t.text);
    }
}

static void stops_where_the_sink_says_so(void **state)
{
    (void)state;
    struct taken t = {.text = BUF_INIT(10000), .refuse = E_FULL};
    struct err err;

    T_STATUS("disk full", read_in_steps(&t, form_type, form, sizeof(form) - 1, 9999, &err), E_FULL);
    assert_string_equal(buf_text(&t.text), "[note]one");
    buf_close(&t.text);
}

static void takes_no_nul_in_a_header_but_any_byte_in_data(void **state)
{
    (void)state;
    static const char in_head[] =
        "--XX\r\nContent-Disposition: form-data; name=a\0b\r\n\r\nv\r\n--XX--";
    static const char in_data[] =
        "--XX\r\nContent-Disposition: form-data; name=a\r\n\r\n\0\xff\r\n--XX--";
    struct taken t = {.text = BUF_INIT(10000)};
    struct err err;

    T_STATUS("NUL in a header", read_in_steps(&t, form_type, in_head, sizeof(in_head) - 1, 5, &err),
             E_INVALID);
    buf_clear(&t.text);
    T_OK(read_in_steps(&t, form_type, in_data, sizeof(in_data) - 1, 5, &err));
    assert_int_equal(t.text.len, 7);
    assert_memory_equal(t.text.data, "[a]\0\xff.\n", 7);
    buf_close(&t.text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_same_however_it_is_cut),
        cmocka_unit_test(refuses_every_form_that_was_cut_off),
        cmocka_unit_test(finds_the_boundary_in_the_content_type),
        cmocka_unit_test(refuses_what_is_not_well_formed),
        cmocka_unit_test(keeps_no_directory_of_a_file_name),
        cmocka_unit_test(counts_what_it_takes),
        cmocka_unit_test(stops_where_the_sink_says_so),
        cmocka_unit_test(takes_no_nul_in_a_header_but_any_byte_in_data),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
