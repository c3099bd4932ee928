/*
 * VNC: the RFB handshake (RFC 6143, 7.1) on any port.
 *
 * Security type 1 among those offered means: anybody may see and move the screen.
 */
#ifndef NETWORK_VNC_H
#define NETWORK_VNC_H

#include "network/decode.h"

enum flow_look vnc_look(const struct flow *flow, struct fact_sink *sink);

#endif
