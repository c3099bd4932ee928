/* rdp of any bytes. */
#include "network/rdp.h"
#include "flow_target.h"

FLOW_TARGET(rdp_look)
