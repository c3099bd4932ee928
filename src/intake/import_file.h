/*
 * An import's file, opened as far as its columns have their fields. For the import only.
 */
#ifndef INTAKE_IMPORT_FILE_H
#define INTAKE_IMPORT_FILE_H

#include "intake/import.h"

struct import_file {
    struct book *book;
    struct table *table; /* before its first record */
    const struct synonyms *synonyms;
    struct mapping wish;
    struct mapping mapping;
    bool remembered;    /* by an earlier import */
    struct err missing; /* status OK, or E_INVALID: a required field has no column */
};

void import_file_close(struct import_file *f);

/*
 * mapping: JSON that overrides what is remembered and found; NULL: none. A missing column is no
 * failure here: see missing. E_* as import_run().
 */
MUST_CHECK enum status import_file_open(struct import_file *out, struct db *db,
                                        const struct import_request *request, const char *mapping,
                                        struct arena *a, struct err *err);

/* SHA-256 of the source's bytes in hex. */
MUST_CHECK enum status import_file_digest(const char **out, const struct book_source *source,
                                          struct arena *a, struct err *err);

#endif
