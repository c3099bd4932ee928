/* softether of any bytes. */
#include "flow_target.h"
#include "network/softether.h"

FLOW_TARGET(softether_look)
