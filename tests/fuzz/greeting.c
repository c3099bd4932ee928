/* greeting of any bytes. */
#include "flow_target.h"
#include "network/greeting.h"

FLOW_TARGET(greeting_look)
