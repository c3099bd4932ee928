/* Folding: what people type in many ways, brought to one form (base/text.h says to which). */
#include "base/text.h"

#include <assert.h>
#include <string.h>
#include <uchar.h>
#include <utf8proc.h>

enum {
    SEPARATOR = 0x01,
    COMMA = 0x3001,
    FULL_STOP = 0x3002,
    WAVE_DASH = 0x301C,
    VOICED = 0x3099,      /* combining dakuten */
    HALF_VOICED = 0x309A, /* combining handakuten */
    MIDDLE_DOT = 0x30FB,
    LONG_VOWEL = 0x30FC,
    TO_KATAKANA = 0x60, /* from a hiragana */
    DROPPED = 0,
};

static bool is_dash(uint32_t cp)
{
    switch (cp) {
    case '-':
    case 0x2043: /* hyphen bullet */
    case 0x2212: /* minus */
    case 0x2500: /* box drawing, what an IME offers for せん */
    case 0x2501:
        return true;
    default:
        return cp >= 0x2010 && cp <= 0x2015;
    }
}

static bool is_hiragana(uint32_t cp) /* one that has its katakana TO_KATAKANA further */
{
    return (cp >= 0x3041 && cp <= 0x3096) || cp == 0x309D || cp == 0x309E;
}

static bool is_katakana(uint32_t cp)
{
    return (cp >= 0x30A1 && cp <= 0x30FE) || (cp >= 0x31F0 && cp <= 0x31FF);
}

static uint32_t to_katakana(uint32_t cp)
{
    return is_hiragana(cp) ? cp + TO_KATAKANA : cp;
}

/* What utf8proc is given instead of a character: kana of one kind, marks that join their kana. */
static utf8proc_int32_t kana_first(utf8proc_int32_t cp, void *data)
{
    (void)data;
    return cp == 0x309B   ? VOICED
           : cp == 0x309C ? HALF_VOICED
                          : (utf8proc_int32_t)to_katakana((uint32_t)cp);
}

static char *replace_broken(struct arena *a, const char *s)
{
    char *out = arena_alloc(a, 3 * strlen(s) + 2);
    char *to = out;

    while (out != NULL && *s != '\0') {
        to += text_put(to, text_next(&s));
    }
    return out;
}

/*
 * Compatibility composition by utf8proc, which knows every character at some
 * 100 ns for each. Its work space, 4 bytes a code point, is where the result stays.
 */
static char *normalise(struct arena *a, const char *s, int more, utf8proc_custom_func custom)
{
    utf8proc_option_t options =
        (utf8proc_option_t)(UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_COMPOSE | more);
    size_t len = strlen(s);

    if (!text_is_utf8(s, len)) {
        s = replace_broken(a, s);
        if (s == NULL) {
            return NULL;
        }
        len = strlen(s);
    }
    for (size_t room = len + 8;;) { /* the code points of some characters outgrow their bytes */
        utf8proc_int32_t *work = arena_make(a, utf8proc_int32_t, room + 1);

        if (work == NULL) {
            return NULL;
        }
        utf8proc_ssize_t n =
            utf8proc_decompose_custom((const utf8proc_uint8_t *)s, (utf8proc_ssize_t)len, work,
                                      (utf8proc_ssize_t)room, options, custom, NULL);

        assert(n >= 0); /* s is UTF-8, and no arena holds the 2 GiB that utf8proc cannot count */
        if ((size_t)n <= room) {
            utf8proc_reencode(work, n, options);
            return (char *)work;
        }
        room = (size_t)n;
    }
}

static bool is_ascii(const char *s)
{
    while (*s > 0) { /* a signed char: bytes from 0x80 are below 0 */
        s++;
    }
    return *s == '\0';
}

char *text_nfkc(struct arena *a, const char *s)
{
    return is_ascii(s) ? arena_copy(a, s) : normalise(a, s, 0, NULL);
}

/* --- text_key() ------------------------------------------------------------------------ */

