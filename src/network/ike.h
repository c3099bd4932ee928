/*
 * IPsec: IKE on any UDP port (RFC 7296, RFC 2408), ESP inside UDP 4500 (RFC 3948), and ESP and AH
 * as IP protocols 50 and 51 (RFC 4303, RFC 4302).
 */
#ifndef NETWORK_IKE_H
#define NETWORK_IKE_H

#include "network/decode.h"

enum flow_look ike_look(const struct flow *flow, struct fact_sink *sink);
void ike_esp_decode(const struct packet *packet, struct fact_sink *sink);
void ike_ah_decode(const struct packet *packet, struct fact_sink *sink);

#endif
