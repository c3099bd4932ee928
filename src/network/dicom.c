#include "network/dicom.h"

#include "network/look.h"
#include "network/wire.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static const char from[] = "dicom";

enum { PDU_REQUEST = 1, PDU_ACCEPT = 2, PDU_REJECT = 3, PDU_DATA = 4 };
enum { PDU_HEAD = 6, ASSOCIATE_SIZE = 74, LENGTH_MIN = 68, LENGTH_MAX = 1 << 20 };
enum { AT_VERSION = 6, AT_CALLED = 10, AT_CALLING = 26, TITLE_SIZE = 16 };
enum { ITEM_APPLICATION = 0x10, ITEM_PROPOSED = 0x20, ITEM_ANSWERED = 0x21, ITEM_ABSTRACT = 0x30 };
enum { ITEM_USER = 0x50, ITEM_VERSION_NAME = 0x55, ITEM_HEAD = 4 };
enum { CONTEXTS = 256 };

static const char application[] = "1.2.840.10008.3.1.1.1"; /* PS3.7, A.2.1 */

/*
 * What an abstract syntax says of its sides: modalities send their storage class, archives take it.
 * PS3.4, B.5 (storage), A.4 (verification), C.6 (query), K.6 (worklist), PS3.6 registry of UIDs.
 */
static const struct service {
    const char *uid; /* a beginning, or whole with its closing 0 counted */
    const char *claim;
    const char *scp_role; /* of who accepted it, or NULL */
} service[] = {
    {"1.2.840.10008.1.1",              "verification",       NULL            },
    {"1.2.840.10008.5.1.4.31",         "worklist",           "dicom-worklist"},
    {"1.2.840.10008.3.1.2.3.3",        "mpps",               NULL            },
    {"1.2.840.10008.1.20.1",           "storage commitment", NULL            },
    {"1.2.840.10008.5.1.4.1.2",        "query/retrieve",     "dicom-archive" },
    {"1.2.840.10008.5.1.1.9",          "print",              "dicom-printer" },
    {"1.2.840.10008.5.1.4.1.1.1.1",    "storage DX",         "dicom-storage" },
    {"1.2.840.10008.5.1.4.1.1.1.2",    "storage MG",         "dicom-storage" },
    {"1.2.840.10008.5.1.4.1.1.1",      "storage CR",         "dicom-storage" },
    {"1.2.840.10008.5.1.4.1.1.2",      "storage CT",         "dicom-storage" },
    {"1.2.840.10008.5.1.4.1.1.4",      "storage MR",         "dicom-storage" },
    {"1.2.840.10008.5.1.4.1.1.3.1",    "storage US",         "dicom-storage" },
    {"1.2.840.10008.5.1.4.1.1.6.1",    "storage US",         "dicom-storage" },
    {"1.2.840.10008.5.1.4.1.1.7",      "storage SC",         "dicom-storage" },
    {"1.2.840.10008.5.1.4.1.1.9",      "storage waveform",   "dicom-storage" },
    {"1.2.840.10008.5.1.4.1.1.12.1",   "storage XA",         "dicom-storage" },
    {"1.2.840.10008.5.1.4.1.1.12.2",   "storage RF",         "dicom-storage" },
    {"1.2.840.10008.5.1.4.1.1.20",     "storage NM",         "dicom-storage" },
    {"1.2.840.10008.5.1.4.1.1.77.1.1", "storage ES",         "dicom-storage" },
    {"1.2.840.10008.5.1.4.1.1.104",    "storage document",   "dicom-storage" },
    {"1.2.840.10008.5.1.4.1.1.128",    "storage PT",         "dicom-storage" },
    {"1.2.840.10008.5.1.4.1.1.481",    "storage RT",         "dicom-storage" },
    {"1.2.840.10008.5.1.4.1.1",        "storage",            "dicom-storage" },
};

/* uid[len] is the row's, or below it. */
static bool is_under(const uint8_t *uid, size_t len, const char *root)
{
    size_t n = strlen(root);

    return len >= n && memcmp(uid, root, n) == 0 && (len == n || uid[n] == '.' || uid[n] == '\0');
}

static const struct service *service_of(const uint8_t *uid, size_t len)
{
    for (size_t i = 0; i < sizeof(service) / sizeof(service[0]); i++) {
        if (is_under(uid, len, service[i].uid)) {
            return &service[i];
        }
    }
    return NULL;
}

struct association {
    const uint8_t *called, *calling;
    const uint8_t *version; /* implementation version name, or NULL */
    size_t version_len;
    const struct service *context[CONTEXTS]; /* proposed, by id; NULL: none or not known */
    bool accepted[CONTEXTS];
};

