/* One name in a backup copy: what a walk sees, what a manifest holds. */
#ifndef READINESS_ENTRY_H
#define READINESS_ENTRY_H

#include "base/hash.h"
#include "readiness/content.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of a path below the top. A copy may be deeper than what open() takes at once. */
#define ENTRY_PATH_MAX 16384

enum entry_kind {
    ENTRY_FILE,
    ENTRY_DIR,
    ENTRY_LINK,  /* a symbolic link: never followed; its digest is that of its target's name */
    ENTRY_OTHER, /* a device, socket or pipe: never opened */
    ENTRY_KINDS
};

struct entry {
    const char *path; /* raw bytes with a closing 0, no slash in front; [path_len] */
    size_t path_len;
    enum entry_kind kind;
    uint64_t size;    /* of a file or a link's target, bytes; else 0 */
    int64_t mtime_ns; /* since 1970, UTC */
    unsigned mode;    /* permission bits, 07777 */
    enum content content;
    bool has_digest; /* a file that was read whole, a link that was read */
    uint8_t digest[HASH_SIZE];
};

/*
 * The order of a walk and of a manifest: a directory stands before what is in it, and that before
 * the directory's next sibling. Like strcmp(), with '/' before every other byte.
 */
int entry_order(const char *a, size_t a_len, const char *b, size_t b_len);

/* Does path stand below the directory dir? */
bool entry_below(const char *path, size_t path_len, const char *dir, size_t dir_len);

#endif
