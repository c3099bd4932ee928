#include "base/cell.h"

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static const char *const sign[] = {"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"};

/* Bytes of the sign that s begins with; 0 if it begins with none. */
static size_t sign_at(const char *s)
{
    for (size_t i = 0; i < COUNT(sign); i++) {
        size_t len = strlen(sign[i]);

        if (strncmp(s, sign[i], len) == 0) {
            return len;
        }
    }
    return 0;
}

static bool looks_guarded(const char *s)
{
    size_t marks = strspn(s, "'");

    return marks > 0 && sign_at(s + marks) > 0;
}

const char *cell_guard(const char *value)
{
    size_t len = sign_at(value);

    return (len > 0 && value[len] != '\0') || looks_guarded(value) ? "'" : "";
}

const char *cell_escape(const char *value)
{
    return looks_guarded(value) ? "'" : "";
}

const char *cell_unguard(const char *cell)
{
    return looks_guarded(cell) ? cell + 1 : cell;
}
