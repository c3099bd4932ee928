/*
 * Remote Desktop: the X.224 connection request and confirmation ([MS-RDPBCGR] 2.2.1.1, 2.2.1.2),
 * on any port.
 *
 * The cookie of the request holds a user name: it proves RDP and is never read.
 */
#ifndef NETWORK_RDP_H
#define NETWORK_RDP_H

#include "network/decode.h"

enum flow_look rdp_look(const struct flow *flow, struct fact_sink *sink);

#endif
