/*
 * Texts of columns that have no field of their own: each is a line 「title：text」 of the
 * register's note, so that nothing a ledger says is lost (docs/decisions/0006). For the import
 * only.
 */
#ifndef INTAKE_IMPORT_BESIDE_H
#define INTAKE_IMPORT_BESIDE_H

#include "base/arena.h"

struct import_beside {
    const char *title, *text; /* each on one line */
    struct import_beside *next;
};

/* Add to the end of the list: line breaks of a title vanish, those of a text become spaces. Nothing
   once the arena has failed. */
void import_beside_add(struct import_beside **list, const char *title, const char *text,
                       struct arena *a);

/*
 * note (may be NULL) with a line for each of the list: in the place of a line of the same title,
 * else at its end, so that the same file read twice changes nothing. NULL once the arena has
 * failed.
 */
const char *import_beside_note(const struct import_beside *list, const char *note, struct arena *a);

#endif
