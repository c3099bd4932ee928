#include "record/account.h"

#include "base/hash.h"
#include "base/id.h"
#include "base/json.h"
#include "base/text.h"
#include "record/account.sql.h"
#include "record/session.h"
#include "record/writer.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* ---- Reading ---- */

enum status account_read(struct account *out, struct db *db, int64_t id, struct arena *a,
                         struct err *err)
{
    CLEANUP(stmt_close) struct stmt *q = sql_account_get(db, id);
    struct sql_account_get_row row;
    bool has = false;

    while (sql_account_get_next(q, &row)) {
        has = true;
        *out = (struct account){.id = row.id,
                                .login = arena_copy(a, row.login),
                                .name = arena_copy(a, row.name),
                                .password_hash = arena_copy(a, row.password_hash),
                                .disabled_at = row.has_disabled_at ? row.disabled_at : 0,
                                .created_at = row.created_at};
    }
    if (stmt_status(q, err) != OK || arena_status(a, err) != OK) {
        return err_note(err, "reading account %" PRId64, id);
    }
    return has ? OK : err_set(err, E_NOTFOUND, "no account %" PRId64, id);
}

enum status account_named(struct account *out, struct db *db, const char *login, struct arena *a,
                          struct err *err)
{
    const char *key = text_key(a, login);
    int64_t id = 0;

    if (key == NULL) {
        return arena_status(a, err);
    }
    CLEANUP(stmt_close) struct stmt *q = sql_account_named(db, key);
    struct sql_account_named_row row;

    while (sql_account_named_next(q, &row)) {
        id = row.id;
    }
    if (stmt_status(q, err) != OK) {
        return err_note(err, "looking for an account");
    }
    return id == 0 ? err_set(err, E_NOTFOUND, "no such account")
                   : account_read(out, db, id, a, err);
}

enum status account_any(bool *out, struct db *db, struct err *err)
{
    CLEANUP(stmt_close) struct stmt *q = sql_account_any(db);
    struct sql_account_any_row row;
    bool any = false;

    while (sql_account_any_next(q, &row)) {
        any = true;
    }
    enum status st = stmt_status(q, err);

    if (st == OK) {
        *out = any;
    }
    return st;
}

static enum role role_or_viewer(const char *code)
{
    int role = role_of(code);

    return role < 0 ? ROLE_VIEWER : (enum role)role; /* an unknown role may only look */
}

enum status account_members(struct account_members *out, struct db *db, int64_t facility_id,
                            struct arena *a, struct err *err)
{
    CLEANUP(stmt_close) struct stmt *q = sql_account_members(db, facility_id);
    struct account_members list = {arena_make(a, struct account_member, ACCOUNT_MEMBERS_MAX), 0};
    struct sql_account_members_row row;

    while (list.member != NULL && list.n < ACCOUNT_MEMBERS_MAX &&
           sql_account_members_next(q, &row)) {
        list.member[list.n++] = (struct account_member){
            .account = {.id = row.id,
                        .login = arena_copy(a, row.login),
                        .name = arena_copy(a, row.name),
                        .disabled_at = row.has_disabled_at ? row.disabled_at : 0,
                        .created_at = row.created_at},
            .role = role_or_viewer(row.role),
            .has_password = row.has_password,
            .seen_at = row.has_seen_at ? row.seen_at : 0,
        };
    }
    if (stmt_status(q, err) != OK || arena_status(a, err) != OK) {
        return err_note(err, "listing the accounts of facility %" PRId64, facility_id);
    }
    *out = list;
    return OK;
}

enum status account_member(struct account_member *out, struct db *db, int64_t facility_id,
                           int64_t id, struct arena *a, struct err *err)
{
    struct account_members all;
    enum status st = account_members(&all, db, facility_id, a, err);

    for (size_t i = 0; st == OK && i < all.n; i++) {
        if (all.member[i].account.id == id) {
            *out = all.member[i];
            return OK;
        }
    }
    return st != OK ? st : err_set(err, E_NOTFOUND, "account %" PRId64 " is no member", id);
}

