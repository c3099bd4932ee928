#include "readiness/sample.h"

#include "base/file.h"
#include "base/mem.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DAY_MS = 86400000, RANDOM_BATCH = 512 };

struct sample {
    uint64_t files, drawn;
    uint64_t asked, left;          /* files asked about, draws left */
    uint64_t random[RANDOM_BATCH]; /* drawn ahead */
    size_t randoms;
    uint32_t *day; /* [files] since 1970 when each was read, 0 never; NULL: not remembered */
    char dir[PATH_MAX], path[PATH_MAX];
};

/* Days since 1970; a clock before that counts as its first. */
static uint32_t day_of(int64_t ms)
{
    return ms < DAY_MS ? 1 : (uint32_t)(ms / DAY_MS);
}

/* What an earlier run kept, if it fits. Four bytes a file, in this machine's order: it stays here.
 */
static enum status recall(struct sample *s, struct err *err)
{
    CLEANUP(arena_close) struct arena *a = arena_open((size_t)s->files * 4 + 4096);
    char *bytes;
    size_t len;
    enum status st = file_read(&bytes, &len, s->path, (size_t)s->files * 4, a, err);

    if (st == OK && len == s->files * 4) {
        memcpy(s->day, bytes, len);
    }
    return st == E_NOMEM || st == E_IO ? st : OK;
}

enum status sample_open(struct sample **out, uint64_t files, uint64_t n, const char *dir,
                        const uint8_t manifest[HASH_SIZE], struct err *err)
{
    CLEANUP(sample_close) struct sample *s = mem_new(sizeof(*s));
    char hex[HASH_HEX_SIZE];
    enum status st = OK;

    if (s == NULL) {
        return err_set(err, E_NOMEM, "sample");
    }
    s->files = files;
    s->left = s->drawn = n < files ? n : files;
    if (dir != NULL && files <= SAMPLE_FILES_MAX) {
        s->day = mem_new((size_t)files * 4 + 1);
        if (s->day == NULL) {
            return err_set(err, E_NOMEM, "sample: days of %zu files", (size_t)files);
        }
        if ((size_t)snprintf(s->dir, sizeof(s->dir), "%s", dir) >= sizeof(s->dir) ||
            (size_t)snprintf(s->path, sizeof(s->path), "%s/%s.read", dir,
                             hash_hex(hex, manifest, HASH_SIZE)) >= sizeof(s->path)) {
            return err_set(err, E_INVALID, "%s: path too long", dir);
        }
        st = recall(s, err);
    }
    if (st == OK) {
        *out = s;
        s = NULL;
    }
    return st;
}

void sample_close(struct sample **s)
{
    if (*s != NULL) {
        mem_free((*s)->day);
        mem_free(*s);
        *s = NULL;
    }
}

bool sample_is_all(const struct sample *s)
{
    return s->drawn == s->files;
}

static uint64_t below(struct sample *s, uint64_t limit)
{
    if (s->randoms == 0) {
        random_bytes(s->random, sizeof(s->random));
        s->randoms = RANDOM_BATCH;
    }
    return s->random[--s->randoms] % limit; /* of 2^64: the leaning is below 2^-32 */
}

/* Of the files left, as many as draws are left (Knuth, TAOCP 2, 3.4.2, algorithm S). */
bool sample_next(struct sample *s)
{
    uint64_t rest = s->files - s->asked;

    if (rest == 0) {
        return false;
    }
    s->asked++;
    bool drawn = s->left == rest || (s->left > 0 && below(s, rest) < s->left);

    s->left -= drawn;
    return drawn;
}

void sample_covered(struct sample *s, uint64_t i, int64_t now_ms)
{
    if (s->day != NULL && i < s->files) {
        s->day[i] = day_of(now_ms);
    }
}

void sample_cover(const struct sample *s, int64_t now_ms, struct sample_cover *out)
{
    uint32_t today = day_of(now_ms), oldest = today;

    *out = (struct sample_cover){.files = s->files, .drawn = s->drawn};
    for (uint64_t i = 0; s->day != NULL && i < s->files; i++) {
        uint32_t day = s->day[i];

        out->never += day == 0;
        out->read_in_7_days += day != 0 && day + 7 > today && day <= today;
        oldest = day < oldest ? day : oldest;
    }
    out->oldest_days = s->day == NULL || out->never > 0 ? -1 : (int64_t)(today - oldest);
}

enum status sample_keep(struct sample *s, struct err *err)
{
    if (s->day == NULL) {
        return OK;
    }
    enum status st = file_make_dirs(s->dir, 0700, err);

    return st == OK ? file_replace(s->path, s->day, (size_t)s->files * 4, 0600, err) : st;
}

double sample_unseen(uint64_t n, double share)
{
    return share >= 1 ? (n == 0 ? 1 : 0) : exp((double)n * log1p(-share));
}

bool sample_parse(uint64_t *n, const char *text, uint64_t files)
{
    char *end;
    double value = text[0] >= '0' && text[0] <= '9' ? strtod(text, &end) : -1;

    if (!(value > 0) || value > 1e15) {
        return false;
    }
    if (strcmp(end, "%") == 0 && value <= 100) {
        *n = (uint64_t)ceil((double)files * value / 100);
    } else if (*end == '\0' && value == floor(value)) {
        *n = (uint64_t)value;
    } else {
        return false;
    }
    *n = *n < 1 ? 1 : *n;
    return true;
}
