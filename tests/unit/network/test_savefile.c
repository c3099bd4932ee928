#include "lay.h"
#include "network/savefile.h"
#include "t.h"

#include <stdio.h>
#include <unistd.h>

/* A file of these bytes; frames as "link:at_us:len/wire_len:first byte;", then how it ended. */
static enum status read_all(char *out, size_t size, const uint8_t *byte, size_t len,
                            struct err *err)
{
    CLEANUP(savefile_close) struct savefile *s = NULL;
    FILE *file = tmpfile();
    struct frame f[4];
    size_t used = 0;

    assert_non_null(file);
    assert_int_equal(fwrite(byte, 1, len, file), len);
    rewind(file);
    out[0] = '\0';
    enum status st = savefile_open(&s, fileno(file), err);

    for (uint64_t number = 1; st == OK && (st = savefile_next(f, s, err)) == OK;) {
        size_t n = 1 + savefile_more(f + 1, COUNT(f) - 1, s);

        for (size_t i = 0; i < n; i++) {
            used += (size_t)snprintf(out + used, size - used, "%d:%lld:%u/%u:%02x;", f[i].link,
                                     (long long)f[i].at_us, f[i].len, f[i].wire_len,
                                     f[i].len > 0 ? f[i].byte[0] : 0);
            assert_true(used < size);
            assert_int_equal(f[i].number, number++);
        }
    }
    fclose(file);
    return st;
}

#define HEAD "0002 0004 00000000 00000000 00040000 00000001 "
#define HEAD_LE "0200 0400 00000000 00000000 00000400 01000000 "
#define SHB "0a0d0d0a 0000001c 1a2b3c4d 0001 0000 ffffffffffffffff 0000001c "
#define IDB(link) "00000001 00000014 00" link " 0000 00040000 00000014 "
#define EPB(interface, time) \
    "00000006 00000024 000000" interface " " time " 00000002 00000004 aabb0000 00000024 "
#define TIME "00000000 000f4241"

