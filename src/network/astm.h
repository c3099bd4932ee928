/*
 * ASTM E1381 frames with E1394 records, as laboratory analysers send them over TCP, on any port.
 *
 * Told is that it is spoken and, of the header record, the sender's name. The header's password
 * and every other record (the patient's) are never looked at.
 */
#ifndef NETWORK_ASTM_H
#define NETWORK_ASTM_H

#include "network/decode.h"

enum flow_look astm_look(const struct flow *flow, struct fact_sink *sink);

#endif
