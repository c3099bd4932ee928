#include "network/os_hint.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* What follows the needle in the claim. */
enum tail {
    NOTHING, /* the claim is whole */
    WHOLE,   /* digits only: "6" of "el6_10" */
    DOTTED,  /* digits and dots */
    BUILT,   /* the same, and the number after "(Build " */
    UNDER,   /* digits and underscores, told as dots: "15_2" */
    LOOSE,   /* up to white space, comma or closing bracket: "15.2(4)E10" */
};

struct hint {
    unsigned who;
    const char *needle;
    enum tail tail;
    const char
        *claim; /* what stands before the tail; NULL: from the needle on, as it says itself */
    int grade;
};

/* Short names for the table. */
enum {
    SSH = OS_FROM_SSH,
    AGENT = OS_FROM_AGENT,
    DESC = OS_FROM_DESCRIPTION,
    DHCP = OS_FROM_DHCP,
    SMB = OS_FROM_SMB,
    SERVER = OS_FROM_SERVER,
    BANNER = SSH | SERVER | AGENT,
    CERTAIN = GRADE_CERTAIN,
    LIKELY = GRADE_LIKELY,
    SUSPECTED = GRADE_SUSPECTED
};

/*
 * The first row that fits wins, so what is special comes before what is general.
 *
 * Ubuntu and RHEL by their OpenSSH: the package each release came with (packages.ubuntu.com,
 * release notes of RHEL). Debian by its kernel: the release's linux package.
 * Windows sysDescr: "Hardware: ... Software: Windows Version 6.3 (Build 19045 ...)".
 */
