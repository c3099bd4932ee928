/* The preview of an import: counts, remarks, the first rows of each verdict. */
#ifndef WEB_IMPORT_PREVIEW_H
#define WEB_IMPORT_PREVIEW_H

#include "web/upload.h"

/*
 * Judge the upload under mapping (JSON, intake/mapping.h) and show what would happen; back_url
 * leads to the columns. E_INVALID, E_NOTFOUND, E_LIMIT: file or columns do not fit, in words;
 * nothing is shown yet.
 */
enum status import_preview_show(struct page *pg, struct work *w, const struct upload *u,
                                const char *mapping, const char *back_url);

#endif
