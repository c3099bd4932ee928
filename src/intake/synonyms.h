/*
 * Which field a column title means, and which choice a cell text means.
 *
 * Words are compared by text_key(): width, case, kana, dashes and white space make no difference,
 * so the line break in 管理⏎番号 and the full width of ＯＳ need no rows of their own.
 */
#ifndef INTAKE_SYNONYMS_H
#define INTAKE_SYNONYMS_H

#include "base/arena.h"
#include "record/entity.h"

#define SYNONYMS_ID (-2)      /* the column ID that our own exports begin with (decisions.md 5) */
#define SYNONYMS_NONE (-1)    /* nobody's column */
#define SYNONYMS_BESIDE 1000u /* rank: no field's title, but worth keeping in `note` */

struct synonyms;

/* The words for one entity, in the arena. NULL once the arena has failed. */
const struct synonyms *synonyms_of(const struct entity *e, struct arena *a);

/*
 * The field (index in the entity, or SYNONYMS_ID) that a column title means; SYNONYMS_NONE if it
 * means none. *rank (may be NULL) tells how surely: 0 its own label, then as listed.
 */
int synonyms_field(const struct synonyms *s, const char *title, unsigned *rank, struct arena *a);

/* Whether a title only counts the rows (No, 項番). */
bool synonyms_counts(const char *title, struct arena *a);

/* A title that asks about a field with choices (インターネット接続), and the labels that 有 and 無
   mean there; NULL: that alone does not say which. */
struct synonym_question {
    const char *entity;
    const char *field;
    const char *words;
    const char *yes;
    const char *no;
};
const struct synonym_question *synonyms_question(const struct synonyms *s, int field,
                                                 const char *title, struct arena *a);

struct synonyms_value {
    const char *label; /* the text itself where it is no synonym */
    int also;          /* a second field that the text tells, or SYNONYMS_NONE */
    const char *also_label;
};

/* What a cell text means in a field with choices. */
struct synonyms_value synonyms_value(const struct synonyms *s, int field, const char *text,
                                     struct arena *a);

/* Whether a cell text is a choice of the field, by its label or in a ledger's words. */
bool synonyms_is_choice(const struct synonyms *s, int field, const char *text, struct arena *a);

#endif
