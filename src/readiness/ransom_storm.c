/* What stands on many files at once. Tables of a fixed size: a copy may have a million names. */
#include "readiness/ransom.h"

#include "base/mem.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { SUFFIXES = 1024, SUFFIX_SIZE = 24, NOTES = 32, NOTE_SIZE = 64 };

struct suffix {
    char name[SUFFIX_SIZE]; /* lower case, without the dot; "" free */
    uint32_t before, added;
    uint32_t behind; /* of those added, how many have it behind an ending that was there before */
};

struct note {
    char name[NOTE_SIZE];
    uint32_t dirs;
};

struct ransom {
    struct suffix suffix[SUFFIXES]; /* open addressing; full: further endings are not counted */
    struct note note[NOTES];
    size_t notes;
    uint64_t missing;
};

enum status ransom_open(struct ransom **out, struct err *err)
{
    *out = mem_new(sizeof(**out));
    return *out == NULL ? err_set(err, E_NOMEM, "ransom") : OK;
}

void ransom_close(struct ransom **r)
{
    mem_free(*r);
    *r = NULL;
}

/* The last part of a path. */
static const char *base_of(const char *path, size_t *len)
{
    const char *slash = memrchr(path, '/', *len);

    if (slash != NULL) {
        *len -= (size_t)(slash + 1 - path);
        return slash + 1;
    }
    return path;
}

/* The ending of a name in lower case; false: none, or one too long to be one. */
static bool suffix_of(char out[SUFFIX_SIZE], const char *path, size_t len)
{
    const char *name = base_of(path, &len), *dot = memrchr(name, '.', len);
    size_t n = dot == NULL || dot == name ? 0 : len - (size_t)(dot + 1 - name);

    if (n == 0 || n >= SUFFIX_SIZE) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        out[i] = (char)tolower((unsigned char)dot[1 + i]);
    }
    out[n] = '\0';
    return true;
}

static struct suffix *find(struct ransom *r, const char *name)
{
    uint32_t h = 2166136261u; /* FNV-1a */

    for (const char *p = name; *p != '\0'; p++) {
        h = (h ^ (unsigned char)*p) * 16777619u;
    }
    for (size_t i = 0; i < SUFFIXES; i++) {
        struct suffix *s = &r->suffix[(h + i) % SUFFIXES];

        if (s->name[0] == '\0') {
            snprintf(s->name, sizeof(s->name), "%s", name);
            return s;
        }
        if (strcmp(s->name, name) == 0) {
            return s;
        }
    }
    return NULL;
}

void ransom_before(struct ransom *r, const char *path, size_t path_len)
{
    char name[SUFFIX_SIZE];
    struct suffix *s = suffix_of(name, path, path_len) ? find(r, name) : NULL;

    if (s != NULL) {
        s->before++;
    }
}

static bool has_word(const char *name, const char *const *word, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (strcasestr(name, word[i]) != NULL) {
            return true;
        }
    }
    return false;
}

/* A readable file whose name both asks to be read and speaks of getting something back. */
static bool is_note(const char *name)
{
    static const char *const ask[] = {"readme", "read_me", "read-me", "how_to",  "how-to",
                                      "howto",  "!!!",     "restore", "recover", "decrypt"};
    static const char *const back[] = {"decrypt",    "restore",    "recover",
                                       "unlock",     "ransom",     "your_files",
                                       "your-files", "your files", "encrypted"};
    static const char *const end[] = {".txt", ".html", ".htm", ".hta", ".rtf"};
    size_t len = strlen(name);

    for (size_t i = 0; i < COUNT(end); i++) {
        size_t n = strlen(end[i]);

        if (len > n && strcasecmp(name + len - n, end[i]) == 0) {
            return has_word(name, ask, COUNT(ask)) && has_word(name, back, COUNT(back));
        }
    }
    return false;
}

static void count_note(struct ransom *r, const char *name)
{
    for (size_t i = 0; i < r->notes; i++) {
        if (strcmp(r->note[i].name, name) == 0) {
            r->note[i].dirs++; /* a name stands in a directory once */
            return;
        }
    }
    if (r->notes < NOTES) {
        snprintf(r->note[r->notes].name, NOTE_SIZE, "%s", name);
        r->note[r->notes++].dirs = 1;
    }
}

void ransom_added(struct ransom *r, const char *path, size_t path_len)
{
    char name[SUFFIX_SIZE], note[NOTE_SIZE];
    size_t len = path_len;
    const char *base = base_of(path, &len);
    struct suffix *s = suffix_of(name, path, path_len) ? find(r, name) : NULL;

    if (s != NULL) {
        char inner[SUFFIX_SIZE];
        struct suffix *old =
            suffix_of(inner, path, path_len - strlen(name) - 1) ? find(r, inner) : NULL;

        s->added++;
        s->behind += old != NULL && old->before > 0;
    }
    if (len < NOTE_SIZE) {
        memcpy(note, base, len);
        note[len] = '\0';
        if (is_note(note)) {
            count_note(r, note);
        }
    }
}

void ransom_missing(struct ransom *r)
{
    r->missing++;
}

bool ransom_is_canary(const char *path, size_t path_len)
{
    const char *base = base_of(path, &path_len);

    return path_len >= strlen(RANSOM_CANARY) &&
           memcmp(base, RANSOM_CANARY, strlen(RANSOM_CANARY)) == 0;
}

/* New files of a new program have a new ending, too: it must stand behind old ones, or as many old
   files must be gone. */
static bool is_storm(const struct ransom *r, const struct suffix *s)
{
    return s->before == 0 && (s->behind > RANSOM_SUFFIX_FILES ||
                              (s->added > RANSOM_SUFFIX_FILES && r->missing >= s->added));
}

bool ransom_storm(const struct ransom *r, size_t i, struct ransom_storm *out)
{
    for (size_t k = 0; k < SUFFIXES; k++) {
        const struct suffix *s = &r->suffix[k];

        if (is_storm(r, s) && i-- == 0) {
            *out = (struct ransom_storm){.sign = RANSOM_SUFFIX, .files = s->added};
            snprintf(out->name, sizeof(out->name), "*.%s", s->name);
            return true;
        }
    }
    for (size_t k = 0; k < r->notes; k++) {
        if (r->note[k].dirs >= RANSOM_NOTE_DIRS && i-- == 0) {
            *out = (struct ransom_storm){.sign = RANSOM_NOTE, .files = r->note[k].dirs};
            snprintf(out->name, sizeof(out->name), "%s", r->note[k].name);
            return true;
        }
    }
    return false;
}
