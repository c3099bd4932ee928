/*
 * OpenVPN over UDP, and over TCP with a length before each packet, on any port (also TCP 443).
 *
 * Known by its hard reset (OpenVPN protocol: src/openvpn/ssl_pkt.h; opcode << 3 | key id, session
 * id, then what tls-auth or tls-crypt add). Proof is the server's reset in answer to the client's.
 */
#ifndef NETWORK_OPENVPN_H
#define NETWORK_OPENVPN_H

#include "network/decode.h"

enum flow_look openvpn_look(const struct flow *flow, struct fact_sink *sink);

#endif
