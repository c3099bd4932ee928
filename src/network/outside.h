/*
 * Lists of other programs as facts: arp-scan, nmap -oX, DHCP leases (dnsmasq, ISC, Windows' csv),
 * ARP and MAC tables of switches and hosts of several makers, as text.
 *
 * Every byte comes from a file somebody was given: each parser has a fuzz target
 * (tests/fuzz/outside.c). A list has no times of its own that we can trust: its facts are of the
 * moment it is read.
 */
#ifndef NETWORK_OUTSIDE_H
#define NETWORK_OUTSIDE_H

#include "network/fact.h"

#include "base/err.h"

#define OUTSIDE_MAX (20u << 20) /* bytes of one list */

enum outside_form {
    OUTSIDE_CAPTURE, /* pcap, pcapng: not for outside_read() */
    OUTSIDE_NMAP,
    OUTSIDE_ISC,     /* dhcpd.leases */
    OUTSIDE_DNSMASQ, /* dnsmasq.leases */
    OUTSIDE_CSV,     /* Windows DHCP server, exported leases */
    OUTSIDE_TABLE,   /* any lines with an IP and a MAC: arp-scan, arp -a, show ip arp, ... */
    OUTSIDE_FORMS
};

struct outside_form_row {
    const char *name; /* "nmap" */
    const char *ja;
};
extern const struct outside_form_row outside_form_row[OUTSIDE_FORMS];

/* Which form text[len], the beginning of a file, has. A guess: only reading tells. */
enum outside_form outside_guess(const char *text, size_t len);

/*
 * Tell the facts of text[len], in UTF-8 or ASCII, at an instant. *n: how many.
 * E_NOTFOUND  no line of it was understood (MSG_OUTSIDE_UNKNOWN with name)
 * E_INVALID   XML with a DTD's content or entities, or broken (MSG_OUTSIDE_XML)
 * E_NOMEM
 */
MUST_CHECK enum status outside_read(size_t *n, const char *text, size_t len, const char *name,
                                    int64_t at_us, struct fact_sink *sink, struct err *err);

/* One machine of a list. What is not known is zero or NULL. */
struct outside_machine {
    const char *from; /* the form's name */
    uint8_t mac[6];
    struct addr ip;
    uint16_t vlan;
    enum grade grade;
    const char *name;
    size_t name_len;
    uint64_t line;
    int64_t at_us;
};
/* Tell its address (or, without one, that its MAC is there) and its name. */
void outside_tell(const struct outside_machine *m, struct fact_sink *sink);

/* The parsers; each returns or sets how many machines it told. */
size_t outside_isc(const char *text, size_t len, int64_t at_us, struct fact_sink *sink);
size_t outside_lines(enum outside_form form, const char *text, size_t len, int64_t at_us,
                     struct fact_sink *sink);
MUST_CHECK enum status outside_nmap(size_t *n, const char *text, size_t len, const char *name,
                                    int64_t at_us, struct fact_sink *sink, struct err *err);

#endif
