/* l2tp of any bytes. */
#include "flow_target.h"
#include "network/l2tp.h"

FLOW_TARGET(l2tp_look)
