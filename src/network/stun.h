/*
 * STUN and TURN (RFC 8489) on any port: how calls and remote tools find a way through NAT.
 */
#ifndef NETWORK_STUN_H
#define NETWORK_STUN_H

#include "network/decode.h"

enum flow_look stun_look(const struct flow *flow, struct fact_sink *sink);

#endif