enum { PLACES_MAX = 1000 };

enum status account_places(struct account_place **out, size_t *n, struct db *db, int64_t id,
                           struct arena *a, struct err *err)
{
    CLEANUP(stmt_close) struct stmt *q = sql_account_places(db, id);
    struct account_place *place = NULL;
    struct sql_account_places_row row;
    size_t count = 0, room = 0;

    while (count < PLACES_MAX && sql_account_places_next(q, &row)) {
        if (count == room) {
            room = room == 0 ? 4 : room * 2;
            struct account_place *more = arena_make(a, struct account_place, room);

            if (more == NULL) {
                break;
            }
            if (count > 0) {
                memcpy(more, place, count * sizeof(*place));
            }
            place = more;
        }
        place[count++] =
            (struct account_place){row.id, arena_copy(a, row.name), role_or_viewer(row.role)};
    }
    if (stmt_status(q, err) != OK || arena_status(a, err) != OK) {
        return err_note(err, "listing the facilities of account %" PRId64, id);
    }
    *out = place;
    *n = count;
    return OK;
}

/* ---- Rules ---- */

enum status account_check_login(const char **out, const char *typed, struct arena *a,
                                struct err *err)
{
    const char *key = text_key(a, typed == NULL ? "" : typed);
    char limit[12];

    if (key == NULL) {
        return arena_status(a, err);
    }
    if (*key == '\0') {
        return err_say(err, E_INVALID, MSG_ACCOUNT_LOGIN_EMPTY);
    }
    if (text_chars(key) > ACCOUNT_LOGIN_MAX) {
        snprintf(limit, sizeof(limit), "%d", ACCOUNT_LOGIN_MAX);
        return err_say(err, E_INVALID, MSG_ACCOUNT_LOGIN_LONG, limit);
    }
    *out = key;
    return OK;
}

enum status account_check_name(const char **out, const char *typed, struct arena *a,
                               struct err *err)
{
    const char *name = text_trim(a, typed == NULL ? "" : typed);
    char limit[12];

    if (name == NULL) {
        return arena_status(a, err);
    }
    if (*name == '\0') {
        return err_say(err, E_INVALID, MSG_ACCOUNT_NAME_EMPTY);
    }
    if (text_chars(name) > ACCOUNT_NAME_MAX) {
        snprintf(limit, sizeof(limit), "%d", ACCOUNT_NAME_MAX);
        return err_say(err, E_INVALID, MSG_ACCOUNT_NAME_LONG, limit);
    }
    *out = name;
    return OK;
}

static size_t distinct_chars(const char *s)
{
    uint32_t seen[ACCOUNT_PASSWORD_DISTINCT];
    size_t n = 0;

    while (*s != '\0' && n < COUNT(seen)) {
        uint32_t c = text_next(&s);
        size_t i = 0;

        while (i < n && seen[i] != c) {
            i++;
        }
        if (i == n) {
            seen[n++] = c;
        }
    }
    return n;
}

enum status account_check_password(const char *password, const char *login, struct arena *a,
                                   struct err *err)
{
    const char *key = text_key(a, password == NULL ? "" : password);
    const char *login_key = text_key(a, login);
    char number[12];

    if (key == NULL || login_key == NULL) {
        return arena_status(a, err);
    }
    if (password == NULL || text_chars(password) < ACCOUNT_PASSWORD_MIN) {
        snprintf(number, sizeof(number), "%d", ACCOUNT_PASSWORD_MIN);
        return err_say(err, E_INVALID, MSG_ACCOUNT_PASSWORD_SHORT, number);
    }
    if (text_chars(password) > ACCOUNT_PASSWORD_MAX) {
        snprintf(number, sizeof(number), "%d", ACCOUNT_PASSWORD_MAX);
        return err_say(err, E_INVALID, MSG_ACCOUNT_PASSWORD_LONG, number);
    }
    if (distinct_chars(key) < ACCOUNT_PASSWORD_DISTINCT) {
        return err_say(err, E_INVALID, MSG_ACCOUNT_PASSWORD_SIMPLE);
    }
    if (text_chars(login_key) >= 3 && strstr(key, login_key) != NULL) {
        return err_say(err, E_INVALID, MSG_ACCOUNT_PASSWORD_LOGIN);
    }
    return OK;
}

