/*
 * HL7 version 2 over MLLP (0x0b, message, 0x1c 0x0d) on any port.
 *
 * Read are the fields 3, 4, 9 and 12 of the MSH segment alone, up to its end: sending application,
 * its place, message type, version. What follows (PID, OBX) is the patient's and is never looked
 * at.
 */
#ifndef NETWORK_HL7_H
#define NETWORK_HL7_H

#include "network/decode.h"

enum flow_look hl7_look(const struct flow *flow, struct fact_sink *sink);

#endif
