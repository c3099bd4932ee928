/*
 * A fact: what one frame, or one flow, proves or claims about a machine.
 *
 * Decoders emit facts and nothing else; findings are worked out from facts, anew each time. A fact
 * never holds payload: its claim is a name, a version, an address or a fixed word. Names of people
 * and patients are not facts, whatever field they came in.
 */
#ifndef NETWORK_FACT_H
#define NETWORK_FACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FACT_CLAIM_SIZE 128 /* bytes with the closing 0; a longer claim is cut at a character */

/* An address of either family: IPv4 as ::ffff:a.b.c.d, all zero for "none". Network order. */
struct addr {
    uint8_t byte[16];
};

/* How sure: the design's grades. A fact carried by one direction of a flow alone is one step lower
   than the same fact with its answer. */
enum grade {
    GRADE_CERTAIN,   /* 確実: protocol proof, or the machine's own answer */
    GRADE_LIKELY,    /* 濃厚: two independent signs */
    GRADE_SUSPECTED, /* 疑い: one sign, or a name only */
    GRADE_COUNT
};

struct grade_row {
    const char *name; /* JSON, storage: "certain" */
    const char *ja;   /* pages: 確実 */
};
extern const struct grade_row grade_row[GRADE_COUNT];

/*
 * What a fact is about. The row of the table says how it is called in JSON, in storage (table
 * sighting) and on pages. New kinds go to the end of their group.
 */
enum fact_kind {
    /* who it is */
    FACT_ADDRESS,  /* this MAC answers for this IP: ARP, ND, DHCP ACK; claim "" */
    FACT_TALKS,    /* this MAC sends with this source IP; weaker than ADDRESS; claim "" */
    FACT_NAME,     /* host name it gives itself */
    FACT_MAKER,    /* maker as the machine says itself (not the OUI) */
    FACT_MODEL,    /* model, system description */
    FACT_OS,       /* operating system or version, as claimed: "Windows NT 6.1", "FortiOS 6.0.9" */
    FACT_SOFTWARE, /* program and version: "OpenSSH_9.2p1 Debian-2+deb12u3" */
    FACT_IDENTITY, /* stays with the machine: "ssh-host-key SHA256:...", "snmp-engine ...", GUID */
    FACT_ALIAS,    /* names another IP of itself (NBNS, SNMP, WSD body); claim: that address */
    FACT_PLACE,    /* which port of which switch it hangs at: "SW-1 Gi1/0/5" */
    /* what it does */
    FACT_ROLE,     /* a fixed word: "router", "dhcp-server", "dns-server", "dicom-scp", "printer" */
    FACT_SERVICE,  /* answers a protocol at a port: "ssh tcp/22" */
    FACT_CLIENT,   /* asks with a protocol: "dicom tcp/104"; peer is who is asked */
    FACT_FORWARDS, /* carries frames of other networks; claim "global" or the foreign network */
    FACT_OFFERS, /* hands out: "router 192.0.2.1", "dns 192.0.2.1", "prefix 2001:db8::/64", "igd" */
    FACT_LINE,   /* what its line to the outside is like: "mss 1414" */
    /* what it says to others, in names */
    FACT_SNI,    /* TLS server name asked for; peer is the server */
    FACT_LOOKUP, /* DNS name asked for, only where a table knows it (remote tools, updates) */
    FACT_AGENT,  /* HTTP user agent, cut */
    FACT_JA4,    /* JA4 of its TLS client */
    /* what must be explained */
    FACT_REMOTE_TOOL, /* a remote control protocol or tool: "rdp", "vnc", "teamviewer" */
    FACT_TUNNEL,      /* "openvpn", "wireguard", "ipsec", "l2tp", "pptp", "softether", ... */
    FACT_WEAK,        /* "smb1", "telnet", "snmp-v1", "snmp-public", "vnc-none", "tls1.0", ... */
    FACT_MEDICAL,     /* "dicom", "hl7", "astm", with AE title or application: "dicom CT01" */
    FACT_FACILITY,    /* building and IoT: "modbus", "bacnet", "onvif" */
    FACT_KINDS
};

