/* stun of any bytes. */
#include "flow_target.h"
#include "network/stun.h"

FLOW_TARGET(stun_look)
