/*
 * What a text meant in a field the last time: ledgers say 稼働 and Windows 11 a thousand times, and
 * working out a value costs more than all else a row needs. A column whose texts hardly repeat
 * (asset numbers) is soon left alone.
 */
#ifndef INTAKE_MEMO_H
#define INTAKE_MEMO_H

#include "base/arena.h"
#include "record/entity.h"

#include <stdint.h>

#define MEMO_SLOTS 4096u     /* a power of two */
#define MEMO_SIZE (4u << 20) /* bytes of texts; when they are used up it starts anew */
#define MEMO_TEXT_SIZE 96u   /* longer texts are not kept */

/* How a field got its value. */
enum given {
    GIVEN_NOT,
    GIVEN_CLEAR, /* （空にする）, or DHCP where an address was */
    GIVEN_VALUE,
    GIVEN_WEAK /* follows from another cell; an own value of the record wins */
};

/* What a text means: a value for its field, and perhaps one for another. */
struct meaning {
    enum given given;
    const char *value;
    int also; /* field, or -1 */
    enum given also_given;
    const char *also_value;
};

struct memo;

struct memo *memo_open(void); /* NULL: no memory */
void memo_close(struct memo **m);

/* The kept meaning, which lives until the next memo_put(); NULL: not known. m may be NULL. */
const struct meaning *memo_get(struct memo *m, int field, const char *text);
void memo_put(struct memo *m, int field, const char *text, const struct meaning *meaning);

#endif
