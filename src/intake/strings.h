/*
 * Many short texts by number, packed: the shared strings of a workbook.
 *
 * 1.2 million different cells of 15 bytes take 24 MB here; an arena copy of each would take half
 * as much again, and pointers to them another 10 MB.
 */
#ifndef INTAKE_STRINGS_H
#define INTAKE_STRINGS_H

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

#define STRINGS_SIZE (56u << 20) /* bytes of all texts and their index */

struct strings;

struct strings *strings_open(void); /* NULL: no memory */
void strings_close(struct strings **s);

/* Add text[len] under the next number (0 ...). E_LIMIT past STRINGS_SIZE, E_NOMEM. */
MUST_CHECK enum status strings_add(struct strings *s, const char *text, size_t len,
                                   struct err *err);
size_t strings_count(const struct strings *s);
const char *strings_get(const struct strings *s, size_t number); /* NULL if there is none */

#endif
