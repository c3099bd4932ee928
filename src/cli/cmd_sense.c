/* sonae sense: facts from traffic, recorded in a file or as it passes. */
#include "cli/commands.h"
#include "cli/sense_print.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/hash.h"
#include "network/capture.h"
#include "network/observe.h"
#include "network/savefile.h"
#include "proc/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LIVE_BUDGET = 4096, LIVE_WAIT_MS = 200, SECONDS_MAX = 24 * 3600 };

static void warn(struct sense_result *r, const char *text)
{
    if (r->n_warnings < SENSE_WARNINGS_MAX) {
        snprintf(r->warning[r->n_warnings++], sizeof(r->warning[0]), "%s", text);
    }
    fprintf(stderr, "%s\n", text);
}

static void warn_err(struct sense_result *r, const struct err *err)
{
    char text[512];

    warn(r, err_text(err, LANG_JA, text, sizeof(text)));
}

static void warn_msg(struct sense_result *r, enum msg msg, uint64_t n)
{
    char text[24];
    struct err err;

    snprintf(text, sizeof(text), "%llu", (unsigned long long)n);
    err_say(&err, E_LIMIT, msg, text);
    warn_err(r, &err);
}

static enum status read_file(struct sense_result *r, struct sense *sense, struct run *run,
                             const char *path)
{
    CLEANUP(file_close)
    int fd = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
    CLEANUP(savefile_close) struct savefile *file = NULL;
    struct frame frame[SENSE_BATCH];

    if (fd < 0) {
        return err_errno(&run->err, errno, "%s", path);
    }
    enum status st = savefile_open(&file, fd, &run->err);

    if (st != OK) {
        return st;
    }
    while ((st = savefile_next(frame, file, &run->err)) == OK) {
        sense_frames(sense, frame, 1 + savefile_more(frame + 1, SENSE_BATCH - 1, file));
    }
    if (st == E_CORRUPT) {
        warn_err(r, &run->err);
    }
    return st == E_NOTFOUND || st == E_CORRUPT ? OK : st;
}

static void take_frame(void *self, const struct frame *frame)
{
    sense_frame(self, frame);
}

/* Until SIGTERM, SIGINT, or after so many seconds. */
static enum status read_live(struct sense_result *r, struct sense *sense, struct run *run,
                             const char *iface, int64_t wait_ms)
{
    CLEANUP(capture_close) struct capture *capture = NULL;
    int stop = -1;
    enum status st = capture_open(&capture, iface, &run->err);

    if (st == OK) {
        st = child_stop_fd(&stop, &run->err);
    }
    CLEANUP(file_close) int stop_fd = stop;

    int64_t end = wait_ms == 0 ? INT64_MAX : clock_steady_us() + wait_ms * 1000;
    bool stopping = false;

    if (st == OK) {
        fprintf(stderr, "%sを聞いています。Ctrl+Cで終わり、見えたものを書き出します。\n", iface);
    }
    for (int n = 0; st == OK && clock_steady_us() < end;) {
        struct pollfd ready = {.fd = capture_fd(capture), .events = POLLIN};

        if (!stopping && child_stopped(stop_fd, 0)) {
            stopping = true;
            end = clock_steady_us() + LIVE_WAIT_MS * 1000; /* what the kernel still gathers */
        }
        if (n < LIVE_BUDGET) {
            (void)poll(&ready, 1, LIVE_WAIT_MS);
        }
        st = capture_read(&n, capture, LIVE_BUDGET, take_frame, sense, &run->err);
    }
    struct capture_count count = {0};

    if (st == OK) {
        st = capture_count(&count, capture, &run->err);
    }
    r->dropped = count.dropped;
    return st;
}

static void warn_of_losses(struct sense_result *r, const struct fact_table *facts)
{
    const struct {
        uint64_t n;
        enum msg msg;
    } row[] = {
        {r->count.unread,             MSG_SENSE_UNREAD },
        {r->count.flow.lost,          MSG_SENSE_FLOWS  },
        {fact_table_forgotten(facts), MSG_SENSE_FACTS  },
        {r->dropped,                  MSG_SENSE_DROPPED},
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        if (row[i].n > 0) {
            warn_msg(r, row[i].msg, row[i].n);
        }
    }
}

/* Facts become findings: against the ledger where they go into it, else against an empty one. The
   table is given back as soon as it was read: what follows needs as much room once more. */
