/* vrrp of any frame. */
#include "packet_target.h"

PACKET_TARGET(vrrp_decode)
