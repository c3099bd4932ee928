/* hsrp of any frame. */
#include "packet_target.h"

PACKET_TARGET(hsrp_decode)
