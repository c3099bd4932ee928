/* sonae verify drill: bring a part of a copy back, compare it, time it. */
#include "cli/print.h"
#include "cli/verify.h"
#include "cli/verify_repo.h"

#include "base/date.h"
#include "base/id.h"
#include "readiness/drill.h"

#include <stdio.h>

static const char *const outcome_code[] = {
    [DRILL_SUCCESS] = "success", [DRILL_PARTIAL] = "partial", [DRILL_FAILURE] = "failure"};

static int print_json(struct run *run, const struct drill_result *r, int64_t drill_id, int code)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(PRINT_MAX);
    struct json_out j = JSON_OUT(&b);
    char at[DATE_ISO_MS_SIZE], id[ID_TEXT_SIZE];

    json_put_object(&j, NULL);
    json_put_text(&j, "kind", r->kind->code);
    json_put_text(&j, "outcome", outcome_code[r->outcome]);
    json_put_text(&j, "generation", date_iso_ms(at, r->generation.at_ms));
    json_put_int(&j, "all_files", r->all_files);
    json_put_int(&j, "all_bytes", r->all_bytes);
    json_put_int(&j, "files", r->files);
    json_put_int(&j, "bytes", r->bytes);
    json_put_int(&j, "same", r->same);
    json_put_int(&j, "unproved", r->unproved);
    json_put_int(&j, "changed", r->changed);
    json_put_int(&j, "wrong", r->wrong);
    json_put_int(&j, "took_ms", r->took_ms);
    if (r->whole.is_known) {
        json_put_object(&j, "whole_seconds");
        json_put_real(&j, "expected", r->whole.seconds);
        json_put_real(&j, "low", r->whole.low);
        json_put_real(&j, "high", r->whole.high);
        json_put_end(&j);
    }
    json_put_array(&j, "found");
    for (size_t i = 0; i < r->n_found && i < REPO_DAMAGE_SHOWN; i++) {
        json_put_text(&j, NULL, r->found[i]);
    }
    json_put_end(&j);
    if (drill_id != 0) {
        json_put_text(&j, "drill", id_text(id, drill_id));
    }
    json_put_end(&j);
    return print_json_out(run, &j, code);
}

/* What the system of --backup wants; nothing is wanted where none is named. */
static enum status read_goal(struct drill_goal *out, int64_t backup_id, struct run *run)
{
    struct record *backup;

    *out = (struct drill_goal){0, 0};
    if (backup_id == 0) {
        return OK;
    }
    enum status st =
        drill_goal_read(out, &backup, run->db, run->facility_id, backup_id, run->arena, &run->err);

    return st == E_NOTFOUND
               ? err_say(&run->err, st, MSG_REPO_NO_BACKUP, run_option(run, "--backup"))
               : st;
}

int verify_drill(struct run *run)
{
    struct drill_want want = {.source = run_option(run, "--source")};
    struct drill_result r;
    struct drill_goal goal;
    int64_t backup_id, drill_id = 0;
    const char *problem = verify_repo_want(&want.copy, run);

    if (problem != NULL) {
        return run_usage(run, problem);
    }
    enum status st = verify_backup_id(&backup_id, run);

    if (st == OK) {
        st = read_goal(&goal, backup_id, run);
    }
    if (st == OK) {
        st = drill_hold(&r, &want, run->arena, &run->err);
    }
    if (st == OK && backup_id != 0) {
        st = drill_file(&drill_id, run->db, run->data_dir, run->facility_id, backup_id, &r, &want,
                        &run->actor, run->clock_ms, run->arena, &run->err);
    }
    if (st != OK) {
        return run_failed(run);
    }
    const int code = r.outcome == DRILL_SUCCESS ? EXIT_DONE : EXIT_NO;

    if (run_has(run, "--json")) {
        return print_json(run, &r, drill_id, code);
    }
    const char *report = drill_report(&r, &want, &goal, run->clock_ms, run->arena);

    if (report == NULL) {
        err_set(&run->err, E_NOMEM, "no report");
        return run_failed(run);
    }
    fputs(report, stdout);
    if (drill_id != 0) {
        char id[ID_TEXT_SIZE];

        printf("復旧確認に記録しました：%s\n", id_text(id, drill_id));
    }
    return code;
}
