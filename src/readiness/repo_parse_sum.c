/* Lists of digests: GNU's sha256sum and md5sum, and the form of BSD ("--tag"). */
#include "readiness/repo_parse.h"

#include "base/hash.h"
#include "base/text.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static const struct {
    const char *name; /* in the form of BSD */
    size_t size;      /* bytes of the digest */
} kinds[REPO_SUM_KINDS] = {
    [REPO_MD5] = {"MD5",    16},
    [REPO_SHA1] = {"SHA1",   20},
    [REPO_SHA256] = {"SHA256", 32},
    [REPO_SHA512] = {"SHA512", 64},
};

bool repo_parse_is_sums(const char *name)
{
    static const char *const word[] = {"md5sum", "sha1sum", "sha256sum", "sha512sum"};
    static const char *const suffix[] = {".md5",    ".sha1",    ".sha256",    ".sha512",
                                         ".md5sum", ".sha1sum", ".sha256sum", ".sha512sum"};
    const char *dot = strrchr(name, '.');

    for (size_t i = 0; dot != NULL && dot != name && i < COUNT(suffix); i++) {
        if (strcasecmp(dot, suffix[i]) == 0) {
            return true;
        }
    }
    for (size_t i = 0; i < COUNT(word); i++) {
        const size_t len = strlen(word[i]);
        const char *rest = name + (strncasecmp(name, word[i], len) == 0 ? len : 0);

        rest += rest != name && (*rest == 's' || *rest == 'S');
        if (rest != name && (*rest == '\0' || strcasecmp(rest, ".txt") == 0)) {
            return true;
        }
    }
    return false;
}

static enum status refuse(struct err *err)
{
    return err_set(err, E_INVALID, "not a line of a list of digests");
}

/* hex[len] in any case as the digest it is long enough for. */
static bool read_digest(struct repo_sum *s, const char *hex, size_t len)
{
    char lower[2 * REPO_SUM_SIZE_MAX + 1];

    for (int k = 0; k < REPO_SUM_KINDS; k++) {
        if (len == 2 * kinds[k].size) {
            for (size_t i = 0; i < len; i++) {
                lower[i] = (char)tolower((unsigned char)hex[i]);
            }
            lower[len] = '\0';
            s->kind = (enum repo_sum_kind)k;
            return hash_unhex(s->digest, kinds[k].size, lower);
        }
    }
    return false;
}

/* The name of a line that began with a backslash: \\ and \n in it. False: another escape. */
static bool unescape(char *name)
{
    char *to = name;

    for (const char *c = name; *c != '\0'; c++) {
        if (*c == '\\') {
            c++;
            if (*c != '\\' && *c != 'n') {
                return false;
            }
            *to++ = *c == 'n' ? '\n' : '\\';
        } else {
            *to++ = *c;
        }
    }
    *to = '\0';
    return true;
}

static enum status keep(struct repo_sum *out, struct repo_sum *s, const char *name, size_t len,
                        bool escaped, struct arena *a, struct err *err)
{
    while (len >= 2 && name[0] == '.' && name[1] == '/') {
        name += 2;
        len -= 2;
    }
    char *path = len > REPO_TEXT_MAX ? NULL : arena_copy_n(a, name, len);

    if (path == NULL) {
        return len > REPO_TEXT_MAX ? refuse(err) : arena_status(a, err);
    }
    if ((escaped && !unescape(path)) || path[0] == '/' || !repo_path_is_plain(path)) {
        return refuse(err);
    }
    s->path = path;
    *out = *s;
    return OK;
}

/* "SHA256 (NAME) = HEX" */
static enum status bsd(struct repo_sum *out, const char *line, size_t len, struct arena *a,
                       struct err *err)
{
    struct repo_sum s = {.path = ""};

    for (int k = 0; k < REPO_SUM_KINDS; k++) {
        const size_t word = strlen(kinds[k].name), hex = 2 * kinds[k].size;

        /* the word, " (", a name, ") = " and the digits */
        if (len > word + 2 + 4 + hex && strncmp(line, kinds[k].name, word) == 0 &&
            strncmp(line + word, " (", 2) == 0 && strncmp(line + len - hex - 4, ") = ", 4) == 0 &&
            read_digest(&s, line + len - hex, hex)) {
            return keep(out, &s, line + word + 2, len - hex - 4 - word - 2, false, a, err);
        }
    }
    return refuse(err);
}

enum status repo_parse_sum(struct repo_sum *out, const char *line, struct arena *a, struct err *err)
{
    const bool escaped = line[0] == '\\';
    const char *hex = line + escaped;
    const size_t len = strcspn(hex, "\r\n"), digits = strspn(hex, "0123456789abcdefABCDEF");
    struct repo_sum s = {.path = ""};

    if (!escaped && (len == strspn(hex, " \t") || hex[0] == '#' || hex[0] == ';')) {
        return err_set(err, E_NOTFOUND, "no digest");
    }
    if (!read_digest(&s, hex, digits)) {
        return bsd(out, hex, len, a, err);
    }
    if (len == digits) {
        *out = s;
        return OK;
    }
    return len > digits + 2 && hex[digits] == ' ' &&
                   (hex[digits + 1] == ' ' || hex[digits + 1] == '*')
               ? keep(out, &s, hex + digits + 2, len - digits - 2, escaped, a, err)
               : refuse(err);
}
