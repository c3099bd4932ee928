#include "network/smb.h"

#include "base/text.h"
#include "network/claim.h"
#include "network/look.h"
#include "network/os_hint.h"
#include "network/wire.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static const char from[] = "smb";

enum {
    NETBIOS_SIZE = 4,
    NETBIOS_MESSAGE = 0,
    NETBIOS_REQUEST = 0x81,
    NETBIOS_GRANTED = 0x82,
    NETBIOS_NAMES = 72
};
enum { MESSAGES_MAX = 6 };
enum {
    SMB1_HEAD = 32,
    AT_COMMAND = 4,
    AT_FLAGS2 = 10,
    UNICODE = 0x8000,
    SMB1_REPLY = 0x80,
    AT_FLAGS = 9
};
enum { SMB1_NEGOTIATE = 0x72, SMB1_SETUP = 0x73 };
enum { SMB2_HEAD = 64, AT_COMMAND2 = 12, AT_FLAGS_2 = 16, SMB2_NEGOTIATE = 0, SMB2_SETUP = 1 };
enum {
    AT_DIALECT = 4,
    AT_GUID = 8,
    GUID_SIZE = 16,
    SMB2_ANSWER_MIN = 64,
    AT_CAPABILITIES_SECURITY = 2
};

struct message {
    const uint8_t *byte; /* from its 0xff or 0xfe on */
    size_t len;          /* as far as it is there */
};

/* The next SMB message of a stream; session requests of NetBIOS before it are stepped over. */
static bool next_message(struct message *out, struct wire *w)
{
    for (int i = 0; i < MESSAGES_MAX; i++) {
        uint8_t type = wire_take_u8(w);
        uint8_t high = wire_take_u8(w);
        size_t size = (size_t)high << 16 | wire_take_u16(w);

        if (w->short_of) {
            return false;
        }
        size_t have = size < wire_left(w) ? size : wire_left(w);

        *out = (struct message){w->at, have};
        wire_take(w, have);
        if (type == NETBIOS_MESSAGE) {
            return have >= 4;
        }
        if (type != NETBIOS_REQUEST && type != NETBIOS_GRANTED) {
            return false;
        }
    }
    return false;
}

static bool is_version_1(const struct message *m)
{
    return m->len >= SMB1_HEAD && memcmp(m->byte, "\xffSMB", 4) == 0;
}

static bool is_version_2(const struct message *m)
{
    return m->len >= SMB2_HEAD && memcmp(m->byte, "\xfeSMB", 4) == 0;
}

/* Bytes of the NetBIOS session request, or its answer, before the first message (RFC 1002, 4.3). */
static size_t session_size(const uint8_t *byte, size_t len)
{
    bool session = len >= NETBIOS_SIZE &&
                   (byte[0] == NETBIOS_REQUEST || byte[0] == NETBIOS_GRANTED) && byte[1] == 0 &&
                   wire_u16(byte + 2) <= NETBIOS_NAMES;
    return session ? NETBIOS_SIZE + (size_t)wire_u16(byte + 2) : 0;
}

/* How a side's beginning stands to SMB, by its first bytes. */
static enum flow_look begins(const struct flow *flow, enum flow_side side)
{
    const uint8_t *byte = flow->side[side].byte;
    size_t len = flow->side[side].len, session = session_size(byte, len);

    if (session > len || (len > 0 && len < NETBIOS_SIZE && byte[0] >= NETBIOS_REQUEST &&
                          byte[0] <= NETBIOS_GRANTED)) {
        return LOOK_MORE;
    }
    byte += session;
    len -= session;
    if ((len > 0 && byte[0] != NETBIOS_MESSAGE) || (len > 1 && byte[1] > 1) ||
        (len > 4 && byte[4] != 0xff && byte[4] != 0xfe)) {
        return LOOK_NO;
    }
    if (len < NETBIOS_SIZE + 4) {
        return LOOK_MORE;
    }
    return memcmp(byte + NETBIOS_SIZE + 1, "SMB", 3) == 0 ? LOOK_MINE : LOOK_NO;
}

