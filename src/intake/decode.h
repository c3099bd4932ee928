/*
 * Text files as UTF-8, whatever they were saved as: a byte order mark decides (UTF-8, or the
 * UTF-16 of Excel's "Unicode text"), else strict UTF-8, else CP932, found by looking at all of it.
 *
 * A character that cannot be read becomes U+FFFD, so that only its row is lost; a file with more
 * than DECODE_BAD_MAX of them is refused.
 */
#ifndef INTAKE_DECODE_H
#define INTAKE_DECODE_H

#include "intake/raw.h"

#define DECODE_BAD_MAX 1000u

struct decode;

/* raw must outlive *out. E_INVALID: no text at all, in words. */
MUST_CHECK enum status decode_open(struct decode **out, const struct raw *raw,
                                   enum book_encoding encoding, struct err *err);
void decode_close(struct decode **d);

/*
 * The next piece, whole characters, as text[*len] with a closing 0; *len is 0 at the end. It lives
 * until the next call.
 */
MUST_CHECK enum status decode_next(struct decode *d, const char **text, size_t *len,
                                   struct err *err);
void decode_rewind(struct decode *d);

#endif
