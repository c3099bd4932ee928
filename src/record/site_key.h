/*
 * The key with which this house signs what leaves it: the history, the manifests of backup copies.
 * Ed25519 (RFC 8032), one secret file in the data directory, 0400, in no backup.
 */
#ifndef RECORD_SITE_KEY_H
#define RECORD_SITE_KEY_H

#include "base/hash.h"

#define SITE_KEY_FILE "keys/audit.key" /* in the data directory */

struct site_key {
    uint8_t secret[SIGN_SECRET_SIZE];
    uint8_t public[SIGN_PUBLIC_SIZE];
};

/* The key of data_dir, made on first use. E_CORRUPT: the file holds something else. */
MUST_CHECK enum status site_key_read(struct site_key *out, const char *data_dir, struct err *err);

/* Only the public half, and nothing is made. E_NOTFOUND: this house has not signed anything yet. */
MUST_CHECK enum status site_key_public(uint8_t out[SIGN_PUBLIC_SIZE], const char *data_dir,
                                       struct err *err);

#endif
