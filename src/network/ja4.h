/*
 * JA4: the fingerprint of a TLS client (FoxIO, JA4 of the client only, BSD-3-Clause).
 *
 * "t13d1516h2_8daaf6152771_02713d6af862": transport, highest version offered, SNI or not, number of
 * ciphers and extensions, ALPN; then two hashes. GREASE values (RFC 8701) never count.
 * Written after the public description (technical_details/JA4.md of FoxIO-LLC/ja4).
 */
#ifndef NETWORK_JA4_H
#define NETWORK_JA4_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define JA4_SIZE 37 /* with the closing 0 */
#define JA4_MAX 256 /* ciphers or extensions that are counted; more is no client */

struct ja4 {
    char transport;   /* t, q or d */
    uint16_t version; /* highest offered, as on the wire */
    bool has_sni;
    const uint8_t *alpn; /* first protocol, or NULL */
    size_t alpn_len;
    uint16_t cipher[JA4_MAX];
    size_t n_ciphers; /* without GREASE */
    uint16_t extension[JA4_MAX];
    size_t n_extensions; /* without GREASE, with SNI and ALPN */
    uint16_t signature[JA4_MAX];
    size_t n_signatures; /* in the client's order */
};

bool ja4_is_grease(uint16_t value);
/* Sorts ja4's lists. */
char *ja4_text(char out[JA4_SIZE], struct ja4 *ja4);

#endif
