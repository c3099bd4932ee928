/* http1 of any bytes. */
#include "flow_target.h"
#include "network/http1.h"

FLOW_TARGET(http1_look)
