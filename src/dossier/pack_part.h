/* One function a part of the pack; the table that orders them stands in pack_part.c. */
#ifndef DOSSIER_PACK_PART_H
#define DOSSIER_PACK_PART_H

#include "dossier/pack_data.h"

#define PACK_PART_WRITER(name) \
    MUST_CHECK enum status pack_write_##name(struct paper *p, struct pack *k, struct err *err)

PACK_PART_WRITER(checklist);  /* pack_checklist.c */
PACK_PART_WRITER(missing);    /* pack_checklist.c */
PACK_PART_WRITER(reasons);    /* pack_reasons.c */
PACK_PART_WRITER(contact);    /* pack_contact.c */
PACK_PART_WRITER(people);     /* pack_people.c */
PACK_PART_WRITER(rules);      /* pack_people.c */
PACK_PART_WRITER(training);   /* pack_people.c */
PACK_PART_WRITER(ledger);     /* pack_ledger.c */
PACK_PART_WRITER(cloud);      /* pack_ledger.c */
PACK_PART_WRITER(remote);     /* pack_remote.c */
PACK_PART_WRITER(vendor);     /* pack_remote.c */
PACK_PART_WRITER(inspection); /* pack_remote.c */
PACK_PART_WRITER(backup);     /* pack_backup.c */
PACK_PART_WRITER(bcp);        /* pack_backup.c */
PACK_PART_WRITER(review);     /* pack_review.c */
PACK_PART_WRITER(evidence);   /* pack_review.c */

/* The table of what is proved of each copy, inside the part `backup` (pack_verdict.c). */
MUST_CHECK enum status pack_put_verdicts(struct paper *p, const struct pack *k, struct err *err);

/* 接続口 and 導入ソフトウェア of the devices, inside the part `ledger` (pack_device_parts.c). */
MUST_CHECK enum status pack_put_device_parts(struct paper *p, const struct pack *k,
                                             struct err *err);

/* Write a part, or nothing where it is left out. */
MUST_CHECK enum status pack_part_write(struct paper *p, struct pack *k, enum pack_part part,
                                       struct err *err);

#endif
