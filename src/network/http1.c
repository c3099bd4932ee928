#include "network/http1.h"

#include "network/header.h"
#include "network/look.h"
#include "network/os_hint.h"
#include "network/remote_name.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { METHOD_MAX = 16, LINE_MAX_SEEN = 1024 };

/* The protocols of this form, by what stands at the end of a request and the beginning of an
   answer. */
static const struct dialect {
    const char *name, *version;
} dialect[] = {
    {"http", "HTTP/1."},
    {"rtsp", "RTSP/"  },
    {"sip",  "SIP/2." },
};

/* A first line of which only a part is there may still become a request: upper case letters. */
static bool may_be_request(const uint8_t *byte, size_t len)
{
    size_t n = 0;

    while (n < len && n < METHOD_MAX && isupper(byte[n])) {
        n++;
    }
    return len == 0 || (n > 0 && (n == len || (n >= 3 && byte[n] == ' ')));
}

static const struct dialect *dialect_of(const uint8_t *text, size_t len)
{
    for (size_t i = 0; i < sizeof(dialect) / sizeof(dialect[0]); i++) {
        if (look_is_word(text, len, dialect[i].version)) {
            return &dialect[i];
        }
    }
    return NULL;
}

/* The request line of byte[len] ends with a version; *line is it. NULL: none, or not yet there. */
static const struct dialect *read_request(struct header_text *line, const uint8_t *byte, size_t len)
{
    size_t at = 0;

    if (!header_line(line, &at, byte, len)) {
        return NULL;
    }
    const uint8_t *space = memrchr(line->text, ' ', line->len);

    return space == NULL ? NULL
                         : dialect_of(space + 1, line->len - (size_t)(space + 1 - line->text));
}

static void tell_agent(const struct flow *flow, struct fact_sink *sink, const char *from,
                       const struct header_text *agent)
{
    char claim[FACT_CLAIM_SIZE];
    struct os_hint os;

    fact_claim(claim, agent->text, agent->len);
    decode_tell_side(sink, flow, SIDE_CLIENT, from, FACT_AGENT, GRADE_CERTAIN, claim);
    if (os_hint_find(&os, OS_FROM_AGENT, claim)) {
        decode_tell_side(sink, flow, SIDE_CLIENT, from, FACT_OS, os.grade, os.claim);
    }
}

/* Of a host only its name: without port, and never with what stands before an @. */
static void tell_host(const struct flow *flow, struct fact_sink *sink, const char *from,
                      const uint8_t *host, size_t len)
{
    char claim[FACT_CLAIM_SIZE];
    const uint8_t *colon = memchr(host, ':', len);

    if (memchr(host, '@', len) != NULL) {
        return;
    }
    fact_claim(claim, host, colon != NULL ? (size_t)(colon - host) : len);
    const struct remote_name *remote = remote_name_find(claim);

    if (remote != NULL) {
        decode_tell_side(sink, flow, SIDE_CLIENT, from, remote->kind, GRADE_SUSPECTED,
                         remote->claim);
    }
}

/* Paths that say what a server is for; the row's beginning is all that is compared. */
static const struct {
    const char *path;
    enum fact_kind kind;
    const char *claim;
    enum grade grade;
} known_path[] = {
    {"/ipp",             FACT_ROLE,     "printer",   GRADE_LIKELY   },
    {"/fhir/",           FACT_MEDICAL,  "fhir",      GRADE_LIKELY   },
    {"/dicom-web/",      FACT_MEDICAL,  "dicomweb",  GRADE_LIKELY   },
    {"/dicomweb/",       FACT_MEDICAL,  "dicomweb",  GRADE_LIKELY   },
    {"/wado",            FACT_MEDICAL,  "wado",      GRADE_LIKELY   },
    {"/onvif/",          FACT_FACILITY, "onvif",     GRADE_LIKELY   },
    {"/vpnsvc/",         FACT_TUNNEL,   "softether", GRADE_CERTAIN  },
    {"/remote/login",    FACT_TUNNEL,   "ssl-vpn",   GRADE_SUSPECTED},
    {"/dana-na/",        FACT_TUNNEL,   "ssl-vpn",   GRADE_SUSPECTED},
    {"/global-protect/", FACT_TUNNEL,   "ssl-vpn",   GRADE_SUSPECTED},
    {"/+CSCOE+/",        FACT_TUNNEL,   "ssl-vpn",   GRADE_SUSPECTED},
};

/* Media types that say the same. */
static const struct {
    const char *type;
    enum fact_kind kind;
    const char *claim;
} known_type[] = {
    {"application/ipp",                             FACT_ROLE,    "printer" },
    {"application/fhir",                            FACT_MEDICAL, "fhir"    },
    {"application/dicom",                           FACT_MEDICAL, "dicomweb"},
    {"multipart/related; type=\"application/dicom", FACT_MEDICAL, "dicomweb"},
};

