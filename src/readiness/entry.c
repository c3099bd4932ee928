#include "readiness/entry.h"

#include <string.h>

int entry_order(const char *a, size_t a_len, const char *b, size_t b_len)
{
    size_t n = a_len < b_len ? a_len : b_len, i = 0;

    while (i < n && a[i] == b[i]) {
        i++;
    }
    if (i == n) {
        return (a_len > b_len) - (a_len < b_len);
    }
    int x = a[i] == '/' ? 0 : (unsigned char)a[i], y = b[i] == '/' ? 0 : (unsigned char)b[i];

    return (x > y) - (x < y);
}

bool entry_below(const char *path, size_t path_len, const char *dir, size_t dir_len)
{
    return path_len > dir_len && path[dir_len] == '/' && memcmp(path, dir, dir_len) == 0;
}
