#include "network/own.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { IPV4_BITS = 32, IPV6_BITS = 128, IPV4_AT = IPV6_BITS - IPV4_BITS };
enum { USUAL_IPV4 = IPV4_AT + 24, USUAL_IPV6 = 64, CIDR_MAX = 64 };

static bool same_bits(const struct addr *a, const struct addr *b, unsigned bits)
{
    size_t whole = bits / 8;
    unsigned rest = bits % 8;

    if (memcmp(a->byte, b->byte, whole) != 0) {
        return false;
    }
    uint8_t mask = (uint8_t)(0xff00U >> rest);
    return rest == 0 || ((a->byte[whole] ^ b->byte[whole]) & mask) == 0;
}

bool own_read_cidr(struct own_network *out, const char *cidr)
{
    char text[CIDR_MAX];
    const char *slash = strchr(cidr, '/');
    struct addr base;

    if (slash == NULL || (size_t)(slash - cidr) >= sizeof(text)) {
        return false;
    }
    snprintf(text, sizeof(text), "%.*s", (int)(slash - cidr), cidr);

    char *end;
    long bits = strtol(slash + 1, &end, 10);
    if (!addr_read(&base, text) || end == slash + 1 || *end != '\0') {
        return false;
    }
    unsigned skipped = addr_is_ipv4(&base) ? IPV4_AT : 0;
    if (bits < 0 || bits > (long)(IPV6_BITS - skipped)) {
        return false;
    }
    out->bits = (unsigned)bits + skipped;
    out->base = base;
    for (unsigned i = out->bits; i < IPV6_BITS; i++) {
        out->base.byte[i / 8] &= (uint8_t) ~(0x80U >> (i % 8));
    }
    return true;
}

const struct own_network *own_find(const struct own *own, const struct addr *ip)
{
    const struct own_network *best = NULL;

    for (size_t i = 0; i < own->n; i++) {
        const struct own_network *n = &own->network[i];

        if ((best == NULL || n->bits > best->bits) && same_bits(&n->base, ip, n->bits)) {
            best = n;
        }
    }
    return best;
}

bool own_same(const struct own *own, const struct addr *a, const struct addr *b)
{
    const struct own_network *of_a = own_find(own, a), *of_b = own_find(own, b);

    if (of_a != NULL || of_b != NULL) {
        return of_a == of_b;
    }
    bool ipv4 = addr_is_ipv4(a);
    return ipv4 == addr_is_ipv4(b) && same_bits(a, b, ipv4 ? USUAL_IPV4 : USUAL_IPV6);
}

unsigned own_usual(struct addr *base, const struct addr *ip)
{
    unsigned bits = addr_is_ipv4(ip) ? USUAL_IPV4 : USUAL_IPV6;

    *base = *ip;
    memset(base->byte + bits / 8, 0, sizeof(base->byte) - bits / 8);
    return bits;
}

bool own_is_inside(const struct own *own, const struct addr *ip)
{
    return addr_is_local(ip) || own_find(own, ip) != NULL;
}

bool own_is_link_local(const struct addr *ip)
{
    return addr_is_ipv4(ip) ? ip->byte[12] == 169 && ip->byte[13] == 254
                            : ip->byte[0] == 0xfe && (ip->byte[1] & 0xc0) == 0x80;
}