static enum status find(struct sense_result *r, struct fact_table **facts, struct run *run,
                        const char *source, bool into)
{
    struct sensor *sensor = arena_make(run->arena, struct sensor, 1);
    struct ledger ledger = {0};
    struct observe_result stored;

    if (sensor == NULL) {
        return arena_status(run->arena, &run->err);
    }
    *sensor = (struct sensor){
        .name = source,
        .kind = SENSOR_FILE,
        .since_at = run->clock_ms,
        .heard_at = run->clock_ms,
        .fact_at = observe_last_at(*facts),
        .packets = (int64_t)r->count.frames,
        .dropped = (int64_t)r->dropped,
    };
    enum status st = observe_table(&r->sightings, *facts, sensor, run->arena, &run->err);

    fact_table_close(facts);
    if (st == OK && into) {
        st = run_need(run, NEEDS_DB | NEEDS_FACILITY);
        if (st == OK) {
            st = ledger_read(&ledger, run->db, run->facility_id, run->arena, &run->err);
        }
        if (st == OK) {
            st = observe_store(&stored, run->db, run->facility_id, run->data_dir, &r->sightings,
                               run->clock_ms, &run->err);
        }
    }
    if (st == OK) {
        st = hosts_make(&r->hosts, &r->sightings, &ledger.own, run->arena, &run->err);
    }
    const struct rules_input input = {&r->hosts, &ledger, run->clock_ms, &r->lore};

    if (st == OK) {
        st = lore_load(&r->lore, run->data_dir, run->arena, &run->err);
    }
    for (size_t i = 0; st == OK && i < r->lore.n_problems; i++) {
        warn(r, r->lore.problem[i]);
    }
    return st == OK ? rules_run(&r->finds, &input, run->arena, &run->err) : st;
}

static int go(struct run *run)
{
    const char *path = run_option(run, "-r"), *iface = run_option(run, "-i");
    const char *seconds = run_option(run, "--seconds");
    long wait_s = seconds == NULL ? 0 : strtol(seconds, NULL, 10);
    CLEANUP(fact_table_close) struct fact_table *facts = NULL;
    CLEANUP(sense_close) struct sense *sense = NULL;
    struct sense_result result = {0};
    uint64_t key;

    if ((path == NULL) == (iface == NULL)) {
        return run_usage(run, "-r ファイル か -i 口の名前 の、どちらか1つを指定してください。");
    }
    if (seconds != NULL && (path != NULL || wait_s < 1 || wait_s > SECONDS_MAX)) {
        return run_usage(run, "--seconds は -i と一緒に、1から86400までの秒数で指定してください。");
    }
    random_bytes(&key, sizeof(key));
    enum status st = fact_table_open(&facts, FACT_TABLE_MAX, key, &run->err);

    if (st == OK) {
        struct fact_sink sink = fact_table_sink(facts);

        st = sense_open(&sense, &sink, key, &run->err);
    }
    if (st == OK) {
        st = path != NULL ? read_file(&result, sense, run, path)
                          : read_live(&result, sense, run, iface, (int64_t)wait_s * 1000);
    }
    if (st == OK) {
        st = fact_table_status(facts, &run->err);
    }
    if (st != OK) {
        return path != NULL ? run_failed_at(run, path) : run_failed(run);
    }
    result.count = sense_count(sense);
    sense_close(&sense);
    warn_of_losses(&result, facts);
    const char *slash = path == NULL ? NULL : strrchr(path, '/');

    st = find(&result, &facts, run,
              path == NULL    ? iface
              : slash == NULL ? path
                              : slash + 1,
              run_has(run, "--into"));
    if (st != OK) {
        return run_failed(run);
    }
    return run_has(run, "--json") ? sense_print_json(run, &result)
                                  : sense_print_table(run, &result);
}

static const struct option options[] = {
    {"-r",                                                                                                      "FILE", "記録されたパケット（pcap、pcapng）を読みます。- は標準入力です"},
    {"-i",                "IFACE", "ネットワークの口を流れる通信を、止めるまで聞きます（送信はしません）"},
    {"--seconds",                                                                                                      "N", "-i を、この秒数で終わりにします"},
    {"--into", NULL, "見つけたものを取り込み、台帳と比べます"},
    {"--json",                                                                                               NULL, "JSONで書き出します"},
    {0                                                         }
};

const struct command command_sense = {
    .name = "sense",
    .words = "(-r FILE | -i IFACE) [--json] [--into]",
    .help = "通信を聞くだけで、つながっている機器とその役割・OS・遠隔操作などを調べます。",
    .option = options,
    .go = go,
};
