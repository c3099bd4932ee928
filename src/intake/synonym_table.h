/*
 * The words of real ledgers, as data. Only synonyms.c includes this.
 */
#ifndef INTAKE_SYNONYM_TABLE_H
#define INTAKE_SYNONYM_TABLE_H

#include "intake/synonyms.h"

#include <stddef.h>

/* Column titles that mean a field, the likelier first, separated by '|'. Name and labels of the
   field itself need no row. */
struct synonym_header {
    const char *entity;
    const char *field;
    const char *words;
};

/* Column titles without a field of their own that are worth keeping: their texts go into the
   register's `note`, under the column's title. */
struct synonym_beside {
    const char *entity;
    const char *words;
};

/* Cell texts that mean a choice (its Japanese label). The same text may tell a second field. */
struct synonym_value {
    const char *entity;
    const char *field;
    const char *words;
    const char *label;
    const char *also_field; /* or NULL */
    const char *also_label;
};

extern const struct synonym_header synonym_header[];
extern const size_t synonym_headers;
extern const struct synonym_beside synonym_beside[];
extern const size_t synonym_besides;
extern const struct synonym_question synonym_question[];
extern const size_t synonym_questions;
extern const char *const synonym_counter; /* titles of columns that only count rows */
extern const struct synonym_value synonym_value[];
extern const size_t synonym_values;

#endif
