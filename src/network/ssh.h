/*
 * SSH, known by its identification string (RFC 4253, 4.2) on any port.
 *
 * Both identification strings are software; where the key exchange is readable (RFC 4253, 8;
 * RFC 5656, 4) the server's host key is its identity, as OpenSSH prints it: SHA256 and base64.
 */
#ifndef NETWORK_SSH_H
#define NETWORK_SSH_H

#include "network/decode.h"

#define SSH_LINE_MAX 255 /* bytes of an identification string, RFC 4253, 4.2 */

enum flow_look ssh_look(const struct flow *flow, struct fact_sink *sink);

#endif
