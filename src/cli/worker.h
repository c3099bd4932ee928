/*
 * The processes beside the web: job (one job, then it ends to give its memory back), verify (the
 * same, for jobs that start tools of others) and keeper (checkpoints, retention, schedule, what the
 * sensor tells).
 */
#ifndef CLI_WORKER_H
#define CLI_WORKER_H

#include "cli/prober.h"
#include "cli/sensor.h"
#include "cli/verify_jobs.h"
#include "proc/wake.h"
#include "record/site.h"

struct worker {
    struct site_options site;
    const struct wake *wake;            /* read by the job process */
    const struct verify_places *places; /* of the copies that the verify process may look at */
    struct prober_link *prober;         /* driven by the job process. The others close it */
    struct sensor_link *sensor; /* read by the keeper; its iface NULL: none. The others close it */
};

int worker_job(void *self, int index);    /* roles for proc/supervise */
int worker_verify(void *self, int index); /* as job, for the jobs that start tools */
int worker_keeper(void *self, int index);

#endif
