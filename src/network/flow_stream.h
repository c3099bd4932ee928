/*
 * The beginning of one direction of a TCP flow, put in order.
 */
#ifndef NETWORK_FLOW_STREAM_H
#define NETWORK_FLOW_STREAM_H

#include "network/decode.h"

struct flow_stream {
    uint32_t first;      /* sequence number of byte 0 */
    uint16_t kept;       /* bytes in order, from 0 */
    uint16_t early_from; /* a run that came early: [early_from, early_to), empty when equal */
    uint16_t early_to;
    bool based; /* first is known */
};

/* Where the segment's byte 0 belongs; a stream without base begins here. */
int64_t flow_stream_at(struct flow_stream *s, uint32_t seq);

/* Put len bytes that begin at position at into byte[FLOW_KEPT]. True: more bytes are in order. */
bool flow_stream_put(struct flow_stream *s, uint8_t byte[FLOW_KEPT], int64_t at,
                     const uint8_t *segment, size_t len);

#endif
