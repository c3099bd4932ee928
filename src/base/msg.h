/*
 * Every sentence a user can read that is not a label of an entity table.
 *
 * The catalogue is msg.def, one row a sentence: MSG(ID, Japanese, English).
 * {1} to {5} stand for arguments. A sentence says what, where and how to mend
 * it, in the words of a clerk.
 */
#ifndef BASE_MSG_H
#define BASE_MSG_H

#include <stddef.h>

enum lang { LANG_JA, LANG_EN };

enum msg {
    MSG_NONE,
#define MSG(id, ja, en) MSG_##id,
#include "base/msg.def"
#undef MSG
    MSG_COUNT
};

/* The sentence of msg in lang with its {n} still in place; "" for MSG_NONE. Static memory. */
const char *msg_text(enum msg msg, enum lang lang);

/* Write msg with args[n] filled in to out[size], cut at a whole character. Returns out. */
char *msg_format(char *out, size_t size, enum lang lang, enum msg msg, int n,
                 const char *const args[]);

#endif