/* A text of len bytes, ASCII or UTF-16LE; characters beyond ASCII become '?'. */
static char *wide_claim(char claim[FACT_CLAIM_SIZE], const uint8_t *byte, size_t len, bool wide)
{
    uint8_t text[FACT_CLAIM_SIZE];
    size_t n = 0, step = wide ? 2 : 1;

    for (size_t i = 0; i + step <= len && n < sizeof(text) - 1; i += step) {
        uint8_t high = wide ? byte[i + 1] : 0;

        if (byte[i] == 0 && high == 0) {
            break;
        }
        text[n++] = high == 0 ? byte[i] : '?';
    }
    return fact_claim(claim, text, n);
}

/* Length in bytes of a text that ends with a zero; len where it does not end. */
static size_t wide_len(const uint8_t *byte, size_t len, bool wide)
{
    size_t step = wide ? 2 : 1, i = 0;

    while (i + step <= len && (byte[i] != 0 || (wide && byte[i + 1] != 0))) {
        i += step;
    }
    return i + step <= len ? i : len;
}

static void tell_system(const struct flow *flow, struct fact_sink *sink, enum flow_side side,
                        const char *os)
{
    struct os_hint hint;

    if (os_hint_find(&hint, OS_FROM_SMB, os)) {
        decode_tell_side(sink, flow, side, from, FACT_OS, hint.grade, hint.claim);
    }
}

/* Native OS and LAN manager of a session set-up: the texts behind its words and blob. */
static void tell_native(const struct flow *flow, struct fact_sink *sink, enum flow_side side,
                        const struct message *m)
{
    bool wide = (wire_u16le(m->byte + AT_FLAGS2) & UNICODE) != 0;
    bool reply = (m->byte[AT_FLAGS] & SMB1_REPLY) != 0;
    struct wire w = wire_begin(m->byte + SMB1_HEAD, m->len - SMB1_HEAD);
    size_t words = wire_take_u8(&w);
    const uint8_t *word = wire_take(&w, words * 2);
    size_t blob = 0;

    wire_take_u16(&w);
    if (word == NULL || w.short_of) {
        return;
    }
    /* [MS-SMB] 2.2.4.6: 12 words ask and 4 answer with a security blob. [MS-CIFS] 2.2.4.53: 13
       words hold two hashes, then account and domain, which are stepped over; 3 words answer. */
    int texts = 0;

    if (words == 12 && !reply) {
        blob = wire_u16le(word + 14);
    } else if (words == 13 && !reply) {
        blob = (size_t)wire_u16le(word + 14) + wire_u16le(word + 16);
        texts = 2;
    } else if (words == 4 && reply) {
        blob = wire_u16le(word + 6);
    } else if (words != 3 || !reply) {
        return;
    }
    wire_take(&w, blob);
    if (wide && !w.short_of && (size_t)(w.at - m->byte) % 2 == 1) {
        wire_take_u8(&w); /* texts stand at even places of the message */
    }
    for (; texts > 0 && !w.short_of; texts--) {
        wire_take(&w, wide_len(w.at, wire_left(&w), wide) + (wide ? 2 : 1));
    }
    size_t n = w.short_of ? 0 : wide_len(w.at, wire_left(&w), wide);
    char os[FACT_CLAIM_SIZE], manager[FACT_CLAIM_SIZE];

    if (n == 0) {
        return;
    }
    wide_claim(os, w.at, n, wide);
    wire_take(&w, n + (wide ? 2 : 1));
    n = w.short_of ? 0 : wide_len(w.at, wire_left(&w), wide);
    wide_claim(manager, w.at, n, wide);
    if (!look_is_word((const uint8_t *)manager, strlen(manager), "Samba")) {
        tell_system(flow, sink, side, os); /* Samba calls itself Windows 6.1 */
    }
    if (manager[0] != '\0') {
        decode_tell_side(sink, flow, side, from, FACT_SOFTWARE, GRADE_CERTAIN, manager);
    }
}

