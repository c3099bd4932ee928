#include "network/tls.h"

#include "network/look.h"
#include "network/remote_name.h"
#include "network/tls_hello.h"
#include "network/wire.h"

#include <stdio.h>
#include <string.h>

static const char from[] = "tls";

enum { RECORD_SIZE = 5, RECORD_HANDSHAKE = 22, RECORD_MAX = 16384 + 2048 };
enum { MESSAGE_SIZE = 4, CLIENT_HELLO = 1, SERVER_HELLO = 2, CERTIFICATE = 11, TLS_1_3 = 0x0304 };

/* Handshake messages without the heads of the records they came in. */
struct handshake {
    uint8_t byte[FLOW_KEPT];
    size_t len;
};

static void read_records(struct handshake *out, const uint8_t *byte, size_t len)
{
    out->len = 0;
    for (size_t at = 0; at + RECORD_SIZE <= len;) {
        size_t n = wire_u16(byte + at + 3), have = len - at - RECORD_SIZE;

        if (byte[at] != RECORD_HANDSHAKE || byte[at + 1] != 3 || n > RECORD_MAX) {
            return;
        }
        have = have < n ? have : n;
        memcpy(out->byte + out->len, byte + at + RECORD_SIZE, have);
        out->len += have;
        at += RECORD_SIZE + n;
    }
}

/* How the beginning of a side stands to a record that holds a message of type. */
static enum flow_look begins_with(const uint8_t *byte, size_t len, uint8_t type)
{
    if ((len > 0 && byte[0] != RECORD_HANDSHAKE) || (len > 1 && byte[1] != 3) ||
        (len > 2 && byte[2] > 4) || (len > 3 && byte[3] > RECORD_MAX >> 8) ||
        (len > RECORD_SIZE && byte[RECORD_SIZE] != type)) {
        return LOOK_NO;
    }
    return len > RECORD_SIZE ? LOOK_MINE : LOOK_MORE;
}

/* The message of type that begins at *at; its bytes as far as they are there. */
static bool find_message(const struct handshake *h, uint8_t type, const uint8_t **body, size_t *n,
                         bool *whole)
{
    for (size_t at = 0; at + MESSAGE_SIZE <= h->len;) {
        size_t size = wire_u32(h->byte + at) & 0xffffff, have = h->len - at - MESSAGE_SIZE;

        if (h->byte[at] == type) {
            *body = h->byte + at + MESSAGE_SIZE;
            *whole = have >= size;
            *n = *whole ? size : have;
            return true;
        }
        at += MESSAGE_SIZE + size;
    }
    return false;
}

static const char *weak_version(uint16_t version)
{
    switch (version) {
    case 0x0002:
        return "ssl2";
    case 0x0300:
        return "ssl3";
    case 0x0301:
        return "tls1.0";
    case 0x0302:
        return "tls1.1";
    case 0xfeff:
        return "dtls1.0";
    default:
        return NULL;
    }
}

static void tell_weak(const struct flow *flow, struct fact_sink *sink, enum flow_side side,
                      uint16_t version)
{
    const char *weak = weak_version(version);

    if (weak != NULL) {
        decode_tell_side(sink, flow, side, from, FACT_WEAK, GRADE_CERTAIN, weak);
    }
}

/* Host names only: RFC 6066 wants ASCII without a closing dot. */
static bool is_host_name(const uint8_t *name, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (name[i] <= ' ' || name[i] >= 0x7f) {
            return false;
        }
    }
    return len < FACT_CLAIM_SIZE;
}

static void tell_client(const struct flow *flow, struct fact_sink *sink, struct tls_hello *hello)
{
    char claim[FACT_CLAIM_SIZE], ja4[JA4_SIZE];

    if (hello->sni != NULL && is_host_name(hello->sni, hello->sni_len)) {
        const struct remote_name *remote =
            remote_name_find(fact_claim(claim, hello->sni, hello->sni_len));

        decode_tell_side(sink, flow, SIDE_CLIENT, from, FACT_SNI,
                         hello->has_ech ? GRADE_LIKELY : GRADE_CERTAIN, claim);
        if (remote != NULL) {
            decode_tell_side(sink, flow, SIDE_CLIENT, from, remote->kind, GRADE_SUSPECTED,
                             remote->claim);
        }
    }
    if (hello->whole) {
        decode_tell_side(sink, flow, SIDE_CLIENT, from, FACT_JA4, GRADE_CERTAIN,
                         ja4_text(ja4, &hello->ja4));
        tell_weak(flow, sink, SIDE_CLIENT, hello->version);
    }
}

/* Products that name themselves in ALPN: "anydesk/6.2.0/linux". */
static void tell_alpn(const struct flow *flow, struct fact_sink *sink,
                      const struct tls_hello *hello)
{
    if (hello->ja4.alpn != NULL && look_is_word(hello->ja4.alpn, hello->ja4.alpn_len, "anydesk/")) {
        char claim[FACT_CLAIM_SIZE];

        decode_tell_side(sink, flow, SIDE_CLIENT, from, FACT_REMOTE_TOOL, GRADE_CERTAIN, "anydesk");
        decode_tell_side(sink, flow, SIDE_CLIENT, from, FACT_SOFTWARE, GRADE_CERTAIN,
                         fact_claim(claim, hello->ja4.alpn, hello->ja4.alpn_len));
    }
}

/*
 * Certificates that name their product, as seen in public captures and product manuals: AnyDesk's
 * client and relay, self-made certificates of SSL-VPN gateways as they come from the factory.
 */
