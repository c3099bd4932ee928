#include "cli/jobs.h"

#include <string.h>

static const struct {
    const char *kind;
    enum status (*run)(const char **result, struct db *db, const struct site_options *site,
                       const struct job *job, const struct progress *progress, struct arena *a,
                       struct err *err);
} kinds[] = {{NULL, NULL}};

enum status jobs_run(const char **result, struct db *db, const struct site_options *site,
                     const struct job *job, const struct progress *progress, struct arena *a,
                     struct err *err)
{
    for (size_t i = 0; kinds[i].kind != NULL; i++) {
        if (strcmp(kinds[i].kind, job->kind) == 0) {
            return kinds[i].run(result, db, site, job, progress, a, err);
        }
    }
    return err_set(err, E_NOTFOUND, "no kind of job %s", job->kind);
}
