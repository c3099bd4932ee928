#include "record/sign_in.h"

#include "base/text.h"
#include "record/sign_in.sql.h"

#include <string.h>

enum { BUCKET_MS = 60 * 1000 };

/* Nobody's password: checked when there is no account, so that it takes as long. */
static const char nobodys_hash[] = "$argon2id$v=19$m=19456,t=2,p=1$s+l9XCdgDNfjafo2xQ273Q$"
                                   "f8C1CKFcyI+xLyYTV7rtuXri+oO52TzaU3vIwWTtR5o";

static int64_t bucket(int64_t now_ms)
{
    return now_ms - now_ms % BUCKET_MS;
}

static enum status check_brake(struct db *db, const char *key, int64_t limit, int64_t now_ms,
                               struct err *err)
{
    CLEANUP(stmt_close)
    struct stmt *q = sql_sign_in_tries(db, key, now_ms - SIGN_IN_STRETCH_MS);
    struct sql_sign_in_tries_row row;
    int64_t n = 0;

    while (sql_sign_in_tries_next(q, &row)) {
        n = row.n;
    }
    if (stmt_status(q, err) != OK) {
        return err_note(err, "counting sign-in attempts");
    }
    return n < limit ? OK : err_say(err, E_BUSY, MSG_SIGN_IN_BRAKE);
}

/* Both counters, before the password is looked at: who is slow to answer cannot try in parallel. */
static enum status count_attempt(struct db *db, const char *login_key, const char *source_key,
                                 int64_t now_ms, struct err *err)
{
    enum status st = check_brake(db, login_key, SIGN_IN_TRIES, now_ms, err);

    if (st == OK) {
        st = check_brake(db, source_key, SIGN_IN_SOURCE_TRIES, now_ms, err);
    }
    if (st == OK) {
        st = sql_sign_in_try_run(db, login_key, bucket(now_ms), NULL, err);
    }
    if (st == OK) {
        st = sql_sign_in_try_run(db, source_key, bucket(now_ms), NULL, err);
    }
    return st;
}

enum status sign_in_password(struct account *out, struct db *db, const char *login,
                             const char *password, const char *source, int64_t now_ms,
                             struct arena *a, struct err *err)
{
    const char *key = text_key(a, login);
    const char *login_key = arena_printf(a, "login:%.300s", key == NULL ? "" : key);
    const char *source_key = arena_printf(a, "source:%s", source);
    struct account account = {.password_hash = NULL};
    enum status st = arena_status(a, err);

    if (st == OK) {
        st = count_attempt(db, login_key, source_key, now_ms, err);
    }
    if (st == OK) {
        st = account_named(&account, db, login, a, err);
    }
    if (st != OK && st != E_NOTFOUND) {
        return st;
    }
    const bool is_open = st == OK && account.password_hash != NULL && account.disabled_at == 0;
    const bool is_right = password_check(is_open ? account.password_hash : nobodys_hash, password);

    if (!is_open || !is_right) {
        return err_say(err, E_DENIED, MSG_SIGN_IN_WRONG);
    }
    st = sql_sign_in_forget_run(db, login_key, NULL, err);
    if (st == OK) {
        st = sql_sign_in_untry_run(db, source_key, bucket(now_ms), NULL, err);
    }
    if (st == OK) {
        *out = account;
    }
    return st;
}

/* ---- Links ---- */

static const char *const purpose_name[] = {
    [SIGN_IN_SETUP] = "setup", [SIGN_IN_ACCOUNT] = "sign-in"};

enum status sign_in_link(char token[RANDOM_TOKEN_SIZE], struct db *db, enum sign_in_purpose purpose,
                         int64_t account_id, int64_t now_ms, struct err *err)
{
    char text[RANDOM_TOKEN_SIZE];
    uint8_t hash[HASH_SIZE];

    hash_of(hash, random_token(text), RANDOM_TOKEN_SIZE - 1);
    enum status st = sql_sign_in_link_add_run(db, hash, sizeof(hash), purpose_name[purpose],
                                              account_id == 0 ? NULL : &account_id, now_ms,
                                              now_ms + SIGN_IN_LINK_MS, NULL, err);

    if (st != OK) {
        return err_note(err, "making a link");
    }
    memcpy(token, text, sizeof(text));
    return OK;
}

enum status sign_in_link_look(int64_t *account_id, struct db *db, const char *token,
                              enum sign_in_purpose purpose, int64_t now_ms, struct err *err)
{
    uint8_t hash[HASH_SIZE];
    int64_t found = 0;
    bool has = false;

    hash_of(hash, token, strlen(token));
    CLEANUP(stmt_close)
    struct stmt *q = sql_sign_in_link_get(db, hash, sizeof(hash), purpose_name[purpose], now_ms);
    struct sql_sign_in_link_get_row row;

    while (sql_sign_in_link_get_next(q, &row)) {
        has = true;
        found = row.has_account_id ? row.account_id : 0;
    }
    if (stmt_status(q, err) != OK) {
        return err_note(err, "looking at a link");
    }
    if (!has) {
        return err_say(err, E_NOTFOUND, MSG_SIGN_IN_LINK);
    }
    *account_id = found;
    return OK;
}

enum status sign_in_link_use(struct db *db, const char *token, enum sign_in_purpose purpose,
                             int64_t now_ms, struct err *err)
{
    uint8_t hash[HASH_SIZE];
    int64_t used = 0;

    hash_of(hash, token, strlen(token));
    enum status st =
        sql_sign_in_link_use_run(db, hash, sizeof(hash), purpose_name[purpose], now_ms, &used, err);

    if (st != OK) {
        return err_note(err, "using a link");
    }
    return used == 1 ? OK : err_say(err, E_NOTFOUND, MSG_SIGN_IN_LINK);
}

enum status sign_in_purge(struct db *db, int64_t now_ms, struct err *err)
{
    enum status st = sql_sign_in_purge_run(db, now_ms - SIGN_IN_STRETCH_MS, NULL, err);

    return st == OK ? sql_sign_in_link_purge_run(db, now_ms - SIGN_IN_LINK_MS, NULL, err) : st;
}
