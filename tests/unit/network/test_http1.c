#include "flow_feed.h"
#include "network/http1.h"

#define HTTP_FACTS "S service A http tcp/8000\nC client A http tcp/8000\n"
#define OK_ANSWER "HTTP/1.1 200 OK\r\n\r\n"

/* Path, cookie and credentials are canaries that no fact may hold. */
#define BROWSER                                                             \
    "GET /canary?patient=canary HTTP/1.1\r\nHost: pacs.example.jp:8000\r\n" \
    "Cookie: canary=1\r\nAuthorization: Basic canary\r\n"                   \
    "user-agent: Mozilla/5.0 (Windows NT 6.1; rv:52.0)\r\n\r\ncanary=canary"

static void tells_agent_and_server_and_nothing_else(void **state)
{
    (void)state;
    static const struct feed_row row[] = {
        {"a browser",                     BYTES(BROWSER),                                                             BYTES("HTTP/1.1 200 OK\r\nServer: Microsoft-IIS/7.5\r\n\r\n"),
         LOOK_DONE,                                                                                                                                                                             HTTP_FACTS "C user-agent A Mozilla/5.0 (Windows NT 6.1; rv:52.0)\nC os B Windows NT 6.1\n"
                    "S software A Microsoft-IIS/7.5\nS os B Windows NT 6.1\n"                                                                                                                                      },
        {"no answer",                     BYTES(BROWSER),                                                             NO_BYTES,                                                      LOOK_MINE,
         "C client B http tcp/8000\nC user-agent B Mozilla/5.0 (Windows NT 6.1; rv:52.0)\n"
         "C os C Windows NT 6.1\n"                                                                                                                                                                                                    },
        {"a head that goes on",           BYTES("GET / HTTP/1.1\r\nUser-Agent: half"),                                NO_BYTES,                                                      LOOK_MINE,
         "C client B http tcp/8000\n"                                                                                                                                                                                                 },
        {"a printer",                     BYTES("POST /ipp/print HTTP/1.1\r\nContent-Type: application/ipp\r\n\r\n"),
         BYTES(OK_ANSWER),                                                                                                                                                           LOOK_DONE, HTTP_FACTS "S role B printer\n"       },
        {"FHIR",                          BYTES("GET /fhir/Patient/canary HTTP/1.1\r\n\r\n"),                         BYTES(OK_ANSWER),                                              LOOK_DONE,
         HTTP_FACTS "S medical B fhir\n"                                                                                                                                                                                              },
        {"DICOMweb",                      BYTES("GET /x HTTP/1.1\r\nAccept: application/dicom+json\r\n\r\n"),
         BYTES(OK_ANSWER),                                                                                                                                                           LOOK_DONE, HTTP_FACTS "S medical B dicomweb\n"   },
        {"SoftEther",                     BYTES("POST /vpnsvc/connect.cgi HTTP/1.1\r\n\r\n"),                         BYTES(OK_ANSWER),
         LOOK_DONE,                                                                                                                                                                             HTTP_FACTS "S tunnel A softether\n"   },
        {"a remote tool through a proxy",
         BYTES("CONNECT relay-1.net.anydesk.com:443 HTTP/1.1\r\nHost: x\r\n\r\n"),                                    BYTES(OK_ANSWER),
         LOOK_DONE,                                                                                                                                                                             HTTP_FACTS "C remote-tool C anydesk\n"},
        {"a decoy",                       BYTES("GET / HTTP/1.1\r\nHost: net.anydesk.com.example.jp\r\n\r\n"),
         BYTES(OK_ANSWER),                                                                                                                                                           LOOK_DONE, HTTP_FACTS                            },
        {"a camera",                      BYTES("OPTIONS rtsp://192.0.2.2/ RTSP/1.0\r\nCSeq: 1\r\n\r\n"),
         BYTES("RTSP/1.0 200 OK\r\nServer: GStreamer\r\n\r\n"),                                                                                                                      LOOK_DONE,
         "S service A rtsp tcp/8000\nC client A rtsp tcp/8000\nS software A GStreamer\n"
         "S facility A rtsp\n"                                                                                                                                                                                                        },
        {"a telephone",
         BYTES(
             "REGISTER sip:canary@192.0.2.2 SIP/2.0\r\nUser-Agent: Phone 1\r\nTo: canary\r\n\r\n"),
         BYTES("SIP/2.0 401 Unauthorized\r\n\r\n"),                                                                                                                                  LOOK_DONE,
         "S service A sip tcp/8000\nC client A sip tcp/8000\nC user-agent A Phone 1\n"                                                                                                                                                },
        {"another answer",                BYTES("GET / HTTP/1.1\r\n\r\n"),                                            BYTES("SSH-2.0-OpenSSH_9.2\r\n"),
         LOOK_NO,                                                                                                                                                                               ""                                    },
        {"a line of another kind",        BYTES("HELO example.jp\r\n"),                                               NO_BYTES,                                                      LOOK_NO,   ""                                    },
        {"small letters",                 BYTES("get / "),                                                            NO_BYTES,                                                      LOOK_NO,   ""                                    },
        {"a server first",                NO_BYTES,                                                                   BYTES("220 ready\r\n"),                                        LOOK_NO,   ""                                    },
    };
    struct feed feed = {.look = http1_look, .protocol = 6, .server_port = 8000};

    FEED_ROWS(&feed, row);
    for (size_t i = 0; i < COUNT(row); i++) {
        feed_look(&feed, row[i].client, row[i].client_len, row[i].server, row[i].server_len,
                  SIDE_SERVER);
    }
    assert_null(strstr(feed.facts, "canary"));
}

static void an_answer_met_late_is_the_servers(void **state)
{
    (void)state;
    struct feed feed = {
        .look = http1_look, .protocol = 6, .server_port = 80, .late = true, .turned = true};

    assert_int_equal(
        feed_look(&feed, NO_BYTES, BYTES("HTTP/1.0 200 OK\r\nServer: x\r\n\r\n"), SIDE_SERVER),
        LOOK_MINE);
    assert_string_equal(feed.facts, "S service C http tcp/80\nS software B x\n");
    feed_clear(&feed);
    feed_look(&feed, BYTES("GET / HTTP/1.1\r\n\r\n"), BYTES(OK_ANSWER), SIDE_SERVER);
    assert_string_equal(feed.facts, "S service A http tcp/80\nC client A http tcp/80\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_agent_and_server_and_nothing_else),
        cmocka_unit_test(an_answer_met_late_is_the_servers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
