/* arp of any frame. */
#include "packet_target.h"

PACKET_TARGET(arp_decode)
