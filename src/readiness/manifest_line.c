/* The lines of a manifest: read as what comes from a disk that an attacker may have had. */
#include "readiness/manifest.h"

#include "base/json.h"
#include "readiness/verity.h"

#include <inttypes.h>
#include <string.h>

uint64_t manifest_blocks(const struct entry *e)
{
    uint64_t n = e->kind == ENTRY_FILE ? verity_block_count(e->size) : 0;

    return n > 1 ? n : 0;
}

/* Length of the printable UTF-8 character at s[len]; 0: none begins here. */
static size_t printable(const uint8_t *s, size_t len)
{
    static const struct {
        uint8_t mask, lead, n;
        uint32_t least;
    } form[] = {
        {0xe0, 0xc0, 2, 0x80   },
        {0xf0, 0xe0, 3, 0x800  },
        {0xf8, 0xf0, 4, 0x10000},
    };

    if (s[0] < 0x80) {
        return s[0] >= 0x20 && s[0] != 0x7f && s[0] != '\\';
    }
    for (size_t f = 0; f < COUNT(form); f++) {
        if ((s[0] & form[f].mask) != form[f].lead || len < form[f].n) {
            continue;
        }
        uint32_t c = s[0] & (uint8_t)~form[f].mask;

        for (size_t i = 1; i < form[f].n; i++) {
            if ((s[i] & 0xc0) != 0x80) {
                return 0;
            }
            c = c << 6 | (s[i] & 0x3f);
        }
        bool odd = c < form[f].least || c > 0x10ffff || (c >= 0xd800 && c < 0xe000) ||
                   (c >= 0x80 && c < 0xa0) || c == 0x2028 || c == 0x2029 ||
                   (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;

        return odd ? 0 : form[f].n; /* marks that turn or break a line show as what they are */
    }
    return 0;
}

void manifest_escape(struct buf *b, const char *path, size_t len)
{
    const uint8_t *s = (const uint8_t *)path;

    for (size_t i = 0; i < len;) {
        size_t n = printable(s + i, len - i);

        if (n > 0) {
            buf_add(b, s + i, n);
            i += n;
        } else {
            buf_printf(b, "\\x%02x", s[i++]);
        }
    }
}

static int digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* No empty, "." or ".." part: such a path would leave the copy. */
static bool stays_inside(const char *path, size_t len)
{
    for (size_t at = 0; at <= len;) {
        const char *slash = memchr(path + at, '/', len - at);
        size_t n = slash == NULL ? len - at : (size_t)(slash - path) - at;

        if (n == 0 || (n == 1 && path[at] == '.') ||
            (n == 2 && path[at] == '.' && path[at + 1] == '.')) {
            return false;
        }
        at += n + 1;
    }
    return true;
}

static bool unescape(char *out, size_t *out_len, const char *s, size_t len)
{
    size_t n = 0;

    for (size_t i = 0; i < len; n++) {
        int c = (unsigned char)s[i++];

        if (n == ENTRY_PATH_MAX) {
            return false;
        }
        if (c == '\\') {
            int high = len - i < 3 || s[i] != 'x' ? -1 : digit(s[i + 1]);
            int low = high < 0 ? -1 : digit(s[i + 2]);

            c = low < 0 ? 0 : high * 16 + low;
            i += 3;
        }
        if (c == 0) {
            return false;
        }
        out[n] = (char)c;
    }
    out[n] = '\0';
    *out_len = n;
    return stays_inside(out, n);
}

/* A line as its words: each up to the next space, the last up to the end. */
struct words {
    const char *at;
    const char *end;
};

struct word {
    const char *at;
    size_t len;
};

static struct word take(struct words *w)
{
    const char *space = memchr(w->at, ' ', (size_t)(w->end - w->at));
    struct word word = {w->at, (size_t)((space == NULL ? w->end : space) - w->at)};

    w->at = space == NULL ? w->end : space + 1;
    return word;
}

static bool is_dash(struct word w)
{
    return w.len == 1 && w.at[0] == '-';
}

/* Digits of this base, at least one, no sign; at most max. */
static bool number(uint64_t *out, struct word w, unsigned base, uint64_t max)
{
    uint64_t value = 0;

    for (size_t i = 0; i < w.len; i++) {
        int d = digit(w.at[i]);

        if (d < 0 || (unsigned)d >= base || value > (max - (unsigned)d) / base) {
            return false;
        }
        value = value * base + (unsigned)d;
    }
    *out = value;
    return w.len > 0;
}

/* "1764000000.123456789", "-1.500000000" (a second and a half before 1970). */
static bool moment(int64_t *out, struct word w)
{
    enum { FRACTION = 9 };
    bool negative = w.len > 0 && w.at[0] == '-';
    uint64_t seconds, nanos;

    if (negative) {
        w.at++;
        w.len--;
    }
    if (w.len < FRACTION + 2 || w.at[w.len - FRACTION - 1] != '.' ||
        !number(&seconds, (struct word){w.at, w.len - FRACTION - 1}, 10,
                INT64_MAX / 1000000000 - 1) ||
        !number(&nanos, (struct word){w.at + w.len - FRACTION, FRACTION}, 10, 999999999)) {
        return false;
    }
    int64_t ns = (int64_t)(seconds * 1000000000 + nanos);

    *out = negative ? -ns : ns;
    return true;
}

static bool hex_of(uint8_t *out, size_t size, struct word w)
{
    char hex[2 * SIGN_SIZE + 1];

    if (w.len != 2 * size) {
        return false;
    }
    memcpy(hex, w.at, w.len);
    hex[w.len] = '\0';
    return hash_unhex(out, size, hex);
}

static bool kind_of(enum entry_kind *out, struct word w)
{
    static const char letter[] = "fdlo";
    const char *at = w.len == 1 && w.at[0] != '\0' ? strchr(letter, w.at[0]) : NULL;

    *out = at == NULL ? ENTRY_FILE : (enum entry_kind)(at - letter);
    return at != NULL;
}

enum status manifest_line(struct entry *out, char *path, const char *line, size_t len,
                          struct err *err)
{
    struct words w = {line, line + len};
    struct entry e = {.path = path};
    struct word kind = take(&w), size = take(&w), mtime = take(&w), mode = take(&w),
                content = take(&w), digest = take(&w);
    uint64_t bits = 0;

    if (!kind_of(&e.kind, kind) || !moment(&e.mtime_ns, mtime) || !number(&bits, mode, 8, 07777) ||
        !content_from_word(&e.content, content.at, content.len)) {
        return err_set(err, E_INVALID, "manifest: a line that is none");
    }
    e.mode = (unsigned)bits;
    bool sized = e.kind == ENTRY_FILE || e.kind == ENTRY_LINK;

    if (sized ? !number(&e.size, size, 10, INT64_MAX) : !is_dash(size)) {
        return err_set(err, E_INVALID, "manifest: a size that is none");
    }
    e.has_digest = sized && !is_dash(digest);
    if (e.has_digest ? !hex_of(e.digest, HASH_SIZE, digest) : !is_dash(digest)) {
        return err_set(err, E_INVALID, "manifest: a digest that is none");
    }
    if (!unescape(path, &e.path_len, w.at, (size_t)(w.end - w.at))) {
        return err_set(err, E_INVALID, "manifest: a path that is none");
    }
    *out = e;
    return OK;
}

/* A number of the JSON that counts something. */
static bool count_of(uint64_t *out, const struct json *root, const char *key)
{
    int64_t n = json_get_int(root, key, -1);

    *out = n < 0 ? 0 : (uint64_t)n;
    return n >= 0;
}

static bool digest_of(uint8_t out[HASH_SIZE], const struct json *root, const char *key)
{
    const char *hex = json_get_text(root, key);

    return hex != NULL && hash_unhex(out, HASH_SIZE, hex);
}

enum status manifest_last_line(struct manifest_end *out, const char **json, size_t *json_len,
                               const char *line, size_t len, struct err *err)
{
    enum { WORD = 4, SIGNED = 2 * (SIGN_PUBLIC_SIZE + SIGN_SIZE) + 2 };
    CLEANUP(json_close) struct json_doc *doc = NULL;
    struct manifest_end e = {0};

    if (len < WORD + SIGNED || memcmp(line, "end ", WORD) != 0) {
        return err_set(err, E_INVALID, "manifest: no line \"end\"");
    }
    const char *text = line + WORD;
    size_t text_len = len - WORD - SIGNED;
    struct words w = {text + text_len, line + len};
    struct word nothing = take(&w), public = take(&w), signature = take(&w);

    if (nothing.len != 0 || !hex_of(e.public, SIGN_PUBLIC_SIZE, public) ||
        !hex_of(e.signature, SIGN_SIZE, signature)) {
        return err_set(err, E_INVALID, "manifest: no signature");
    }
    if (json_parse(&doc, text, text_len, err) != OK) {
        return err_note(err, "manifest: the line \"end\"");
    }
    const struct json *root = json_root(doc);

    e.made_at = json_get_int(root, "made_at", 0);
    if (!count_of(&e.entries, root, "entries") || !count_of(&e.files, root, "files") ||
        !count_of(&e.size, root, "size") || !count_of(&e.blocks, root, "blocks") ||
        !digest_of(e.lines_sha256, root, "lines_sha256") ||
        !digest_of(e.blocks_sha256, root, "blocks_sha256")) {
        return err_set(err, E_INVALID, "manifest: the line \"end\" says too little");
    }
    *json = text;
    *json_len = text_len;
    *out = e;
    return OK;
}
