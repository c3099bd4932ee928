/*
 * TeamViewer's own protocol: its two magic numbers (17 24, later 11 30), on any port, TCP and UDP.
 *
 * Proof is the magic of both sides. The port 5938 proves nothing, but one side's magic on it is a
 * suspicion. Its TLS names stand in remote_name.h.
 */
#ifndef NETWORK_TEAMVIEWER_H
#define NETWORK_TEAMVIEWER_H

#include "network/decode.h"

enum flow_look teamviewer_look(const struct flow *flow, struct fact_sink *sink);

#endif
