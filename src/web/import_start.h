/* What the steps of 取り込み share. */
#ifndef WEB_IMPORT_START_H
#define WEB_IMPORT_START_H

#include "web/upload.h"

/* The first page, for a register, with the reason why it is shown again (NULL: it is not). */
enum status import_show_start(struct page *pg, struct work *w, const char *entity,
                              const char *problem);

/* Where the columns of an upload are chosen; sheet and header row as digits, NULL: found. */
const char *import_columns_url(const struct upload *u, const char *sheet, const char *header,
                               const struct page *pg, struct work *w);

/* The sentence of w->err. */
const char *import_said(struct work *w);

#endif
