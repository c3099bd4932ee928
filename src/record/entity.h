/*
 * What a noun is: one table of fields, and everything general follows from it
 * (form, list, filter, sort, validation, import, export, search, history, API).
 *
 * A field's value is always one canonical text, or NULL for "not asked yet":
 *
 *     K_TEXT K_NOTE          as typed, trimmed; RESERVED fields know なし and 不明
 *     K_TEXTS                several texts, one a line ("\n" between)
 *     K_KANA                 full-width katakana
 *     K_DATE                 ISO, may be partial; K_TIME decimal UTC milliseconds
 *     K_INT                  decimal;   K_BOOL "1" or "0"
 *     K_TRI                  "yes", "no", "unknown"; never NULL
 *     K_IP K_MAC K_CIDR      dotted (or RFC 5952), aa:bb:cc:dd:ee:ff, address/len
 *     K_PHONE K_URL K_EMAIL  normalised text
 *     K_ENUM                 a choice's code; K_ENUMS codes joined by ',' in table order
 *     K_REF                  decimal id; K_REFS ids joined by ',', ascending (link table)
 *     K_ANYREFS              "entity:id" or "item:CATALOGUE_ID", joined by ',' (link table)
 *     K_FILE                 "sha256hex size media/type name" (base/file store)
 *
 * Storage: K_TIME K_INT K_BOOL K_REF are I64, ID or BOOL columns, K_REFS and K_ANYREFS rows of
 * the table link, all others TEXT. SORTED fields have a second column NAME_key.
 * Adding a field is one row here and one migration.
 */
#ifndef RECORD_ENTITY_H
#define RECORD_ENTITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum kind {
    K_TEXT,
    K_NOTE,
    K_TEXTS,
    K_KANA,
    K_DATE,
    K_TIME,
    K_INT,
    K_BOOL,
    K_TRI,
    K_IP,
    K_MAC,
    K_CIDR,
    K_PHONE,
    K_URL,
    K_EMAIL,
    K_ENUM,
    K_ENUMS,
    K_REF,
    K_REFS,
    K_ANYREFS,
    K_FILE,
    KIND_COUNT
};

enum {
    REQUIRED = 1 << 0,  /* a record without it is refused */
    UNIQUE = 1 << 1,    /* within the institution; also the import key */
    RESERVED = 1 << 2,  /* なし (there is none) and 不明 (there is one, not known) are values */
    TITLE = 1 << 3,     /* part of the record's label */
    LISTED = 1 << 4,    /* a column of the list before the user chooses */
    SORTED = 1 << 5,    /* the list sorts by it: column NAME_key with an index */
    COUNTED = 1 << 6,   /* tally keeps how many open records have each value */
    DECK = 1 << 7,      /* a column of the ministry's training deck, name kept to the letter */
    CODE_LIKE = 1 << 8, /* text normalised as a code: width and dashes (asset number, host name) */
    MACHINE = 1 << 9,   /* set by the program, not in forms; exported, not imported */
    CONFIDENTIAL = 1 << 10 /* not in prints for outsiders (home phone numbers) */
};

struct choice {
    const char *code; /* stored, in JSON and URLs */
    const char *ja;
    const char *en;
};

struct field {
    const char *name; /* column, JSON member, form control */
    const char *ja;
    const char *en;
    enum kind kind;
    unsigned flags;
    const struct choice *choices; /* K_ENUM, K_ENUMS, K_TRI (有/無 or はい/いいえ): ends with code
                                     NULL; other kinds: NULL */
    const char *ref;              /* K_REF, K_REFS: name of the entity */
    int min, max;                 /* K_INT: range; texts: max characters, 0 = 200 (note 4,000) */
    const char *initial;          /* canonical value of a new record, or NULL */
    const char *when_missing; /* canonical value an import gives a missing REQUIRED cell */
    const char *help;         /* one Japanese sentence under the control, or NULL */
    const char *example;      /* what a good value looks like, for form and message, or NULL */
    const char *group;        /* Japanese heading on form and page; NULL: as the field before */
};

struct entity {
    const char *name; /* table, URL, API, command line */
    const char *ja;
    const char *en;
    const char *menu;  /* chapter: "1", "2", "3", "proof", "settings", or NULL (no menu entry) */
    const char *about; /* one Japanese sentence: what this register is for (empty state) */
    const char *item;  /* checklist number it answers, as printed ("2-(1)"), or NULL */
    const struct field *field;
    size_t n;
    const char *columns; /* of the list before the user chooses, by name, separated by blanks; NULL:
                            the LISTED ones */
    const char *sort;    /* SORTED field the list starts with, or NULL: newest first */
    bool single; /* the one record that is made with the institution: none is added, none closed */
    const char *parent; /* K_REF field through which it belongs to another record's page, or NULL */
};

#define ENTITY_FIELDS_MAX 64
#define FIELD_BIT(i) (UINT64_C(1) << (i)) /* field i of an entity in a set of its fields */

const struct entity *const *entity_all(size_t *n);          /* every entity, in menu order */
const struct entity *entity_named(const char *name);        /* NULL if there is none */
int entity_field(const struct entity *e, const char *name); /* index, or -1 */
uint64_t entity_titles(const struct entity *e);             /* what record_label() reads */
const struct field *entity_unique(const struct entity *e);  /* its UNIQUE field, or NULL */
/* Whether the program finds its records: a field is required that only the program sets. */
bool entity_is_found(const struct entity *e);
/* Whether people add records, by form or file, and end them. */
bool entity_is_added(const struct entity *e);
const char *field_initial(const struct field *f); /* of a new record; "unknown" for a bare K_TRI */
const struct choice *choice_of(const struct field *f, const char *code); /* NULL if unknown */

#endif
