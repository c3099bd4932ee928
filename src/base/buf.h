/*
 * A growing run of bytes with a limit from birth. Sticky: after the first
 * failure it takes nothing more and buf_status() tells. Always 0-terminated.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/err.h"

#include <stddef.h>

struct buf {
    char *data; /* NULL while empty; data[len] is 0 */
    size_t len;
    size_t room;
    size_t limit;
    enum status status;
};

#define BUF_INIT(max) ((struct buf){.limit = (max)})
void buf_close(struct buf *b); /* for CLEANUP(buf_close) struct buf b = BUF_INIT(n) */
void buf_clear(struct buf *b); /* empty again, memory kept, failure forgotten */

void buf_add(struct buf *b, const void *bytes, size_t len);
void buf_str(struct buf *b, const char *s); /* NULL adds nothing */
void buf_char(struct buf *b, char c);
void buf_printf(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);

const char *buf_text(const struct buf *b); /* the bytes so far, "" while empty */

/* OK, E_NOMEM or E_LIMIT. Ask before sending or storing anything. */
MUST_CHECK enum status buf_status(const struct buf *b, struct err *err);

#endif
