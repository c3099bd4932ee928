/*
 * A bounded reader of BER (X.690): tag, length, value; lengths of at most four bytes, never
 * indefinite. For SNMP, LDAP and Kerberos.
 */
#ifndef NETWORK_BER_H
#define NETWORK_BER_H

#include "network/wire.h"

enum { BER_INTEGER = 2, BER_OCTETS = 4, BER_OID = 6, BER_SEQUENCE = 0x30 };

struct ber {
    uint8_t tag;
    const uint8_t *value;
    size_t len;
};

/* The next element of w. False: none, cut off or malformed. */
bool ber_next(struct ber *out, struct wire *w);
/* The same, if its tag is `tag`. */
bool ber_take(struct ber *out, struct wire *w, uint8_t tag);
/* Step into the next element if its tag is `tag`; a value that is cut off is entered as far as it
   is there. */
bool ber_enter(struct wire *inner, struct wire *w, uint8_t tag);
int64_t ber_int(const struct ber *b); /* 0 for more than 8 bytes */

#endif
