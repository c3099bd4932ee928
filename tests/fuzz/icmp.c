/* icmp of any frame. */
#include "packet_target.h"

PACKET_TARGET(icmp_decode)
