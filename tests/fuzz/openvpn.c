/* openvpn of any bytes. */
#include "flow_target.h"
#include "network/openvpn.h"

FLOW_TARGET(openvpn_look)