static const struct hint hint[] = {
    {SSH,    "OpenSSH_5.9p1 Debian-5ubuntu1",              NOTHING, "Ubuntu 12.04",    LIKELY   },
    {SSH,    "OpenSSH_6.6.1p1 Ubuntu",                     NOTHING, "Ubuntu 14.04",    LIKELY   },
    {SSH,    "OpenSSH_7.2p2 Ubuntu",                       NOTHING, "Ubuntu 16.04",    LIKELY   },
    {SSH,    "OpenSSH_7.6p1 Ubuntu",                       NOTHING, "Ubuntu 18.04",    LIKELY   },
    {SSH,    "OpenSSH_8.2p1 Ubuntu",                       NOTHING, "Ubuntu 20.04",    LIKELY   },
    {SSH,    "OpenSSH_8.9p1 Ubuntu",                       NOTHING, "Ubuntu 22.04",    LIKELY   },
    {SSH,    "OpenSSH_9.6p1 Ubuntu",                       NOTHING, "Ubuntu 24.04",    LIKELY   },
    {SSH,    "OpenSSH_for_Windows_",                       NOTHING, "Windows",         LIKELY   },
    {BANNER, "+deb",                                       WHOLE,   "Debian ",         LIKELY   },
    {BANNER, "~deb",                                       WHOLE,   "Debian ",         LIKELY   },
    {BANNER, "Ubuntu",                                     NOTHING, "Ubuntu",          SUSPECTED},
    {SSH,    "Debian-",                                    NOTHING, "Debian",          SUSPECTED},
    {SSH,    "FreeBSD-",                                   NOTHING, "FreeBSD",         LIKELY   },
    {SSH,    "Cisco-",                                     NOTHING, "Cisco IOS",       LIKELY   },
    {SSH,    "ROSSSH",                                     NOTHING, "RouterOS",        LIKELY   },
    {SERVER, "(Debian)",                                   NOTHING, "Debian",          SUSPECTED},
    {SERVER, "(CentOS)",                                   NOTHING, "CentOS",          SUSPECTED},
    {SERVER, "(Red Hat",                                   NOTHING, "RHEL",            SUSPECTED},
    {SERVER, "Microsoft-IIS/5.1",                          NOTHING, "Windows NT 5.1",  LIKELY   },
    {SERVER, "Microsoft-IIS/6.0",                          NOTHING, "Windows NT 5.2",  LIKELY   },
    {SERVER, "Microsoft-IIS/7.0",                          NOTHING, "Windows NT 6.0",  LIKELY   },
    {SERVER, "Microsoft-IIS/7.5",                          NOTHING, "Windows NT 6.1",  LIKELY   },
    {SERVER, "Microsoft-IIS/8.0",                          NOTHING, "Windows NT 6.2",  LIKELY   },
    {SERVER, "Microsoft-IIS/8.5",                          NOTHING, "Windows NT 6.3",  LIKELY   },
    {SERVER, "Microsoft-IIS/10.0",                         NOTHING, "Windows NT 10.0", LIKELY   },
    {AGENT,  "MSIE 6.0; Windows NT ",                      DOTTED,  "Windows NT ",     SUSPECTED},
    {AGENT,  "MSIE 7.0; Windows NT ",                      DOTTED,  "Windows NT ",     SUSPECTED},
    {AGENT,  "compatible; MSIE 8.0; Windows NT ",          DOTTED,  "Windows NT ",     SUSPECTED},
    {AGENT,  "Windows NT ",                                DOTTED,  "Windows NT ",     LIKELY   },
    {AGENT,  "Microsoft-CryptoAPI/",                       DOTTED,  "Windows NT ",     LIKELY   },
    {AGENT,  "Windows 98",                                 NOTHING, "Windows 98",      LIKELY   },
    {AGENT,  "iPhone OS ",                                 UNDER,   "iOS ",            LIKELY   },
    {AGENT,  "CPU OS ",                                    UNDER,   "iPadOS ",         LIKELY   },
    {AGENT,  "Mac OS X 10_15_7",                           NOTHING, "macOS",           SUSPECTED},
    {AGENT,  "Mac OS X ",                                  UNDER,   "macOS ",          LIKELY   },
    {AGENT,  "Android 10; K)",                             NOTHING, "Android",         SUSPECTED},
    {AGENT,  "Android ",                                   DOTTED,  "Android ",        LIKELY   },
    {AGENT,  "CrOS ",                                      NOTHING, "ChromeOS",        SUSPECTED},
    {AGENT,  "Linux",                                      NOTHING, "Linux",           SUSPECTED},
    {DESC,   "Windows Version ",                           BUILT,   "Windows NT ",     CERTAIN  },
    {DESC,   "Windows 2000 Version ",                      BUILT,   "Windows NT ",     CERTAIN  },
    {DESC,   "VMware ESXi ",                               DOTTED,  "VMware ESXi ",    CERTAIN  },
    {DESC,   "Cisco Adaptive Security Appliance Version ", LOOSE,   "Cisco ASA ",      CERTAIN  },
    {DESC,   "NX-OS",                                      NOTHING, "Cisco NX-OS",     CERTAIN  },
    {DESC,   "JUNOS ",                                     LOOSE,   "Junos ",          CERTAIN  },
    {DESC,   "PAN-OS ",                                    DOTTED,  "PAN-OS ",         CERTAIN  },
    {DESC,   "RouterOS ",                                  DOTTED,  "RouterOS ",       CERTAIN  },
    {DESC,   ".el",                                        WHOLE,   "RHEL/CentOS ",    LIKELY   },
    {DESC,   "Debian 3.16.",                               NOTHING, "Debian 8",        LIKELY   },
    {DESC,   "Debian 4.9.",                                NOTHING, "Debian 9",        LIKELY   },
    {DESC,   "Debian 4.19.",                               NOTHING, "Debian 10",       LIKELY   },
    {DESC,   "Debian 5.10.",                               NOTHING, "Debian 11",       LIKELY   },
    {DESC,   "Debian 6.1.",                                NOTHING, "Debian 12",       LIKELY   },
    {DESC,   "-Ubuntu",                                    NOTHING, "Ubuntu",          LIKELY   },
    {DESC,   "Debian GNU/Linux ",                          DOTTED,  "Debian ",         CERTAIN  },
    {DESC,   "Ubuntu ",                                    DOTTED,  "Ubuntu ",         CERTAIN  },
    {DESC,   "Darwin Kernel Version ",                     DOTTED,  "Darwin ",         CERTAIN  },
    {DHCP,   "MSFT 98",                                    NOTHING, "Windows 98",      LIKELY   },
    {DHCP,   "MSFT 5.0",                                   NOTHING, "Windows",         SUSPECTED},
    {DHCP,   "android-dhcp-",                              DOTTED,  "Android ",        LIKELY   },
    {DHCP,   ":Linux-",                                    DOTTED,  "Linux ",          LIKELY   },
    {SMB,    "Windows Server",                             NOTHING, NULL,              CERTAIN  },
    {SMB,    "Windows 2002 ",                              NOTHING, "Windows NT 5.1",  CERTAIN  },
    {SMB,    "Windows 5.0",                                NOTHING, "Windows NT 5.0",  CERTAIN  },
    {SMB,    "Windows 5.1",                                NOTHING, "Windows NT 5.1",  CERTAIN  },
    {SMB,    "Windows 5.2",                                NOTHING, "Windows NT 5.2",  CERTAIN  },
    {SMB,    "Windows ",                                   NOTHING, NULL,              CERTAIN  },
    {DESC,   "Linux ",                                     NOTHING, "Linux",           CERTAIN  },
};

