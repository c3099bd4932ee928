/*
 * What runs buildings and machines: Modbus over TCP (Modbus Messaging on TCP/IP 3.1.3) and
 * BACnet/IP (ASHRAE 135, annex J), on any port.
 */
#ifndef NETWORK_FIELDBUS_H
#define NETWORK_FIELDBUS_H

#include "network/decode.h"

enum flow_look fieldbus_modbus_look(const struct flow *flow, struct fact_sink *sink);
enum flow_look fieldbus_bacnet_look(const struct flow *flow, struct fact_sink *sink);

#endif
