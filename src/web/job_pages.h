/* Long work: its page with progress, and the way to stop it. */
#ifndef WEB_JOB_PAGES_H
#define WEB_JOB_PAGES_H

#include "record/job.h"
#include "web/page.h"

enum status page_job(struct page *pg, struct work *w);        /* GET  /f/:facility/job/:id */
enum status post_job_cancel(struct page *pg, struct work *w); /* POST /f/:facility/job/:id/cancel */

/* Add a job and send the browser to its page. params: a JSON object. */
MUST_CHECK enum status job_start(struct page *pg, struct work *w, const char *kind,
                                 const char *params);

#endif
