/* bacnet of any bytes. */
#include "flow_target.h"
#include "network/fieldbus.h"

FLOW_TARGET(fieldbus_bacnet_look)
