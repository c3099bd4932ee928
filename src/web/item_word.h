/*
 * What people call a checklist item, in place of its id: "r6-med-2-sv-patch" is 「2-(7)
 * サーバ（令和6年度版）」. The editions are read when the first id is asked for, once a request.
 */
#ifndef WEB_ITEM_WORD_H
#define WEB_ITEM_WORD_H

#include "record/value.h"

struct item_words;
struct work;

struct item_words *item_words_make(const char *data_dir, struct arena *a); /* NULL: no memory */

/* The id itself where no edition knows it. words: struct item_words, or NULL. */
const char *item_word(void *words, const char *id);

/* The label of a record, where an answer names its item by id; NULL for no label. */
const char *item_record_label(const struct entity *e, const char *label, const struct work *w);

#endif
