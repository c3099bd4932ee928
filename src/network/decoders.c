#include "network/decoders.h"

#include "base/err.h"
#include "network/ike.h"
#include "network/pptp.h"

const struct packet_decoder packet_decoder[] = {
    {"arp", AT_ETHERTYPE, 0x0806, arp_decode     },
 /* tunnels below TCP and UDP */
    {"gre", AT_IP,        47,     pptp_gre_decode},
    {"esp", AT_IP,        50,     ike_esp_decode },
    {"ah",  AT_IP,        51,     ike_ah_decode  },
};
const size_t packet_decoder_n = COUNT(packet_decoder);