/* One normalised character of a key. */
static uint32_t fold(uint32_t cp)
{
    if (cp < 0x80) {
        if (cp >= 'A' && cp <= 'Z') {
            return cp + ('a' - 'A');
        }
        return (cp > ' ' && cp < 0x7F) || cp == SEPARATOR ? cp : DROPPED;
    }
    switch (cp) {
    case LONG_VOWEL:
        return '-';
    case FULL_STOP:
    case MIDDLE_DOT:
        return '.';
    case COMMA:
        return ',';
    case WAVE_DASH:
        return '~';
    default:
        return is_dash(cp) ? '-' : text_is_space(cp) ? DROPPED : to_katakana(cp);
    }
}

/* U+FF61 to U+FF9D, the half-width forms, as their full width; then the two marks they join. */
static const char16_t full_width[] =
    u"。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノ"
    u"ハヒフヘホマミムメモヤユヨラリルレロワン";
enum { HALF_FIRST = 0xFF61, HALF_LAST = 0xFF9D, VOICE_MARK = 0xFF9E, HALF_VOICE_MARK = 0xFF9F };
_Static_assert(COUNT(full_width) - 1 == HALF_LAST - HALF_FIRST + 1, "a full width for each");

/* The plain form of a full-width ASCII or half-width katakana character; others as they are. */
static uint32_t to_plain_width(uint32_t cp)
{
    if (cp >= 0xFF01 && cp <= 0xFF5E) {
        return cp - 0xFEE0;
    }
    return cp >= HALF_FIRST && cp <= HALF_LAST ? full_width[cp - HALF_FIRST] : cp;
}

uint32_t text_fold_char(uint32_t cp)
{
    return fold(to_plain_width(cp));
}

/* Characters that normalisation leaves alone and that join with no neighbour. */
static bool is_inert(uint32_t cp)
{
    return cp < 0x80 || (cp >= 0x4E00 && cp <= 0x9FFF) || (cp >= 0x3041 && cp <= 0x3096) ||
           (cp >= 0x30A1 && cp <= 0x30FE) || (cp >= 0x3000 && cp <= 0x301F) || cp == 0x309D ||
           cp == 0x309E || (cp >= 0x3400 && cp <= 0x4DBF) || (cp >= 0x20000 && cp <= 0x2A6DF);
}

/* The voiced form of a half-width katakana (now full width), or 0 when there is none. */
static uint32_t voiced(uint32_t cp, uint32_t mark)
{
    bool h_row = cp == 0x30CF || cp == 0x30D2 || cp == 0x30D5 || cp == 0x30D8 || cp == 0x30DB;

    if (mark == HALF_VOICE_MARK) {
        return h_row ? cp + 2 : 0;
    }
    if (cp == 0x30A6) { /* ウ */
        return 0x30F4;
    }
    /* カ to チ stand on odd code points, ツ to ト on even ones; ッ lies between */
    return h_row || (cp >= 0x30AB && cp <= 0x30C1 && cp % 2 == 1) || cp == 0x30C4 || cp == 0x30C6 ||
                   cp == 0x30C8
               ? cp + 1
               : 0;
}

/*
 * Fold s to out, which has room for strlen(s) + 1: nothing here grows. False when s
 * has a character for the full normalisation; its own result has none (only_inert false).
 */
static bool fold_to(char *out, const char *s, bool only_inert)
{
    uint32_t half = 0; /* the character just written, if it was a half-width katakana */

    while (*s != '\0') {
        unsigned char byte = (unsigned char)*s;
        uint32_t cp = byte < 0x80 ? (s++, byte) : text_next(&s);
        uint32_t was_half = half;

        half = 0;
        if (only_inert && !is_inert(cp)) {
            uint32_t plain = to_plain_width(cp);

            if (plain != cp) {
                half = plain >= 0x80 ? plain : 0;
                cp = plain;
            } else if (was_half != 0 && (cp == VOICE_MARK || cp == HALF_VOICE_MARK) &&
                       voiced(was_half, cp) != 0) {
                out -= 3;
                cp = voiced(was_half, cp);
            } else {
                return false;
            }
        }
        cp = fold(cp);
        if (cp != DROPPED && cp < 0x80) {
            *out++ = (char)cp;
        } else if (cp != DROPPED) {
            out += text_put(out, cp);
        }
    }
    *out = '\0';
    return true;
}

