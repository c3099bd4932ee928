#include "web/serve.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "proc/child.h"
#include "proc/limits.h"
#include "proc/sandbox.h"
#include "web/dispatch.h"

#include <stdio.h>
#include <unistd.h>

enum { PATH_SIZE = 4096 };

static enum status lock(const struct site_options *site, struct err *err)
{
    const char *const write[] = {site->data_dir};
    struct sandbox want = {.kind = SANDBOX_SERVE, .write = write, .n_write = COUNT(write)};
    unsigned gaps;
    enum status st = limits_apply(0, err);

    sandbox_database(&want, site->db_url);
    if (st == OK) {
        st = sandbox_enter(&want, &gaps, err);
    }
    if (st == OK) {
        sandbox_log_gaps("web", gaps);
    }
    return st;
}

static void stop(void *self, struct server *s, int fd)
{
    (void)self;
    if (child_stopped(fd, 0)) {
        server_stop(s);
    }
}

static enum status serve(const struct web_serve *o, struct db **db, struct assess_cache *assessed,
                         int *stop_fd, struct server **server, struct err *err)
{
    char upload_dir[PATH_SIZE];
    struct web web = {.data_dir = o->site.data_dir,
                      .assessed = assessed,
                      .job_wake = o->job_wake,
                      .now_ms = clock_now_ms,
                      .may_probe = o->may_probe,
                      .has_own_certificate = o->has_own_certificate};
    enum status st = child_stop_fd(stop_fd, err);

    if (st == OK && snprintf(upload_dir, sizeof(upload_dir), "%s/tmp", o->site.data_dir) >=
                        (int)sizeof(upload_dir)) {
        return err_set(err, E_LIMIT, "web: the data directory's path is too long");
    }
    if (st == OK) {
        st = file_make_dirs(upload_dir, 0700, err);
    }
    if (st == OK) {
        st = site_reopen(db, &o->site, err);
    }
    if (st == OK) {
        st = lock(&o->site, err);
    }
    if (st != OK) {
        return st;
    }
    web.db = *db;
    const struct server_watch watch = {*stop_fd, stop, NULL};
    const struct server_options options = {
        .listen = o->listen,
        .n_listen = o->n_listen,
        .watch = &watch,
        .n_watch = 1,
        .upload_dir = upload_dir,
        .plan = dispatch_plan,
        .handle = dispatch_handle,
        .self = &web,
    };

    st = server_open(server, &options, err);
    return st == OK ? server_run(*server, err) : st;
}

int web_serve(void *self, int index)
{
    CLEANUP(db_close) struct db *db = NULL;
    CLEANUP(server_close) struct server *server = NULL;
    CLEANUP(assess_cache_close) struct assess_cache *assessed = assess_cache_open();
    CLEANUP(file_close) int stop_fd = -1;
    struct err err;

    (void)index;
    if (serve(self, &db, assessed, &stop_fd, &server, &err) != OK) {
        log_err("web.failed", &err);
        return 1;
    }
    return 0;
}
