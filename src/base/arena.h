/*
 * Memory that dies together: one arena for a request, a job, a command.
 *
 * Sticky: after the first failure (no memory, or past the limit) every call
 * returns NULL and arena_status() tells. Allocate, allocate, ask once.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/err.h"

#include <stdarg.h>
#include <stddef.h>

struct arena;

/* A new arena that will hold at most limit bytes. NULL when there is no memory at all. */
struct arena *arena_open(size_t limit);
void arena_close(struct arena **a); /* frees everything in it; *a may be NULL */

/* size zeroed bytes, aligned for any type; NULL once the arena has failed, or if a is NULL. */
void *arena_alloc(struct arena *a, size_t size);
#define arena_make(a, type, n) ((type *)arena_array((a), sizeof(type), (n)))
void *arena_array(struct arena *a, size_t size, size_t n); /* refuses overflow of size * n */

char *arena_copy(struct arena *a, const char *s);               /* NULL copies to NULL */
char *arena_copy_n(struct arena *a, const char *s, size_t len); /* len bytes and a closing 0 */
char *arena_printf(struct arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3);
char *arena_vprintf(struct arena *a, const char *fmt, va_list ap);

/* A point to come back to: everything allocated after arena_mark() dies in arena_reset(). */
struct arena_mark {
    void *block;
    size_t used;
    size_t total;
};
struct arena_mark arena_mark(struct arena *a);
void arena_reset(struct arena *a, struct arena_mark mark);

size_t arena_used(const struct arena *a); /* bytes handed out, with padding */

/* OK, E_NOMEM or E_LIMIT (also for a == NULL: E_NOMEM). */
MUST_CHECK enum status arena_status(const struct arena *a, struct err *err);

#endif
