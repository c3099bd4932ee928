/* ssdp of any frame. */
#include "packet_target.h"

PACKET_TARGET(ssdp_decode)
