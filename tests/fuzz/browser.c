/* browser of any frame. */
#include "packet_target.h"

PACKET_TARGET(browser_decode)
