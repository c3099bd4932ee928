/*
 * What any flow decoder must hold to, for any bytes of both sides: it tells whole facts with a
 * printable claim, and answers one of four words. A target names its decoder and includes this.
 *
 * Input: flags (1 UDP, 2 the beginning was not seen, 4 the server spoke last, 8 a payload longer on
 * the wire than captured), server port (2), length of the client's part (2), both parts.
 */
#ifndef FLOW_TARGET_H
#define FLOW_TARGET_H

#include "base/text.h"
#include "fuzz.h"
#include "network/decode.h"

#include <string.h>

enum { FLOW_HEAD = 5, FLOW_FACTS_MAX = 4096 };

static void flow_take(void *self, const struct fact *fact)
{
    size_t *n = self;

    FUZZ_CHECK(fact->kind < FACT_KINDS && fact->grade < GRADE_COUNT && fact->from != NULL);
    FUZZ_CHECK(memchr(fact->claim, '\0', sizeof(fact->claim)) != NULL);
    FUZZ_CHECK(text_is_utf8(fact->claim, strlen(fact->claim)));
    for (const char *c = fact->claim; *c != '\0'; c++) {
        FUZZ_CHECK((unsigned char)*c >= ' ' && *c != 0x7f);
    }
    FUZZ_CHECK(++*n < FLOW_FACTS_MAX);
}

/* An exact copy: a read past the end is seen by the sanitizer. */
static uint8_t *flow_copy(const uint8_t *byte, size_t len)
{
    uint8_t *copy = malloc(len + 1);

    if (copy == NULL) {
        abort();
    }
    memcpy(copy + 1, byte, len);
    return copy;
}

static void flow_target(enum flow_look (*look)(const struct flow *, struct fact_sink *),
                        const uint8_t *data, size_t size)
{
    if (size < FLOW_HEAD || size > FLOW_HEAD + 2 * FLOW_KEPT) {
        return;
    }
    size_t rest = size - FLOW_HEAD, client = ((size_t)data[3] << 8 | data[4]) % (FLOW_KEPT + 1);
    client = client < rest ? client : rest;
    size_t server = rest - client < FLOW_KEPT ? rest - client : FLOW_KEPT, facts = 0;
    uint8_t *copy[2] = {flow_copy(data + FLOW_HEAD, client),
                        flow_copy(data + FLOW_HEAD + client, server)};
    struct fact_sink sink = {flow_take, &facts};
    struct frame frame = {.at_us = 1, .number = 1};
    struct packet packet = {.frame = &frame};
    struct flow flow = {
        .protocol = (data[0] & 1) != 0 ? 17 : 6,
        .began = (data[0] & 2) == 0,
        .spoke = (data[0] & 4) != 0 ? SIDE_SERVER : SIDE_CLIENT,
        .packet = &packet,
        .side = {{.byte = copy[0] + 1, .len = client, .payloads = client > 0, .port = 50123},
                 {.byte = copy[1] + 1,
                  .len = server,
                  .payloads = server > 0,
                  .port = (uint16_t)(data[1] << 8 | data[2])}},
    };
    packet.payload_wire_len = flow.side[flow.spoke].len + ((data[0] & 8) != 0 ? 1000 : 0);
    enum flow_look seen = look(&flow, &sink);

    FUZZ_CHECK(seen == LOOK_NO || seen == LOOK_MORE || seen == LOOK_DONE || seen == LOOK_MINE);
    FUZZ_CHECK(seen != LOOK_NO || facts == 0);
    free(copy[0]);
    free(copy[1]);
}

#define FLOW_TARGET(look)                                        \
    int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) \
    {                                                            \
        flow_target((look), data, size);                         \
        return 0;                                                \
    }

#endif
