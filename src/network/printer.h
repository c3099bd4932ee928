/*
 * Printers: PJL, PCL and PostScript jobs as they are sent to raw ports, and LPD (RFC 1179), on any
 * port. A job may hold its user's name and anything else: nothing behind its first bytes is read.
 */
#ifndef NETWORK_PRINTER_H
#define NETWORK_PRINTER_H

#include "network/decode.h"

enum flow_look printer_look(const struct flow *flow, struct fact_sink *sink);
enum flow_look printer_lpd_look(const struct flow *flow, struct fact_sink *sink);

#endif
