/* teamviewer of any bytes. */
#include "network/teamviewer.h"
#include "flow_target.h"

FLOW_TARGET(teamviewer_look)
