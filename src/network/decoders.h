/* Every packet decoder, one file each. Those of content (flow_decoders.h) are not here. */
#ifndef NETWORK_DECODERS_H
#define NETWORK_DECODERS_H

#include "network/decode.h"

void arp_decode(const struct packet *packet, struct fact_sink *sink);

#endif
