#include "base/hash.h"

#include "base/fault.h"
#include "base/id.h"

#include <assert.h>
#include <nettle/sha2.h>
#include <sodium.h>
#include <string.h>

static_assert(sizeof(struct sha256_ctx) <= sizeof(struct hash), "struct hash is too small");
static_assert(HASH_SIZE == SHA256_DIGEST_SIZE, "SHA-256");
static_assert(SIGN_SIZE == crypto_sign_BYTES, "Ed25519");
static_assert(SIGN_PUBLIC_SIZE == crypto_sign_PUBLICKEYBYTES, "Ed25519");
static_assert(SIGN_SECRET_SIZE == crypto_sign_SECRETKEYBYTES, "Ed25519");
static_assert(PASSWORD_HASH_SIZE == crypto_pwhash_STRBYTES, "argon2id");

enum { ARGON2_PASSES = 2, ARGON2_MEMORY = 19 * 1024 * 1024 }; /* OWASP's floor for argon2id */

/* ---- SHA-256: nettle's, which uses the instructions for it that many processors have ---- */

static struct sha256_ctx *state_of(struct hash *h)
{
    return (struct sha256_ctx *)(void *)h->state;
}

void hash_start(struct hash *h)
{
    sha256_init(state_of(h));
}

void hash_add(struct hash *h, const void *bytes, size_t len)
{
    if (len > 0) {
        sha256_update(state_of(h), len, bytes);
    }
}

void hash_end(struct hash *h, uint8_t out[HASH_SIZE])
{
    sha256_digest(state_of(h), HASH_SIZE, out);
}

void hash_of(uint8_t out[HASH_SIZE], const void *bytes, size_t len)
{
    struct hash h;

    hash_start(&h);
    hash_add(&h, bytes, len);
    hash_end(&h, out);
}

/* ---- The rest is libsodium's ---- */

/* Cheap after the first time; picks the code for this processor and opens the random source. */
static void ready(void)
{
    int rc = sodium_init();

    assert(rc >= 0); /* fails only where the system has no random source: nothing is safe then */
    (void)rc;
}

char *hash_hex(char *out, const uint8_t *bytes, size_t len)
{
    return sodium_bin2hex(out, 2 * len + 1, bytes, len);
}

/* Of a letter of hexadecimal its value and HEX_DIGIT; 0 of every other byte. */
enum { HEX_DIGIT = 16 };
static const uint8_t hex_digit[256] = {
    ['0'] = 16, ['1'] = 17, ['2'] = 18, ['3'] = 19, ['4'] = 20, ['5'] = 21, ['6'] = 22, ['7'] = 23,
    ['8'] = 24, ['9'] = 25, ['a'] = 26, ['b'] = 27, ['c'] = 28, ['d'] = 29, ['e'] = 30, ['f'] = 31,
};

bool hash_unhex(uint8_t *out, size_t len, const char *hex)
{
    const uint8_t *h = (const uint8_t *)hex;
    uint8_t all = HEX_DIGIT;

    if (strnlen(hex, 2 * len + 1) != 2 * len) {
        return false;
    }
    for (size_t i = 0; i < 2 * len; i++) {
        all &= hex_digit[h[i]];
    }
    if (all != HEX_DIGIT) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        out[i] = (uint8_t)((hex_digit[h[2 * i]] & 15) << 4 | (hex_digit[h[2 * i + 1]] & 15));
    }
    return true;
}

bool hash_same(const void *a, const void *b, size_t len)
{
    return sodium_memcmp(a, b, len) == 0;
}

void sign_new(uint8_t public_key[SIGN_PUBLIC_SIZE], uint8_t secret_key[SIGN_SECRET_SIZE])
{
    ready();
    crypto_sign_keypair(public_key, secret_key);
}

void sign_make(uint8_t out[SIGN_SIZE], const void *bytes, size_t len,
               const uint8_t secret_key[SIGN_SECRET_SIZE])
{
    crypto_sign_detached(out, NULL, bytes, len, secret_key);
}

bool sign_check(const uint8_t sig[SIGN_SIZE], const void *bytes, size_t len,
                const uint8_t public_key[SIGN_PUBLIC_SIZE])
{
    return crypto_sign_verify_detached(sig, bytes, len, public_key) == 0;
}

void random_bytes(void *out, size_t len)
{
    ready();
    randombytes_buf(out, len);
}

char *random_token(char out[RANDOM_TOKEN_SIZE])
{
    int64_t half[2];

    random_bytes(half, sizeof(half));
    id_text(out, half[0]);
    id_text(out + ID_TEXT_SIZE - 1, half[1]);
    sodium_memzero(half, sizeof(half));
    return out;
}

enum status password_hash(char out[PASSWORD_HASH_SIZE], const char *password, struct err *err)
{
    char text[PASSWORD_HASH_SIZE];

    ready();
    if (fault_hit(FAULT_ALLOC) ||
        crypto_pwhash_str_alg(text, password, strlen(password), ARGON2_PASSES, ARGON2_MEMORY,
                              crypto_pwhash_ALG_ARGON2ID13) != 0) {
        return err_set(err, E_NOMEM, "argon2id: no memory for %d bytes", ARGON2_MEMORY);
    }
    memcpy(out, text, sizeof(text));
    return OK;
}

bool password_check(const char *hash, const char *password)
{
    ready();
    return strnlen(hash, PASSWORD_HASH_SIZE) < PASSWORD_HASH_SIZE &&
           crypto_pwhash_str_verify(hash, password, strlen(password)) == 0;
}
