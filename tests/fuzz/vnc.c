/* vnc of any bytes. */
#include "network/vnc.h"
#include "flow_target.h"

FLOW_TARGET(vnc_look)
