/*
 * Digests, signatures, secrets (nettle and libsodium behind a small face).
 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HASH_SIZE 32     /* SHA-256, bytes */
#define HASH_HEX_SIZE 65 /* its lower-case hex and the closing 0 */
#define SIGN_PUBLIC_SIZE 32
#define SIGN_SECRET_SIZE 64
#define SIGN_SIZE 64

struct hash {
    uint64_t state[16]; /* room for nettle's state, checked in hash.c */
};

void hash_start(struct hash *h);
void hash_add(struct hash *h, const void *bytes, size_t len);
void hash_end(struct hash *h, uint8_t out[HASH_SIZE]);
void hash_of(uint8_t out[HASH_SIZE], const void *bytes, size_t len);
char *hash_hex(char *out, const uint8_t *bytes, size_t len); /* out has room for 2 len + 1 */
bool hash_unhex(uint8_t *out, size_t len, const char *hex);  /* exactly 2 len lower-case digits */
bool hash_same(const void *a, const void *b, size_t len);    /* in constant time */

/* Ed25519 (RFC 8032). */
void sign_new(uint8_t public_key[SIGN_PUBLIC_SIZE], uint8_t secret_key[SIGN_SECRET_SIZE]);
void sign_make(uint8_t out[SIGN_SIZE], const void *bytes, size_t len,
               const uint8_t secret_key[SIGN_SECRET_SIZE]);
bool sign_check(const uint8_t sig[SIGN_SIZE], const void *bytes, size_t len,
                const uint8_t public_key[SIGN_PUBLIC_SIZE]);

void random_bytes(void *out, size_t len);
/* A secret of 128 random bits as 26 characters of base32 (for links, tokens). Returns out. */
#define RANDOM_TOKEN_SIZE 27
char *random_token(char out[RANDOM_TOKEN_SIZE]);

/* argon2id, 19 MiB, t=2 (OWASP floor); out is a self-describing string. E_NOMEM leaves it alone. */
#define PASSWORD_HASH_SIZE 128
MUST_CHECK enum status password_hash(char out[PASSWORD_HASH_SIZE], const char *password,
                                     struct err *err);
bool password_check(const char *hash, const char *password); /* false too for a malformed hash */

#endif