static const struct {
    const char *name;
    enum fact_kind kind;
    const char *claim;
    enum grade grade;
} certificate[] = {
    {"AnyDesk Client", FACT_REMOTE_TOOL, "anydesk",   GRADE_CERTAIN  },
    {"AnyNet Relay",   FACT_REMOTE_TOOL, "anydesk",   GRADE_CERTAIN  },
    {"FortiGate",      FACT_TUNNEL,      "ssl-vpn",   GRADE_SUSPECTED},
    {"SonicWALL",      FACT_TUNNEL,      "ssl-vpn",   GRADE_SUSPECTED},
    {"SoftEther VPN",  FACT_TUNNEL,      "softether", GRADE_LIKELY   },
    {"Array Networks", FACT_TUNNEL,      "ssl-vpn",   GRADE_SUSPECTED},
};

/* True when the certificate is there as a whole, or as much of it as will ever be kept. */
static bool tell_certificate(const struct flow *flow, struct fact_sink *sink,
                             const struct handshake *h)
{
    const uint8_t *body;
    size_t n;
    bool whole = false;

    if (!find_message(h, CERTIFICATE, &body, &n, &whole)) {
        return false;
    }
    for (size_t i = 0; i < sizeof(certificate) / sizeof(certificate[0]); i++) {
        if (memmem(body, n, certificate[i].name, strlen(certificate[i].name)) != NULL) {
            decode_tell_side(sink, flow, SIDE_CLIENT, from, certificate[i].kind,
                             certificate[i].grade, certificate[i].claim);
        }
    }
    return whole;
}

/* The server's part. True when nothing more is to be learnt from this flow. */
static bool read_server(const struct flow *flow, struct fact_sink *sink)
{
    struct handshake h;
    struct tls_hello hello;
    const uint8_t *body;
    size_t n, len = flow->side[SIDE_SERVER].len;
    bool whole = false;

    read_records(&h, flow->side[SIDE_SERVER].byte, len);
    if (!find_message(&h, SERVER_HELLO, &body, &n, &whole) || !whole ||
        !tls_hello_server(&hello, body, n)) {
        return false;
    }
    tell_weak(flow, sink, SIDE_SERVER, hello.version);
    return tell_certificate(flow, sink, &h) || hello.version >= TLS_1_3 || len >= FLOW_KEPT;
}

/* The client begins with a hello. What was told of it alone is told again with the answer, since
   then it is sure. */
static enum flow_look look_placed(const struct flow *flow, struct fact_sink *sink)
{
    struct handshake h;
    struct tls_hello hello;
    const uint8_t *body;
    size_t n;
    bool whole = false;

    read_records(&h, flow->side[SIDE_CLIENT].byte, flow->side[SIDE_CLIENT].len);
    if (!find_message(&h, CLIENT_HELLO, &body, &n, &whole)) {
        return LOOK_MORE;
    }
    if (!tls_hello_client(&hello, body, n, false)) {
        return LOOK_NO;
    }
    if (flow->spoke == SIDE_CLIENT || flow->side[SIDE_SERVER].payloads == 1) {
        look_tell_service(flow, sink, from, GRADE_CERTAIN, "tls");
        hello.whole = hello.whole && whole;
        tell_client(flow, sink, &hello);
        tell_alpn(flow, sink, &hello);
        tell_certificate(flow, sink, &h);
    }
    return read_server(flow, sink) ? LOOK_DONE : LOOK_MINE;
}

enum flow_look tls_look(const struct flow *flow, struct fact_sink *sink)
{
    const uint8_t *client = flow->side[SIDE_CLIENT].byte, *server = flow->side[SIDE_SERVER].byte;
    size_t client_len = flow->side[SIDE_CLIENT].len, server_len = flow->side[SIDE_SERVER].len;

    if (begins_with(client, client_len, CLIENT_HELLO) != LOOK_NO) {
        return client_len > RECORD_SIZE ? look_placed(flow, sink) : LOOK_MORE;
    }
    if (!flow->began && begins_with(server, server_len, CLIENT_HELLO) != LOOK_NO) {
        struct flow turned = look_turned(flow);
        return server_len > RECORD_SIZE ? look_placed(&turned, sink) : LOOK_MORE;
    }
    return LOOK_NO;
}

/* DTLS: type, version, epoch, sequence, length; handshake: type, length, sequence, fragment. */
enum { DTLS_RECORD = 13, DTLS_MESSAGE = 12, DTLS_AT_LENGTH = 11 };

static bool is_dtls_hello(const uint8_t *byte, size_t len, uint8_t type)
{
    return len > DTLS_RECORD + DTLS_MESSAGE && byte[0] == RECORD_HANDSHAKE && byte[1] == 0xfe &&
           byte[DTLS_RECORD] == type &&
           wire_u16(byte + DTLS_AT_LENGTH) + (size_t)DTLS_RECORD <= len;
}

enum flow_look tls_dtls_look(const struct flow *flow, struct fact_sink *sink)
{
    const uint8_t *byte = flow->side[flow->spoke].byte;
    size_t len = flow->side[flow->spoke].len;
    struct tls_hello hello;

    if (len <= DTLS_RECORD || byte[0] != RECORD_HANDSHAKE || byte[1] != 0xfe) {
        return LOOK_NO;
    }
    if (!is_dtls_hello(byte, len, CLIENT_HELLO)) {
        return flow->began && flow->spoke == SIDE_CLIENT ? LOOK_NO : LOOK_MORE;
    }
    struct flow placed = flow->spoke == SIDE_CLIENT ? *flow : look_turned(flow);

    if (!tls_hello_client(&hello, byte + DTLS_RECORD + DTLS_MESSAGE,
                          len - DTLS_RECORD - DTLS_MESSAGE, true)) {
        return LOOK_NO;
    }
    look_tell_service(&placed, sink, "dtls", GRADE_CERTAIN, "dtls");
    tell_client(&placed, sink, &hello);
    return LOOK_MINE;
}
