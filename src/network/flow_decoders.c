#include "network/decode.h"

#include "base/err.h"
#include "network/http1.h"
#include "network/radmin.h"
#include "network/rdp.h"
#include "network/ssh.h"
#include "network/teamviewer.h"
#include "network/telnet.h"
#include "network/tls.h"
#include "network/vnc.h"

enum { TCP = 6, UDP = 17 };

/* The most frequent first: who says DONE or MINE ends the asking. */
const struct flow_decoder flow_decoder[] = {
    {"tls",        TCP, tls_look       },
    {"http",       TCP, http1_look     },
    {"ssh",        TCP, ssh_look       },
    {"rdp",        TCP, rdp_look       },
    {"vnc",        TCP, vnc_look       },
    {"telnet",     TCP, telnet_look    },
    {"teamviewer", 0,   teamviewer_look},
    {"radmin",     TCP, radmin_look    },
    {"dtls",       UDP, tls_dtls_look  },
};
const size_t flow_decoder_n = COUNT(flow_decoder);
