/*
 * QUIC (RFC 9000, RFC 9369, and Google's older form): named by its long header, so that it is taken
 * for no tunnel. What is inside is encrypted and stays unread.
 */
#ifndef NETWORK_QUIC_H
#define NETWORK_QUIC_H

#include "network/decode.h"

enum flow_look quic_look(const struct flow *flow, struct fact_sink *sink);

#endif
