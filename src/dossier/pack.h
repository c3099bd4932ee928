/*
 * 立入検査資料: everything an inspector asks for, as one PDF, the same as one workbook, and a
 * manifest with their SHA-256. What is missing stands on a page of its own, never hidden.
 *
 * The records are those of one moment; the day the pack is made for (基準日) only moves the clock,
 * and leaves out what is dated later. Fields that are CONFIDENTIAL are never printed.
 */
#ifndef DOSSIER_PACK_H
#define DOSSIER_PACK_H

#include "base/progress.h"
#include "checklist/edition.h"
#include "record/record.h"
#include "render/pdf.h"

#include <stdbool.h>
#include <stdint.h>

#define PACK_TITLE "立入検査資料"
#define PACK_PDF "立入検査資料.pdf"
#define PACK_XLSX "立入検査資料.xlsx"
#define PACK_MANIFEST "manifest.json"

/* The parts, in the order in which they are printed; the cover is always there. */
enum pack_part {
    PACK_CHECKLIST,
    PACK_MISSING,
    PACK_REASONS,
    PACK_CONTACT,
    PACK_PEOPLE,
    PACK_RULES,
    PACK_TRAINING,
    PACK_LEDGER,
    PACK_CLOUD,
    PACK_REMOTE,
    PACK_VENDOR,
    PACK_INSPECTION,
    PACK_BACKUP,
    PACK_BCP,
    PACK_REVIEW,
    PACK_EVIDENCE,
    PACK_PARTS
};

const char *pack_part_code(enum pack_part part);  /* "ledger": in parameters and the manifest */
const char *pack_part_title(enum pack_part part); /* 8 機器台帳 */
bool pack_part_named(enum pack_part *out, const char *code);
/* 足りないもの is never left out. */
bool pack_part_optional(enum pack_part part);

struct pack_request {
    int64_t facility_id;
    const struct edition_set *editions;
    const struct edition *edition; /* NULL: that of this year's round, else the newest fit */
    enum form form;                /* FORM_IRYOKIKAN or FORM_YAKKYOKU */
    int64_t as_of_ms;              /* 基準日 */
    int64_t now_ms;
    bool hide_addresses;      /* IP addresses of the ledger */
    bool only_infrastructure; /* of the ledger: servers and network gear only */
    bool leave_out[PACK_PARTS];
    struct actor actor;   /* who makes it */
    const char *program;  /* "sonae 0.1.0" */
    const char *out_dir;  /* made; an earlier pack in it is replaced */
    const char *temp_dir; /* must exist */
    const struct progress *progress;
};

struct pack_result {
    int64_t id;
    int number; /* 第n版 of the fiscal year */
    int fiscal_year;
    char check[PDF_CHECK_SIZE]; /* 照合番号 */
    int pages;
    size_t missing;
};

/*
 * Make the pack and count it. On anything but OK nothing is left in out_dir and nothing is counted.
 *
 * E_INVALID    the form is a vendor's
 * E_NOTFOUND   no such facility, or no edition serves the form
 * E_CONFLICT   out_dir holds other files, or somebody made a pack at the same moment
 * E_CANCELLED  as the progress says
 * E_FULL, E_IO, E_LIMIT, E_NOMEM
 */
MUST_CHECK enum status pack_make(struct pack_result *out, struct db *db,
                                 const struct pack_request *rq, struct err *err);

/* A pack that was made. */
struct pack_made {
    int64_t id;
    int number;
    int fiscal_year;
    int64_t made_at;
    const char *made_by;
    const char *as_of; /* ISO */
    const char *edition;
    const char *check;
    const char *manifest; /* JSON, as in the file */
};
/* Those made before the pack `before` (0: all), newest first, at most limit. */
MUST_CHECK enum status pack_list(struct pack_made **out, size_t *n, struct db *db,
                                 int64_t facility_id, int64_t before, int limit, struct arena *a,
                                 struct err *err);

/* OK where the pack is the facility's, however many were made after it; else E_NOTFOUND. */
MUST_CHECK enum status pack_find(struct db *db, int64_t facility_id, int64_t id, struct err *err);

#endif