static void every_form_of_the_formats_is_read(void **state)
{
    (void)state;
    static const struct {
        const char *what, *hex, *want;
        enum status status;
    } row[] = {
        {"pcap, microseconds",                                                                     "a1b2c3d4 " HEAD "00000001 00000002 00000001 00000003 aa",
         "1:1000002:1/3:aa;",                                                                                                                                                                                              E_NOTFOUND                                                                                                                                   },
        {"other byte order",                                                                       "d4c3b2a1 " HEAD_LE "01000000 02000000 01000000 03000000 aa",
         "1:1000002:1/3:aa;",                                                                                                                                                                                              E_NOTFOUND                                                                                                                                   },
        {"nanoseconds",                                                                            "a1b23c4d " HEAD "00000001 000007d0 00000001 00000001 aa",
         "1:1000002:1/1:aa;",                                                                                                                                                                                              E_NOTFOUND                                                                                                                                   },
        {"modified",                                                                               "a1b2cd34 " HEAD "00000001 00000002 00000001 00000001 0000000000000000 aa",
         "1:1000002:1/1:aa;",                                                                                                                                                                                              E_NOTFOUND                                                                                                                                   },
        {"shorter on the wire",                                                                    "a1b2c3d4 " HEAD "00000000 00000000 00000002 00000001 aabb",
         "1:0:2/2:aa;",                                                                                                                                                                                                    E_NOTFOUND                                                                                                                                   },
        {"no frames",                                                                              "a1b2c3d4 " HEAD,                                                           "",                                         E_NOTFOUND                                                                                                                                   },
        {"cut in a frame",
         "a1b2c3d4 " HEAD
         "00000001 00000002 00000001 00000001 aa 00000001 00000002 00000002 00000002 aa",                                                                                      "1:1000002:1/1:aa;",                        E_CORRUPT                                                                                                                                    },
        {"cut in a head",                                                                          "a1b2c3d4 " HEAD "0000",                                                    "",                                         E_CORRUPT                                                                                                                                    },
        {"a length of 4 GiB",                                                                      "a1b2c3d4 " HEAD "00000001 00000002 ffffffff ffffffff aa",                  "",
         E_CORRUPT                                                                                                                                                                                                                                                                                                                                                      },
        {"pcapng",                                                                                 SHB IDB("01") EPB("00",                                                     TIME),                                      "1:1000001:2/4:aa;",                                                                                                                           E_NOTFOUND},
        {"two interfaces",                                                                                        SHB IDB("01") IDB("71") EPB("01",                                                                                                                                                   TIME) EPB("00",                                                                      TIME),
         "113:1000001:2/4:aa;1:1000001:2/4:aa;", E_NOTFOUND},
        {"two sections",                                                   SHB IDB("01") EPB("00",                                                                                                                   TIME) SHB IDB("65") EPB("00",                                                                                                                                                             TIME),
         "1:1000001:2/4:aa;12:1000001:2/4:aa;", E_NOTFOUND},
        {"other byte order",
         "0a0d0d0a 1c000000 4d3c2b1a 0100 0000 ffffffffffffffff 1c000000 "
         "01000000 14000000 0100 0000 00000400 14000000 "
         "06000000 24000000 00000000 00000000 41420f00 02000000 04000000 aabb0000 24000000",               "1:1000001:2/4:aa;",                                                                                                                                                                            E_NOTFOUND                                                                                                                                                                                                                                                                                                              },
        {"a clock of nanoseconds",
         SHB "00000001 00000020 0001 0000 00040000 0009 0001 09000000 0000 0000 00000020 " EPB(
             "00",                                                                                   "00000000 3b9acde8"),
         "1:1000001:2/4:aa;",                                                    E_NOTFOUND},
        {"a clock of powers of 2",
         SHB "00000001 00000020 0001 0000 00040000 0009 0001 81000000 0000 0000 00000020 " EPB(
             "00",                                                                                                                                                             "00000000 00000003"),
         "1:1500000:2/4:aa;",                                                                                                                                                                                                                                                                                                                                             E_NOTFOUND},
        {"a clock with an offset",
         SHB
         "00000001 00000024 0001 0000 00040000 000e 0008 0000000000000002 0000 0000 00000024 " EPB(
             "00",                                                                                                                                           TIME),
         "1:3000001:2/4:aa;",                                                                                                                                                                      E_NOTFOUND},
        {"a clock too fine",
         SHB "00000001 00000020 0001 0000 00040000 0009 0001 7f000000 0000 0000 00000020 " EPB(
             "00",                                                                                                                                                        TIME),
         "",                                                                                                                                                                                                                                                                                                                                                        E_CORRUPT},
        {"simple packets",
         SHB "00000001 00000014 0001 0000 00000002 00000014 00000003 00000014 00000004 aabb0000 "
             "00000014",                                                                                                                                      "1:0:2/4:aa;",                                                                                                                                                                                E_NOTFOUND                                                                                                                                      },
        {"packets of before",
         SHB IDB("01") "00000002 00000024 0000 0000 " TIME " 00000002 00000004 aabb0000 00000024",
         "1:1000001:2/4:aa;",                                                                                                                                                                                                    E_NOTFOUND},
        {"blocks of the future",
         SHB "0000ffff 00000010 01020304 00000010 " IDB("01") EPB("00",   TIME),"1:1000001:2/4:aa;",
         E_NOTFOUND},
        {"an interface not said", SHB IDB("01") EPB("00",                                                                                                                                                  TIME) EPB("01",TIME),
         "1:1000001:2/4:aa;", E_CORRUPT},
        {"lengths that differ",                            SHB "00000001 00000014 0001 0000 00040000 00000018 ",                                                                                               "",
         E_CORRUPT                                                                                                                                                                                                                                                                                                                                                     },
        {"a length that is odd",                                                                  SHB "00000001 00000015 0001 0000 00040000 00000015 ",                                                                                                                      "",
         E_CORRUPT                                                                                                                                                          },
        {"a length too short",                                                                               SHB "00000001 00000008 ",                                                                                                                                                         "",                                                                                                                                                                               E_CORRUPT                                                                                                                                                                                                                                            },
        {"a packet longer than its block",
         SHB IDB("01") "00000006 00000024 00000000 " TIME " 00000005 00000005 aabb0000 00000024",
         "",                                                                                                                                                                               E_CORRUPT},
        {"cut in a block",                                                                                SHB IDB("01") "00000006 00000024 00000000",                                                                                                                                                          "",                                                                                                                                                                                 E_CORRUPT                                                             },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        uint8_t byte[512];
        char got[256];
        struct err err = {.status = OK};
        size_t len = lay_hex(byte, row[i].hex);

        T_STATUS(row[i].what, read_all(got, sizeof(got), byte, len, &err), row[i].status);
        print_message("%s\n", row[i].what);
        assert_string_equal(got, row[i].want);
    }
}

