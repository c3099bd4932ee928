#include "network/radmin.h"

#include "network/look.h"
#include "network/wire.h"

static const char from[] = "radmin";

/* 1, length (4 bytes), checksum (4 bytes), data: the checksum is the sum of the data's little
   endian words, the last one filled up with zeros. */
enum { HEAD_SIZE = 9, AT_LENGTH = 1, AT_CHECKSUM = 5, FIRST_DATA_MAX = 256 };

static uint32_t sum_of(const uint8_t *data, size_t len)
{
    uint32_t sum = 0;

    for (size_t i = 0; i < len; i++) {
        sum += (uint32_t)data[i] << (8 * (i % 4));
    }
    return sum;
}

static enum flow_look read_frame(const uint8_t *byte, size_t len)
{
    if (len > 0 && byte[0] != 1) {
        return LOOK_NO;
    }
    if (len > AT_LENGTH + 1 && (byte[AT_LENGTH] != 0 || byte[AT_LENGTH + 1] != 0)) {
        return LOOK_NO;
    }
    if (len < HEAD_SIZE) {
        return LOOK_MORE;
    }
    size_t size = wire_u32(byte + AT_LENGTH);

    if (size == 0 || size > FIRST_DATA_MAX) {
        return LOOK_NO;
    }
    if (len < HEAD_SIZE + size) {
        return LOOK_MORE;
    }
    return sum_of(byte + HEAD_SIZE, size) == wire_u32(byte + AT_CHECKSUM) ? LOOK_MINE : LOOK_NO;
}

enum flow_look radmin_look(const struct flow *flow, struct fact_sink *sink)
{
    struct flow placed = look_late(flow);
    enum flow_look client = read_frame(placed.side[SIDE_CLIENT].byte, placed.side[SIDE_CLIENT].len);
    enum flow_look server = read_frame(placed.side[SIDE_SERVER].byte, placed.side[SIDE_SERVER].len);

    if (client != LOOK_MINE || server != LOOK_MINE) {
        return client == LOOK_NO || server == LOOK_NO ? LOOK_NO : LOOK_MORE;
    }
    look_tell_service(&placed, sink, from, GRADE_LIKELY, "radmin");
    decode_tell_side(sink, &placed, SIDE_SERVER, from, FACT_REMOTE_TOOL, GRADE_LIKELY, "radmin");
    return LOOK_DONE;
}
