/*
 * SNMP v1, v2c and v3 (RFC 1157, RFC 3416, RFC 3412), read passively: at its ports 161 and 162 in
 * every packet, elsewhere by content.
 *
 * Answers tell what a machine says of itself: description, name, addresses, engine, forwarding. A
 * community is a secret: told is only that it is the factory's "public" or "private". Contact and
 * location (names of people) are never read.
 */
#ifndef NETWORK_SNMP_H
#define NETWORK_SNMP_H

#include "network/decode.h"

#define SNMP_BINDINGS_MAX 128 /* read of one message */

void snmp_decode(const struct packet *packet, struct fact_sink *sink);
enum flow_look snmp_look(const struct flow *flow, struct fact_sink *sink);

#endif