/* ---- Changes ---- */

/* A line in the history: who, by login and name, and what is new. */
static enum status note(struct writer *w, const char *act, int64_t id, const char *login,
                        const char *name, const char *more, struct err *err)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(4096);

    buf_printf(&b, "{\"account\":\"%" PRId64 "\",\"login\":", id);
    json_quote(&b, login);
    buf_str(&b, ",\"name\":");
    json_quote(&b, name);
    if (more != NULL) {
        buf_printf(&b, ",%s", more);
    }
    buf_str(&b, "}");
    return buf_status(&b, err) == OK ? writer_note(w, act, b.data, err) : err->status;
}

enum status account_add(int64_t *out, struct writer *w, const struct account_new *given,
                        struct err *err)
{
    const char *login, *name;
    char hash[PASSWORD_HASH_SIZE], role[64];
    int64_t added = 0, id = id_make(w->now_ms);
    enum status st = account_check_login(&login, given->login, w->own, err);

    if (st == OK) {
        st = account_check_name(&name, given->name, w->own, err);
    }
    if (st == OK && given->password != NULL) {
        st = account_check_password(given->password, login, w->own, err);
        if (st == OK) {
            st = password_hash(hash, given->password, err);
        }
    }
    if (st == OK) {
        st = sql_account_add_run(w->db, id, login, name, given->password == NULL ? NULL : hash,
                                 w->now_ms, &added, err);
    }
    if (st == OK && added == 0) {
        return err_say(err, E_CONFLICT, MSG_ACCOUNT_TAKEN, given->login);
    }
    if (st == OK) {
        st = sql_account_join_run(w->db, w->facility_id, id, role_code(given->role), NULL, err);
    }
    if (st == OK) {
        snprintf(role, sizeof(role), "\"role\":\"%s\"", role_code(given->role));
        st = note(w, "account.added", id, login, name, role, err);
    }
    if (st == OK) {
        *out = id;
    }
    return st;
}

enum status account_join(struct writer *w, int64_t id, enum role role, struct err *err)
{
    struct account account;
    char more[64];
    enum status st = account_read(&account, w->db, id, w->own, err);

    if (st == OK) {
        st = sql_account_join_run(w->db, w->facility_id, id, role_code(role), NULL, err);
    }
    if (st != OK) {
        return st;
    }
    snprintf(more, sizeof(more), "\"role\":\"%s\"", role_code(role));
    return note(w, "account.joined", id, account.login, account.name, more, err);
}

/* Is somebody else left who manages the facility? */
static enum status check_admin_left(struct writer *w, int64_t but_id, struct err *err)
{
    CLEANUP(stmt_close) struct stmt *q = sql_account_admins(w->db, w->facility_id, but_id);
    struct sql_account_admins_row row;
    int64_t n = 0;

    while (sql_account_admins_next(q, &row)) {
        n = row.n;
    }
    if (stmt_status(q, err) != OK) {
        return err_note(err, "counting the administrators");
    }
    return n > 0 ? OK : err_say(err, E_INVALID, MSG_ACCOUNT_LAST_ADMIN);
}

