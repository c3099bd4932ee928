/*
 * Identifiers of records: 42 bits of UTC milliseconds, then 21 random bits.
 * They grow with time, never collide in practice between sites, and fit a
 * signed 64-bit column. In URLs: 13 characters of Crockford's base32.
 */
#ifndef BASE_ID_H
#define BASE_ID_H

#include <stdbool.h>
#include <stdint.h>

#define ID_TEXT_SIZE 14

int64_t id_make(int64_t now_ms);
char *id_text(char out[ID_TEXT_SIZE], int64_t id); /* base32, lower case, leading zeros kept */

/*
 * The base32 form only, as Crockford reads it: capitals, o for 0, i and l for 1 are taken too.
 * False, and *out untouched, when malformed or not above 0.
 */
bool id_parse(int64_t *out, const char *text);

#endif
