/* ike of any bytes. */
#include "flow_target.h"
#include "network/ike.h"

FLOW_TARGET(ike_look)
