/* nbns of any frame. */
#include "packet_target.h"

PACKET_TARGET(nbns_decode)
