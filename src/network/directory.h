/*
 * LDAP (RFC 4511), Kerberos (RFC 4120) and DNS over TCP (RFC 7766): named, so that they are taken
 * for nothing else. No name inside is read; a simple LDAP log-on with a password is weak.
 */
#ifndef NETWORK_DIRECTORY_H
#define NETWORK_DIRECTORY_H

#include "network/decode.h"

enum flow_look directory_ldap_look(const struct flow *flow, struct fact_sink *sink);
enum flow_look directory_kerberos_look(const struct flow *flow, struct fact_sink *sink);
enum flow_look directory_dns_look(const struct flow *flow, struct fact_sink *sink);

#endif
