/*
 * Telnet: option negotiation (RFC 854, RFC 855) on any port. Everything typed is in clear text, so
 * nothing after the negotiation is looked at.
 */
#ifndef NETWORK_TELNET_H
#define NETWORK_TELNET_H

#include "network/decode.h"

enum flow_look telnet_look(const struct flow *flow, struct fact_sink *sink);

#endif
