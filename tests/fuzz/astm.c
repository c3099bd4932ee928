/* astm of any bytes. */
#include "flow_target.h"
#include "network/astm.h"

FLOW_TARGET(astm_look)
