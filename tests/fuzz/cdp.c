/* cdp of any frame. */
#include "packet_target.h"

PACKET_TARGET(cdp_decode)
