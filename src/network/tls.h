/*
 * TLS and DTLS, known by their first handshake messages (RFC 8446, RFC 5246, RFC 6066, RFC 6347).
 *
 * Of the client: the name it asks for, its JA4, the highest version it offers. Of the server: the
 * version it chose. Of certificates sent in clear (up to TLS 1.2): only whether a row of our table
 * of remote tools and SSL-VPN products stands in them; no other name is read.
 */
#ifndef NETWORK_TLS_H
#define NETWORK_TLS_H

#include "network/decode.h"

enum flow_look tls_look(const struct flow *flow, struct fact_sink *sink);
enum flow_look tls_dtls_look(const struct flow *flow, struct fact_sink *sink);

#endif
