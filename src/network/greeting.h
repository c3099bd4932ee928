/*
 * Servers that greet first with a line: FTP (RFC 959), SMTP (RFC 5321), POP3 (RFC 1939), IMAP
 * (RFC 9051), on any port.
 *
 * What the client says is compared with a few words; a user's name or password is never read. A
 * log-on without TLS is weak.
 */
#ifndef NETWORK_GREETING_H
#define NETWORK_GREETING_H

#include "network/decode.h"

enum flow_look greeting_look(const struct flow *flow, struct fact_sink *sink);

#endif
