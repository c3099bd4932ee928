/* Listings of archives, and what names of files and directories tell. */
#include "readiness/repo_parse.h"

#include "base/date.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { TOKEN_MAX = 64, DAY_MS = 86400000 };

/* The next blank-separated token, copied to out; what follows its one blank, or NULL at the end. */
static const char *token(char out[TOKEN_MAX], const char *s)
{
    s += strspn(s, " ");
    size_t len = strcspn(s, " ");

    if (len == 0 || len >= TOKEN_MAX || s[len] == '\0') {
        return NULL;
    }
    memcpy(out, s, len);
    out[len] = '\0';
    return s + len + 1;
}

static bool number(int64_t *out, const char *s)
{
    const size_t len = strlen(s);

    if (len == 0 || len > 18 || s[strspn(s, "0123456789")] != '\0') {
        return false;
    }
    *out = strtoll(s, NULL, 10);
    return true;
}

static enum status refuse(struct err *err, const char *tool)
{
    return err_say(err, E_INVALID, MSG_REPO_ANSWER, tool);
}

static enum status keep(struct repo_file *out, struct repo_file *f, const char *path,
                        const char *tool, struct arena *a, struct err *err)
{
    if (path == NULL || path[0] == '\0' || strlen(path) > REPO_TEXT_MAX) {
        return refuse(err, tool);
    }
    f->path = arena_copy(a, path);
    enum status st = arena_status(a, err);

    if (st == OK) {
        *out = *f;
    }
    return st;
}

/* -rw-r--r-- 0/0            8202 2026-11-24 10:35:46 src/f47 */
enum status repo_parse_tar_file(struct repo_file *out, const char *line, struct arena *a,
                                struct err *err)
{
    char mode[TOKEN_MAX], owner[TOKEN_MAX], size[TOKEN_MAX], day[TOKEN_MAX], time[TOKEN_MAX];
    char at[2 * TOKEN_MAX];
    struct repo_file f = {.path = NULL};
    const char *p = token(mode, line);

    if (p != NULL && mode[0] != '-') {
        return err_set(err, E_NOTFOUND, "no file");
    }
    p = p == NULL ? NULL : token(owner, p);
    p = p == NULL ? NULL : token(size, p);
    p = p == NULL ? NULL : token(day, p);
    p = p == NULL ? NULL : token(time, p);
    if (p == NULL || !number(&f.size, size) || strlen(day) != 10) {
        return refuse(err, "tar");
    }
    memcpy(at, day, 10);
    at[10] = ' ';
    memcpy(at + 11, time, strlen(time) + 1);
    return repo_parse_time(&f.mtime_ms, at) ? keep(out, &f, p, "tar", a, err) : refuse(err, "tar");
}

/* -rw-r--r--  3.0 unx     8202 bx stor 20261124.103546 src/f47 */
enum status repo_parse_zip_file(struct repo_file *out, const char *line, struct arena *a,
                                struct err *err)
{
    char part[7][TOKEN_MAX], at[20] = "0000-00-00 00:00:00";
    struct repo_file f = {.path = NULL};
    const char *p = line;

    for (size_t i = 0; i < COUNT(part); i++) {
        p = p == NULL ? NULL : token(part[i], p);
        if (i == 0 && p != NULL && part[0][0] != '-' && part[0][0] != '?') {
            return err_set(err, E_NOTFOUND, "no file"); /* ?: of no kind, as Python writes it */
        }
    }
    if (p != NULL && p[0] != '\0' && p[strlen(p) - 1] == '/') {
        return err_set(err, E_NOTFOUND, "no file");
    }
    if (p == NULL || !number(&f.size, part[3]) || strlen(part[6]) != 15 || part[6][8] != '.') {
        return refuse(err, "unzip");
    }
    static const int to[] = {0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18};

    for (size_t i = 0, from = 0; i < COUNT(to); i++, from++) {
        from += part[6][from] == '.';
        at[to[i]] = part[6][from];
    }
    return repo_parse_time(&f.mtime_ms, at) ? keep(out, &f, p, "unzip", a, err)
                                            : refuse(err, "unzip");
}

/* ---- Names ---- */

/* Digits of s from *at on, over one separator of "-_.T" between groups; false: other than n. */
static bool take(int *value, const char *s, size_t *at, int n)
{
    *value = 0;
    if (*at > 0 && strchr("-_.T:", s[*at]) != NULL && s[*at] != '\0') {
        (*at)++;
    }
    for (int i = 0; i < n; i++, (*at)++) {
        if (!isdigit((unsigned char)s[*at])) {
            return false;
        }
        *value = *value * 10 + (s[*at] - '0');
    }
    return true;
}

/* A date, and perhaps a time, that begins at s. */
static bool time_at(int64_t *out_ms, const char *s)
{
    struct date d;
    size_t at = 0, day_end;
    int h = 0, m = 0, sec = 0;

    if (!take(&d.year, s, &at, 4) || !take(&d.month, s, &at, 2) || !take(&d.day, s, &at, 2) ||
        d.year < 1990 || d.year > 2999 || d.month < 1 || d.month > 12 || d.day < 1 ||
        d.day > date_month_days(d.year, d.month)) {
        return false;
    }
    day_end = at;
    if (isdigit((unsigned char)s[at])) {
        return false; /* a longer number */
    }
    if (!take(&h, s, &at, 2) || !take(&m, s, &at, 2) || h > 23 || m > 59) {
        h = m = 0;
        at = day_end;
    } else if (!take(&sec, s, &at, 2) || sec > 59) {
        sec = 0;
    }
    *out_ms = date_start_ms(d) + ((h * 60 + m) * INT64_C(60) + sec) * 1000;
    return true;
}

bool repo_parse_name_date(size_t *at, int64_t *out_ms, const char *name)
{
    for (size_t i = 0; name[i] != '\0'; i++) {
        if (isdigit((unsigned char)name[i]) && (i == 0 || !isdigit((unsigned char)name[i - 1])) &&
            time_at(out_ms, name + i)) {
            *at = i;
            return true;
        }
    }
    return false;
}

bool repo_parse_name_time(int64_t *out_ms, const char *name)
{
    size_t at;

    return repo_parse_name_date(&at, out_ms, name);
}

int64_t repo_made_at(const char *name, int64_t mtime_ms, int64_t now_ms)
{
    int64_t named;

    if (!repo_parse_name_time(&named, name)) {
        return mtime_ms;
    }
    return named > now_ms || named + DAY_MS < mtime_ms ? named : mtime_ms;
}

bool repo_parse_is_rotation(const char *name)
{
    static const char *const word[] = {"hourly.", "daily.", "weekly.", "monthly.", "yearly.",
                                       "alpha.",  "beta.",  "gamma.",  "delta."};

    for (size_t i = 0; i < COUNT(word); i++) {
        const size_t len = strlen(word[i]);

        if (strncmp(name, word[i], len) == 0 && name[len] != '\0' && strlen(name + len) <= 4 &&
            name[len + strspn(name + len, "0123456789")] == '\0') {
            return true;
        }
    }
    return false;
}
