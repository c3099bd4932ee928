/* sonae probe: ask the machines of a network that they are there, under a permission. */
#include "cli/commands.h"
#include "cli/probe_print.h"
#include "cli/switch_reader.h"

#include "base/file.h"
#include "base/hash.h"
#include "proc/child.h"

#include <signal.h>
#include <string.h>

struct by_name {
    const char *name;
    int64_t id;
    size_t n;
};

static enum status take_network(void *self, const struct record *r, struct err *err)
{
    struct by_name *b = self;

    (void)err;
    if (strcmp(record_get(r, "name"), b->name) == 0) {
        b->id = r->id;
        b->n++;
    }
    return OK;
}

static int prober_child(void *self)
{
    return prober_run(self, 0);
}

static int reader_child(void *self)
{
    return switch_reader_run(self, 0);
}

static void end_child(pid_t pid)
{
    struct err ignored;
    int how;

    if (pid > 0) {
        (void)kill(pid, SIGTERM); /* our own child */
        (void)(child_wait(&how, pid, &ignored) == OK);
    }
}

static enum status find_network(int64_t *out, struct run *run, const char *name)
{
    struct by_name b = {.name = name};
    const struct record_query q = {.entity = entity_named("network"),
                                   .facility_id = run->facility_id,
                                   .sort = -1,
                                   .limit = -1};
    enum status st = record_each(run->db, &q, take_network, &b, &run->err);

    if (st == OK && b.n != 1) {
        st = err_say(&run->err, E_NOTFOUND, MSG_PROBE_WHICH_NETWORK, name);
    }
    *out = b.id;
    return st;
}

struct watcher {
    int stop; /* readable once somebody wants it to end */
};

static enum status watch(void *self, int64_t done, int64_t total, const char *what, struct err *err)
{
    const struct watcher *w = self;

    (void)done;
    (void)total;
    (void)what;
    return child_stopped(w->stop, 0) ? err_set(err, E_CANCELLED, "stopped by a signal") : OK;
}

/* The prober as a child of its own, for this one run. */
static int carry_out(struct run *run, const struct probe_terms *terms,
                     const struct probe_plan *plan)
{
    struct prober_link link = PROBER_LINK_NONE;
    struct watcher watcher = {.stop = -1};
    const struct progress progress = {.step = watch, .self = &watcher};
    struct probe_result result = {0};
    pid_t pid = -1, reader = -1;
    enum status st = terms->not_now.status;

    run->err = terms->not_now;
    if (st == OK) {
        st = prober_link_open(&link, run_option(run, "-i"), run_option(run, "--snmp"), &run->err);
    }
    if (st == OK) {
        st = child_start(&pid, prober_child, &link, &run->err);
    }
    if (st == OK && link.secrets != NULL) {
        st = child_start(&reader, reader_child, &link, &run->err);
    }
    if (st == OK) {
        st = child_stop_fd(&watcher.stop, &run->err);
    }
    if (st == OK) {
        const struct probe_run rq = {.link = &link,
                                     .terms = terms,
                                     .plan = plan,
                                     .data_dir = run->data_dir,
                                     .by = run->actor.name,
                                     .facility_id = run->facility_id,
                                     .now_ms = run->clock_ms,
                                     .progress = &progress};

        st = probe_run(&result, run->db, &rq, run->arena, &run->err);
    }
    prober_link_close(&link);
    end_child(pid);
    end_child(reader);
    file_close(&watcher.stop);
    if (result.id != 0) {
        const char *log = probe_log_path(run->data_dir, run->facility_id, result.id, run->arena);
        const int printed = probe_print_result(run, &result, log);

        if (st == OK) {
            return printed;
        }
    }
    return run_failed(run);
}

static int go(struct run *run)
{
    const char *name = run_option(run, "--network");
    struct probe_terms terms;
    struct probe_plan plan;
    uint64_t seed;
    int64_t id;

    if (name == NULL || run_has(run, "--plan") == (run_option(run, "-i") != NULL)) {
        return run_usage(run, "--network ネットワークの名称 と、--plan か -i 口の名前 の"
                              "どちらかを指定してください。");
    }
    random_bytes(&seed, sizeof(seed));
    enum status st = find_network(&id, run, name);

    if (st == OK) {
        st = probe_terms_read(&terms, run->db, run->facility_id, id, run->now_ms, run->arena,
                              &run->err);
    }
    if (st == OK) {
        st = probe_plan_make(&plan, &terms.never, terms.network, terms.kinds, seed, run->arena,
                             &run->err);
    }
    if (st != OK) {
        return run_failed(run);
    }
    if (run_has(run, "--plan")) {
        return run_has(run, "--json") ? probe_print_plan_json(run, &terms, &plan)
                                      : probe_print_plan(&terms, &plan);
    }
    return carry_out(run, &terms, &plan);
}

static const struct option options[] = {
    {"--network",                                                                           "NAME", "問い合わせるネットワークの名称"},
    {"-i",                                      "IFACE", "この口から送ります（管理者の権利が要ります）"},
    {"--snmp",                                                                                  "FILE", "SNMPの資格情報のファイル。スイッチの表を読むのに使います"},
    {"--plan",                 NULL, "何も送らず、誰に何を送ることになるかを表示します"},
    {"--json",                                                                              NULL, "JSONで書き出します"},
    {0},
};

const struct command command_probe = {
    .name = "probe",
    .words = "--network NAME (--plan | -i IFACE [--snmp FILE]) [--json]",
    .help =
        "許可のあるネットワークの機器に、ゆっくりと問い合わせます。探索禁止の相手には送りません。",
    .option = options,
    .needs = NEEDS_DB | NEEDS_FACILITY,
    .go = go,
};
