#include "network/decoders.h"

#include "base/err.h"
#include "network/ike.h"
#include "network/pptp.h"
#include "network/snmp.h"

const struct packet_decoder packet_decoder[] = {
    {"arp",     AT_ETHERTYPE, 0x0806,     arp_decode,      true,  {0}   },
    {"arp",     AT_ETHERTYPE, 0x8035,     arp_decode,      true,  {0}   }, /* reverse */
    {"lldp",    AT_ETHERTYPE, 0x88cc,     lldp_decode,     true,  {0}   },
    {"cdp",     AT_LLC,       0x000c2000, cdp_decode,      true,  {0}   }, /* SNAP 00000c 2000 */
    {"icmp",    AT_IP,        1,          icmp_decode,     false, {0}   },
    {"icmp6",   AT_IP,        58,         icmp6_decode,    true,  {0}   },
    {"vrrp",    AT_IP,        112,        vrrp_decode,     true,  {0}   },
    {"dns",     AT_UDP,       53,         dns_decode,      true,  {0, 2}}, /* ID, RFC 1035 4.1.1 */
    {"dhcp",    AT_UDP,       67,         dhcp_decode,     true,  {4, 6}}, /* xid, secs, RFC 2131 */
    {"ntp",     AT_UDP,       123,        ntp_decode,      false, {0}   },
    {"nbns",    AT_UDP,       137,        nbns_decode,     true,  {0, 2}}, /* NAME_TRN_ID */
    {"snmp",    AT_UDP,       161,        snmp_decode,     false, {0}   },
    {"snmp",    AT_UDP,       162,        snmp_decode,     false, {0}   },
    {"browser", AT_UDP,       138,        browser_decode,  true,  {2, 2}}, /* DGM_ID, RFC 1002 4.4 */
    {"dhcp6",   AT_UDP,       547,        dhcp6_decode,    true,  {1, 3}}, /* transaction-id */
    {"ssdp",    AT_UDP,       1900,       ssdp_decode,     true,  {0}   },
    {"hsrp",    AT_UDP,       1985,       hsrp_decode,     true,  {0}   },
    {"hsrp",    AT_UDP,       2029,       hsrp_decode,     true,  {0}   }, /* over IPv6 */
    {"wsd",     AT_UDP,       3702,       wsd_decode,      true,  {0}   },
    {"mdns",    AT_UDP,       5353,       mdns_decode,     true,  {0}   },
    {"llmnr",   AT_UDP,       5355,       llmnr_decode,    true,  {0, 2}},
 /* DHCP has port 67 on one side of every message. Tunnels below TCP and UDP: */
    {"gre",     AT_IP,        47,         pptp_gre_decode, false, {0}   },
    {"esp",     AT_IP,        50,         ike_esp_decode,  false, {0}   },
    {"ah",      AT_IP,        51,         ike_ah_decode,   false, {0}   },
};
const size_t packet_decoder_n = COUNT(packet_decoder);
