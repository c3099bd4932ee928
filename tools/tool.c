#include "tool.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { LITERAL_LINE = 80 }; /* characters of a literal before it goes on in the next line */

/* Chained so that everything stays reachable until the tool ends (leak checkers). */
static struct block {
    struct block *next;
    _Alignas(16) char bytes[];
} * blocks;

void tool_fail(const char *file, int line, const char *fmt, ...)
{
    va_list ap;

    if (line > 0) {
        fprintf(stderr, "%s:%d: ", file, line);
    } else {
        fprintf(stderr, "%s: ", file);
    }
    va_start(ap, fmt);
    vfprintf(stderr, fmt, ap);
    va_end(ap);
    fputc('\n', stderr);
    exit(1);
}

void *tool_alloc(size_t size)
{
    struct block *b = calloc(1, sizeof(*b) + size);

    if (b == NULL) {
        tool_fail("tool", 0, "no memory");
    }
    b->next = blocks;
    blocks = b;
    return b->bytes;
}

char *tool_copy(const char *s, size_t len)
{
    return memcpy(tool_alloc(len + 1), s, len);
}

char *tool_read(const char *path, size_t *len)
{
    FILE *f = fopen(path, "rb");
    long size = -1;

    if (f != NULL && fseek(f, 0, SEEK_END) == 0) {
        size = ftell(f);
    }
    if (size < 0 || fseek(f, 0, SEEK_SET) != 0) {
        tool_fail(path, 0, "cannot read: %s", strerror(errno));
    }
    char *text = tool_alloc((size_t)size + 1);

    if (fread(text, 1, (size_t)size, f) != (size_t)size) {
        tool_fail(path, 0, "cannot read: %s", strerror(errno));
    }
    fclose(f);
    if (len != NULL) {
        *len = (size_t)size;
    }
    return text;
}

const char *tool_base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash == NULL ? path : slash + 1;
}

FILE *tool_create(const char *path)
{
    FILE *f = fopen(path, "wb");

    if (f == NULL) {
        tool_fail(path, 0, "cannot write: %s", strerror(errno));
    }
    return f;
}

void tool_finish(FILE *f, const char *path)
{
    int failed = ferror(f);

    if (fclose(f) != 0 || failed) {
        remove(path);
        tool_fail(path, 0, "cannot write: %s", strerror(errno));
    }
}

void tool_c_string(FILE *f, const char *s, size_t len)
{
    size_t column = 0;

    fputc('"', f);
    for (size_t i = 0; i < len; i++, column++) {
        unsigned char c = (unsigned char)s[i];

        if (column >= LITERAL_LINE && c < 0x80) {
            fputs("\"\n    \"", f);
            column = 0;
        }
        if (c == '\n') {
            fputs("\\n", f);
        } else if (c == '"' || c == '\\' || c == '?') {
            fprintf(f, "\\%c", c);
        } else if (c < 0x20 || c == 0x7f) {
            fprintf(f, "\\%03o", c);
        } else {
            fputc(c, f);
        }
    }
    fputc('"', f);
}