/* Samba makes its GUID of its name: a name padded with zeros identifies no machine. */
static bool is_name_only(const uint8_t guid[GUID_SIZE])
{
    size_t n = strnlen((const char *)guid, GUID_SIZE);

    for (size_t i = 0; i < GUID_SIZE; i++) {
        if (i < n ? !isprint(guid[i]) : guid[i] != 0) {
            return false;
        }
    }
    return true;
}

static void tell_guid(const struct flow *flow, struct fact_sink *sink, const uint8_t *guid)
{
    char claim[FACT_CLAIM_SIZE];

    if (is_name_only(guid)) {
        return;
    }
    claim_hex(claim, "smb-guid", guid, GUID_SIZE);
    decode_tell_side(sink, flow, SIDE_SERVER, from, FACT_IDENTITY, GRADE_CERTAIN, claim);
}

/* NTLM challenge: target information holds the server's names, the version its build. Samba sends
   6.1 without a build, which says nothing. */
enum { AT_NTLM_TYPE = 8, AT_TARGET_INFO = 40, AT_NTLM_VERSION = 48, NTLM_SIZE = 56, CHALLENGE = 2 };
enum { PAIR_COMPUTER = 1, PAIR_DNS_COMPUTER = 3 };

static void tell_challenge(const struct flow *flow, struct fact_sink *sink, const struct message *m)
{
    const uint8_t *ntlm = memmem(m->byte, m->len, "NTLMSSP", 8);
    size_t len = ntlm != NULL ? m->len - (size_t)(ntlm - m->byte) : 0;
    char claim[FACT_CLAIM_SIZE];

    if (len < NTLM_SIZE || wire_u32le(ntlm + AT_NTLM_TYPE) != CHALLENGE) {
        return;
    }
    unsigned build = wire_u16le(ntlm + AT_NTLM_VERSION + 2);

    if (build != 0) {
        os_hint_windows(claim, ntlm[AT_NTLM_VERSION], ntlm[AT_NTLM_VERSION + 1], build);
        decode_tell_side(sink, flow, SIDE_SERVER, from, FACT_OS, GRADE_CERTAIN, claim);
    }
    size_t n = wire_u16le(ntlm + AT_TARGET_INFO), at = wire_u32le(ntlm + AT_TARGET_INFO + 4);

    if (at > len || n > len - at) {
        return;
    }
    for (const uint8_t *p = ntlm + at, *end = p + n; end - p >= 4;) {
        uint16_t id = wire_u16le(p);
        size_t size = wire_u16le(p + 2);

        if (id == 0 || size > (size_t)(end - p) - 4) {
            return;
        }
        if ((id == PAIR_COMPUTER || id == PAIR_DNS_COMPUTER) &&
            *wide_claim(claim, p + 4, size, true) != '\0') {
            decode_tell_side(sink, flow, SIDE_SERVER, from, FACT_NAME, GRADE_CERTAIN, claim);
        }
        p += 4 + size;
    }
}

static void tell_dialect(const struct flow *flow, struct fact_sink *sink, uint16_t dialect)
{
    char claim[FACT_CLAIM_SIZE];

    if (dialect == 0x02ff) {
        return; /* any of version 2: decided in the next answer */
    }
    snprintf(claim, sizeof(claim), "SMB %u.%u.%u", dialect >> 8, dialect >> 4 & 15, dialect & 15);
    decode_tell_side(sink, flow, SIDE_SERVER, from, FACT_SOFTWARE, GRADE_CERTAIN, claim);
}

static void tell_version_2(const struct flow *flow, struct fact_sink *sink, enum flow_side side,
                           const struct message *m)
{
    uint16_t command = wire_u16le(m->byte + AT_COMMAND2);
    const uint8_t *body = m->byte + SMB2_HEAD;

    if (side != SIDE_SERVER) {
        return;
    }
    if (command == SMB2_NEGOTIATE && m->len >= SMB2_HEAD + SMB2_ANSWER_MIN) {
        tell_dialect(flow, sink, wire_u16le(body + AT_DIALECT));
        tell_guid(flow, sink, body + AT_GUID);
    } else if (command == SMB2_SETUP) {
        tell_challenge(flow, sink, m);
    }
}

