/* ssh of any bytes. */
#include "network/ssh.h"
#include "flow_target.h"

FLOW_TARGET(ssh_look)
