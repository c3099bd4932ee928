/* The kinds of jobs: what each does in the job process. */
#ifndef CLI_JOBS_H
#define CLI_JOBS_H

#include "cli/prober.h"
#include "record/job.h"
#include "record/site.h"

/* Run one job; *result is a JSON object in the arena. E_NOTFOUND: an unknown kind. */
MUST_CHECK enum status jobs_run(const char **result, struct db *db, const struct site_options *site,
                                const struct prober_link *prober, const struct job *job,
                                const struct progress *progress, struct arena *a, struct err *err);

#endif
