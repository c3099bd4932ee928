/*
 * The body of one request, read as it arrives: forms into memory, files of an
 * upload straight to disk, everything within the limits its route has.
 */
#ifndef HTTP_BODY_H
#define HTTP_BODY_H

#include "base/err.h"
#include "http/request.h"

/* What a route accepts as a body. */
struct http_plan {
    size_t memory_limit; /* bytes of fields (names and values), or of any other body */
    int64_t file_limit;  /* bytes of all uploaded files together; 0: no files here */
};

struct body;

/*
 * Start reading rq's body as its Content-Type says. Uploads become unnamed files in upload_dir
 * (may be NULL when file_limit is 0). *out must be closed before rq's arena.
 */
MUST_CHECK enum status body_open(struct body **out, struct http_request *rq,
                                 const struct http_plan *plan, const char *upload_dir,
                                 struct err *err);
void body_close(struct body **b);

/* The next bytes[len]. E_LIMIT, E_INVALID in words; E_FULL, E_IO, E_NOMEM. */
MUST_CHECK enum status body_feed(struct body *b, const char *bytes, size_t len, struct err *err);

/* The body is complete: fill rq's form, files and body. */
MUST_CHECK enum status body_end(struct body *b, struct err *err);

/* Close the files of rq, which had been opened for it. */
void body_close_files(struct http_request *rq);

#endif
