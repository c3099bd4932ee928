/* modbus of any bytes. */
#include "flow_target.h"
#include "network/fieldbus.h"

FLOW_TARGET(fieldbus_modbus_look)
