/*
 * L2TP version 2 (RFC 2661) on any UDP port: its control messages, and the names in them.
 */
#ifndef NETWORK_L2TP_H
#define NETWORK_L2TP_H

#include "network/decode.h"

enum flow_look l2tp_look(const struct flow *flow, struct fact_sink *sink);

#endif
