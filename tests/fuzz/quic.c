/* quic of any bytes. */
#include "flow_target.h"
#include "network/quic.h"

FLOW_TARGET(quic_look)
