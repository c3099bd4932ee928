/*
 * Signed-in browsers.
 *
 * A session is known by a random token that only the browser has; here lives
 * its hash. It ends when it was not used for SESSION_IDLE_MS, after
 * SESSION_MAX_MS in any case, when its account is disabled, or by signing out.
 * Its row stays SESSION_KEEP_MS longer, so that a form sent too late can still
 * be told from a forged one and is not lost.
 */
#ifndef RECORD_SESSION_H
#define RECORD_SESSION_H

#include "base/hash.h"
#include "record/record.h"
#include "record/role.h"

#define SESSION_IDLE_MS (60 * 60 * INT64_C(1000))     /* shared computers are normal in hospitals */
#define SESSION_MAX_MS (12 * 60 * 60 * INT64_C(1000)) /* a long shift */
#define SESSION_TOUCH_MS (60 * INT64_C(1000))         /* last-seen is written this often at most */
#define SESSION_KEEP_MS (24 * 60 * 60 * INT64_C(1000)) /* after its end */
#define SESSION_CSRF_SIZE HASH_HEX_SIZE
#define SESSION_PEER_MAX 200 /* bytes of address and browser */

struct session {
    int64_t account_id;
    const char *login;
    const char *name; /* of the person */
    int64_t seen_at;
    bool has_ended;               /* expired: good for nothing but csrf */
    char csrf[SESSION_CSRF_SIZE]; /* what every form of this session carries */
    /* In the facility asked for: */
    bool is_member;
    enum role role;
    const char *facility; /* its name; NULL: there is none with this id */
};

/* A new session; token is for the browser's cookie and nowhere else. peer: where from, for people.
 */
MUST_CHECK enum status session_open(char token[RANDOM_TOKEN_SIZE], struct db *db,
                                    int64_t account_id, const char *peer, int64_t now_ms,
                                    struct err *err);

/* The session of token, in one statement with the membership in facility_id (0: none).
   E_NOTFOUND: no such session, or its account is disabled. */
MUST_CHECK enum status session_read(struct session *out, struct db *db, const char *token,
                                    int64_t facility_id, int64_t now_ms, struct arena *a,
                                    struct err *err);

/* Note that it is in use, at most every SESSION_TOUCH_MS. A failure is ignored: a full disk must
   not stop reading. */
void session_touch(struct db *db, const char *token, const struct session *session, int64_t now_ms);

MUST_CHECK enum status session_end(struct db *db, const char *token, struct err *err);
/* Every session of an account, but that of keep_token (may be NULL). */
MUST_CHECK enum status session_end_all(struct db *db, int64_t account_id, const char *keep_token,
                                       struct err *err);

struct session_place {
    int64_t seen_at;
    const char *peer;
    bool is_this; /* the session of the token given */
};
/* Where an account is signed in now, the newest first. */
MUST_CHECK enum status session_places(struct session_place **out, size_t *n, struct db *db,
                                      int64_t account_id, const char *token, int64_t now_ms,
                                      struct arena *a, struct err *err);

/* Forget sessions, links and sign-in attempts that ended long ago. For the keeper. */
MUST_CHECK enum status session_purge(struct db *db, int64_t now_ms, struct err *err);

#endif
