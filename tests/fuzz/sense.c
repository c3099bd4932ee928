/*
 * The whole way of frames: any frames of any link, in batches, through packet, decoders, flows,
 * what was heard before, and a fact table so small that it forgets. Input: link (1), then frames
 * as length (1) and bytes.
 */
#include "network/sense.h"
#include "network/fact_table.h"
#include "packet_target.h"

enum { ROWS = 50 };

static struct fact_recall recall; /* the table's, and each fact is looked at */

static void take(void *self, const struct fact *fact, uint32_t hash)
{
    size_t facts = 0;

    packet_take(&facts, fact);
    fact_table_sink(self).recall->take(self, fact, hash);
}

static struct sense *begin(void)
{
    static struct fact_table *table;
    static struct fact_sink sink;
    struct sense *sense = NULL;

    if (fact_table_open(&table, ROWS, 1, NULL) != OK) {
        abort();
    }
    sink = fact_table_sink(table);
    recall = *sink.recall;
    recall.take = take;
    sink.recall = &recall;
    if (sense_open(&sense, &sink, 1, NULL) != OK) {
        abort();
    }
    return sense;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const int link[] = {LINK_ETHERNET, LINK_NULL, LINK_RAW, LINK_LOOP,
                               LINK_SLL,      LINK_SLL2, 147 /* not read */};
    static struct sense *sense; /* kept: opening it takes longer than a frame */
    static uint64_t number;
    struct frame frame[SENSE_BATCH];
    size_t at = 1, n = 0;

    if (size < 2) {
        return 0;
    }
    if (sense == NULL) {
        sense = begin();
    }
    while (at < size) {
        size_t len = data[at++];

        len = len < size - at ? len : size - at;
        number++;
        frame[n++] = (struct frame){.byte = data + at,
                                    .len = (uint32_t)len,
                                    .wire_len = (uint32_t)len + (data[0] & 1),
                                    .link = link[(data[0] >> 1) % COUNT(link)],
                                    .at_us = (int64_t)number * 1000,
                                    .number = number};
        at += len;
        if (n == SENSE_BATCH || at >= size) {
            sense_frames(sense, frame, n);
            n = 0;
        }
    }
    return 0;
}