static void tell_purpose(const struct flow *flow, struct fact_sink *sink, const char *from,
                         const struct header_text *line)
{
    struct header_text path, type;
    const uint8_t *byte = flow->side[SIDE_CLIENT].byte;
    size_t len = flow->side[SIDE_CLIENT].len;
    bool has_path = header_word(&path, line, 1);

    for (size_t i = 0; has_path && i < sizeof(known_path) / sizeof(known_path[0]); i++) {
        if (look_is_word(path.text, path.len, known_path[i].path)) {
            decode_tell_side(sink, flow, SIDE_SERVER, from, known_path[i].kind, known_path[i].grade,
                             known_path[i].claim);
        }
    }
    bool has_type =
        header_find(&type, byte, len, "Content-Type") || header_find(&type, byte, len, "Accept");

    for (size_t i = 0; has_type && i < sizeof(known_type) / sizeof(known_type[0]); i++) {
        if (look_is_word(type.text, type.len, known_type[i].type)) {
            decode_tell_side(sink, flow, SIDE_SERVER, from, known_type[i].kind, GRADE_LIKELY,
                             known_type[i].claim);
        }
    }
}

static void tell_request(const struct flow *flow, struct fact_sink *sink, const char *from,
                         const struct header_text *line)
{
    const uint8_t *byte = flow->side[SIDE_CLIENT].byte;
    size_t len = flow->side[SIDE_CLIENT].len;
    struct header_text value;

    if (header_find(&value, byte, len, "User-Agent")) {
        tell_agent(flow, sink, from, &value);
    }
    if (look_is_word(line->text, line->len, "CONNECT ") && header_word(&value, line, 1)) {
        tell_host(flow, sink, from, value.text, value.len); /* through a proxy */
    } else if (header_find(&value, byte, len, "Host")) {
        tell_host(flow, sink, from, value.text, value.len);
    }
}

static void tell_answer(const struct flow *flow, struct fact_sink *sink, const char *from)
{
    const uint8_t *byte = flow->side[SIDE_SERVER].byte;
    size_t len = flow->side[SIDE_SERVER].len;
    char claim[FACT_CLAIM_SIZE];
    struct header_text value;
    struct os_hint os;

    if (!header_find(&value, byte, len, "Server") || value.len == 0) {
        return;
    }
    fact_claim(claim, value.text, value.len);
    decode_tell_side(sink, flow, SIDE_SERVER, from, FACT_SOFTWARE, GRADE_CERTAIN, claim);
    if (os_hint_find(&os, OS_FROM_SERVER, claim)) {
        decode_tell_side(sink, flow, SIDE_SERVER, from, FACT_OS, os.grade, os.claim);
    }
}

static void tell_kind(const struct flow *flow, struct fact_sink *sink, const char *from)
{
    if (strcmp(from, "rtsp") == 0 && flow->side[SIDE_SERVER].payloads > 0) {
        decode_tell_side(sink, flow, SIDE_SERVER, from, FACT_FACILITY, GRADE_CERTAIN, "rtsp");
    }
}

static bool is_over(const uint8_t *byte, size_t len)
{
    return memmem(byte, len, "\r\n\r\n", 4) != NULL || len >= FLOW_KEPT;
}

static enum flow_look look_placed(const struct flow *flow, struct fact_sink *sink)
{
    const uint8_t *client = flow->side[SIDE_CLIENT].byte, *server = flow->side[SIDE_SERVER].byte;
    size_t client_len = flow->side[SIDE_CLIENT].len, server_len = flow->side[SIDE_SERVER].len;
    struct header_text line;
    const struct dialect *one = read_request(&line, client, client_len);

    if (one == NULL) {
        bool waits = memchr(client, '\n', client_len) == NULL && client_len < LINE_MAX_SEEN &&
                     may_be_request(client, client_len);
        return waits && client_len > 0 ? LOOK_MORE : LOOK_NO;
    }
    bool answered = dialect_of(server, server_len) == one;

    if (server_len >= strlen(one->version) && !answered) {
        return LOOK_NO; /* the answer is something else, so the question was, too */
    }
    look_tell_service(flow, sink, one->name, GRADE_CERTAIN, one->name);
    tell_request(flow, sink, one->name, &line);
    if (answered) {
        tell_purpose(flow, sink, one->name, &line);
        tell_answer(flow, sink, one->name);
        tell_kind(flow, sink, one->name);
    }
    return answered && is_over(server, server_len) && is_over(client, client_len) ? LOOK_DONE
                                                                                  : LOOK_MINE;
}

enum flow_look http1_look(const struct flow *flow, struct fact_sink *sink)
{
    const uint8_t *client = flow->side[SIDE_CLIENT].byte;
    size_t client_len = flow->side[SIDE_CLIENT].len;

    if (!flow->began && client_len > 0 && dialect_of(client, client_len) != NULL) {
        struct flow turned = look_turned(flow); /* an answer came first */

        if (turned.side[SIDE_CLIENT].len > 0) {
            return look_placed(&turned, sink);
        }
        const struct dialect *one = dialect_of(client, client_len);

        look_tell_service(&turned, sink, one->name, GRADE_LIKELY, one->name);
        tell_answer(&turned, sink, one->name);
        return LOOK_MINE;
    }
    if (client_len == 0 && flow->side[SIDE_SERVER].len > 0) {
        return LOOK_NO; /* a server that speaks first */
    }
    return look_placed(flow, sink);
}
