/*
 * RadMin: frames of a 1, a length and a checksum (seen in public captures), on any port.
 *
 * The framing is not published, so it is at most 濃厚: the checksum of both sides must fit.
 */
#ifndef NETWORK_RADMIN_H
#define NETWORK_RADMIN_H

#include "network/decode.h"

enum flow_look radmin_look(const struct flow *flow, struct fact_sink *sink);

#endif
