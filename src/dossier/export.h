/*
 * A register as a file: what an import reads back to the same records.
 *
 * The first column is ID (13 characters of base32), then every field by its Japanese label in the
 * order of its table; MACHINE fields too, which an import leaves alone. Values are those of
 * value_export(), cells are guarded by base/cell.h. The two ledgers carry a head in xlsx
 * (ledger.h). json has the shape of the API: {"items": [...], "next": null}.
 *
 * Written row by row: a register of any size needs the same little memory (xlsx: and its file).
 */
#ifndef DOSSIER_EXPORT_H
#define DOSSIER_EXPORT_H

#include "base/progress.h"
#include "record/record.h"
#include "render/csv.h"

enum export_format { EXPORT_XLSX, EXPORT_CSV, EXPORT_CSV_CP932, EXPORT_JSON, EXPORT_FORMATS };

struct export_request {
    struct record_query query; /* which records; limit and offset are not looked at: all it finds */
    enum export_format format;
    bool empty; /* no records: a form to fill in */
    int64_t now_ms;
    const char *temp_dir; /* for xlsx */
    const struct progress *progress;
};

/*
 * Write the file to fd, in one snapshot of the database.
 *
 * E_INVALID with losses->n > 0: characters that CP932 lacks; nothing was written. losses is only
 * touched for EXPORT_CSV_CP932; start it as csv.h says.
 * E_FULL, E_IO, E_CANCELLED: what stands in fd is not the file.
 */
MUST_CHECK enum status export_write(int fd, struct csv_losses *losses, struct db *db,
                                    const struct export_request *rq, struct err *err);

bool export_format_named(enum export_format *out, const char *code); /* "csv-cp932" */
const char *export_format_code(enum export_format format);
const char *export_format_ja(enum export_format format); /* CSV（Excel用・Shift_JIS） */
const char *export_media_type(enum export_format format);

/* 機器_20261120.xlsx; 機器_様式.xlsx for an empty one. */
const char *export_file_name(const struct export_request *rq, struct arena *a);

/* 412行目「氏名」：「𠮷田 太郎」の「𠮷」 */
const char *export_loss_text(const struct csv_loss *loss, struct arena *a);

#endif
