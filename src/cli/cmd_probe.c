/* sonae probe: ask the machines of a network that they are there, under a permission. */
#include "cli/commands.h"
#include "cli/probe_print.h"

#include "base/hash.h"
#include "network/probe_terms.h"

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

static int go(struct run *run)
{
    const char *name = run_option(run, "--network");
    struct probe_terms terms;
    struct probe_plan plan;
    uint64_t seed;
    int64_t id;

    if (name == NULL || !run_has(run, "--plan")) {
        return run_usage(run, "--network ネットワークの名称 と --plan を指定してください。");
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
    return run_has(run, "--json") ? probe_print_plan_json(run, &terms, &plan)
                                  : probe_print_plan(&terms, &plan);
}

static const struct option options[] = {
    {"--network",                                                                 "NAME", "問い合わせるネットワークの名称"},
    {"--plan",                            NULL, "何も送らず、誰に何を送ることになるかを表示します"},
    {"--json",                                                                    NULL, "JSONで書き出します"},
    {0},
};

const struct command command_probe = {
    .name = "probe",
    .words = "--network NAME --plan [--json]",
    .help =
        "許可のあるネットワークの機器に、ゆっくりと問い合わせます。探索禁止の相手には送りません。",
    .option = options,
    .needs = NEEDS_DB | NEEDS_FACILITY,
    .go = go,
};
