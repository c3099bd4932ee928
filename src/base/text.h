/*
 * Japanese text as people type it: widths, kana, dashes, IME punctuation.
 *
 * Stored values keep what was typed; only search keys and the machine-like
 * fields (addresses, numbers, phones) are normalised. All strings are UTF-8;
 * a result lives in the arena, NULL once the arena has failed.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* s, or other where s is NULL. */
static inline const char *text_or(const char *s, const char *other)
{
    return s != NULL ? s : other;
}

/* Copy s to out[size], cut at a whole character. out == s is allowed. Returns out. */
char *text_cut(char *out, size_t size, const char *s);

bool text_is_utf8(const char *s, size_t len); /* strict: no surrogates, no overlong, no NUL */
size_t text_chars(const char *s);             /* code points */
/* Columns: full width 2, half width 1, combining 0; what a Japanese font draws full, as ① or →, 2.
 */
size_t text_width(const char *s);
/* Next code point of *s, and step over it; 0 at the end; U+FFFD for a broken byte. */
uint32_t text_next(const char **s);
int text_encode(char out[5], uint32_t cp); /* bytes written; out is 0-terminated */
int text_put(char *out, uint32_t cp);      /* the same 1 to 4 bytes without a closing 0 */

bool text_is_space(uint32_t cp); /* also U+3000, NBSP, line breaks, zero-width space, BOM */

/* Without white space (ASCII, U+3000, NBSP, line breaks) at both ends. */
char *text_trim(struct arena *a, const char *s);
char *text_nfkc(struct arena *a, const char *s); /* compatibility composition (utf8proc) */

/*
 * The key under which a value is found and compared: NFKC, case folded,
 * hiragana to katakana, every dash and the long-vowel mark to '-', the stops and
 * the middle dot (U+3002, U+30FB) to '.', U+3001 to ',', wave dashes to '~', white
 * space and control bytes removed except the separator U+0001. So the key of a
 * part of a text is a part of its key: ﾅｰｽ, ナ−ス, なーす are all found in ナースステーション.
 */
char *text_key(struct arena *a, const char *s);

/* What cp alone becomes in a text_key(), as far as that is one character; 0 = removed. */
uint32_t text_fold_char(uint32_t cp);

/* Machine-like fields, before they are parsed: NFKC, all white space removed, and
   ADDRESS: . for U+3002 U+FF0E U+30FB U+3001 , ; - for the dash family and U+30FC
   CODE: dash family to -, case kept (asset numbers, host names, serials)
   PHONE: dash family and brackets to - (no leading, doubled or trailing -)
   NUMBER: without thousands separators, dash family to -
   In CODE and PHONE a long-vowel mark after a kana stays what it is: サーバー01. */
enum text_form { TEXT_ADDRESS, TEXT_CODE, TEXT_PHONE, TEXT_NUMBER };
char *text_form(struct arena *a, const char *s, enum text_form form);

/* Furigana: half-width and hiragana to full-width katakana, one U+3000 between words. */
char *text_kana(struct arena *a, const char *s);
bool text_is_kana(const char *s); /* only katakana, long vowel, middle dot and U+3000 */

/*
 * Sort key of a reading after JIS X 4061: word by word, first the plain kana (small ones
 * enlarged, dakuten off, a long vowel as its vowel, middle dots ignored), then dakuten, then
 * size. So every ヤマサキ comes before every ヤマザキ, and both before ヤマサワ.
 */
char *text_reading_key(struct arena *a, const char *kana);

/* Sort key of a text_key() in which digit runs compare as numbers: ROOM2 before ROOM10. */
char *text_natural_key(struct arena *a, const char *s);

/*
 * Search grams of a text_key(): every character and every pair of neighbours,
 * separated by a space, each once; words are the runs between separators (U+0001).
 * For a query every pair, or the character where a word has only one. A record whose
 * grams hold all of the query's is a candidate; that the query's key stands in the
 * record's key (strstr) makes it a hit. Needs the characters of key to be UTF-8.
 */
#define TEXT_SEPARATOR "\001"
char *text_grams(struct arena *a, const char *key);
char *text_query_grams(struct arena *a, const char *key);

/*
 * CP932 (never Shift_JIS) both ways. E_INVALID with the sentence to show when a character has no
 * place, or would come back as another one (U+00A5 as a backslash); *at is its byte offset in the
 * input. U+301C, U+2212, U+2016 and U+2014 are written as the U+FF5E, U+FF0D, U+2225 and U+2015
 * that Windows knows, and so they come back: text_cp932_form() is s after a way there and back.
 */
MUST_CHECK enum status text_from_cp932(char **out, struct arena *a, const char *s, size_t len,
                                       size_t *at, struct err *err);
MUST_CHECK enum status text_to_cp932(char **out, size_t *out_len, struct arena *a, const char *s,
                                     size_t *at, struct err *err);
char *text_cp932_form(struct arena *a, const char *s);

#endif
