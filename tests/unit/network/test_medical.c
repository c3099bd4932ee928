/* Medical protocols on any port: DICOM, HL7, ASTM. No patient's name ever becomes a fact. */
#include "flow_feed.h"
#include "network/astm.h"
#include "network/dicom.h"
#include "network/hl7.h"

enum { TCP = 6 };

#define Z8 "\0\0\0\0\0\0\0\0"
#define Z32 Z8 Z8 Z8 Z8

/* PS3.8, 9.3.2: version, called and calling AE title of 16 bytes, 32 reserved, items. */
#define PDU(type, length, items)    \
    type "\0\0\0\0" length "\0\1\0\0" \
         "PACS            "         \
         "CT01            " Z32 items
#define APPLICATION \
    "\x10\0\0\x15"  \
    "1.2.840.10008.3.1.1.1"
#define OFFER(id, uid_size, size, uid)                              \
    "\x20\0\0" size id "\0\0\0\x30\0\0" uid_size uid "\x40\0\0\x11" \
    "1.2.840.10008.1.2"
#define CT OFFER("\1", "\x19", "\x36", "1.2.840.10008.5.1.4.1.1.2")
#define WORKLIST OFFER("\3", "\x16", "\x33", "1.2.840.10008.5.1.4.31")
#define ANSWER(id, result)                         \
    "\x21\0\0\x19" id "\0" result "\0\x40\0\0\x11" \
    "1.2.840.10008.1.2"
#define USER               \
    "\x50\0\0\x17"         \
    "\x51\0\0\4\0\0\x40\0" \
    "\x55\0\0\x0b"         \
    "OFFIS_X_367"

#define REQUEST PDU("\1", "\xe9", APPLICATION CT WORKLIST USER)
#define ACCEPT PDU("\2", "\xb2", APPLICATION ANSWER("\1", "\0") ANSWER("\3", "\3") USER)
#define REQUEST_ONLY                                                         \
    "C role B dicom-scu\nC medical B dicom CT01\nC software B OFFIS_X_367\n" \
    "C client B dicom storage CT\nC client B dicom worklist\n"               \
    "C client B dicom tcp/40123\n"
#define DICOM_FACTS                                                                    \
    "C role A dicom-scu\nC medical A dicom CT01\nC software A OFFIS_X_367\n"           \
    "C client A dicom storage CT\nS role A dicom-storage\nC client A dicom worklist\n" \
    "S service A dicom tcp/40123\nC client A dicom tcp/40123\nS role A dicom-scp\n"    \
    "S medical A dicom PACS\nS software A OFFIS_X_367\n"

/* A C-STORE met late: command group length first; the value itself is not looked at. */
#define DATA "\4\0\0\0\0\x20\0\0\0\x1c\1\3\0\0\0\0\4\0\0\0canary^name"

static void dicom_is_its_association(void **state)
{
    (void)state;
    static const struct feed_row row[] = {
        {"request and answer",  BYTES(REQUEST), BYTES(ACCEPT),                 LOOK_DONE, DICOM_FACTS                                                               },
        {"no answer",           BYTES(REQUEST), NO_BYTES,                      LOOK_MINE, REQUEST_ONLY                                                              },
        {"a refusal",           BYTES(REQUEST), BYTES("\3\0\0\0\0\4\0\1\1\7"), LOOK_DONE,
         "C role A dicom-scu\nC medical A dicom CT01\nC software A OFFIS_X_367\n"
         "C client A dicom storage CT\nC client A dicom worklist\n"
         "S service A dicom tcp/40123\nC client A dicom tcp/40123\n"                                                                                                },
        {"another application",
         BYTES(PDU("\1",                        "\x5d",
         "\x10\0\0\x15"
                   "1.2.840.10008.3.1.1.2")),
         NO_BYTES,                                                                                                                                                    LOOK_NO, ""},
        {"a length too small",                   BYTES("\1\0\0\0\0\x43"),                                 NO_BYTES,                                           LOOK_NO,           ""                                            },
        {"no version",
         BYTES("\1\0\0\0\0\x80\0\2\0\0"
               "PACS            CT01            " Z32),
         NO_BYTES,                                                   LOOK_NO,                                   ""                                                                                                                                                   },
        {"a title of other bytes",
         BYTES("\1\0\0\0\0\x80\0\1\0\0"
               "PACS\7           CT01            " Z32),
         NO_BYTES,                                       LOOK_NO,                                  ""                                                                                                                                                   },
        {"an answer of another kind",                   BYTES(REQUEST),                                 BYTES("HTTP/1.1 400"),                                    LOOK_NO,""},
        {"data, but the beginning was seen",                   BYTES(DATA),                                 NO_BYTES,                             LOOK_NO,                              ""                                                                                                                                                                                                                  },
    };
    struct feed feed = {.look = dicom_look, .protocol = TCP, .server_port = 40123};
    FEED_ROWS(&feed, row);

    struct feed late = {
        .look = dicom_look, .protocol = TCP, .server_port = 40123, .late = true, .turned = true};
    feed_look(&late, BYTES(REQUEST), BYTES(ACCEPT), SIDE_SERVER);
    assert_string_equal(late.facts, DICOM_FACTS);

    late.turned = false;
    feed_clear(&late);
    assert_int_equal(feed_look(&late, BYTES(DATA), NO_BYTES, SIDE_CLIENT), LOOK_MINE);
    assert_string_equal(late.facts, "C client C dicom tcp/40123\nC medical C dicom\n");
}

