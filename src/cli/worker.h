/*
 * The processes beside the web: job (one job, then it ends to give its memory back) and keeper
 * (checkpoints, retention, reminders).
 */
#ifndef CLI_WORKER_H
#define CLI_WORKER_H

#include "proc/wake.h"
#include "record/site.h"

struct worker {
    struct site_options site;
    const struct wake *wake; /* read by the job process */
};

int worker_job(void *self, int index); /* roles for proc/supervise */
int worker_keeper(void *self, int index);

#endif
