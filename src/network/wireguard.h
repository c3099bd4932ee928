/*
 * WireGuard on any UDP port (whitepaper 5.4: types 1 to 4 and their sizes), and Tailscale's path
 * finding between its WireGuard ends.
 */
#ifndef NETWORK_WIREGUARD_H
#define NETWORK_WIREGUARD_H

#include "network/decode.h"

enum flow_look wireguard_look(const struct flow *flow, struct fact_sink *sink);

#endif