char *text_key(struct arena *a, const char *s)
{
    struct arena_mark mark;
    char *key;

    if (a == NULL) {
        return NULL;
    }
    mark = arena_mark(a);
    key = arena_alloc(a, strlen(s) + 1);
    if (key == NULL || fold_to(key, s, true)) {
        return key;
    }
    arena_reset(a, mark);
    key = normalise(a, s, UTF8PROC_CASEFOLD | UTF8PROC_IGNORE, kana_first);
    if (key != NULL) {
        fold_to(key, key, false);
    }
    return key;
}

/* --- text_form() and text_kana() ------------------------------------------------------- */

static bool is_bracket(uint32_t cp)
{
    return cp == '(' || cp == ')' || cp == '[' || cp == ']' || cp == 0x3014 || cp == 0x3015 ||
           cp == 0x3010 || cp == 0x3011;
}

/* One normalised character of a machine-like field; prev is the one before it. */
static uint32_t form_char(uint32_t cp, uint32_t prev, enum text_form form)
{
    bool in_word = cp == LONG_VOWEL && (is_hiragana(prev) || is_katakana(prev));

    if (text_is_space(cp) || cp < ' ' || cp == 0x7F) {
        return DROPPED;
    }
    switch (form) {
    case TEXT_ADDRESS:
        if (cp == FULL_STOP || cp == MIDDLE_DOT || cp == COMMA || cp == ',') {
            return '.';
        }
        return is_dash(cp) || cp == LONG_VOWEL ? '-' : cp;
    case TEXT_CODE:
        return is_dash(cp) || (cp == LONG_VOWEL && !in_word) ? '-' : cp;
    case TEXT_PHONE:
        return is_dash(cp) || (cp == LONG_VOWEL && !in_word) || is_bracket(cp) ? '-' : cp;
    case TEXT_NUMBER:
    default:
        if (cp == ',' || cp == COMMA) {
            return DROPPED;
        }
        return is_dash(cp) || cp == LONG_VOWEL ? '-' : cp;
    }
}

/* Fold normalised text in place; no character here grows. */
static void form_in_place(char *text, enum text_form form)
{
    char *out = text;
    uint32_t prev = 0;

    for (const char *s = text; *s != '\0';) {
        uint32_t cp = form_char(text_next(&s), prev, form);
        bool extra = form == TEXT_PHONE && cp == '-' && (out == text || out[-1] == '-');

        if (cp != DROPPED && !extra) {
            out += text_put(out, cp);
            prev = cp;
        }
    }
    if (form == TEXT_PHONE && out > text && out[-1] == '-') {
        out--;
    }
    *out = '\0';
}

char *text_form(struct arena *a, const char *s, enum text_form form)
{
    char *text = is_ascii(s) ? arena_copy(a, s) : normalise(a, s, UTF8PROC_IGNORE, NULL);

    if (text != NULL) {
        form_in_place(text, form);
    }
    return text;
}

char *text_kana(struct arena *a, const char *s)
{
    char *text = text_trim(a, s);

    text = text == NULL ? NULL : normalise(a, text, UTF8PROC_IGNORE, kana_first);
    if (text == NULL) {
        return NULL;
    }
    char *result = arena_alloc(a, 3 * strlen(text) + 2); /* a space or dash takes 3 bytes now */
    char *out = result;
    uint32_t prev = 0;

    for (const char *p = text; out != NULL && *p != '\0';) {
        uint32_t cp = to_katakana(text_next(&p));

        if (text_is_space(cp)) {
            cp = 0x3000;
            if (prev == cp) {
                continue;
            }
        } else if (is_dash(cp) && is_katakana(prev)) {
            cp = LONG_VOWEL;
        }
        out += text_put(out, cp);
        prev = cp;
    }
    return result;
}

bool text_is_kana(const char *s)
{
    while (*s != '\0') {
        uint32_t cp = text_next(&s);

        if (cp != 0x3000 && !is_katakana(cp)) {
            return false;
        }
    }
    return true;
}