/* Bytes of the tail at text; 0 when there is none, and then the row does not fit. */
static size_t tail_len(enum tail tail, const char *text)
{
    switch (tail) {
    case NOTHING:
        return 0;
    case WHOLE:
        return strspn(text, "0123456789");
    case DOTTED:
    case BUILT:
        return strspn(text, "0123456789.");
    case UNDER:
        return strspn(text, "0123456789_");
    case LOOSE:
        return isdigit((unsigned char)*text) ? strcspn(text, " ,;\t\r\n?") : 0;
    }
    return 0;
}

enum { TAIL_MAX = 32 }; /* bytes of a version that are told */

/* "Cisco IOS Software, C2960X Software (...), Version 15.2(4)E10, RELEASE SOFTWARE"; Yamaha's
   "RTX1210 Rev.14.01.38 (...)". */
static bool find_network_gear(struct os_hint *out, const char *text)
{
    const char *version = strstr(text, ", Version ");
    const char *yamaha = strstr(text, "RTX");
    size_t n;

    if (strstr(text, "Cisco IOS Software") != NULL && version != NULL) {
        version += strlen(", Version ");
        n = tail_len(LOOSE, version);
        snprintf(out->claim, sizeof(out->claim), "Cisco IOS%s %.*s",
                 strstr(text, "IOSXE") != NULL ? " XE" : "", (int)(n < TAIL_MAX ? n : TAIL_MAX),
                 version);
    } else if (yamaha != NULL && isdigit((unsigned char)yamaha[3]) && strstr(yamaha, " Rev.")) {
        const char *rev = strstr(yamaha, " Rev.") + strlen(" Rev.");
        size_t model = strcspn(yamaha, " ");

        n = tail_len(DOTTED, rev);
        snprintf(out->claim, sizeof(out->claim), "YAMAHA %.*s Rev.%.*s",
                 (int)(model < TAIL_MAX ? model : TAIL_MAX), yamaha,
                 (int)(n < TAIL_MAX ? n : TAIL_MAX), rev);
    } else {
        return false;
    }
    out->grade = GRADE_CERTAIN;
    return true;
}

/* FortiGate's LLDP and CDP description: "FortiGate-60F v6.4.5,build1828,210217 (GA)". */
static bool find_fortios(struct os_hint *out, const char *text)
{
    const char *at = strstr(text, "Forti");
    const char *version = at != NULL ? strstr(at, " v") : NULL;

    if (version == NULL || !isdigit((unsigned char)version[2])) {
        return false;
    }
    int n = (int)strspn(version + 2, "0123456789.");
    snprintf(out->claim, sizeof(out->claim), "FortiOS %.*s", n < 20 ? n : 20, version + 2);
    out->grade = GRADE_CERTAIN;
    return true;
}

/* An OpenSSH banner without the distribution's addition is Red Hat's way; the version is a sign. */
static const struct {
    const char *banner, *claim;
} bare_openssh[] = {
    {"OpenSSH_4.3", "RHEL/CentOS 5"},
    {"OpenSSH_5.3", "RHEL/CentOS 6"},
    {"OpenSSH_7.4", "RHEL/CentOS 7"},
    {"OpenSSH_8.0", "RHEL/CentOS 8"},
    {"OpenSSH_8.7", "RHEL/CentOS 9"},
};

