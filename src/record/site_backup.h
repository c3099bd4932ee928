/*
 * A copy of a whole site in one file, taken while it runs, and the way back.
 *
 * A backup is a tar: the database as it was at one moment, then the files that its rows name. The
 * keys stay where they are: a restored site makes a new one, which its history says. Only for
 * SQLite; a group's PostgreSQL is backed up by pg_dump.
 */
#ifndef RECORD_SITE_BACKUP_H
#define RECORD_SITE_BACKUP_H

#include "record/site.h"

struct site_backup {
    int64_t size;  /* bytes of the archive */
    int64_t files; /* documents in it */
};

/* E_INVALID in words on PostgreSQL; E_FULL, E_IO: nothing is left at path. */
MUST_CHECK enum status site_backup(struct site_backup *out, struct db *db, const char *data_dir,
                                   const char *path, int64_t now_ms, struct err *err);

/*
 * Fill an empty or missing data_dir from the archive at path and check it: the database opens,
 * every document has its SHA-256. In words: E_CONFLICT, something is there already; E_INVALID, the
 * file is no backup; E_CORRUPT, it is one, but cut off or damaged.
 */
MUST_CHECK enum status site_restore(struct site_backup *out, const char *data_dir, const char *path,
                                    int64_t now_ms, struct err *err);

#endif
