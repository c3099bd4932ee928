/*
 * From frames to facts: takes each frame apart, hands it to the decoders that know it, and tells
 * itself what no decoder can see alone, namely which machine an address belongs to.
 *
 * FACT_TALKS      a MAC sends with this source address, and nothing speaks against its being its
 * own FACT_FORWARDS   a MAC carries packets of others: "global", or the private network they come
 * from
 *
 * Whether a sender speaks for itself is judged by the neighbours (who answered ARP or ND for the
 * address) and else by the hop limit: systems begin at 64, 128 or 255, and a router takes one off.
 * A sender behind a router has no MAC for the decoders: its facts stand under its address alone.
 */
#ifndef NETWORK_SENSE_H
#define NETWORK_SENSE_H

#include "network/decode.h"
#include "network/flow.h"

#include "base/err.h"

#define SENSE_NEIGHBOURS 16384 /* addresses known to be a MAC's own, at once */

struct sense;

struct sense_count {
    uint64_t frames, bytes; /* as on the wire */
    uint64_t unread;        /* frames of a link we do not read, or shorter than its header */
    uint64_t cut;           /* frames the capture did not keep whole */
    struct flow_count flow;
};

/* Facts go to *sink, which must outlive the sense. key: random, see mix.h. E_NOMEM. */
MUST_CHECK enum status sense_open(struct sense **out, const struct fact_sink *sink, uint64_t key,
                                  struct err *err);
void sense_close(struct sense **s); /* *s may be NULL */

#define SENSE_BATCH 16 /* frames taken together: while one is read, memory brings the next's */

void sense_frame(struct sense *s, const struct frame *frame);
/* The same for frame[n], in their order, n <= SENSE_BATCH; quicker than one by one. */
void sense_frames(struct sense *s, const struct frame *frame, size_t n);
struct sense_count sense_count(const struct sense *s);

#endif
