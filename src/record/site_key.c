#include "record/site_key.h"

#include "base/file.h"

#include <stdio.h>
#include <string.h>

enum { PATH_SIZE = 4096 };

/* libsodium keeps the public key as the second half of the secret one. */
static enum status read_file(struct site_key *out, const char *path, struct err *err)
{
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 16);
    char *bytes;
    size_t len;
    enum status st = file_read(&bytes, &len, path, SIGN_SECRET_SIZE, a, err);

    if (st != OK) {
        return st;
    }
    if (len != SIGN_SECRET_SIZE) {
        return err_set(err, E_CORRUPT, "%s: %zu bytes", path, len);
    }
    memcpy(out->secret, bytes, SIGN_SECRET_SIZE);
    memcpy(out->public, out->secret + SIGN_SECRET_SIZE - SIGN_PUBLIC_SIZE, SIGN_PUBLIC_SIZE);
    return OK;
}

enum status site_key_read(struct site_key *out, const char *data_dir, struct err *err)
{
    char path[PATH_SIZE], dir[PATH_SIZE];

    snprintf(path, sizeof(path), "%s/%s", data_dir, SITE_KEY_FILE);
    snprintf(dir, sizeof(dir), "%s/keys", data_dir);
    enum status st = read_file(out, path, err);

    if (st == E_NOTFOUND) {
        st = file_make_dirs(dir, 0700, err);
        if (st == OK) {
            sign_new(out->public, out->secret);
            st = file_replace(path, out->secret, SIGN_SECRET_SIZE, 0400, err);
        }
        return st == OK ? OK : err_note(err, "making the key of this house");
    }
    return st == OK ? OK : err_note(err, "reading the key of this house");
}

enum status site_key_public(uint8_t out[SIGN_PUBLIC_SIZE], const char *data_dir, struct err *err)
{
    char path[PATH_SIZE];
    struct site_key key;

    snprintf(path, sizeof(path), "%s/%s", data_dir, SITE_KEY_FILE);
    enum status st = read_file(&key, path, err);

    if (st == OK) {
        memcpy(out, key.public, SIGN_PUBLIC_SIZE);
    }
    return st;
}
