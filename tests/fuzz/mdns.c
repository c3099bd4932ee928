/* mdns of any frame. */
#include "packet_target.h"

PACKET_TARGET(mdns_decode)
