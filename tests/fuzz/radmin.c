/* radmin of any bytes. */
#include "network/radmin.h"
#include "flow_target.h"

FLOW_TARGET(radmin_look)