enum status account_change(struct writer *w, int64_t id, const char *given_name, enum role role,
                           bool disabled, struct err *err)
{
    struct account_member was;
    const char *name;
    char more[128];
    enum status st = account_member(&was, w->db, w->facility_id, id, w->own, err);

    if (st == OK) {
        st = account_check_name(&name, given_name, w->own, err);
    }
    if (st == OK && (role != ROLE_ADMIN || disabled)) {
        st = check_admin_left(w, id, err);
    }
    if (st == OK) {
        const int64_t since = was.account.disabled_at != 0 ? was.account.disabled_at : w->now_ms;

        st = sql_account_set_run(w->db, id, name, disabled ? &since : NULL, NULL, err);
    }
    if (st == OK) {
        st = sql_account_join_run(w->db, w->facility_id, id, role_code(role), NULL, err);
    }
    if (st == OK && disabled) {
        st = session_end_all(w->db, id, NULL, err);
    }
    if (st != OK) {
        return st;
    }
    snprintf(more, sizeof(more), "\"role\":\"%s\",\"disabled\":%s", role_code(role),
             disabled ? "true" : "false");
    return note(w, "account.changed", id, was.account.login, name, more, err);
}

enum status account_set_password(struct writer *w, int64_t id, const char *password,
                                 const char *keep_token, struct err *err)
{
    struct account account;
    char hash[PASSWORD_HASH_SIZE];
    enum status st = account_read(&account, w->db, id, w->own, err);

    if (st == OK) {
        st = account_check_password(password, account.login, w->own, err);
    }
    if (st == OK) {
        st = password_hash(hash, password, err);
    }
    if (st == OK) {
        st = sql_account_set_hash_run(w->db, id, hash, NULL, err);
    }
    if (st == OK) {
        st = session_end_all(w->db, id, keep_token, err);
    }
    return st == OK ? note(w, "account.password", id, account.login, account.name, NULL, err) : st;
}

/* ---- Bearer tokens ---- */

static struct date last_day(int64_t expires_at)
{
    return date_of_ms(expires_at - 1);
}

enum status account_token_read(struct account_token *out, struct db *db, const char *token,
                               int64_t now_ms, struct arena *a, struct err *err)
{
    uint8_t hash[HASH_SIZE];
    int64_t ends_at = 0;
    bool has = false;

    hash_of(hash, token, strlen(token));
    CLEANUP(stmt_close) struct stmt *q = sql_account_token_get(db, hash, sizeof(hash));
    struct sql_account_token_get_row row;

    while (sql_account_token_get_next(q, &row)) {
        has = true;
        ends_at = row.expires_at;
        *out = (struct account_token){row.account_id, arena_copy(a, row.name), row.facility_id,
                                      arena_copy(a, row.facility), role_or_viewer(row.role)};
    }
    if (stmt_status(q, err) != OK || arena_status(a, err) != OK) {
        return err_note(err, "reading a token");
    }
    if (has && ends_at <= now_ms) {
        return err_say(err, E_DENIED, MSG_API_TOKEN_ENDED, date_slash(a, last_day(ends_at)));
    }
    return has ? OK : err_set(err, E_NOTFOUND, "no such token");
}

enum status account_tokens(struct account_token_row **out, size_t *n, struct db *db,
                           int64_t facility_id, int64_t account_id, int64_t now_ms, struct arena *a,
                           struct err *err)
{
    CLEANUP(stmt_close) struct stmt *q = sql_account_tokens(db, facility_id, account_id);
    struct account_token_row *list = arena_make(a, struct account_token_row, ACCOUNT_TOKENS_MAX);
    struct sql_account_tokens_row row;
    size_t count = 0;

    while (list != NULL && count < ACCOUNT_TOKENS_MAX && sql_account_tokens_next(q, &row)) {
        if (row.token_hash_size == HASH_SIZE) {
            hash_hex(list[count].id, row.token_hash, HASH_SIZE);
            list[count].purpose = arena_copy(a, row.name);
            list[count].until = last_day(row.expires_at);
            list[count].has_ended = row.expires_at <= now_ms;
            list[count++].created_at = row.created_at;
        }
    }
    if (stmt_status(q, err) != OK || arena_status(a, err) != OK) {
        return err_note(err, "listing tokens");
    }
    *out = list;
    *n = count;
    return OK;
}

