/*
 * What a message of ours to a switch asks: the one place that knows which SNMP may be sent. Pure.
 */
#ifndef NETWORK_SNMP_ASK_H
#define NETWORK_SNMP_ASK_H

#include <stddef.h>
#include <stdint.h>

#define SNMP_ASK_PORT 161
#define SNMP_ASK_SIZE 1472 /* bytes of a message; with its headers it fits one Ethernet frame */

/*
 * "get", "getnext", "getbulk" for a question of v2c, "v3" for a message of v3 (RFC 3412: what it
 * asks is encrypted), by the beginning byte[len] of a datagram, of which `size` bytes travel. NULL:
 * anything else, above all a SET: it is never sent.
 */
const char *snmp_ask_word(const uint8_t *byte, size_t len, size_t size);

#endif
