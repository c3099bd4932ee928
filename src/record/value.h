/*
 * From what people type to a canonical value, and back to what they read.
 */
#ifndef RECORD_VALUE_H
#define RECORD_VALUE_H

#include "base/arena.h"
#include "db/db.h"
#include "record/entity.h"

struct value_scope {
    struct db *db; /* for references; NULL refuses them except decimal ids */
    int64_t facility_id;
    int64_t now_ms;      /* for dates without a year */
    struct arena *arena; /* results live here */
    enum lang lang;
    /* What people call the checklist item with that id; NULL: the id is shown. */
    const char *(*item_word)(void *items, const char *id);
    void *items;
};

/*
 * typed -> *out canonical (NULL for blank input). Generous in, strict stored: widths, eras, IME
 * punctuation, labels or codes of choices, labels or ids of referenced records.
 * E_INVALID: err holds the sentence naming value, rule and example.
 * E_NOTFOUND / E_CONFLICT: no such referenced record / more than one fits.
 */
MUST_CHECK enum status value_parse(const char **out, const struct field *f, const char *typed,
                                   const struct value_scope *scope, struct err *err);

/* Canonical -> what a form, list, csv or paper shows; "" for NULL. References as their label. */
const char *value_show(const struct field *f, const char *canonical,
                       const struct value_scope *scope);

/* Canonical -> what an export writes, so that value_parse() makes the same value of it again:
   references with their key or "label #id", instants in full, several texts one a line. */
const char *value_export(const struct field *f, const char *canonical,
                         const struct value_scope *scope);

/* Canonical -> sort key of a SORTED field: addresses numerically, codes naturally, kana by reading.
 */
const char *value_sort_key(const struct field *f, const char *canonical, struct arena *a);

/* Could a value like this have come from value_parse()? (choices, ranges, lengths; cheap) */
bool value_is_canonical(const struct field *f, const char *canonical);

bool value_is_none(const char *canonical);    /* なし */
bool value_is_unknown(const char *canonical); /* 不明 */

#define VALUE_NONE "なし"
#define VALUE_UNKNOWN "不明"
#define VALUE_CLEAR \
    "（空にする）" /* in imports: make the field empty; a blank cell changes nothing */

#endif
