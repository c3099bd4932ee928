/* ldap of any bytes. */
#include "flow_target.h"
#include "network/directory.h"

FLOW_TARGET(directory_ldap_look)
