/*
 * What the host tools share: whole files in, C out, complaints with file and line.
 *
 * A tool reads, says everything that is wrong before it makes its output, and
 * ends; memory lives until then.
 */
#ifndef TOOL_H
#define TOOL_H

#include <stddef.h>
#include <stdio.h>

/* "file:line: words" on standard error, then exit status 1. line 0: none is shown. */
__attribute__((noreturn, format(printf, 3, 4))) void tool_fail(const char *file, int line,
                                                               const char *fmt, ...);

void *tool_alloc(size_t size);              /* zeroed, never NULL */
char *tool_copy(const char *s, size_t len); /* len bytes and a closing 0 */
char *tool_read(const char *path,
                size_t *len);                 /* the whole file and a closing 0; len may be NULL */
const char *tool_base_name(const char *path); /* what follows the last '/' */

FILE *tool_create(const char *path);
void tool_finish(FILE *f, const char *path); /* fails, and removes path, when a write failed */

/* s[len] as a C string literal with its quotes; long ones over several lines. */
void tool_c_string(FILE *f, const char *s, size_t len);

#endif
