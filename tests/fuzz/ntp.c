/* ntp of any frame. */
#include "packet_target.h"

PACKET_TARGET(ntp_decode)
