/* lldp of any frame. */
#include "packet_target.h"

PACKET_TARGET(lldp_decode)
