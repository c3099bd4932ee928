/*
 * A ledger on its way in: the file waits in DATA/uploads between the pages of 取り込み and is read
 * again by each. Known by a number that stands in the pages' forms.
 */
#ifndef WEB_UPLOAD_H
#define WEB_UPLOAD_H

#include "intake/import.h"
#include "web/page.h"

#define UPLOAD_MAX (100u << 20) /* bytes */

struct upload {
    int64_t id;
    const char *path;
    const char *name; /* as the browser said, or 貼り付け */
    const struct entity *entity;
    enum book_encoding encoding;
};

/* By the name that pages carry from one to the next; ENCODING_FIND for NULL and other names. */
enum book_encoding upload_encoding(const char *name);

/* Keep what was posted (field `file`, or pasted text in `paste`). E_INVALID in words: neither. */
MUST_CHECK enum status upload_keep(struct upload *out, struct page *pg, struct work *w);

/* Keep a file that is no ledger, for a job that is given its *id. */
MUST_CHECK enum status upload_keep_file(int64_t *id, const struct page_upload *file,
                                        struct work *w);

/* The upload that a page's fields or query name (upload, entity, name, encoding). */
MUST_CHECK enum status upload_find(struct upload *out, const struct page *pg, struct work *w);

/* Its path, for a job that was given the id. */
const char *upload_path(const char *data_dir, int64_t facility_id, int64_t id, struct arena *a);

/* A request to read it, as the user of w. */
struct import_request upload_request(const struct upload *u, struct work *w);

/* The hidden fields that carry it from page to page. */
struct parts_hidden *upload_hidden(const struct upload *u, size_t *n, size_t room, struct arena *a);

#endif
