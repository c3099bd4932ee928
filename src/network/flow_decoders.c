#include "network/decode.h"

#include "base/err.h"
#include "network/astm.h"
#include "network/dicom.h"
#include "network/directory.h"
#include "network/fieldbus.h"
#include "network/greeting.h"
#include "network/hl7.h"
#include "network/http1.h"
#include "network/ike.h"
#include "network/l2tp.h"
#include "network/openvpn.h"
#include "network/pptp.h"
#include "network/printer.h"
#include "network/quic.h"
#include "network/radmin.h"
#include "network/rdp.h"
#include "network/smb.h"
#include "network/snmp.h"
#include "network/softether.h"
#include "network/ssh.h"
#include "network/stun.h"
#include "network/teamviewer.h"
#include "network/telnet.h"
#include "network/tls.h"
#include "network/vnc.h"
#include "network/wireguard.h"

enum { TCP = 6, UDP = 17 };

/* The most frequent first: who says DONE or MINE ends the asking. */
const struct flow_decoder flow_decoder[] = {
    {"tls",        TCP, tls_look               },
    {"http",       TCP, http1_look             },
    {"ssh",        TCP, ssh_look               },
    {"rdp",        TCP, rdp_look               },
    {"vnc",        TCP, vnc_look               },
    {"telnet",     TCP, telnet_look            },
    {"teamviewer", 0,   teamviewer_look        },
    {"radmin",     TCP, radmin_look            },
    {"openvpn",    0,   openvpn_look           },
    {"pptp",       TCP, pptp_look              },
    {"quic",       UDP, quic_look              },
    {"wireguard",  UDP, wireguard_look         },
    {"ike",        UDP, ike_look               },
    {"l2tp",       UDP, l2tp_look              },
    {"stun",       0,   stun_look              },
    {"softether",  UDP, softether_look         },
    {"dicom",      TCP, dicom_look             },
    {"hl7",        TCP, hl7_look               },
    {"astm",       TCP, astm_look              },
    {"smb",        TCP, smb_look               },
    {"snmp",       UDP, snmp_look              },
    {"greeting",   TCP, greeting_look          },
    {"ldap",       0,   directory_ldap_look    },
    {"kerberos",   0,   directory_kerberos_look},
    {"dns",        TCP, directory_dns_look     },
    {"printer",    TCP, printer_look           },
    {"lpd",        TCP, printer_lpd_look       },
    {"modbus",     TCP, fieldbus_modbus_look   },
    {"bacnet",     UDP, fieldbus_bacnet_look   },
    {"dtls",       UDP, tls_dtls_look          },
};
const size_t flow_decoder_n = COUNT(flow_decoder);
