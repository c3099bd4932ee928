#include "network/openvpn.h"

#include "network/look.h"
#include "network/wire.h"

#include <string.h>

static const char from[] = "openvpn";

enum { IP_TCP = 6, SESSION_SIZE = 8 };
enum { CLIENT_V1 = 1, SERVER_V1 = 2, CLIENT_V2 = 7, SERVER_V2 = 8, CLIENT_V3 = 10 };

/* Opcode, session, number of acknowledgements (0), packet id (0). tls-auth adds an HMAC, a counter
   and a time; tls-crypt the same with a tag of 32 bytes and hides the rest. */
enum { RESET_PLAIN = 14, COUNTER_SIZE = 8, TLS_CRYPT = 54, RESET_MAX = 1400 };
enum { ACK_SIZE = 4 + SESSION_SIZE }; /* one acknowledgement and the other's session */

struct reset {
    uint8_t opcode;
    const uint8_t *session;
    size_t size;
    bool plain; /* nothing hidden, nothing added */
};

/* HMAC of tls-auth: MD5, SHA-1, SHA-256, SHA-512. */
static bool is_tls_auth_size(size_t more)
{
    static const size_t hmac[] = {16, 20, 28, 32, 48, 64};

    for (size_t i = 0; i < sizeof(hmac) / sizeof(hmac[0]); i++) {
        if (more == hmac[i] + COUNTER_SIZE) {
            return true;
        }
    }
    return false;
}

/* Sizes a reset may have; with an acknowledgement in an answer. */
static bool is_size(const struct reset *r)
{
    size_t base = RESET_PLAIN;

    if (r->opcode == CLIENT_V3) {
        return r->size > TLS_CRYPT && r->size <= RESET_MAX; /* a wrapped key follows */
    }
    if (r->opcode == SERVER_V1 || r->opcode == SERVER_V2) {
        base += r->size >= RESET_PLAIN + ACK_SIZE ? ACK_SIZE : 0;
    }
    return r->size == base || (r->size > base && is_tls_auth_size(r->size - base)) ||
           r->size >= TLS_CRYPT;
}

/* A reset in byte[len], a datagram or what follows a length of `size`. */
static bool read_reset(struct reset *out, const uint8_t *byte, size_t len, size_t size)
{
    static const uint8_t none[SESSION_SIZE] = {0};

    if (len < 1 + SESSION_SIZE || (byte[0] & 7) != 0) {
        return false;
    }
    *out = (struct reset){.opcode = byte[0] >> 3, .session = byte + 1, .size = size};
    out->plain =
        size == RESET_PLAIN && len >= size && memcmp(byte + 1 + SESSION_SIZE, none, 5) == 0;
    return memcmp(out->session, none, SESSION_SIZE) != 0 && size <= RESET_MAX && is_size(out);
}

static bool is_client(uint8_t opcode)
{
    return opcode == CLIENT_V1 || opcode == CLIENT_V2 || opcode == CLIENT_V3;
}

static enum flow_look tell(const struct flow *flow, struct fact_sink *sink, enum grade grade)
{
    decode_tell_side(sink, flow, SIDE_CLIENT, from, FACT_TUNNEL, grade, "openvpn");
    if (flow->side[SIDE_SERVER].payloads > 0) {
        decode_tell_side(sink, flow, SIDE_SERVER, from, FACT_TUNNEL, grade, "openvpn");
    }
    look_tell_service(flow, sink, from, grade, "openvpn");
    return grade == GRADE_CERTAIN ? LOOK_DONE : LOOK_MINE;
}

/* A reset with nothing hidden acknowledges the client's session; a hidden one cannot be held to it.
 */
static bool answers(const struct reset *server, const uint8_t *byte, size_t len,
                    const struct reset *client)
{
    if (server->opcode != SERVER_V1 && server->opcode != SERVER_V2) {
        return false;
    }
    return !client->plain || memmem(byte, len, client->session, SESSION_SIZE) != NULL;
}

static enum flow_look look_udp(const struct flow *flow, struct fact_sink *sink)
{
    const uint8_t *client = flow->side[SIDE_CLIENT].byte, *server = flow->side[SIDE_SERVER].byte;
    size_t client_len = flow->side[SIDE_CLIENT].len, server_len = flow->side[SIDE_SERVER].len;
    size_t client_size = flow->spoke == SIDE_CLIENT ? look_wire_len(flow) : client_len;
    size_t server_size = flow->spoke == SIDE_SERVER ? look_wire_len(flow) : server_len;
    struct reset asked, answer;

    if (!read_reset(&asked, client, client_len, client_size) || !is_client(asked.opcode)) {
        return LOOK_NO;
    }
    if (server_len == 0) {
        return asked.plain ? tell(flow, sink, GRADE_LIKELY) : LOOK_MORE;
    }
    if (!read_reset(&answer, server, server_len, server_size) ||
        !answers(&answer, server, server_len, &asked)) {
        return LOOK_NO;
    }
    return tell(flow, sink, GRADE_CERTAIN);
}

/* Length and reset at the beginning of a stream. */
static enum flow_look read_stream(struct reset *out, const uint8_t *byte, size_t len)
{
    if (len < 3) {
        return len > 0 && byte[0] > RESET_MAX >> 8 ? LOOK_NO : LOOK_MORE;
    }
    size_t size = wire_u16(byte);

    if (size < RESET_PLAIN || size > RESET_MAX || (byte[2] & 7) != 0 ||
        (!is_client(byte[2] >> 3) && byte[2] >> 3 != SERVER_V1 && byte[2] >> 3 != SERVER_V2)) {
        return LOOK_NO;
    }
    if (len < 2 + size) {
        return LOOK_MORE;
    }
    return read_reset(out, byte + 2, size, size) ? LOOK_MINE : LOOK_NO;
}

static enum flow_look look_tcp(const struct flow *flow, struct fact_sink *sink)
{
    const uint8_t *server = flow->side[SIDE_SERVER].byte;
    size_t server_len = flow->side[SIDE_SERVER].len;
    struct reset asked, answer;
    enum flow_look client =
        read_stream(&asked, flow->side[SIDE_CLIENT].byte, flow->side[SIDE_CLIENT].len);
    enum flow_look back = read_stream(&answer, server, server_len);

    if (client != LOOK_MINE || back == LOOK_NO) {
        return client == LOOK_MORE && back != LOOK_NO ? LOOK_MORE : LOOK_NO;
    }
    if (!is_client(asked.opcode)) {
        return LOOK_NO;
    }
    if (back == LOOK_MORE) {
        return asked.plain && server_len == 0 ? tell(flow, sink, GRADE_LIKELY) : LOOK_MORE;
    }
    return answers(&answer, server, server_len, &asked) ? tell(flow, sink, GRADE_CERTAIN) : LOOK_NO;
}

enum flow_look openvpn_look(const struct flow *flow, struct fact_sink *sink)
{
    return flow->protocol == IP_TCP ? look_tcp(flow, sink) : look_udp(flow, sink);
}
