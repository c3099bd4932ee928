#include "network/claim_word.h"

#include "base/err.h"

#include <string.h>

static const struct {
    const char *code, *ja, *en; /* en NULL: as ja */
} row[] = {
  /* where a machine passes traffic on to (FACT_FORWARDS) */
    {"global",                "インターネット",                            "the Internet"                    },
 /* roles */
    {"router",                "ルータ",                                        "router"                          },
    {"switch",                "スイッチ",                                     "switch"                          },
    {"access-point",          "無線アクセスポイント",                   "access point"                    },
    {"phone",                 "電話機",                                        "telephone"                       },
    {"printer",               "プリンタ",                                     "printer"                         },
    {"print-server",          "プリントサーバ",                            "print server"                    },
    {"scanner",               "スキャナ",                                     "scanner"                         },
    {"camera",                "カメラ",                                        "camera"                          },
    {"storage",               "ストレージ",                                  "storage"                         },
    {"media-server",          "映像・音声の配信機器",                   "media server"                    },
    {"media-player",          "映像・音声の再生機器",                   "media player"                    },
    {"database-server",       "データベースサーバ",                      "database server"                 },
    {"domain-controller",     "ドメインコントローラ",                   "domain controller"               },
    {"file-server",           "ファイルサーバ",                            "file server"                     },
    {"dhcp-server",           "DHCPサーバ",                                    "DHCP server"                     },
    {"dhcp-relay",            "DHCPの中継",                                    "DHCP relay"                      },
    {"dns-server",            "DNSサーバ",                                     "DNS server"                      },
    {"ntp-server",            "時刻サーバ（NTP）",                         "time server (NTP)"               },
    {"dicom-scp",             "DICOMを受ける側",                             "DICOM SCP"                       },
    {"dicom-scu",             "DICOMを送る側",                                "DICOM SCU"                       },
 /* remote control, tunnels */
    {"rdp",                   "リモートデスクトップ（RDP）",          "Remote Desktop (RDP)"            },
    {"vnc",                   "VNC",                                              NULL                              },
    {"ssh",                   "SSH",                                              NULL                              },
    {"telnet",                "Telnet",                                           NULL                              },
    {"radmin",                "Radmin",                                           NULL                              },
    {"teamviewer",            "TeamViewer",                                       NULL                              },
    {"anydesk",               "AnyDesk",                                          NULL                              },
    {"splashtop",             "Splashtop",                                        NULL                              },
    {"logmein",               "LogMeIn",                                          NULL                              },
    {"logmein-rescue",        "LogMeIn Rescue",                                   NULL                              },
    {"gotoassist",            "GoToAssist",                                       NULL                              },
    {"gotomypc",              "GoToMyPC",                                         NULL                              },
    {"isl",                   "ISL Online",                                       NULL                              },
    {"screenconnect",         "ScreenConnect",                                    NULL                              },
    {"chrome-remote-desktop", "Chromeリモートデスクトップ",             "Chrome Remote Desktop"           },
    {"dwservice",             "DWService",                                        NULL                              },
    {"rustdesk",              "RustDesk",                                         NULL                              },
    {"quick-assist",          "クイックアシスト",                         "Quick Assist"                    },
    {"beyondtrust",           "BeyondTrust",                                      NULL                              },
    {"zoho-assist",           "Zoho Assist",                                      NULL                              },
    {"realvnc",               "RealVNC",                                          NULL                              },
    {"supremo",               "Supremo",                                          NULL                              },
    {"remote-utilities",      "Remote Utilities",                                 NULL                              },
    {"ammyy",                 "Ammyy Admin",                                      NULL                              },
    {"showmypc",              "ShowMyPC",                                         NULL                              },
    {"parsec",                "Parsec",                                           NULL                              },
    {"tailscale",             "Tailscale",                                        NULL                              },
    {"zerotier",              "ZeroTier",                                         NULL                              },
    {"cloudflare-tunnel",     "Cloudflare Tunnel",                                NULL                              },
    {"hamachi",               "Hamachi",                                          NULL                              },
    {"nordvpn",               "NordVPN",                                          NULL                              },
    {"protonvpn",             "Proton VPN",                                       NULL                              },
    {"openvpn",               "OpenVPN",                                          NULL                              },
    {"wireguard",             "WireGuard",                                        NULL                              },
    {"ipsec",                 "IPsec",                                            NULL                              },
    {"l2tp",                  "L2TP",                                             NULL                              },
    {"pptp",                  "PPTP",                                             NULL                              },
    {"gre",                   "GRE",                                              NULL                              },
    {"softether",             "SoftEther VPN",                                    NULL                              },
    {"ssl-vpn",               "SSL-VPN",                                          NULL                              },
 /* weak protocols */
    {"smb1",                  "SMB1",                                             NULL                              },
    {"ssh1",                  "SSH1",                                             NULL                              },
    {"snmp-v1",               "SNMP v1",                                          NULL                              },
    {"snmp-v2c",              "SNMP v2c",                                         NULL                              },
    {"snmp-public",           "だれでも読める設定のSNMP（public）",   "SNMP that anybody reads (public)"},
    {"vnc-none",              "パスワードのないVNC",                      "VNC without a password"          },
    {"rdp-without-tls",       "暗号化の弱いリモートデスクトップ", "Remote Desktop without TLS"      },
    {"ldap-password",         "暗号化のないLDAPのパスワード",         "LDAP passwords in clear"         },
    {"ftp",                   "FTP（暗号化なし）",                         "FTP (in clear)"                  },
    {"smtp",                  "メール送信（SMTP）",                        "mail (SMTP)"                     },
    {"pop3",                  "メール受信（POP3）",                        "mail (POP3)"                     },
    {"imap",                  "メール受信（IMAP）",                        "mail (IMAP)"                     },
    {"pop3-clear",            "暗号化のないメール受信（POP3）",      "mail in clear (POP3)"            },
    {"imap-clear",            "暗号化のないメール受信（IMAP）",      "mail in clear (IMAP)"            },
    {"ike-aggressive",        "IKEのアグレッシブモード",                "IKE aggressive mode"             },
 /* medical and building equipment, services */
    {"dicom",                 "DICOM",                                            NULL                              },
    {"dicomweb",              "DICOMweb",                                         NULL                              },
    {"wado",                  "WADO",                                             NULL                              },
    {"hl7",                   "HL7",                                              NULL                              },
    {"fhir",                  "FHIR",                                             NULL                              },
    {"astm",                  "ASTM",                                             NULL                              },
    {"modbus",                "Modbus",                                           NULL                              },
    {"bacnet",                "BACnet",                                           NULL                              },
    {"onvif",                 "ONVIF（監視カメラ）",                       "ONVIF (cameras)"                 },
    {"rtsp",                  "RTSP（映像）",                                 "RTSP (video)"                    },
    {"igd",                   "外からの通路を開ける設定（UPnP）",   "opening of ways in (UPnP)"       },
    {"vrrp",                  "VRRP",                                             NULL                              },
    {"hsrp",                  "HSRP",                                             NULL                              },
    {"tls",                   "TLS",                                              NULL                              },
    {"http",                  "HTTP",                                             NULL                              },
    {"smb",                   "SMB",                                              NULL                              },
    {"snmp",                  "SNMP",                                             NULL                              },
    {"dns",                   "DNS",                                              NULL                              },
};

/* Kinds whose claims begin with a code; those of the others are texts that machines say. */
static bool is_coded(enum fact_kind kind)
{
    switch (kind) {
    case FACT_ROLE:
    case FACT_SERVICE:
    case FACT_CLIENT:
    case FACT_FORWARDS:
    case FACT_OFFERS:
    case FACT_REMOTE_TOOL:
    case FACT_TUNNEL:
    case FACT_WEAK:
    case FACT_MEDICAL:
    case FACT_FACILITY:
        return true;
    default:
        return false;
    }
}

const char *claim_shown(enum fact_kind kind, const char *claim, enum lang lang, struct arena *a)
{
    size_t len = strcspn(claim, " ");

    for (size_t i = 0; is_coded(kind) && i < COUNT(row); i++) {
        if (strncmp(row[i].code, claim, len) == 0 && row[i].code[len] == '\0') {
            const char *word = lang == LANG_JA || row[i].en == NULL ? row[i].ja : row[i].en;

            return claim[len] == '\0' ? word : arena_printf(a, "%s%s", word, claim + len);
        }
    }
    return claim;
}
