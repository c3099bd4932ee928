/*
 * The institution's own networks, as its register says: what is inside, and what is "another
 * network". Pure.
 */
#ifndef NETWORK_OWN_H
#define NETWORK_OWN_H

#include "base/err.h"
#include "network/fact.h"

struct own_network {
    int64_t id; /* of the record */
    const char *name;
    const char *kind;    /* code of the register: "medical", "guest", ...; NULL: not asked yet */
    struct addr base;    /* its bits beyond `bits` are 0 */
    unsigned bits;       /* of 128; an IPv4 /24 has 120 */
    struct addr gateway; /* none: not known */
};

struct own {
    const struct own_network *network;
    size_t n;
};

/* Read "192.168.1.0/24" or "2001:db8::/64" into base and bits. False: neither. */
bool own_read_cidr(struct own_network *out, const char *cidr);

/* The narrowest own network that holds ip, or NULL. */
const struct own_network *own_find(const struct own *own, const struct addr *ip);

/* Are a and b in one network? By the register where it knows either of them, else by the usual
   length: /24, and /64 for IPv6. */
bool own_same(const struct own *own, const struct addr *a, const struct addr *b);

/* What own_same() takes for the network of an address that the register does not know: its base,
   and [returned] its bits. */
unsigned own_usual(struct addr *base, const struct addr *ip);

/* In an own network, or in a range that never leaves a house (addr_is_local). */
bool own_is_inside(const struct own *own, const struct addr *ip);

/* 169.254/16 and fe80::/10 say nothing about where a machine is. */
bool own_is_link_local(const struct addr *ip);

#endif
