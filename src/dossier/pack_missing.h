/* What the pack lacks, and what to be careful about. For the files pack*.c only. */
#ifndef DOSSIER_PACK_MISSING_H
#define DOSSIER_PACK_MISSING_H

#include "dossier/pack_data.h"

/* Fill k->missing and k->careful from what pack_read() read. */
MUST_CHECK enum status pack_look_for_gaps(struct pack *k, struct err *err);

/* The first labels of a reason's records: 0003、0007 ほか10件; NULL: none. */
const char *pack_examples(const struct pack *k, const struct assess_reason *reason);

#endif