struct fact_kind_row {
    const char *name; /* JSON, storage: "os" */
    const char *ja;   /* pages: "OS" */
    const char *en;
};
extern const struct fact_kind_row fact_kind_row[FACT_KINDS];

struct fact {
    enum fact_kind kind;
    enum grade grade;
    const char *from; /* the decoder's name: "dhcp"; static */
    uint8_t mac[6];   /* of the machine the fact is about; zero: not known */
    uint16_t vlan;    /* 0: none */
    struct addr ip;   /* of that machine; zero: not known */
    struct addr peer; /* the other end, where there is one */
    uint16_t port;    /* of the service, host order; 0: none */
    bool one_way;     /* only one direction was seen */
    int64_t at_us;    /* when, UTC microseconds */
    uint64_t frame;   /* its number in the capture, from 1 */
    char claim[FACT_CLAIM_SIZE];
};

/*
 * What a sink that keeps facts can do for who would tell the same once more. A ticket is good as
 * long as its fact is kept; a sink that forgot one knows it by the stamp of the time it was given.
 */
struct fact_recall {
    bool (*last)(const void *self, uint32_t *ticket); /* of the fact taken last; false: not kept */
    uint32_t (*stamp)(const void *self);              /* how many were forgotten; it wraps */
    /* Count ticket[n] once more; false, and nothing is counted, when any of them is not kept. */
    bool (*again)(void *self, const uint32_t *ticket, size_t n, uint32_t stamp, int64_t at_us,
                  uint64_t frame);
    const struct fact *(*fact)(const void *self, uint32_t ticket);
    /* Bring them near to the processor. */
    void (*fetch)(const void *self, const uint32_t *ticket, size_t n);
    /* `take` in three steps, so that several facts can wait for memory together: the hash of a
       fact, later a look at where facts with this hash stand, later the taking. */
    uint32_t (*hash)(const void *self, const struct fact *fact);
    void (*look)(const void *self, uint32_t hash);
    void (*take)(void *self, const struct fact *fact, uint32_t hash);
};

/* Where facts go. `take` may count the same fact again and again: the table folds them. */
struct fact_sink {
    void (*take)(void *self, const struct fact *fact);
    void *self;
    const struct fact_recall *recall; /* NULL: it cannot */
};

/*
 * Bring len bytes of wire text to a claim: printable UTF-8 or ASCII as it is, control characters
 * and broken sequences as '?', cut at a character. Returns claim.
 */
char *fact_claim(char claim[FACT_CLAIM_SIZE], const uint8_t *text, size_t len);

#define ADDR_TEXT_SIZE 46
char *addr_text(char out[ADDR_TEXT_SIZE], const struct addr *a); /* "" for none */
bool addr_read(struct addr *out, const char *text);              /* IPv4 or IPv6; false: neither */
struct addr addr_ipv4(uint32_t ipv4);                            /* host order */
bool addr_is_none(const struct addr *a);
bool addr_is_ipv4(const struct addr *a);
bool addr_is_local(const struct addr *a);     /* RFC 1918, 169.254/16, fc00::/7, fe80::/10 */
bool addr_is_multicast(const struct addr *a); /* with 255.255.255.255 */

#define MAC_TEXT_SIZE 18
char *mac_text(char out[MAC_TEXT_SIZE],
               const uint8_t mac[6]); /* "02:00:5e:10:00:07"; "" for zero */

/* Six octets with ':' or '-' between them or in Cisco's groups of four, one or two digits each
   ("0:1b:21:..." as BSD writes), nothing after them; false, and out untouched, for anything else.
 */
bool mac_read(uint8_t out[6], const char *text);

/* A MAC that names no maker: locally administered, random. */
bool mac_is_private(const uint8_t mac[6]);
/* A MAC shared by routers: VRRP, HSRP, GLBP. */
bool mac_is_virtual(const uint8_t mac[6]);

#endif
