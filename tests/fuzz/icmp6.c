/* icmp6 of any frame. */
#include "packet_target.h"

PACKET_TARGET(icmp6_decode)
