/*
 * Messages that were heard before. What machines call into the room (ARP, mDNS, SSDP, LLDP, DHCP)
 * comes again and again, word for word, and a packet decoder is pure: of the same bytes it tells
 * the same facts. So a message is known again by a fingerprint of all that a decoder reads, and
 * its facts are counted once more where they lie, without decoding.
 *
 * The fingerprint is NH with 128 bits (Black, Halevi, Krawczyk, Krovetz, Rogaway: UMAC, 1999): with
 * a key that nobody knows, two messages are taken for one with a chance of 2^-64 a pair, whoever
 * made them up. Of fixed size; a new message takes the place of one chosen as by lot, so that a
 * house that talks more than fits is slower, not deaf.
 */
#ifndef NETWORK_ECHO_H
#define NETWORK_ECHO_H

#include "network/packet.h"

#include "base/err.h"

#define ECHOES_MAX 131072   /* messages known at once: 8 MiB */
#define ECHO_BYTES_MAX 1536 /* of a message; longer ones are decoded each time */
#define ECHO_FACTS_MAX 10   /* of a message; with more it is decoded each time */

struct echoes;

struct echo_print {
    uint64_t low, high;
};

/* Bytes of a message that are drawn anew for each and that no decoder reads: "byte[at], size". */
struct echo_lot {
    uint8_t at, size;
};

/* sink->recall must not be NULL; *sink must outlive the echoes. key: see mix.h. E_NOMEM. */
MUST_CHECK enum status echoes_open(struct echoes **out, const struct fact_sink *sink, uint64_t key,
                                   struct err *err);
void echoes_close(struct echoes **e); /* *e may be NULL */

/* The fingerprint of packet for the decoders that read it; ports: those by which they were found, 0
   for others. False: too long. */
bool echo_print(struct echo_print *out, const struct echoes *e, const struct packet *packet,
                const uint16_t ports[2], struct echo_lot lot);

/* The fingerprint of the same message said by the machine itself, or passed on by it (then its MAC
   is not the sender's for the decoders). */
static inline struct echo_print echo_print_from(const struct echo_print *print, bool itself)
{
    return (struct echo_print){print->low, itself ? print->high : ~print->high};
}

/* Bring what echo_again() will look at near to the processor: step 0, a while later step 1. */
void echo_fetch(const struct echoes *e, const struct echo_print *print, int step);

/* Count the facts of a message that is known once more, and give each FACT_ADDRESS of it to
   learn(self, fact). False: decode it, between echo_begin() and echo_end(). */
bool echo_again(struct echoes *e, const struct echo_print *print, const struct frame *frame,
                void (*learn)(void *self, const struct fact *fact), void *self);

/* From now on facts are of this message. echo_told: one was taken by the sink just now. */
void echo_begin(struct echoes *e);
void echo_told(struct echoes *e, enum fact_kind kind);
void echo_end(struct echoes *e, const struct echo_print *print);

#endif
