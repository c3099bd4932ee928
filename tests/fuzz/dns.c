/* dns of any frame. */
#include "packet_target.h"

PACKET_TARGET(dns_decode)