static bool find_bare_openssh(struct os_hint *out, const char *text)
{
    for (size_t i = 0; i < sizeof(bare_openssh) / sizeof(bare_openssh[0]); i++) {
        if (strcmp(text, bare_openssh[i].banner) == 0) {
            snprintf(out->claim, sizeof(out->claim), "%s", bare_openssh[i].claim);
            out->grade = GRADE_SUSPECTED;
            return true;
        }
    }
    return false;
}

static void put_build(char claim[FACT_CLAIM_SIZE], const char *text)
{
    static const char needle[] = "(Build ";
    const char *at = strstr(text, needle);

    if (at != NULL) {
        at += sizeof(needle) - 1;
        size_t n = strspn(at, "0123456789"), used = strlen(claim);

        if (n > 0 && n < TAIL_MAX) {
            snprintf(claim + used, FACT_CLAIM_SIZE - used, " build %.*s", (int)n, at);
        }
    }
}

static bool find_row(struct os_hint *out, const struct hint *row, const char *text)
{
    const char *at = strstr(text, row->needle);

    if (at == NULL) {
        return false;
    }
    if (row->claim == NULL) {
        snprintf(out->claim, sizeof(out->claim), "%.*s", FACT_CLAIM_SIZE - 1, at);
        out->grade = (enum grade)row->grade;
        return true;
    }
    const char *tail = at + strlen(row->needle);
    size_t n = tail_len(row->tail, tail);

    if (row->tail != NOTHING && (n == 0 || n > TAIL_MAX)) {
        return false;
    }
    while (n > 0 && (tail[n - 1] == '.' || tail[n - 1] == '_')) {
        n--;
    }
    snprintf(out->claim, sizeof(out->claim), "%s%.*s", row->claim, (int)n, tail);
    for (char *c = out->claim; row->tail == UNDER && *c != '\0'; c++) {
        *c = *c == '_' ? '.' : *c;
    }
    if (row->tail == BUILT) {
        put_build(out->claim, tail);
    }
    out->grade = (enum grade)row->grade;
    return true;
}

/* The letters of text, those that are alike modulo 64 taken for one: what is not in it is not
 * there. */
static uint64_t letters_of(const char *text)
{
    uint64_t letters = 0;

    for (; *text != '\0'; text++) {
        letters |= UINT64_C(1) << (*text & 63);
    }
    return letters;
}

bool os_hint_find(struct os_hint *out, enum os_from who, const char *text)
{
    const uint64_t letters = letters_of(text);

    if ((who == OS_FROM_DESCRIPTION && (find_fortios(out, text) || find_network_gear(out, text))) ||
        (who == OS_FROM_SSH && find_bare_openssh(out, text))) {
        return true;
    }
    for (size_t i = 0; i < sizeof(hint) / sizeof(hint[0]); i++) {
        bool may_hold =
            (letters >> (hint[i].needle[0] & 63) & letters >> (hint[i].needle[1] & 63) & 1) != 0;

        if ((hint[i].who & who) != 0 && may_hold && find_row(out, &hint[i], text)) {
            return true;
        }
    }
    return false;
}

bool os_hint_bytes(struct os_hint *out, enum os_from who, const uint8_t *text, size_t len)
{
    char plain[OS_HINT_READ + 1];
    size_t n = len < OS_HINT_READ ? len : OS_HINT_READ;

    for (size_t i = 0; i < n; i++) {
        plain[i] = text[i] >= ' ' && text[i] < 0x7f ? (char)text[i] : ' ';
    }
    plain[n] = '\0';
    return os_hint_find(out, who, plain);
}

void os_hint_windows(char claim[FACT_CLAIM_SIZE], unsigned major, unsigned minor, unsigned build)
{
    int n = snprintf(claim, FACT_CLAIM_SIZE, "Windows NT %u.%u", major, minor);

    if (build != 0) {
        snprintf(claim + n, FACT_CLAIM_SIZE - (size_t)n, " build %u", build);
    }
}
