/*
 * Claims put together from a fixed word and what stood on the wire.
 */
#ifndef NETWORK_CLAIM_H
#define NETWORK_CLAIM_H

#include "network/fact.h"

/* "word text": text[len] cleaned and cut as fact_claim() does, white space around it left off.
   Without a word, the text alone. False: there was no text. */
bool claim_text(char claim[FACT_CLAIM_SIZE], const char *word, const uint8_t *text, size_t len);

/* "word 192.0.2.1". */
void claim_addr(char claim[FACT_CLAIM_SIZE], const char *word, const struct addr *a);

/* "word 0a1b2c": lower-case hex, cut at the claim's end. */
void claim_hex(char claim[FACT_CLAIM_SIZE], const char *word, const uint8_t *byte, size_t len);

/* How long the first line of text[len] is, which is all of a description that matters. */
size_t claim_line(const uint8_t *text, size_t len);

/* 0.0.0.0 or "::", as who has no address writes it. */
bool claim_is_unset(const struct addr *a);

/* The IPv4 or IPv6 address at byte, in network order. */
struct addr claim_ipv4(const uint8_t byte[4]);
struct addr claim_ipv6(const uint8_t byte[16]);

#endif
