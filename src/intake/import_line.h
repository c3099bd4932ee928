/*
 * One row from cells to a judged record. For the import only.
 */
#ifndef INTAKE_IMPORT_LINE_H
#define INTAKE_IMPORT_LINE_H

#include "intake/import.h"
#include "intake/memo.h"
#include "intake/seen.h"
#include "record/value.h"

/* What is the same for all rows of an import. */
struct import_rules {
    const struct entity *entity;
    const struct mapping *mapping;
    const struct synonyms *synonyms;
    struct value_scope scope; /* its arena is set for each batch of rows */
    bool base1904;
    int key;               /* the register's UNIQUE field, or -1 */
    int note;              /* the field that keeps texts beside, or -1 */
    int purpose;           /* where the second half of サービス名称/用途 goes, or -1 */
    bool refers_to_itself; /* a mapped column names records of this register */
    bool preview;          /* nothing is stored: rows before this one are only `seen` */
    struct seen seen;
    struct memo *memo; /* may be NULL */
};

void import_rules_init(struct import_rules *r, const struct entity *e, struct db *db,
                       int64_t facility_id, int64_t now_ms);

/* An id of ours as exports write it: 13 characters, or decimal. */
bool import_id_parse(int64_t *out, const char *typed);

struct import_work {
    struct import_line line;
    struct import_beside *beside; /* what goes into the note, in the order of the columns */
    size_t untitled;              /* cells with a text in columns without a title: not read */
    enum book_kind *kind;         /* [entity->n] of the cells in line.typed */
    enum given *given;            /* [entity->n] */
    const char **value;           /* [entity->n] canonical */
    int64_t id;                   /* from the column ID; 0: none */
    struct record *record;        /* line.after, to be stored */
    bool *to_confirm;             /* [entity->n] */
    bool seen;                    /* import_line_see() has asked ... */
    struct err twice;             /* ... and found this; status OK: nothing */
};

/* A row of the table as texts by field. */
MUST_CHECK enum status import_line_cells(struct import_work *out, const struct import_rules *r,
                                         const struct book_row *row, struct err *err);

/* The same from the JSON object of a rejected row. */
MUST_CHECK enum status import_line_json(struct import_work *out, const struct import_rules *r,
                                        int64_t row, const char *cells, struct err *err);
const char *import_line_to_json(const struct import_work *w, const struct import_rules *r);

/* Back to where only the texts are known, for another look after a group was rolled back. */
void import_line_reset(struct import_work *w, const struct import_rules *r);

/*
 * Texts to values. A text that breaks a rule makes the row VERDICT_REJECTED, and OK is returned;
 * so do the functions below.
 */
MUST_CHECK enum status import_line_parse(struct import_work *w, const struct import_rules *r,
                                         struct err *err);

/* Find the record the row means, put the values on it, tell new, changed and same apart. */
MUST_CHECK enum status import_line_match(struct import_work *w, const struct import_rules *r,
                                         struct err *err);

/* Refuse a row whose key or record an earlier row of the file had, else remember them. After it was
   matched; a row that is judged again hears the same. */
MUST_CHECK enum status import_line_see(struct import_work *w, struct import_rules *r,
                                       struct err *err);

/* Every further rule of the register (record_check), for a row that is not to be stored now. */
MUST_CHECK enum status import_line_check(struct import_work *w, const struct import_rules *r,
                                         struct err *err);

/* Reject a row because of field (-1: as a whole) and why. */
void import_line_reject(struct import_work *w, int field, const struct err *why);

/* Why a record that an undone import had made is closed; a later import opens it again. */
#define IMPORT_UNDONE_REASON "取り込みの取り消し"

#endif
