/* sonae verify repo: a copy made by another program, looked at. */
#include "cli/verify_repo.h"

#include "cli/print.h"
#include "cli/verify.h"

#include "base/date.h"
#include "base/id.h"
#include "readiness/repo_report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MINUTES_MAX = 7 * 24 * 60 };

/* A whole number of an option, within limits. */
static bool read_number(int *out, const char *text, int min, int max)
{
    char *end;
    long n = text == NULL || text[0] < '0' || text[0] > '9' ? -1 : strtol(text, &end, 10);

    if (n < min || n > max || *end != '\0') {
        return false;
    }
    *out = (int)n;
    return true;
}

/* Where tools may work: the data directory's own place, or where there is none the system's. */
static const char *work_dir(struct run *run)
{
    const char *temp = getenv("TMPDIR");

    if (access(run->data_dir, W_OK) == 0) {
        return arena_printf(run->arena, "%s/tmp", run->data_dir);
    }
    return temp != NULL && temp[0] == '/' ? temp : "/tmp";
}

const char *verify_repo_want(struct repo_want *out, struct run *run)
{
    const char *timeout = run_option(run, "--minutes");
    int minutes = 0;

    if (timeout != NULL && !read_number(&minutes, timeout, 1, MINUTES_MAX)) {
        return "--minutes は、1から10080までの数で指定してください。";
    }
    *out = (struct repo_want){.path = run->word[1],
                              .kind = run_option(run, "--kind"),
                              .secret_file = run_option(run, "--password-file"),
                              .scratch_dir = work_dir(run),
                              .timeout_ms = minutes * INT64_C(60000),
                              .now_ms = run->clock_ms};
    return NULL;
}

/* "5", "5%", "all" */
static bool read_percent(int *out, const char *text, struct arena *a)
{
    size_t len = text == NULL ? 0 : strlen(text);

    if (text == NULL) {
        *out = REPO_PERCENT;
        return true;
    }
    if (strcmp(text, "all") == 0) {
        *out = 100;
        return true;
    }
    return len > 0 && read_number(out, arena_copy_n(a, text, len - (text[len - 1] == '%')), 0, 100);
}

static void print_words(const struct repo_report *r)
{
    if (r->kind != NULL) {
        printf("写しの形式：%s\n", r->kind->ja);
    }
    for (size_t i = 0; i < REPO_FACTS; i++) {
        printf("［%s］%s：%s\n", copy_proof_word(r->fact[i].proof), copy_kind_word(r->fact[i].kind),
               r->fact[i].note);
    }
    for (size_t i = 0; i < r->check.n_damage && i < REPO_DAMAGE_SHOWN; i++) {
        printf("%s%s\n", i == 0 ? "壊れたところ\n　" : "　", r->check.damage[i]);
    }
    if (r->check.n_damage > REPO_DAMAGE_SHOWN) {
        printf("　ほか%zuか所\n", r->check.n_damage - REPO_DAMAGE_SHOWN);
    }
}

static const char *answer_code(enum repo_answer answer)
{
    return answer == REPO_GOOD ? "good" : answer == REPO_BAD ? "bad" : "unknown";
}

static void put_generations(struct json_out *j, const struct repo_generations *g)
{
    json_put_array(j, "generations");
    for (size_t i = 0; i < g->n; i++) {
        char at[DATE_ISO_MS_SIZE];

        json_put_object(j, NULL);
        json_put_text(j, "name", g->row[i].name);
        json_put_text(j, "at", date_iso_ms(at, g->row[i].at_ms));
        if (g->row[i].bytes >= 0) {
            json_put_int(j, "bytes", g->row[i].bytes);
        }
        if (g->row[i].files >= 0) {
            json_put_int(j, "files", g->row[i].files);
        }
        json_put_end(j);
    }
    json_put_end(j);
}

static int print_json(struct run *run, const struct repo_report *r, int code)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(PRINT_MAX);
    struct json_out j = JSON_OUT(&b);

    json_put_object(&j, NULL);
    json_put_text(&j, "kind", r->kind == NULL ? NULL : r->kind->code);
    json_put_text(&j, "answer", answer_code(r->answer));
    put_generations(&j, &r->generations);
    json_put_array(&j, "facts");
    for (size_t i = 0; i < REPO_FACTS; i++) {
        const struct copy_fact *f = &r->fact[i];

        json_put_object(&j, NULL);
        json_put_text(&j, "kind", copy_kind_code(f->kind));
        json_put_text(&j, "proof", copy_proof_code(f->proof));
        if (f->has_figure) {
            json_put_int(&j, "figure", f->figure);
        }
        json_put_text(&j, "note", f->note);
        json_put_end(&j);
    }
    json_put_end(&j);
    json_put_int(&j, "damage", (int64_t)r->check.n_damage);
    json_put_array(&j, "damaged");
    for (size_t i = 0; i < r->check.n_damage && i < REPO_DAMAGE_SHOWN; i++) {
        json_put_text(&j, NULL, r->check.damage[i]);
    }
    json_put_end(&j);
    json_put_end(&j);
    return print_json_out(run, &j, code);
}

enum status verify_backup_id(int64_t *out, struct run *run)
{
    const char *text = run_option(run, "--backup");

    *out = 0;
    if (text == NULL) {
        return OK;
    }
    if (!id_parse(out, text)) {
        return err_say(&run->err, E_NOTFOUND, MSG_REPO_NO_BACKUP, text);
    }
    return run_need(run, NEEDS_DB | NEEDS_FACILITY);
}

/* --backup ID: what was seen is kept as facts of that copy. */
static enum status file_facts(struct run *run, int64_t backup_id, struct repo_report *r)
{
    for (size_t i = 0; i < REPO_FACTS; i++) {
        r->fact[i].backup_id = backup_id;
    }
    enum status st = copy_fact_file(run->db, run->facility_id, &run->actor, run->clock_ms, r->fact,
                                    REPO_FACTS, &run->err);

    return st == E_NOTFOUND
               ? err_say(&run->err, st, MSG_REPO_NO_BACKUP, run_option(run, "--backup"))
               : st;
}

int verify_repo(struct run *run)
{
    struct repo_want want;
    struct repo_report r;
    int percent;
    int64_t backup_id;
    const char *problem = verify_repo_want(&want, run);

    if (problem != NULL) {
        return run_usage(run, problem);
    }
    if (!read_percent(&percent, run_option(run, "--read"), run->arena)) {
        return run_usage(run, "--read は、0から100までの数か all で指定してください。");
    }
    enum status st = verify_backup_id(&backup_id, run);

    if (st == OK) {
        st = repo_look(&r, &want, percent, run->arena, &run->err);
    }
    if (st == OK && backup_id != 0) {
        st = file_facts(run, backup_id, &r);
    }
    if (st != OK) {
        return run_failed(run);
    }
    const int code = r.answer == REPO_GOOD ? EXIT_DONE : EXIT_NO;

    if (run_has(run, "--json")) {
        return print_json(run, &r, code);
    }
    print_words(&r);
    return code;
}
