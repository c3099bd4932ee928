/* pptp of any bytes. */
#include "flow_target.h"
#include "network/pptp.h"

FLOW_TARGET(pptp_look)
