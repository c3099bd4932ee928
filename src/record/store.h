/*
 * Files that records hold (evidence, BCP, minutes): stored once by their SHA-256 under
 * DATA/files/ab/cd/SHA256, never edited. The file and its directory are on disk before any row
 * names them.
 */
#ifndef RECORD_STORE_H
#define RECORD_STORE_H

#include "base/arena.h"
#include "db/db.h"

#define STORE_FILE_MAX (50u << 20) /* bytes of one file */

/*
 * Copy fd from its start into the store. *out is the canonical K_FILE value
 * "sha256hex size media/type name". E_LIMIT, E_FULL, E_IO, E_INVALID (an empty file).
 */
MUST_CHECK enum status store_add(const char **out, struct db *db, const char *data_dir,
                                 int64_t facility_id, int fd, const char *name, const char *type,
                                 int64_t now_ms, struct arena *a, struct err *err);

struct stored_file {
    const char *sha256; /* hex */
    int64_t size;
    const char *type;
    const char *name;
};

/* Take a canonical K_FILE value apart. E_CORRUPT if it is none. */
MUST_CHECK enum status store_parse(struct stored_file *out, const char *canonical, struct arena *a,
                                   struct err *err);

/* Open for reading; E_NOTFOUND, E_CORRUPT when its size is not what the row says. */
MUST_CHECK enum status store_open(int *fd, const char *data_dir, const struct stored_file *f,
                                  struct err *err);

#endif
