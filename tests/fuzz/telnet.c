/* telnet of any bytes. */
#include "network/telnet.h"
#include "flow_target.h"

FLOW_TARGET(telnet_look)
