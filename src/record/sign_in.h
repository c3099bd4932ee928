/*
 * Signing in: by password, with a brake for guessers, or by a link that works once.
 *
 * Whether an account exists can be told neither from the answer nor from the
 * time it takes. Attempts are counted in the database, so that several web
 * processes agree.
 */
#ifndef RECORD_SIGN_IN_H
#define RECORD_SIGN_IN_H

#include "base/hash.h"
#include "record/account.h"

#define SIGN_IN_STRETCH_MS (15 * 60 * INT64_C(1000)) /* attempts are counted over this long */
#define SIGN_IN_TRIES 10                             /* failed ones an account, in a stretch */
#define SIGN_IN_SOURCE_TRIES 100 /* and an address: a whole hospital may sit behind one */
#define SIGN_IN_LINK_MS (30 * 60 * INT64_C(1000))

/*
 * Does password open the account of login? source is the client's address.
 * E_DENIED in words: wrong, unknown or disabled, all the same. E_BUSY in words: too many failed
 * attempts; nothing was tried.
 */
MUST_CHECK enum status sign_in_password(struct account *out, struct db *db, const char *login,
                                        const char *password, const char *source, int64_t now_ms,
                                        struct arena *a, struct err *err);

/* What a link opens. */
enum sign_in_purpose {
    SIGN_IN_SETUP,  /* the first set-up; no account yet */
    SIGN_IN_ACCOUNT /* a session of an account (forgotten or first password) */
};

/* A new link's secret, good for SIGN_IN_LINK_MS and one use. */
MUST_CHECK enum status sign_in_link(char token[RANDOM_TOKEN_SIZE], struct db *db,
                                    enum sign_in_purpose purpose, int64_t account_id,
                                    int64_t now_ms, struct err *err);

/* Is it (still) good? Looking does not use it up. E_NOTFOUND in words: used, expired, never made.
 */
MUST_CHECK enum status sign_in_link_look(int64_t *account_id, struct db *db, const char *token,
                                         enum sign_in_purpose purpose, int64_t now_ms,
                                         struct err *err);

/* Use it up; of several at the same time one succeeds. Works inside a transaction too. */
MUST_CHECK enum status sign_in_link_use(struct db *db, const char *token,
                                        enum sign_in_purpose purpose, int64_t now_ms,
                                        struct err *err);

/* Forget attempts and links that ended. session_purge() calls it. */
MUST_CHECK enum status sign_in_purge(struct db *db, int64_t now_ms, struct err *err);

#endif
