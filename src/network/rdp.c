#include "network/rdp.h"

#include "network/look.h"
#include "network/wire.h"

#include <string.h>

static const char from[] = "rdp";

/* TPKT (RFC 1006): 3, 0, length. X.224 (class 0): length, code, destination, source, class. */
enum { TPKT_SIZE = 4, X224_SIZE = 7, X224_REQUEST = 0xe0, X224_CONFIRM = 0xd0, X224_DATA = 0xf0 };
enum { NEGOTIATE_SIZE = 8, NEGOTIATE_REQUEST = 1, NEGOTIATE_RESPONSE = 2, NEGOTIATE_FAILURE = 3 };
enum { PACKET_MAX = 512 }; /* bytes of a request with the longest cookie */

struct x224 {
    uint8_t code;
    const uint8_t *more; /* after the fixed part */
    size_t more_len;
    size_t size; /* of the whole TPKT */
};

/* The first TPKT of byte[len]. LOOK_MINE: whole. */
static enum flow_look read_x224(struct x224 *out, const uint8_t *byte, size_t len)
{
    if ((len > 0 && byte[0] != 3) || (len > 1 && byte[1] != 0)) {
        return LOOK_NO;
    }
    if (len < TPKT_SIZE) {
        return LOOK_MORE;
    }
    size_t size = wire_u16(byte + 2);
    if (size < TPKT_SIZE + X224_SIZE || size > PACKET_MAX) {
        return LOOK_NO;
    }
    if (len < size) {
        return LOOK_MORE;
    }
    if ((size_t)byte[TPKT_SIZE] + TPKT_SIZE + 1 != size) {
        return LOOK_NO;
    }
    *out = (struct x224){byte[TPKT_SIZE + 1], byte + TPKT_SIZE + X224_SIZE,
                         size - TPKT_SIZE - X224_SIZE, size};
    return LOOK_MINE;
}

static bool is_negotiation(const uint8_t *at, size_t len, uint8_t type)
{
    return len >= NEGOTIATE_SIZE && at[0] == type && wire_u16le(at + 2) == NEGOTIATE_SIZE;
}

/* A request that only RDP makes; other protocols on X.224 carry parameters 0xc0 to 0xc2 here. */
static bool is_rdp_request(const struct x224 *request)
{
    static const char cookie[] = "Cookie: ";
    size_t n = request->more_len;

    return (n >= sizeof(cookie) - 1 && memcmp(request->more, cookie, sizeof(cookie) - 1) == 0) ||
           is_negotiation(request->more, n, NEGOTIATE_REQUEST);
}

/* MCS Connect Initial (T.125) in the packet after the request: what old clients without cookie and
   negotiation send. */
static bool has_connect_initial(const uint8_t *byte, size_t len)
{
    static const uint8_t initial[] = {2, X224_DATA, 0x80, 0x7f, 0x65};

    return len >= TPKT_SIZE + sizeof(initial) && byte[0] == 3 &&
           memcmp(byte + TPKT_SIZE, initial, sizeof(initial)) == 0;
}

static enum flow_look tell(const struct flow *flow, struct fact_sink *sink,
                           const struct x224 *confirm)
{
    look_tell_service(flow, sink, from, GRADE_CERTAIN, "rdp");
    if (confirm->code == 0) {
        return LOOK_MINE; /* asked, not answered: nothing is known of the server */
    }
    decode_tell_side(sink, flow, SIDE_SERVER, from, FACT_REMOTE_TOOL, GRADE_CERTAIN, "rdp");
    /* No answer to the negotiation, or protocol 0: RDP's own encryption, no proof of the server. */
    bool own = confirm->more_len == 0 ||
               (is_negotiation(confirm->more, confirm->more_len, NEGOTIATE_RESPONSE) &&
                wire_u32le(confirm->more + 4) == 0);
    if (own) {
        decode_tell_side(sink, flow, SIDE_SERVER, from, FACT_WEAK, GRADE_CERTAIN,
                         "rdp-without-tls");
    }
    return LOOK_DONE;
}

static enum flow_look look_placed(const struct flow *flow, struct fact_sink *sink)
{
    const uint8_t *client = flow->side[SIDE_CLIENT].byte, *server = flow->side[SIDE_SERVER].byte;
    size_t client_len = flow->side[SIDE_CLIENT].len, server_len = flow->side[SIDE_SERVER].len;
    struct x224 request = {0}, confirm = {0};
    enum flow_look asked = read_x224(&request, client, client_len);
    enum flow_look answered = read_x224(&confirm, server, server_len);

    if (asked != LOOK_MINE || answered == LOOK_NO) {
        return asked == LOOK_MINE ? LOOK_NO : asked;
    }
    if (request.code != X224_REQUEST || (answered == LOOK_MINE && confirm.code != X224_CONFIRM)) {
        return LOOK_NO;
    }
    if (is_rdp_request(&request) ||
        has_connect_initial(client + request.size, client_len - request.size)) {
        return tell(flow, sink, &confirm);
    }
    return request.more_len == 0 ? LOOK_MORE : LOOK_NO;
}

enum flow_look rdp_look(const struct flow *flow, struct fact_sink *sink)
{
    enum flow_look seen = look_placed(flow, sink);

    if (seen == LOOK_NO && !flow->began && flow->side[SIDE_CLIENT].len > TPKT_SIZE + 1 &&
        flow->side[SIDE_CLIENT].byte[TPKT_SIZE + 1] == X224_CONFIRM) {
        struct flow turned = look_turned(flow);
        return look_placed(&turned, sink);
    }
    return seen;
}
