/* What saving one record says about others, in the same transaction. For this room only. */
#ifndef RECORD_FOLLOW_H
#define RECORD_FOLLOW_H

#include "record/record.h"

/*
 * after was stored (before: what it was, NULL for a new record). A vendor's dated 「無」 to the
 * question for remote maintenance becomes the answer of the devices it is about, as far as nobody
 * has confirmed them: those named, else those the vendor keeps (of the systems named).
 */
MUST_CHECK enum status follow_change(struct writer *w, const struct record *before,
                                     const struct record *after, struct err *err);

#endif