#define MSH "\x0bMSH|^~\\&|LAB|HOSP|HIS|HOSP|20261101||ORU^R01|1|P|2.5\r"
#define PATIENT "PID|||canary||CANARY^NAME\rOBX|1|canary\r\x1c\r"
#define ACK "\x0bMSH|^~\\&|HIS||LAB||20261101||ACK|1|P|2.5\rMSA|AA|1\r\x1c\r"

static void hl7_reads_the_first_segment_only(void **state)
{
    (void)state;
#define HL7_SENDER(grade) "C medical " grade " hl7 LAB@HOSP\nC client " grade " hl7 ORU^R01 2.5\n"
    static const struct feed_row row[] = {
        {"message and answer",        BYTES(MSH PATIENT),            BYTES(ACK),    LOOK_DONE,
         "S service A hl7 tcp/36661\nC client A hl7 tcp/36661\n" HL7_SENDER(
             "A") "S medical A hl7 HIS\n"                                                        },
        {"no answer",                 BYTES(MSH),                    NO_BYTES,      LOOK_MINE,
         "C client B hl7 tcp/36661\n" HL7_SENDER("B")                                            },
        {"a segment that goes on",    BYTES("\x0bMSH|^~\\&|canary"), NO_BYTES,      LOOK_MORE, ""},
        {"few fields",                BYTES("\x0bMSH|^~\\&\r"),      NO_BYTES,      LOOK_MINE,
         "C client B hl7 tcp/36661\nC medical B hl7\nC client B hl7  \n"                         },
        {"no separator",              BYTES("\x0bMSHA^~"),           NO_BYTES,      LOOK_NO,   ""},
        {"another segment",           BYTES("\x0bPID|canary\r"),     NO_BYTES,      LOOK_NO,   ""},
        {"an answer of another kind", BYTES(MSH),                    BYTES("HTTP"), LOOK_NO,   ""},
    };
    struct feed feed = {.look = hl7_look, .protocol = TCP, .server_port = 36661};

    FEED_ROWS(&feed, row);
    feed_clear(&feed);
    for (size_t i = 0; i < COUNT(row); i++) {
        feed_look(&feed, row[i].client, row[i].client_len, row[i].server, row[i].server_len,
                  SIDE_SERVER);
    }
    assert_null(strcasestr(feed.facts, "canary"));

    struct feed late = {
        .look = hl7_look, .protocol = TCP, .server_port = 36661, .late = true, .turned = true};
    feed_look(&late, BYTES(MSH PATIENT), BYTES(ACK), SIDE_SERVER);
    assert_non_null(strstr(late.facts, "C medical A hl7 LAB@HOSP\n"));
}

static void a_segment_of_1024_bytes_is_waited_for(void **state)
{
    (void)state;
    struct feed feed = {.look = hl7_look, .protocol = TCP, .server_port = 2575};
    uint8_t text[1024];

    memset(text, 'x', sizeof(text));
    memcpy(text, "\x0bMSH|", 5);
    assert_int_equal(feed_look(&feed, text, 1023, NO_BYTES, SIDE_CLIENT), LOOK_MORE);
    assert_int_equal(feed_look(&feed, text, 1024, NO_BYTES, SIDE_CLIENT), LOOK_NO);
}

#define HEADER "1H|\\^&||canary|XN-1000^00-21|||||||P|1\r"

static void astm_is_its_frame(void **state)
{
    (void)state;
#define ASTM(grade) "C client " grade " astm tcp/9100\nC medical " grade " astm\n"
    static const struct feed_row row[] = {
        {"frame and answer",
         BYTES("\5\2" HEADER "\3"
               "1A\r\n"),
         BYTES("\6\6"),                                                     LOOK_DONE,
         "S service A astm tcp/9100\n" ASTM("A") "C medical A astm XN-1000\n"                                                                                   },
        {"a frame that goes on",       BYTES("\5\2" HEADER), BYTES("\6"),   LOOK_MINE,
         "S service B astm tcp/9100\n" ASTM("B")                                                                                                                },
        {"without an answer",
         BYTES("\2" HEADER "\3"
               "1A\r\n"),
         NO_BYTES,                                                          LOOK_MINE, ASTM("B") "C medical B astm XN-1000\n"                                   },
        {"the server is the analyser", NO_BYTES,
         BYTES("\5\2" HEADER "\3"
               "1A\r\n"),
         LOOK_MINE,                                                                    "S service B astm tcp/9100\nS medical B astm\nS medical B astm XN-1000\n"},
        {"a wrong sum",
         BYTES("\5\2" HEADER "\3"
               "1B\r\n"),
         NO_BYTES,                                                          LOOK_NO,   ""                                                                       },
        {"a patient first",
         BYTES("\5\2"
               "1P|1|canary"),
         NO_BYTES,                                                          LOOK_NO,   ""                                                                       },
        {"SOCKS",                      BYTES("\5\1\0"),      NO_BYTES,      LOOK_NO,   ""                                                                       },
        {"an answer of another kind",  BYTES("\5\2" HEADER), BYTES("\5\0"), LOOK_NO,   ""                                                                       },
    };
    struct feed feed = {.look = astm_look, .protocol = TCP, .server_port = 9100};
    unsigned sum = 0;

    for (const char *c = HEADER "\3"; *c != '\0'; c++) {
        sum += (unsigned char)*c;
    }
    char digits[4];
    snprintf(digits, sizeof(digits), "%02X", sum & 0xff);
    assert_string_equal(digits, "1A"); /* as laid out above */
    FEED_ROWS(&feed, row);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dicom_is_its_association),
        cmocka_unit_test(hl7_reads_the_first_segment_only),
        cmocka_unit_test(a_segment_of_1024_bytes_is_waited_for),
        cmocka_unit_test(astm_is_its_frame),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