/* A server that chose a dialect of version 1 in its answer. */
static void tell_version_1(const struct flow *flow, struct fact_sink *sink, enum flow_side side,
                           const struct message *m)
{
    bool reply = (m->byte[AT_FLAGS] & SMB1_REPLY) != 0;

    if (m->byte[AT_COMMAND] == SMB1_NEGOTIATE && reply && side == SIDE_SERVER) {
        decode_tell_side(sink, flow, SIDE_SERVER, from, FACT_WEAK, GRADE_CERTAIN, "smb1");
    } else if (m->byte[AT_COMMAND] == SMB1_SETUP) {
        tell_native(flow, sink, side, m);
        if (side == SIDE_SERVER) {
            tell_challenge(flow, sink, m);
        }
    }
}

/* A client that offers no dialect of version 2 can speak version 1 only. */
static void tell_offer(const struct flow *flow, struct fact_sink *sink, const struct message *m)
{
    bool offers = is_version_1(m) && m->byte[AT_COMMAND] == SMB1_NEGOTIATE;

    if (offers && look_holds(m->byte, m->len, "NT LM 0.12") &&
        !look_holds(m->byte, m->len, "SMB 2.")) {
        decode_tell_side(sink, flow, SIDE_CLIENT, from, FACT_WEAK, GRADE_CERTAIN, "smb1");
    }
}

/* True when an answer to a session set-up was seen. */
static bool tell_side(const struct flow *flow, struct fact_sink *sink, enum flow_side side)
{
    struct wire w = wire_begin(flow->side[side].byte, flow->side[side].len);
    struct message m;
    bool set_up = false;

    for (int i = 0; i < MESSAGES_MAX && next_message(&m, &w); i++) {
        if (side == SIDE_CLIENT && i == 0) {
            tell_offer(flow, sink, &m);
        }
        if (is_version_1(&m)) {
            tell_version_1(flow, sink, side, &m);
            set_up = set_up || m.byte[AT_COMMAND] == SMB1_SETUP;
        } else if (is_version_2(&m)) {
            tell_version_2(flow, sink, side, &m);
            set_up = set_up || wire_u16le(m.byte + AT_COMMAND2) == SMB2_SETUP;
        }
    }
    return set_up;
}

/* The first message of the client is an answer: the flow is the wrong way round. */
static bool is_turned(const struct flow *flow)
{
    struct wire w = wire_begin(flow->side[SIDE_CLIENT].byte, flow->side[SIDE_CLIENT].len);
    struct message m;

    if (flow->began || !next_message(&m, &w)) {
        return false;
    }
    return (is_version_1(&m) && (m.byte[AT_FLAGS] & SMB1_REPLY) != 0) ||
           (is_version_2(&m) && (m.byte[AT_FLAGS_2] & 1) != 0);
}

enum flow_look smb_look(const struct flow *flow, struct fact_sink *sink)
{
    enum flow_look client = begins(flow, SIDE_CLIENT), server = begins(flow, SIDE_SERVER);

    if (client == LOOK_NO || server == LOOK_NO) {
        return LOOK_NO;
    }
    if (client != LOOK_MINE && server != LOOK_MINE) {
        return flow->side[SIDE_CLIENT].len + flow->side[SIDE_SERVER].len < 200 ? LOOK_MORE
                                                                               : LOOK_NO;
    }
    struct flow placed = is_turned(flow) ? look_turned(flow) : *flow;

    look_tell_service(&placed, sink, from, GRADE_CERTAIN, "smb");
    tell_side(&placed, sink, SIDE_CLIENT);
    tell_side(&placed, sink, SIDE_SERVER);
    return LOOK_MINE;
}
