/*
 * What the parts of the pack are written from, read in one snapshot. For the files pack*.c only.
 */
#ifndef DOSSIER_PACK_DATA_H
#define DOSSIER_PACK_DATA_H

#include "base/date.h"
#include "checklist/assess.h"
#include "checklist/catalogue.h"
#include "checklist/round.h"
#include "dossier/pack.h"
#include "dossier/paper.h"
#include "readiness/chart.h"
#include "record/value.h"

/* Something that is missing, or to be careful about. */
struct pack_gap {
    const char *no;       /* of the item as printed, or "" */
    const char *text;     /* what, and how to mend it */
    int64_t n;            /* how many; 0: not counted */
    const char *examples; /* the first of them, or NULL */
    const char *target;   /* 目標日 of the answer, or NULL */
};

struct pack_gaps {
    struct pack_gap *gap;
    size_t n, room;
};

struct pack {
    const struct pack_request *rq;
    struct db *db;
    struct arena *arena;
    const struct record *facility;
    const char *name; /* of the facility */
    struct date as_of;
    char today[DATE_SIZE]; /* as_of as ISO */
    int fiscal_year;
    int number; /* 第n版 */
    const struct edition *edition;
    struct assessment assessed;
    struct round_view round; /* round NULL: not begun */
    struct chart chart;
    struct record_list people, appointments, vendors, reviews, evidence, vendor_rounds;
    struct bcp_question *question; /* of the 確認表 */
    size_t n_questions;
    struct pack_gaps missing, careful;
};

MUST_CHECK enum status pack_read(struct pack *k, struct err *err);

/* ---- For the parts ---- */

/* Every open record of a register by one of its SORTED fields (NULL: as entered), without those
   whose field `dated` (NULL: none) is after the day of the pack. */
MUST_CHECK enum status pack_records(struct record_list *out, const struct pack *k,
                                    const char *entity, const char *sort, bool descending,
                                    const char *dated, struct err *err);

/* A field as it is printed: dates by their era, references by their label, "" for nothing. */
const char *pack_show(const struct pack *k, const struct record *r, const char *field);
const char *pack_day(const struct pack *k, const char *iso); /* R8.11.20; "" for NULL */
/* A label as it is read on paper: dates in it by their era. */
const char *pack_plain(const struct pack *k, const char *label);
bool pack_is(const struct record *r, const char *field, const char *value);
bool pack_is_past(const struct pack *k, const char *iso); /* before the day of the pack */

/* The record of list that a reference field names, or NULL. */
const struct record *pack_linked(const struct record_list *list, const struct record *r,
                                 const char *field);
bool pack_in_office(const struct pack *k, const struct record *appointment);

/* The newest answer that is not later than the day of the pack; NULL: none. */
const struct record *pack_answer(const struct pack *k, const struct round_item *item);
const struct round_item *pack_round_item(const struct pack *k, const struct edition_item *item);

/* Evidence that stands behind an item, by itself or through a record: the i-th, or NULL. */
const struct record *pack_evidence(const struct pack *k, const struct edition_item *item, size_t i);

/* a、b、c; NULL list: just b. */
const char *pack_join(const struct pack *k, const char *list, const char *one);

#endif
