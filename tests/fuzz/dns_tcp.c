/* dns_tcp of any bytes. */
#include "flow_target.h"
#include "network/directory.h"

FLOW_TARGET(directory_dns_look)
