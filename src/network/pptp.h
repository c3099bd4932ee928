/*
 * PPTP (RFC 2637): its control connection on any TCP port, and GRE (RFC 2784) as IP protocol 47.
 */
#ifndef NETWORK_PPTP_H
#define NETWORK_PPTP_H

#include "network/decode.h"

enum flow_look pptp_look(const struct flow *flow, struct fact_sink *sink);
void pptp_gre_decode(const struct packet *packet, struct fact_sink *sink);

#endif
