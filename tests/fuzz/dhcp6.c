/* dhcp6 of any frame. */
#include "packet_target.h"

PACKET_TARGET(dhcp6_decode)
