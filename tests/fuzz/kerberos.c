/* kerberos of any bytes. */
#include "flow_target.h"
#include "network/directory.h"

FLOW_TARGET(directory_kerberos_look)
