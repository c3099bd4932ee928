/*
 * From an entity's fields to what the templates show, and from posted controls back to values.
 */
#ifndef WEB_FIELD_VIEW_H
#define WEB_FIELD_VIEW_H

#include "record/value.h"
#include "web/form_view.h"
#include "web/page.h"

/* The scope in which values of this request are parsed and shown. */
struct value_scope field_scope(const struct work *w);

/* What a form holds: for each field of the entity what was typed, and the complaint about it. */
struct field_input {
    const char *typed; /* as posted, or as the record shows it; NULL: empty */
    const char *error;
    const char *echo; /* where the value comes from, or NULL */
};

/* Read every control of e's form. Several values are joined as value_parse() takes them apart. */
struct field_input *field_read(const struct page *pg, const struct entity *e, struct arena *a);

/* The record's values as a form begins with them. */
struct field_input *field_of_record(const struct record *r, const struct value_scope *scope);

/*
 * Parse input into r (fields that are MACHINE keep their value; an upload becomes a stored file).
 * Complaints go to input[].error; *good tells whether there was none. Other errors are returned.
 */
MUST_CHECK enum status field_parse(struct record *r, struct field_input *input, bool *good,
                                   struct page *pg, struct work *w);

/* The control of one field, with choices read from the database for references. */
MUST_CHECK enum status field_control(struct form_field *out, const struct field *f,
                                     const struct field_input *input, struct work *w);

/* The whole form of e, in the groups of its table. */
MUST_CHECK enum status field_groups(struct form_group **out, size_t *n, const struct entity *e,
                                    const struct field_input *input, struct work *w);

/* The complaints as the summary above the form. */
struct parts_errors field_errors(const struct entity *e, const struct field_input *input,
                                 const char *whole, struct arena *a);

const char *field_label(const struct field *f, enum lang lang);
const char *entity_label(const struct entity *e, enum lang lang); /* one of them: 機器 */
const char *register_label(const struct entity *e,
                           enum lang lang); /* all: 機器台帳, as the menu says */

/* Addresses, numbers, dates, codes: shown without line breaks. */
bool field_is_code(const struct field *f);

#endif
