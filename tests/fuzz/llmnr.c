/* llmnr of any frame. */
#include "packet_target.h"

PACKET_TARGET(llmnr_decode)
