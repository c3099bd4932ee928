/* lpd of any bytes. */
#include "flow_target.h"
#include "network/printer.h"

FLOW_TARGET(printer_lpd_look)
