/*
 * Operating systems as machines name them: in banners, user agents, descriptions, DHCP classes.
 *
 * Pure, from a table. The claim is in one spelling whatever named it ("Windows NT 6.1",
 * "Debian 12", "iOS 15.2"), so that eol.h can find its end of support. How sure it is depends on
 * who says it (discovery rules 11 and 12): a machine's own description is proof, a user agent may
 * be another machine's behind a proxy, and a banner's version may be patched by its distribution.
 */
#ifndef NETWORK_OS_HINT_H
#define NETWORK_OS_HINT_H

#include "network/fact.h"

/* Who says it; a bit each. */
enum os_from {
    OS_FROM_SSH = 1,         /* software and comment of an SSH identification string */
    OS_FROM_AGENT = 2,       /* HTTP or SSDP user agent */
    OS_FROM_DESCRIPTION = 4, /* SNMP sysDescr, LLDP and CDP system description */
    OS_FROM_DHCP = 8,        /* DHCP vendor class, option 60 */
    OS_FROM_SMB = 16,        /* native OS of an SMB1 session set-up */
    OS_FROM_SERVER = 32,     /* HTTP or UPnP Server header */
};

struct os_hint {
    char claim[FACT_CLAIM_SIZE];
    enum grade grade;
};

/* False, and *out untouched, when text names no system. */
bool os_hint_find(struct os_hint *out, enum os_from who, const char *text);

/* The same of text[len] as it stands on the wire: a description may be longer than a claim. */
#define OS_HINT_READ 512 /* bytes read of it */
bool os_hint_bytes(struct os_hint *out, enum os_from who, const uint8_t *text, size_t len);

/* "Windows NT 10.0 build 19045", the form of version numbers out of binary fields. */
void os_hint_windows(char claim[FACT_CLAIM_SIZE], unsigned major, unsigned minor, unsigned build);

#endif
