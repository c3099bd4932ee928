#include "record/session.h"

#include "base/text.h"
#include "record/session.sql.h"
#include "record/sign_in.h"

#include <string.h>

enum { CSRF_SECRET_SIZE = 32, PLACES_MAX = 50 };

static void hash_token(uint8_t out[HASH_SIZE], const char *token)
{
    hash_of(out, token, strlen(token));
}

enum status session_open(char token[RANDOM_TOKEN_SIZE], struct db *db, int64_t account_id,
                         const char *peer, int64_t now_ms, struct err *err)
{
    char text[RANDOM_TOKEN_SIZE], where[SESSION_PEER_MAX + 1];
    uint8_t hash[HASH_SIZE], secret[CSRF_SECRET_SIZE];

    hash_token(hash, random_token(text));
    random_bytes(secret, sizeof(secret));
    enum status st = sql_session_add_run(db, hash, sizeof(hash), account_id, secret, sizeof(secret),
                                         now_ms, now_ms + SESSION_MAX_MS,
                                         text_cut(where, sizeof(where), peer), NULL, err);

    if (st != OK) {
        return err_note(err, "signing in");
    }
    memcpy(token, text, sizeof(text));
    return OK;
}

enum status session_read(struct session *out, struct db *db, const char *token, int64_t facility_id,
                         int64_t now_ms, struct arena *a, struct err *err)
{
    uint8_t hash[HASH_SIZE], csrf[HASH_SIZE];
    struct session s = {0};
    bool has = false;

    hash_token(hash, token);
    CLEANUP(stmt_close) struct stmt *q = sql_session_get(db, hash, sizeof(hash), facility_id);
    struct sql_session_get_row row;

    while (sql_session_get_next(q, &row)) {
        int role = row.role == NULL ? -1 : role_of(row.role);

        has = !row.has_disabled_at;
        s = (struct session){
            .account_id = row.account_id,
            .login = arena_copy(a, row.login),
            .name = arena_copy(a, row.name),
            .seen_at = row.seen_at,
            .has_ended = now_ms >= row.expires_at || now_ms >= row.seen_at + SESSION_IDLE_MS,
            .is_member = role >= 0 && row.facility != NULL,
            .role = role >= 0 ? (enum role)role : ROLE_VIEWER,
            .facility = arena_copy(a, row.facility),
        };
        hash_of(csrf, row.csrf_secret, row.csrf_secret_size);
        hash_hex(s.csrf, csrf, sizeof(csrf));
    }
    if (stmt_status(q, err) != OK || arena_status(a, err) != OK) {
        return err_note(err, "reading a session");
    }
    if (!has) {
        return err_set(err, E_NOTFOUND, "no such session");
    }
    *out = s;
    return OK;
}

void session_touch(struct db *db, const char *token, const struct session *session, int64_t now_ms)
{
    uint8_t hash[HASH_SIZE];
    struct err ignored;

    if (now_ms - session->seen_at >= SESSION_TOUCH_MS) {
        hash_token(hash, token);
        (void)!sql_session_seen_run(db, hash, sizeof(hash), now_ms, NULL, &ignored);
    }
}

enum status session_end(struct db *db, const char *token, struct err *err)
{
    uint8_t hash[HASH_SIZE];

    hash_token(hash, token);
    return sql_session_end_run(db, hash, sizeof(hash), NULL, err);
}

enum status session_end_all(struct db *db, int64_t account_id, const char *keep_token,
                            struct err *err)
{
    uint8_t keep[HASH_SIZE] = {0}; /* no token has this hash */

    if (keep_token != NULL) {
        hash_token(keep, keep_token);
    }
    return sql_session_end_all_run(db, account_id, keep, sizeof(keep), NULL, err);
}

enum status session_places(struct session_place **out, size_t *n, struct db *db, int64_t account_id,
                           const char *token, int64_t now_ms, struct arena *a, struct err *err)
{
    CLEANUP(stmt_close)
    struct stmt *q = sql_session_of(db, account_id, now_ms - SESSION_IDLE_MS, now_ms);
    struct session_place *place = arena_make(a, struct session_place, PLACES_MAX);
    struct sql_session_of_row row;
    uint8_t hash[HASH_SIZE];
    size_t count = 0;

    hash_token(hash, token);
    while (place != NULL && count < PLACES_MAX && sql_session_of_next(q, &row)) {
        place[count++] = (struct session_place){row.seen_at, arena_copy(a, row.peer),
                                                row.token_hash_size == HASH_SIZE &&
                                                    hash_same(row.token_hash, hash, HASH_SIZE)};
    }
    if (stmt_status(q, err) != OK || arena_status(a, err) != OK) {
        return err_note(err, "listing the sessions of an account");
    }
    *out = place;
    *n = count;
    return OK;
}

enum status session_purge(struct db *db, int64_t now_ms, struct err *err)
{
    enum status st =
        sql_session_purge_run(db, now_ms - SESSION_MAX_MS - SESSION_KEEP_MS, NULL, err);

    return st == OK ? sign_in_purge(db, now_ms, err) : st;
}
