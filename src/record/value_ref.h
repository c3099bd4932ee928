/* References between records as people write them. For this room only. */
#ifndef RECORD_VALUE_REF_H
#define RECORD_VALUE_REF_H

#include "record/value.h"

/*
 * A reference is written as the label of the record, as its UNIQUE value, as its ID (decimal, or
 * the 13 characters of URLs), or as "label #id13", which exports use where a label may be
 * ambiguous.
 */
enum status ref_parse(const char **out, const struct field *f, const char *typed,
                      const struct value_scope *scope, struct err *err);
enum status refs_parse(const char **out, const struct field *f, const char *typed,
                       const struct value_scope *scope, struct err *err);
enum status anyrefs_parse(const char **out, const struct field *f, const char *typed,
                          const struct value_scope *scope, struct err *err);

/* E_INVALID in words: value has more characters than f takes. */
enum status value_check_length(const struct field *f, const char *value, struct err *err);

/* The choices of a field; those of K_BOOL and K_TRI without their own are general. */
const struct choice *value_choices(const struct field *f);

/* The next part of a list people typed (separators 、 , ; and line breaks, not inside brackets). */
bool value_next_part(const char **rest, const char **part, size_t *len);

#endif
