/*
 * What any packet decoder must hold to, for any frame: it tells whole facts with a printable claim.
 * A target names its decoder and includes this. Input: an Ethernet frame.
 */
#ifndef PACKET_TARGET_H
#define PACKET_TARGET_H

#include "base/text.h"
#include "fuzz.h"
#include "network/decoders.h"

#include <string.h>

enum { PACKET_FACTS_MAX = 4096, PACKET_SIZE_MAX = 9000 };

static void packet_take(void *self, const struct fact *fact)
{
    size_t *n = self;

    FUZZ_CHECK(fact->kind < FACT_KINDS && fact->grade < GRADE_COUNT && fact->from != NULL);
    FUZZ_CHECK(memchr(fact->claim, '\0', sizeof(fact->claim)) != NULL);
    FUZZ_CHECK(text_is_utf8(fact->claim, strlen(fact->claim)));
    for (const char *c = fact->claim; *c != '\0'; c++) {
        FUZZ_CHECK((unsigned char)*c >= ' ' && *c != 0x7f);
    }
    FUZZ_CHECK(++*n < PACKET_FACTS_MAX);
}

static inline void packet_target(void (*decode)(const struct packet *, struct fact_sink *),
                                 const uint8_t *data, size_t size)
{
    struct packet p;
    size_t facts = 0;
    struct fact_sink sink = {packet_take, &facts};
    struct frame f = {.byte = data,
                      .len = (uint32_t)size,
                      .wire_len = (uint32_t)size,
                      .link = LINK_ETHERNET,
                      .number = 1};

    if (size <= PACKET_SIZE_MAX && packet_read(&p, &f) &&
        (p.payload != NULL || p.ip_version == 0)) {
        decode(&p, &sink);
    }
}

#define PACKET_TARGET(decode)                                    \
    int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) \
    {                                                            \
        packet_target((decode), data, size);                     \
        return 0;                                                \
    }

#endif