static enum status check_purpose(const char **out, struct writer *w, int64_t id, const char *typed,
                                 struct err *err)
{
    const char *purpose = text_trim(w->own, typed == NULL ? "" : typed);
    struct account_token_row *all;
    size_t n = 0;
    char limit[12];
    enum status st = account_tokens(&all, &n, w->db, w->facility_id, id, w->now_ms, w->own, err);

    if (st != OK) {
        return st;
    }
    if (purpose == NULL) {
        return arena_status(w->own, err);
    }
    if (*purpose == '\0' || text_chars(purpose) > ACCOUNT_NAME_MAX) {
        snprintf(limit, sizeof(limit), "%d", ACCOUNT_NAME_MAX);
        return err_say(err, E_INVALID, MSG_ACCOUNT_TOKEN_PURPOSE, limit);
    }
    if (n >= ACCOUNT_TOKENS_MAX) {
        snprintf(limit, sizeof(limit), "%d", ACCOUNT_TOKENS_MAX);
        return err_say(err, E_LIMIT, MSG_ACCOUNT_TOKENS, limit);
    }
    *out = purpose;
    return OK;
}

enum status account_token_until(struct date *out, const char *typed, int64_t now_ms,
                                struct arena *a, struct err *err)
{
    const struct date today = date_of_ms(now_ms);
    const struct date latest = date_add_months(today, ACCOUNT_TOKEN_MONTHS_MAX);
    struct date until = {0};

    if (typed != NULL && *typed != '\0') {
        enum status st = date_parse(&until, typed, now_ms, err);

        if (st != OK) {
            return st;
        }
    }
    if (until.day == 0 || date_compare(until, today) < 0 || date_compare(until, latest) > 0) {
        return err_say(err, E_INVALID, MSG_ACCOUNT_TOKEN_UNTIL, date_slash(a, today),
                       date_slash(a, latest));
    }
    *out = until;
    return OK;
}

enum status account_token_add(char token[RANDOM_TOKEN_SIZE], struct writer *w, int64_t id,
                              const char *typed, struct date until, struct err *err)
{
    struct account_member member;
    const char *purpose = NULL;
    char text[RANDOM_TOKEN_SIZE];
    uint8_t hash[HASH_SIZE];
    enum status st = account_member(&member, w->db, w->facility_id, id, w->own, err);

    hash_of(hash, random_token(text), RANDOM_TOKEN_SIZE - 1);
    if (st == OK) {
        st = check_purpose(&purpose, w, id, typed, err);
    }
    if (st == OK) {
        st = sql_account_token_add_run(
            w->db, hash, sizeof(hash), w->facility_id, id, purpose, w->now_ms,
            date_start_ms(date_of_day(date_day_number(until) + 1)), NULL, err);
    }
    if (st == OK) {
        st = note(w, "account.token", id, member.account.login, member.account.name, NULL, err);
    }
    if (st == OK) {
        memcpy(token, text, sizeof(text));
    }
    return st;
}

enum status account_token_revoke(struct writer *w, int64_t account_id, const char *id,
                                 struct err *err)
{
    struct account account;
    uint8_t hash[HASH_SIZE];
    int64_t revoked = 0;

    if (id == NULL || !hash_unhex(hash, sizeof(hash), id)) {
        return err_set(err, E_NOTFOUND, "no such token");
    }
    enum status st = account_read(&account, w->db, account_id, w->own, err);

    if (st == OK) {
        st = sql_account_token_revoke_run(w->db, w->facility_id, account_id, hash, sizeof(hash),
                                          w->now_ms, &revoked, err);
    }
    if (st == OK && revoked == 0) {
        return err_set(err, E_NOTFOUND, "no such token");
    }
    return st == OK ? note(w, "account.token_revoked", account_id, account.login, account.name,
                           NULL, err)
                    : st;
}
