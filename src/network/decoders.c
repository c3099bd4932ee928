#include "network/decoders.h"

#include "base/err.h"

const struct packet_decoder packet_decoder[] = {
    {"arp", AT_ETHERTYPE, 0x0806, arp_decode},
};
const size_t packet_decoder_n = COUNT(packet_decoder);
