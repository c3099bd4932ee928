/* wireguard of any bytes. */
#include "flow_target.h"
#include "network/wireguard.h"

FLOW_TARGET(wireguard_look)
