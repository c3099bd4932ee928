/*
 * DICOM upper layer (PS3.8, 9.3) on any port: association request and answer, and data of an
 * association begun before us.
 *
 * Told are AE titles, implementation version, and what services were proposed and accepted. Data is
 * never looked into: of a P-DATA-TF only its fixed head.
 */
#ifndef NETWORK_DICOM_H
#define NETWORK_DICOM_H

#include "network/decode.h"

enum flow_look dicom_look(const struct flow *flow, struct fact_sink *sink);

#endif
