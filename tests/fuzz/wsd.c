/* wsd of any frame. */
#include "packet_target.h"

PACKET_TARGET(wsd_decode)