static void what_is_no_capture_is_refused_in_a_sentence(void **state)
{
    (void)state;
    static const struct {
        const char *what, *hex;
        enum msg msg;
    } row[] = {
        {"empty",              "",                                 MSG_CAPTURE_EMPTY},
        {"text",               "6865 6c6c 6f",                     MSG_CAPTURE_KIND },
        {"half a head",        "a1b2c3d4 0002 0004 0000",          MSG_CAPTURE_KIND },
        {"another magic",      "a1b2c3d5 " HEAD,                   MSG_CAPTURE_KIND },
        {"no byte order mark", "0a0d0d0a 0000001c 00000000 " HEAD, MSG_CAPTURE_KIND },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        uint8_t byte[64];
        char got[64];
        struct err err = {.status = OK};

        T_STATUS(row[i].what, read_all(got, sizeof(got), byte, lay_hex(byte, row[i].hex), &err),
                 E_INVALID);
        assert_int_equal(err.msg, row[i].msg);
    }
}

static void frames_have_a_largest_size(void **state)
{
    (void)state;
    enum { HEAD_SIZE = 40 };
    static uint8_t byte[HEAD_SIZE + SAVEFILE_FRAME_MAX + 1];

    for (uint32_t len = SAVEFILE_FRAME_MAX; len <= SAVEFILE_FRAME_MAX + 1; len++) {
        char got[64];
        struct err err = {.status = OK};
        char hex[256];

        snprintf(hex, sizeof(hex), "a1b2c3d4 " HEAD "00000000 00000000 %08x %08x", len, len);
        lay_hex(byte, hex);
        T_STATUS("largest frame", read_all(got, sizeof(got), byte, HEAD_SIZE + len, &err),
                 len == SAVEFILE_FRAME_MAX ? E_NOTFOUND : E_CORRUPT);
        assert_int_equal(got[0] != '\0', len == SAVEFILE_FRAME_MAX);
    }
}

static void interfaces_are_counted(void **state)
{
    (void)state;
    static uint8_t byte[28 + 20 * (SAVEFILE_INTERFACES_MAX + 1)];

    for (size_t n = SAVEFILE_INTERFACES_MAX; n <= SAVEFILE_INTERFACES_MAX + 1; n++) {
        char got[64];
        struct err err = {.status = OK};
        size_t len = lay_hex(byte, SHB);

        for (size_t i = 0; i < n; i++) {
            len += lay_hex(byte + len, IDB("01"));
        }
        T_STATUS("interfaces", read_all(got, sizeof(got), byte, len, &err),
                 n == SAVEFILE_INTERFACES_MAX ? E_NOTFOUND : E_CORRUPT);
    }
}

static enum status read_two(void *arg, struct err *err)
{
    uint8_t byte[512];
    char got[256];

    (void)arg;
    enum status st =
        read_all(got, sizeof(got), byte, lay_hex(byte, SHB IDB("01") EPB("00", TIME)), err);
    return st == E_NOTFOUND ? OK : st;
}

static void a_reading_that_fails_is_told(void **state)
{
    (void)state;
    T_FAULTS(FAULT_IO, read_two, NULL);
    T_FAULTS(FAULT_ALLOC, read_two, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_form_of_the_formats_is_read),
        cmocka_unit_test(what_is_no_capture_is_refused_in_a_sentence),
        cmocka_unit_test(frames_have_a_largest_size),
        cmocka_unit_test(interfaces_are_counted),
        cmocka_unit_test(a_reading_that_fails_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
