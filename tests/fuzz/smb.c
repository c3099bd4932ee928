/* smb of any bytes. */
#include "flow_target.h"
#include "network/smb.h"

FLOW_TARGET(smb_look)
