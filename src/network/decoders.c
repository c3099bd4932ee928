#include "network/decoders.h"

#include "base/err.h"
#include "network/ike.h"
#include "network/pptp.h"
#include "network/snmp.h"

const struct packet_decoder packet_decoder[] = {
    {"arp",     AT_ETHERTYPE, 0x0806,     arp_decode     },
    {"arp",     AT_ETHERTYPE, 0x8035,     arp_decode     }, /* reverse */
    {"lldp",    AT_ETHERTYPE, 0x88cc,     lldp_decode    },
    {"cdp",     AT_LLC,       0x000c2000, cdp_decode     }, /* SNAP 00000c 2000 */
    {"icmp",    AT_IP,        1,          icmp_decode    },
    {"icmp6",   AT_IP,        58,         icmp6_decode   },
    {"vrrp",    AT_IP,        112,        vrrp_decode    },
    {"dns",     AT_UDP,       53,         dns_decode     },
    {"dhcp",    AT_UDP,       67,         dhcp_decode    }, /* every message has it on one side */
    {"ntp",     AT_UDP,       123,        ntp_decode     },
    {"nbns",    AT_UDP,       137,        nbns_decode    },
    {"snmp",    AT_UDP,       161,        snmp_decode    },
    {"snmp",    AT_UDP,       162,        snmp_decode    },
    {"browser", AT_UDP,       138,        browser_decode },
    {"dhcp6",   AT_UDP,       547,        dhcp6_decode   },
    {"ssdp",    AT_UDP,       1900,       ssdp_decode    },
    {"hsrp",    AT_UDP,       1985,       hsrp_decode    },
    {"hsrp",    AT_UDP,       2029,       hsrp_decode    }, /* over IPv6 */
    {"wsd",     AT_UDP,       3702,       wsd_decode     },
    {"mdns",    AT_UDP,       5353,       mdns_decode    },
    {"llmnr",   AT_UDP,       5355,       llmnr_decode   },
 /* tunnels below TCP and UDP */
    {"gre",     AT_IP,        47,         pptp_gre_decode},
    {"esp",     AT_IP,        50,         ike_esp_decode },
    {"ah",      AT_IP,        51,         ike_ah_decode  },
};
const size_t packet_decoder_n = COUNT(packet_decoder);
