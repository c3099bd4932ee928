/* dicom of any bytes. */
#include "flow_target.h"
#include "network/dicom.h"

FLOW_TARGET(dicom_look)
