/*
 * HTTP/1 in clear text on any port (RFC 9112), and what speaks over it: IPP (RFC 8010), DICOMweb
 * and FHIR paths, SoftEther's first request, CONNECT through a proxy, RTSP (RFC 7826) and SIP
 * (RFC 3261), which have the same form.
 *
 * Read are: the method, the host, user agent, server and content type. A path is compared with a
 * few fixed beginnings and never told; queries, cookies, credentials and bodies are not looked at.
 */
#ifndef NETWORK_HTTP1_H
#define NETWORK_HTTP1_H

#include "network/decode.h"

enum flow_look http1_look(const struct flow *flow, struct fact_sink *sink);

#endif
