/*
 * Certificates: the institution's own, or one we make for it.
 */
#ifndef HTTP_TLS_H
#define HTTP_TLS_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TLS_SELF_DAYS 825       /* what browsers of today still take from a private root */
#define TLS_RENEW_DAYS 30       /* a self-made certificate is replaced this long before its end */
#define TLS_FINGERPRINT_SIZE 96 /* "AB:CD:...": 32 bytes, and the closing 0 */
#define TLS_PEM_MAX (64 * 1024) /* bytes of a certificate or key file */
#define TLS_NAMES_MAX 32

/* TLS 1.2 and 1.3 with forward secrecy and authenticated encryption only, our order first. */
#define TLS_PRIORITIES                                                                             \
    "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-KX-ALL:+ECDHE-ECDSA:+ECDHE-RSA:-CIPHER-ALL:"      \
    "+AES-256-GCM:+CHACHA20-POLY1305:+AES-128-GCM:-MAC-ALL:+AEAD:-SIGN-RSA-SHA1:-SIGN-ECDSA-SHA1:" \
    "%SERVER_PRECEDENCE"

struct tls {
    const char *certificate_pem; /* the chain, leaf first */
    const char *key_pem;
    char fingerprint[TLS_FINGERPRINT_SIZE]; /* SHA-256 of the leaf, as openssl and browsers show it
                                             */
    int64_t expires_at;
};

/*
 * Read a certificate chain and its key from PEM files.
 * E_INVALID in words: not PEM, the key is not the certificate's, encrypted, expired.
 * E_NOTFOUND, E_DENIED, E_IO.
 */
MUST_CHECK enum status tls_load(struct tls *out, const char *certificate_path, const char *key_path,
                                int64_t now_ms, struct arena *a, struct err *err);

/*
 * The self-made certificate kept in dir (tls-certificate.pem, tls-key.pem, both 0400): ECDSA P-256
 * for names[n] (host names and addresses). Made anew when missing, unreadable, without one of the
 * names, or about to expire; *made (may be NULL) tells.
 */
MUST_CHECK enum status tls_self(struct tls *out, const char *dir, const char *const names[],
                                size_t n, int64_t now_ms, bool *made, struct arena *a,
                                struct err *err);

#endif
