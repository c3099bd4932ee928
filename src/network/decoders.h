/* Every packet decoder, one file each: a row of packet_decoder[]. What each reads, and tells. */
#ifndef NETWORK_DECODERS_H
#define NETWORK_DECODERS_H

#include "network/decode.h"

/* RFC 826, 903, 5227: who says that an IPv4 address is its own. */
void arp_decode(const struct packet *packet, struct fact_sink *sink);
/* IEEE 802.1AB: name, description, capabilities, addresses; LLDP-MED: maker, model, serial. */
void lldp_decode(const struct packet *packet, struct fact_sink *sink);
/* Cisco Discovery Protocol 1 and 2. */
void cdp_decode(const struct packet *packet, struct fact_sink *sink);

/* RFC 792, 1256: routers by what only they send. */
void icmp_decode(const struct packet *packet, struct fact_sink *sink);
/* RFC 4861, 8106: neighbours, routers, prefixes and resolvers; only what never left the wire. */
void icmp6_decode(const struct packet *packet, struct fact_sink *sink);
/* RFC 5798, 3768: who stands ready as a router, and for which address. */
void vrrp_decode(const struct packet *packet, struct fact_sink *sink);

/* RFC 2131, 2132, 4702: clients by name and class; servers, and what they hand out. */
void dhcp_decode(const struct packet *packet, struct fact_sink *sink);
/* RFC 8415, 3646, 4704. */
void dhcp6_decode(const struct packet *packet, struct fact_sink *sink);
/* RFC 1035: who resolves names. Names asked for are content's (FACT_LOOKUP). */
void dns_decode(const struct packet *packet, struct fact_sink *sink);
/* RFC 6762, 6763: a machine's own name, addresses and services. */
void mdns_decode(const struct packet *packet, struct fact_sink *sink);
/* RFC 4795: a machine's own name. */
void llmnr_decode(const struct packet *packet, struct fact_sink *sink);
/* RFC 1002 4.2: NetBIOS names and their addresses. */
void nbns_decode(const struct packet *packet, struct fact_sink *sink);
/* RFC 1002 4.4 and MS-BRWS: host announcements with the system's version. */
void browser_decode(const struct packet *packet, struct fact_sink *sink);
/* UPnP Device Architecture 1.1, 1: SSDP. */
void ssdp_decode(const struct packet *packet, struct fact_sink *sink);
/* WS-Discovery 1.1 with the types of DPWS, ONVIF and IEEE 11073 SDC. */
void wsd_decode(const struct packet *packet, struct fact_sink *sink);
/* RFC 5905: who gives the time, who asks whom. */
void ntp_decode(const struct packet *packet, struct fact_sink *sink);
/* RFC 2281 and Cisco's version 2. */
void hsrp_decode(const struct packet *packet, struct fact_sink *sink);

#endif
