/*
 * The web process: answers requests on sockets that main has opened.
 */
#ifndef WEB_SERVE_H
#define WEB_SERVE_H

#include "http/server.h"
#include "proc/wake.h"
#include "record/site.h"

struct web_serve {
    struct site_options site;
    const struct server_listen *listen;
    size_t n_listen;
    const struct wake *job_wake; /* nudged when a job was added */
    bool may_probe;              /* active questions are turned on */
    bool has_own_certificate;    /* not self-made: browsers are told to insist on TLS */
};

/* A role for proc/supervise: serves until SIGTERM, then lets running requests finish. 0, or 1. */
int web_serve(void *self, int index);

#endif
