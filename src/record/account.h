/*
 * 操作者: who signs in, and what each may do in a facility.
 *
 * Accounts belong to the whole program, memberships to a facility. Changes go through the writer of
 * the facility they are made in, so that they stand in its history; passwords are kept as argon2id
 * only.
 */
#ifndef RECORD_ACCOUNT_H
#define RECORD_ACCOUNT_H

#include "base/date.h"
#include "base/hash.h"
#include "record/record.h"
#include "record/role.h"

#define ACCOUNT_LOGIN_MAX 60 /* characters */
#define ACCOUNT_NAME_MAX 60  /* characters */
#define ACCOUNT_PASSWORD_MIN \
    13 /* characters: the ministry's rule for passwords that need no change */
#define ACCOUNT_PASSWORD_MAX 200
#define ACCOUNT_PASSWORD_DISTINCT 5 /* different characters at least */
#define ACCOUNT_MEMBERS_MAX 500     /* of one facility */

struct account {
    int64_t id;
    const char *login; /* in its text_key() form: widths and case do not matter at sign-in */
    const char *name;
    const char *password_hash; /* NULL: signs in by link only */
    int64_t disabled_at;       /* 0: may sign in */
    int64_t created_at;
};

/* E_NOTFOUND when there is none. */
MUST_CHECK enum status account_read(struct account *out, struct db *db, int64_t id, struct arena *a,
                                    struct err *err);
MUST_CHECK enum status account_named(struct account *out, struct db *db, const char *login,
                                     struct arena *a, struct err *err);

/* Is there any account yet? (Before, the program prints a setup link.) */
MUST_CHECK enum status account_any(bool *out, struct db *db, struct err *err);

struct account_member {
    struct account account;
    enum role role;
    bool has_password;
    int64_t seen_at; /* of its newest session; 0: none */
};

struct account_members {
    struct account_member *member; /* by name */
    size_t n;
};

MUST_CHECK enum status account_members(struct account_members *out, struct db *db,
                                       int64_t facility_id, struct arena *a, struct err *err);

/* The member with this id. E_NOTFOUND also for an account that is no member here. */
MUST_CHECK enum status account_member(struct account_member *out, struct db *db,
                                      int64_t facility_id, int64_t id, struct arena *a,
                                      struct err *err);

struct account_place {
    int64_t facility_id;
    const char *name;
    enum role role;
};

/* The open facilities an account is a member of, by name. */
MUST_CHECK enum status account_places(struct account_place **out, size_t *n, struct db *db,
                                      int64_t id, struct arena *a, struct err *err);

/* Whom a bearer token of the API stands for. */
struct account_token {
    int64_t account_id;
    const char *name; /* of the person */
    int64_t facility_id;
    const char *facility;
    enum role role;
};

/* E_NOTFOUND: no such token; revoked; its account disabled or no member any more. E_DENIED: past
   its 有効期限, in words. */
MUST_CHECK enum status account_token_read(struct account_token *out, struct db *db,
                                          const char *token, int64_t now_ms, struct arena *a,
                                          struct err *err);

/* ---- Rules, in words ---- */

/* May this be a login? Written to *out in the form it is stored in. E_INVALID. */
MUST_CHECK enum status account_check_login(const char **out, const char *typed, struct arena *a,
                                           struct err *err);
/* May this be the name shown? *out is trimmed. E_INVALID. */
MUST_CHECK enum status account_check_name(const char **out, const char *typed, struct arena *a,
                                          struct err *err);
/* May this be the password of login? E_INVALID: too short, too simple, or it contains the login. */
MUST_CHECK enum status account_check_password(const char *password, const char *login,
                                              struct arena *a, struct err *err);

/* ---- Changes: in w's transaction, with a line in its facility's history ---- */

struct account_new {
    const char *login;
    const char *name;
    const char *password; /* NULL: none yet, signs in by link */
    enum role role;       /* in w's facility */
};

/* E_INVALID: a rule above; E_CONFLICT: the login is taken. The password is hashed here (70 ms). */
MUST_CHECK enum status account_add(int64_t *out, struct writer *w, const struct account_new *given,
                                   struct err *err);

/* Give an account that stands in another facility this role in w's, too. E_NOTFOUND. */
MUST_CHECK enum status account_join(struct writer *w, int64_t id, enum role role, struct err *err);

/* Change name, role and whether it may sign in (a disabled account's sessions end). E_INVALID:
   nobody would be left who can manage the facility; E_NOTFOUND: no member here. */
MUST_CHECK enum status account_change(struct writer *w, int64_t id, const char *name,
                                      enum role role, bool disabled, struct err *err);

/* Set a password; every session of the account but keep_token's (may be NULL) ends. */
MUST_CHECK enum status account_set_password(struct writer *w, int64_t id, const char *password,
                                            const char *keep_token, struct err *err);

#define ACCOUNT_TOKENS_MAX 20       /* of one account in one facility */
#define ACCOUNT_TOKEN_MONTHS_MAX 12 /* a token nobody remembers must not work for ever */

/* Read the last day (有効期限) a new token is to work: from today to ACCOUNT_TOKEN_MONTHS_MAX
   months ahead. E_INVALID in words. */
MUST_CHECK enum status account_token_until(struct date *out, const char *typed, int64_t now_ms,
                                           struct arena *a, struct err *err);

/* A new bearer token for the API, for a member of w's facility, that works to the end of until
   (JST). purpose is shown in lists, E_INVALID in words when it is blank or long. E_LIMIT past
   ACCOUNT_TOKENS_MAX. */
MUST_CHECK enum status account_token_add(char token[RANDOM_TOKEN_SIZE], struct writer *w,
                                         int64_t id, const char *purpose, struct date until,
                                         struct err *err);

/* The tokens of an account in a facility that are not revoked, the oldest first. */
struct account_token_row {
    char id[HASH_HEX_SIZE]; /* names it for account_token_revoke(); not the token itself */
    const char *purpose;
    int64_t created_at;
    struct date until; /* its last day */
    bool has_ended;
};
MUST_CHECK enum status account_tokens(struct account_token_row **out, size_t *n, struct db *db,
                                      int64_t facility_id, int64_t account_id, int64_t now_ms,
                                      struct arena *a, struct err *err);

/* E_NOTFOUND: no such token of this account in w's facility. */
MUST_CHECK enum status account_token_revoke(struct writer *w, int64_t account_id, const char *id,
                                            struct err *err);

#endif
