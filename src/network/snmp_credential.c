#include "network/snmp_credential.h"

#include "base/file.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { PARTS_V2C = 3, PARTS_V3 = 7, PARTS_MAX = 8 };

static const char *const auth_name[SNMP_AUTHS] = {
    [SNMP_SHA1] = "SHA1", [SNMP_SHA256] = "SHA256", [SNMP_SHA512] = "SHA512"};

struct parts {
    char text[PARTS_MAX][SNMP_CREDENTIAL_SIZE];
    size_t n;
    bool is_odd; /* too many, too long, or control characters */
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static void split(struct parts *out, const char *line, size_t len)
{
    *out = (struct parts){.n = 0};
    for (size_t at = 0; at < len && !out->is_odd;) {
        size_t end = at;

        while (end < len && !is_blank(line[end])) {
            out->is_odd |= (unsigned char)line[end] < ' ';
            end++;
        }
        if (end > at) {
            out->is_odd |= out->n == PARTS_MAX || end - at >= SNMP_CREDENTIAL_SIZE;
            if (!out->is_odd) {
                memcpy(out->text[out->n++], line + at, end - at);
            }
        }
        at = end + 1;
    }
}

static bool read_auth(enum snmp_auth *out, const char *text)
{
    for (int i = 0; i < SNMP_AUTHS; i++) {
        if (strcmp(text, auth_name[i]) == 0) {
            *out = (enum snmp_auth)i;
            return true;
        }
    }
    return false;
}

static bool read_parts(struct snmp_credential *out, const struct parts *p)
{
    struct snmp_credential c = {.is_v3 = strcmp(p->text[0], "v3") == 0};

    if (p->is_odd || (!c.is_v3 && strcmp(p->text[0], "v2c") != 0) ||
        p->n != (c.is_v3 ? PARTS_V3 : PARTS_V2C)) {
        return false;
    }
    memcpy(c.name, p->text[1], sizeof(c.name));
    if (!c.is_v3) {
        memcpy(c.auth_secret, p->text[2], sizeof(c.auth_secret));
    } else {
        memcpy(c.user, p->text[2], sizeof(c.user));
        memcpy(c.auth_secret, p->text[4], sizeof(c.auth_secret));
        memcpy(c.priv_secret, p->text[6], sizeof(c.priv_secret));
        if (!read_auth(&c.auth, p->text[3]) || strcmp(p->text[5], "AES") != 0 ||
            strlen(c.auth_secret) < SNMP_CREDENTIAL_SECRET_MIN ||
            strlen(c.priv_secret) < SNMP_CREDENTIAL_SECRET_MIN) {
            return false;
        }
    }
    *out = c;
    return true;
}

enum status snmp_credential_find(struct snmp_credential *out, const char *text, size_t len,
                                 const char *name, struct err *err)
{
    char number[16];
    unsigned line = 0;

    for (size_t at = 0; at < len;) {
        const char *end = memchr(text + at, '\n', len - at);
        const size_t size = end == NULL ? len - at : (size_t)(end - (text + at));
        struct snmp_credential c;
        struct parts p;

        line++;
        split(&p, text + at, size);
        at += size + 1;
        if ((p.n == 0 && !p.is_odd) || p.text[0][0] == '#') {
            continue;
        }
        if (!read_parts(&c, &p)) {
            snprintf(number, sizeof(number), "%u", line);
            return err_say(err, E_INVALID, MSG_SNMP_FILE_LINE, number);
        }
        if (strcmp(c.name, name) == 0) {
            *out = c;
            return OK;
        }
    }
    return err_set(err, E_NOTFOUND, "no such credential");
}

enum status snmp_credential_file(char **out, size_t *len, const char *path, struct arena *a,
                                 struct err *err)
{
    struct snmp_credential none;
    struct stat how;
    enum status st;

    if (stat(path, &how) == 0 && (!S_ISREG(how.st_mode) || (how.st_mode & 077) != 0)) {
        return err_say(err, E_DENIED, MSG_SNMP_FILE_OPEN, path);
    }
    st = file_read(out, len, path, SNMP_CREDENTIAL_FILE_MAX, a, err);
    if (st == E_NOTFOUND) {
        return err_say(err, E_NOTFOUND, MSG_SNMP_FILE_GONE, path);
    }
    if (st == OK) {
        st = snmp_credential_find(&none, *out, *len, "", err); /* "" is no name: all are read */
        st = st == E_NOTFOUND ? OK : st;
    }
    return st;
}
