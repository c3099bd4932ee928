/* TLS of any bytes. */
#include "flow_target.h"
#include "network/tls.h"

FLOW_TARGET(tls_look)
