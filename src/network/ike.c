#include "network/ike.h"

#include "network/look.h"
#include "network/wire.h"

#include <string.h>

static const char from[] = "ike";

enum { PORT_NAT_T = 4500, MARKER_SIZE = 4, HEAD_SIZE = 28 };
enum { AT_RESPONDER = 8, AT_VERSION = 17, AT_EXCHANGE = 18, AT_LENGTH = 24 };
enum { VERSION_1 = 0x10, VERSION_2 = 0x20, AGGRESSIVE = 4 };
enum { ESP_SPI_MIN = 256, ESP_MIN = 24 }; /* RFC 4303, 2.1: 1 to 255 are reserved */

/* RFC 2408, 3.1 and RFC 7296, 3.1. */
static bool is_exchange(uint8_t version, uint8_t exchange)
{
    return version == VERSION_1
               ? (exchange >= 1 && exchange <= 6) || exchange == 32 || exchange == 33
               : version == VERSION_2 && exchange >= 34 && exchange <= 43;
}

/* The IKE header of a datagram, behind the marker of four zeros on NAT-T; NULL: none. */
static const uint8_t *read_head(const uint8_t *byte, size_t len, size_t size)
{
    static const uint8_t none[8];

    if (len >= MARKER_SIZE + HEAD_SIZE && memcmp(byte, none, MARKER_SIZE) == 0) {
        byte += MARKER_SIZE;
        len -= MARKER_SIZE;
        size -= MARKER_SIZE;
    }
    bool good = len >= HEAD_SIZE && memcmp(byte, none, sizeof(none)) != 0 &&
                is_exchange(byte[AT_VERSION], byte[AT_EXCHANGE]) &&
                wire_u32(byte + AT_LENGTH) == size;
    return good ? byte : NULL;
}

static enum flow_look tell(const struct flow *flow, struct fact_sink *sink, enum grade grade)
{
    decode_tell_side(sink, flow, SIDE_CLIENT, from, FACT_TUNNEL, grade, "ipsec");
    if (flow->side[SIDE_SERVER].payloads > 0) {
        decode_tell_side(sink, flow, SIDE_SERVER, from, FACT_TUNNEL, grade, "ipsec");
    }
    look_tell_service(flow, sink, from, grade, "ike");
    return LOOK_MINE;
}

/* ESP in UDP, or one byte that keeps the NAT open (RFC 3948, 2.2, 2.3). */
static bool is_nat_t(const struct flow *flow, const uint8_t *byte, size_t len)
{
    bool on_port =
        flow->side[SIDE_SERVER].port == PORT_NAT_T || flow->side[SIDE_CLIENT].port == PORT_NAT_T;

    return on_port &&
           ((len == 1 && byte[0] == 0xff) || (len >= ESP_MIN && wire_u32(byte) >= ESP_SPI_MIN));
}

enum flow_look ike_look(const struct flow *flow, struct fact_sink *sink)
{
    const uint8_t *client = flow->side[SIDE_CLIENT].byte, *server = flow->side[SIDE_SERVER].byte;
    size_t client_len = flow->side[SIDE_CLIENT].len, server_len = flow->side[SIDE_SERVER].len;
    const uint8_t *asked = read_head(client, client_len,
                                     flow->spoke == SIDE_CLIENT ? look_wire_len(flow) : client_len);
    const uint8_t *answered = read_head(
        server, server_len, flow->spoke == SIDE_SERVER ? look_wire_len(flow) : server_len);

    if (asked == NULL) {
        bool esp = client_len > 0 && is_nat_t(flow, client, client_len) &&
                   (server_len == 0 || is_nat_t(flow, server, server_len));
        return esp ? tell(flow, sink, GRADE_SUSPECTED) : LOOK_NO;
    }
    if (answered == NULL) {
        bool esp = server_len > 0 && is_nat_t(flow, server, server_len);
        return server_len == 0 || esp ? tell(flow, sink, GRADE_CERTAIN) : LOOK_NO;
    }
    if (memcmp(asked, answered, AT_RESPONDER) != 0) {
        return LOOK_NO; /* the answer repeats who asked */
    }
    if (asked[AT_VERSION] == VERSION_1 && asked[AT_EXCHANGE] == AGGRESSIVE) {
        decode_tell_side(sink, flow, SIDE_SERVER, from, FACT_WEAK, GRADE_CERTAIN, "ike-aggressive");
    }
    tell(flow, sink, GRADE_CERTAIN);
    return LOOK_DONE;
}

void ike_esp_decode(const struct packet *packet, struct fact_sink *sink)
{
    if (!packet->fragment && packet->payload_len >= 8 && wire_u32(packet->payload) >= ESP_SPI_MIN) {
        decode_tell(sink, packet, "esp", FACT_TUNNEL, GRADE_CERTAIN, "ipsec");
    }
}

void ike_ah_decode(const struct packet *packet, struct fact_sink *sink)
{
    /* next header, length in words less 2, reserved (0), SPI */
    if (!packet->fragment && packet->payload_len >= 12 && wire_u16(packet->payload + 2) == 0 &&
        wire_u32(packet->payload + 4) >= ESP_SPI_MIN) {
        decode_tell(sink, packet, "ah", FACT_TUNNEL, GRADE_CERTAIN, "ipsec");
    }
}
