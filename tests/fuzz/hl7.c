/* hl7 of any bytes. */
#include "flow_target.h"
#include "network/hl7.h"

FLOW_TARGET(hl7_look)
