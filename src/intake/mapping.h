/*
 * Which column of a table goes into which field. Found by the words of its titles, corrected by
 * the user, remembered as JSON for the next file that looks alike:
 *
 *     {"sheet": "機器一覧", "header_row": 4,
 *      "columns": {"管理番号": "asset_no", "ＩＰアドレス": "ip", "担当部署": null}}
 *
 * A field is written by its name, the column ID as "ID"; null says that the column is left out.
 * Every member may be missing: what it does not say is found.
 */
#ifndef INTAKE_MAPPING_H
#define INTAKE_MAPPING_H

#include "intake/synonyms.h"
#include "intake/table.h"

#define MAPPING_SIZE (256u << 10) /* bytes of JSON */

struct mapping_column {
    const char *title;
    int field;                               /* index in the entity, SYNONYMS_ID or SYNONYMS_NONE */
    bool chosen;                             /* by the user, not found */
    const struct synonym_question *question; /* what its title asks; NULL: nothing */
    bool beside; /* field is the note, and each text stands there behind the title */
};

struct mapping {
    const struct entity *entity;
    const char *sheet;             /* NULL in a wish that does not name one */
    uint32_t header_row;           /* 0 likewise */
    struct mapping_column *column; /* [n], as in the table; of a wish, as in the JSON */
    size_t n;
};

/* Read what the user or an earlier import says. E_INVALID names what is wrong. NULL text: nothing.
 */
MUST_CHECK enum status mapping_parse(struct mapping *out, const struct entity *e, const char *text,
                                     struct arena *a, struct err *err);

/* The field a title means, first to wish, then to the synonyms; for table_options. */
struct mapping_guide {
    const struct synonyms *synonyms;
    const struct mapping *wish;
    struct arena *arena;
};
int mapping_field_of(void *guide, const char *title);

/*
 * Map the table's columns. Two columns never mean one field: the one whose title is nearer to the
 * field's label gets it. The other, and a column worth keeping without a field of its own, stands
 * `beside` in the register's note, where it has one; it is nobody's if it only counts the rows. A
 * column ID that holds no ids of ours is taken as the ledger's own number.
 * E_INVALID: a required field has no column, in words; *out is complete all the same.
 */
MUST_CHECK enum status mapping_make(struct mapping *out, const struct mapping_guide *guide,
                                    const struct table *t, bool has_our_ids, struct arena *a,
                                    struct err *err);

/* The column of a field, or -1. */
int mapping_column_of(const struct mapping *m, int field);

const char *mapping_json(const struct mapping *m, struct arena *a);

/* The same for every file with the same titles in the same order: under this a mapping is kept. */
const char *mapping_fingerprint(const struct mapping *m, struct arena *a);

#endif
