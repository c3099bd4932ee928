/*
 * SoftEther VPN over UDP: its NAT traversal ("IP=…,PORT=…" from the traversal server) on any port.
 * Its TCP side is TLS: by name (remote_name.h), or in clear by path (http1.h).
 */
#ifndef NETWORK_SOFTETHER_H
#define NETWORK_SOFTETHER_H

#include "network/decode.h"

enum flow_look softether_look(const struct flow *flow, struct fact_sink *sink);

#endif