static void read_user(struct association *a, const uint8_t *at, size_t n)
{
    struct wire w = wire_begin(at, n);

    while (wire_left(&w) >= ITEM_HEAD && !w.short_of) {
        uint8_t type = wire_take_u8(&w);
        wire_take_u8(&w);
        size_t size = wire_take_u16(&w);
        const uint8_t *value = wire_take(&w, size);

        if (value != NULL && type == ITEM_VERSION_NAME) {
            a->version = value;
            a->version_len = size;
        }
    }
}

/* Presentation context: id, three bytes (the answer's second is the result), sub-items. */
static void read_context(struct association *a, uint8_t item, const uint8_t *at, size_t n)
{
    if (n < ITEM_HEAD) {
        return;
    }
    if (item == ITEM_ANSWERED) {
        a->accepted[at[0]] = at[2] == 0;
    } else if (n >= 2 * ITEM_HEAD && at[ITEM_HEAD] == ITEM_ABSTRACT) {
        size_t size = wire_u16(at + ITEM_HEAD + 2), left = n - 2 * ITEM_HEAD;

        a->context[at[0]] = service_of(at + 2 * ITEM_HEAD, size < left ? size : left);
    }
}

/* An associate request or answer as far as it is there. False: the items speak against DICOM. */
static bool read_items(struct association *a, const uint8_t *byte, size_t len)
{
    size_t size = PDU_HEAD + (size_t)wire_u32(byte + 2);
    struct wire w = wire_begin(byte + ASSOCIATE_SIZE, (len < size ? len : size) - ASSOCIATE_SIZE);
    bool first = true;

    a->called = byte + AT_CALLED;
    a->calling = byte + AT_CALLING;
    while (wire_left(&w) >= ITEM_HEAD) {
        uint8_t type = wire_take_u8(&w);
        wire_take_u8(&w);
        size_t n = wire_take_u16(&w);
        const uint8_t *value = wire_take(&w, n);

        if (first &&
            (type != ITEM_APPLICATION || (value != NULL && !is_under(value, n, application)))) {
            return false;
        }
        first = false;
        if (value == NULL) {
            return true; /* cut off */
        }
        if (type == ITEM_PROPOSED || type == ITEM_ANSWERED) {
            read_context(a, type, value, n);
        } else if (type == ITEM_USER) {
            read_user(a, value, n);
        }
    }
    return true;
}

static bool is_title(const uint8_t *title)
{
    for (size_t i = 0; i < TITLE_SIZE; i++) {
        if (!isprint(title[i]) && title[i] != '\0') {
            return false;
        }
    }
    return true;
}

/* The fixed part of a request or an answer. */
static enum flow_look read_head(const uint8_t *byte, size_t len, uint8_t pdu)
{
    if ((len > 0 && byte[0] != pdu) || (len > 1 && byte[1] != 0)) {
        return LOOK_NO;
    }
    if (len < PDU_HEAD) {
        return LOOK_MORE;
    }
    uint32_t size = wire_u32(byte + 2);

    if (size < LENGTH_MIN || size > LENGTH_MAX) {
        return LOOK_NO;
    }
    if (len < ASSOCIATE_SIZE) {
        return LOOK_MORE;
    }
    bool good = (wire_u16(byte + AT_VERSION) & 1) != 0 && is_title(byte + AT_CALLED) &&
                is_title(byte + AT_CALLING);
    return good ? LOOK_MINE : LOOK_NO;
}

static void tell_title(const struct flow *flow, struct fact_sink *sink, enum flow_side side,
                       const uint8_t *title)
{
    char word[LOOK_WORD_SIZE], claim[FACT_CLAIM_SIZE];

    snprintf(claim, sizeof(claim), "dicom %s", look_word(word, title, TITLE_SIZE));
    decode_tell_side(sink, flow, side, from, FACT_MEDICAL, GRADE_CERTAIN, claim);
}

static void tell_version(const struct flow *flow, struct fact_sink *sink, enum flow_side side,
                         const struct association *a)
{
    char word[LOOK_WORD_SIZE];

    if (a->version != NULL && *look_word(word, a->version, a->version_len) != '\0') {
        decode_tell_side(sink, flow, side, from, FACT_SOFTWARE, GRADE_CERTAIN, word);
    }
}

