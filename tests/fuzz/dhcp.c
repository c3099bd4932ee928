/* dhcp of any frame. */
#include "packet_target.h"

PACKET_TARGET(dhcp_decode)
