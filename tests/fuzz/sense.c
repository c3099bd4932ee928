/*
 * The whole way of frames: any frames of any link, one after another, through packet, decoders,
 * flows and the fact table. Input: link (1), then frames as length (1) and bytes.
 */
#include "network/sense.h"
#include "packet_target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const int link[] = {LINK_ETHERNET, LINK_NULL, LINK_RAW, LINK_LOOP,
                               LINK_SLL,      LINK_SLL2, 147 /* not read */};
    static struct sense *sense; /* kept: opening it takes longer than a frame */
    static size_t facts;
    static struct fact_sink sink = {packet_take, &facts};
    static uint64_t number;
    size_t at = 1;

    if (size < 2) {
        return 0;
    }
    if (sense == NULL && sense_open(&sense, &sink, 1, NULL) != OK) {
        abort();
    }
    facts = 0;
    while (at < size) {
        size_t len = data[at++];

        len = len < size - at ? len : size - at;
        number++;
        sense_frame(sense, &(struct frame){.byte = data + at,
                                           .len = (uint32_t)len,
                                           .wire_len = (uint32_t)len + (data[0] & 1),
                                           .link = link[(data[0] >> 1) % COUNT(link)],
                                           .at_us = (int64_t)number * 1000,
                                           .number = number});
        at += len;
    }
    return 0;
}
