/*
 * SMB over TCP (direct or inside NetBIOS sessions) on any port: negotiation and session set-up of
 * versions 1 to 3 ([MS-CIFS] 2.2.4.52, [MS-SMB2] 2.2.3, 2.2.4; NTLM: [MS-NLMP] 2.2.1.2).
 *
 * Told: dialect, native systems, the server's GUID as identity, its name and version out of the
 * NTLM challenge. The client's half of the log-on (user, hash) is never read.
 */
#ifndef NETWORK_SMB_H
#define NETWORK_SMB_H

#include "network/decode.h"

enum flow_look smb_look(const struct flow *flow, struct fact_sink *sink);

#endif