static void tell_services(const struct flow *flow, struct fact_sink *sink,
                          const struct association *asked, const struct association *answered)
{
    char claim[FACT_CLAIM_SIZE];

    for (size_t i = 0; i < CONTEXTS; i++) {
        const struct service *s = asked->context[i];

        if (s == NULL) {
            continue;
        }
        snprintf(claim, sizeof(claim), "dicom %s", s->claim);
        decode_tell_side(sink, flow, SIDE_CLIENT, from, FACT_CLIENT, GRADE_CERTAIN, claim);
        if (answered != NULL && answered->accepted[i] && s->scp_role != NULL) {
            decode_tell_side(sink, flow, SIDE_SERVER, from, FACT_ROLE, GRADE_CERTAIN, s->scp_role);
        }
    }
}

static enum flow_look tell(const struct flow *flow, struct fact_sink *sink,
                           const struct association *asked, const struct association *answered)
{
    decode_tell_side(sink, flow, SIDE_CLIENT, from, FACT_ROLE, GRADE_CERTAIN, "dicom-scu");
    tell_title(flow, sink, SIDE_CLIENT, asked->calling);
    tell_version(flow, sink, SIDE_CLIENT, asked);
    tell_services(flow, sink, asked, answered);
    look_tell_service(flow, sink, from, GRADE_CERTAIN, "dicom");
    if (answered == NULL) {
        return LOOK_MINE;
    }
    decode_tell_side(sink, flow, SIDE_SERVER, from, FACT_ROLE, GRADE_CERTAIN, "dicom-scp");
    tell_title(flow, sink, SIDE_SERVER, asked->called);
    tell_version(flow, sink, SIDE_SERVER, answered);
    return LOOK_DONE;
}

/* P-DATA-TF of an association met late: length, one value whose length fits, an odd context id, a
   control byte of two bits, and a command that begins with its own group length. */
static bool is_data(const uint8_t *byte, size_t len)
{
    static const uint8_t group[] = {0, 0, 0, 0, 4, 0, 0, 0};

    return len >= 20 && byte[0] == PDU_DATA && byte[1] == 0 &&
           wire_u32(byte + 6) + (uint64_t)4 <= wire_u32(byte + 2) && (byte[10] & 1) != 0 &&
           byte[11] <= 3 && (byte[11] & 1) != 0 && memcmp(byte + 12, group, sizeof(group)) == 0;
}

static enum flow_look look_late_data(const struct flow *flow, struct fact_sink *sink)
{
    for (int side = SIDE_CLIENT; side <= SIDE_SERVER; side++) {
        if (is_data(flow->side[side].byte, flow->side[side].len)) {
            struct flow placed = look_late(flow);

            look_tell_service(&placed, sink, from, GRADE_LIKELY, "dicom");
            decode_tell_side(sink, &placed, SIDE_CLIENT, from, FACT_MEDICAL, GRADE_LIKELY, "dicom");
            if (placed.side[SIDE_SERVER].payloads > 0) {
                decode_tell_side(sink, &placed, SIDE_SERVER, from, FACT_MEDICAL, GRADE_LIKELY,
                                 "dicom");
            }
            return LOOK_MINE;
        }
    }
    return LOOK_NO;
}

/* The client's request is one by its head. */
static enum flow_look look_association(const struct flow *flow, struct fact_sink *sink)
{
    const uint8_t *server = flow->side[SIDE_SERVER].byte;
    size_t server_len = flow->side[SIDE_SERVER].len;
    struct association asked = {.called = NULL}, answered = {.called = NULL};

    if (!read_items(&asked, flow->side[SIDE_CLIENT].byte, flow->side[SIDE_CLIENT].len)) {
        return LOOK_NO;
    }
    if (server_len > 0 && server[0] == PDU_REJECT) {
        tell(flow, sink, &asked, NULL);
        return LOOK_DONE;
    }
    enum flow_look head = read_head(server, server_len, PDU_ACCEPT);

    if (head == LOOK_MORE) {
        return tell(flow, sink, &asked, NULL);
    }
    return head == LOOK_MINE && read_items(&answered, server, server_len)
               ? tell(flow, sink, &asked, &answered)
               : LOOK_NO;
}

static enum flow_look look_placed(const struct flow *flow, struct fact_sink *sink)
{
    enum flow_look head =
        read_head(flow->side[SIDE_CLIENT].byte, flow->side[SIDE_CLIENT].len, PDU_REQUEST);

    return head == LOOK_MINE ? look_association(flow, sink) : head;
}

enum flow_look dicom_look(const struct flow *flow, struct fact_sink *sink)
{
    enum flow_look seen = look_placed(flow, sink);

    if (seen != LOOK_NO || flow->began) {
        return seen;
    }
    if (flow->side[SIDE_CLIENT].len > 0 && flow->side[SIDE_CLIENT].byte[0] == PDU_ACCEPT) {
        struct flow turned = look_turned(flow);
        return look_placed(&turned, sink);
    }
    return look_late_data(flow, sink);
}
