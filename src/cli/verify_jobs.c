#include "cli/verify_jobs.h"

#include "base/clock.h"
#include "base/id.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/verify_print.h"
#include "readiness/drill.h"
#include "readiness/kept.h"
#include "readiness/look.h"
#include "readiness/manifest_fact.h"
#include "readiness/repo_report.h"
#include "render/json.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    PARAMS_MAX = 4096,
    RESULT_MAX = 64 * 1024,
    LINE_SIZE = 600,
    READ_ALL = -1,
    HOUR_MS = 3600000,
    HOURS_A_DAY = 24
};

enum status verify_place(const char **out, const struct verify_places *places, const char *path,
                         struct arena *a, struct err *err)
{
    char real[PATH_MAX];

    if (path[0] != '/' || realpath(path, real) == NULL) {
        return err_say(err, E_NOTFOUND, MSG_REPO_NOT_THERE, path);
    }
    for (size_t i = 0; i < places->n; i++) {
        const size_t len = strlen(places->dir[i]);

        if (strncmp(real, places->dir[i], len) == 0 && (real[len] == '/' || real[len] == '\0')) {
            *out = arena_copy(a, real);
            return arena_status(a, err);
        }
    }
    return err_say(err, E_DENIED, MSG_COPIES_ELSEWHERE, path);
}

/* ---- One job ---- */

struct looking {
    struct db *db;
    const struct site_options *site;
    const struct verify_places *places;
    const struct progress *progress;
    struct record *backup;
    struct actor actor;
    const char *sample; /* of a comparison; NULL: everything */
    int64_t now_ms;
    struct arena *arena;
    const char *line[VERIFY_LINES_MAX];
    int64_t lines; /* all; the first of them are kept */
};

/* One more line of what was seen. */
static void tell(struct looking *l, const char *text)
{
    char line[LINE_SIZE];

    if (l->lines < VERIFY_LINES_MAX && text != NULL) {
        text_cut(line, sizeof(line), text);
        line[strcspn(line, "\n")] = '\0';
        l->line[l->lines] = arena_copy(l->arena, line);
    }
    l->lines++;
}

static void tell_facts(struct looking *l, const struct copy_fact *fact, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        tell(l, arena_printf(l->arena, "［%s］%s：%s", copy_proof_word(fact[i].proof),
                             copy_kind_word(fact[i].kind), text_or(fact[i].note, "")));
    }
}

/* The passphrase's file: a plain name in DATA/credentials/. */
static enum status find_secret(const char **out, const struct looking *l, struct err *err)
{
    const char *name = record_get(l->backup, "credential_file");

    *out = NULL;
    if (name == NULL) {
        return OK;
    }
    if (strchr(name, '/') != NULL || name[0] == '.') {
        return err_say(err, E_DENIED, MSG_REPO_NO_SECRET, name);
    }
    *out = arena_printf(l->arena, "%s/credentials/%s", l->site->data_dir, name);
    return arena_status(l->arena, err);
}

static enum status want_of(struct repo_want *out, const struct looking *l, struct err *err)
{
    const char *path = record_get(l->backup, "check_path");
    struct repo_want want = {.kind = record_get(l->backup, "check_tool"),
                             .scratch_dir = arena_printf(l->arena, "%s/tmp", l->site->data_dir),
                             .now_ms = l->now_ms,
                             .progress = l->progress};
    enum status st = path == NULL ? err_say(err, E_INVALID, MSG_COPIES_NO_PATH)
                                  : verify_place(&want.path, l->places, path, l->arena, err);

    if (st == OK) {
        st = find_secret(&want.secret_file, l, err);
    }
    if (st == OK) {
        *out = want;
    }
    return st;
}

/* It could not be looked at: that, too, is kept, or the keeper would try again at once. */
static enum status file_unknown(const struct looking *l, enum copy_kind kind, const char *source,
                                const struct err *why, struct err *err)
{
    char text[COPY_NOTE_SIZE];
    const struct copy_fact fact = {.backup_id = l->backup->id,
                                   .kind = kind,
                                   .proof = COPY_UNKNOWN,
                                   .source = source,
                                   .at = l->now_ms,
                                   .note = err_text(why, LANG_JA, text, sizeof(text))};

    return copy_fact_file(l->db, l->backup->facility_id, &l->actor, l->now_ms, &fact, 1, err);
}

/* The failure stays the job's answer. That it was cancelled is kept, too: it waits for its next
   day. */
static enum status keep_failure(const struct looking *l, enum copy_kind kind, const char *source,
                                enum status st, struct err *err)
{
    struct err ignored;

    if (st != OK && st != E_NOMEM) {
        (void)!file_unknown(l, kind, source, err, &ignored);
    }
    return st;
}

static enum status run_repo(struct looking *l, struct err *err)
{
    struct repo_want want;
    struct repo_report r;
    enum status st = want_of(&want, l, err);

    if (st == OK) {
        st = repo_look(&r, &want, REPO_PERCENT, l->arena, err);
    }
    if (st != OK) {
        return keep_failure(l, COPY_STRUCTURE, "repo.none", st, err);
    }
    for (size_t i = 0; i < REPO_FACTS; i++) {
        r.fact[i].backup_id = l->backup->id;
    }
    tell_facts(l, r.fact, REPO_FACTS);
    for (size_t i = 0; i < r.check.n_damage && i < REPO_DAMAGE_SHOWN; i++) {
        tell(l, r.check.damage[i]);
    }
    return copy_fact_file(l->db, l->backup->facility_id, &l->actor, l->now_ms, r.fact, REPO_FACTS,
                          err);
}

static enum status run_drill(struct looking *l, struct err *err)
{
    const char *source = record_get(l->backup, "source_path");
    struct drill_want want = {.source = NULL};
    struct drill_result r;
    int64_t drill_id;
    enum status st = want_of(&want.copy, l, err);

    if (st == OK && source != NULL) {
        st = verify_place(&want.source, l->places, source, l->arena, err);
    }
    if (st == OK) {
        st = drill_hold(&r, &want, l->arena, err);
    }
    if (st != OK) {
        return keep_failure(l, COPY_RESTORED, "drill.none", st, err);
    }
    tell(l, arena_printf(l->arena,
                         "%" PRId64 "ファイルを戻し、同じと確かめたもの %" PRId64
                         "、戻らない・違うもの %" PRId64 "。",
                         r.files, r.same, r.wrong));
    for (size_t i = 0; i < r.n_found && i < REPO_DAMAGE_SHOWN; i++) {
        tell(l, r.found[i]);
    }
    return drill_file(&drill_id, l->db, l->site->data_dir, l->backup->facility_id, l->backup->id,
                      &r, &want, &l->actor, l->now_ms, l->arena, err);
}

/* ---- Manifests ---- */

static enum status hear(void *self, const struct found *f, struct err *err)
{
    struct looking *l = self;
    CLEANUP(buf_close) struct buf b = BUF_INIT(RESULT_MAX);

    if (l->lines >= VERIFY_LINES_MAX) {
        l->lines++;
        return OK;
    }
    verify_print_line(&b, f);
    tell(l, buf_text(&b));
    return buf_status(&b, err);
}

static enum status find_copy(struct kept *out, struct looking *l, struct err *err)
{
    const char *path = record_get(l->backup, "check_path");

    *out = (struct kept){
        .data_dir = l->site->data_dir, .backup_id = l->backup->id, .now_ms = l->now_ms};
    return path == NULL ? err_say(err, E_INVALID, MSG_COPIES_NO_PATH)
                        : verify_place(&out->top, l->places, path, l->arena, err);
}

/* That a manifest was taken proves nothing; it stands in the history with who took it. */
static enum status run_record(struct looking *l, struct err *err)
{
    struct found_watch watch = {.hear = hear, .self = l, .progress = l->progress};
    struct kept kept;
    enum status st = find_copy(&kept, l, err);

    if (st == OK) {
        st = kept_take(&kept, &watch, l->arena, err);
    }
    if (st != OK) {
        return st;
    }
    const char *note =
        arena_printf(l->arena, "ファイル %" PRIu64 "件、%" PRIu64 "バイトの目録を作りました。",
                     watch.totals.files, watch.totals.size);
    const struct copy_fact fact = {.backup_id = l->backup->id,
                                   .kind = COPY_MANIFEST,
                                   .proof = COPY_UNKNOWN,
                                   .source = "verify.record",
                                   .at = l->now_ms,
                                   .note = note};

    tell(l, note);
    return copy_fact_file(l->db, l->backup->facility_id, &l->actor, l->now_ms, &fact, 1, err);
}

static enum status run_check(struct looking *l, struct err *err)
{
    struct found_watch watch = {.hear = hear, .self = l, .progress = l->progress};
    struct copy_fact fact[MANIFEST_FACTS];
    struct kept kept;
    bool ours = false;
    enum status st = find_copy(&kept, l, err);

    if (st == OK) {
        st = kept_check(&ours, &kept, l->sample, &watch, l->arena, err);
    }
    if (st != OK) {
        return keep_failure(l, COPY_MANIFEST, "verify.none", st, err);
    }
    st = manifest_facts(fact, l->backup->id, l->now_ms, &watch.totals, ours, l->arena, err);
    if (st == OK) {
        tell_facts(l, fact, MANIFEST_FACTS);
        st = copy_fact_file(l->db, l->backup->facility_id, &l->actor, l->now_ms, fact,
                            MANIFEST_FACTS, err);
    }
    return st;
}

/* ---- What can be reached and overwritten ---- */

/* The path may be away (that is the very claim), but not a place that may not be looked at. */
static enum status may_look(const struct looking *l, struct err *err)
{
    const char *path = record_get(l->backup, "check_path"), *real;
    enum status st = path == NULL ? OK : verify_place(&real, l->places, path, l->arena, err);

    return st == E_NOTFOUND ? OK : st;
}

static enum status run_reach(struct looking *l, struct err *err)
{
    struct look look;
    enum status st = may_look(l, err);

    if (st == OK) {
        st = look_at(&look, l->db, l->backup, &l->actor, l->now_ms, l->arena, err);
    }
    if (st == OK && look.n == 0) {
        st = err_say(err, E_INVALID, MSG_REACH_NOTHING);
    }
    if (st != OK) {
        return keep_failure(l, COPY_OFFLINE, "reach.none", st, err);
    }
    tell_facts(l, look.fact, look.n);
    return OK;
}

static enum status run_canary(struct looking *l, struct err *err)
{
    struct kept kept;
    enum status st = find_copy(&kept, l, err);

    if (st == OK) {
        st = look_plant(l->backup, err);
    }
    if (st == OK) {
        tell(l,
             "見張りファイルを置きました。書き換え防止を有効にしてから、「届くか、書けるかを確かめ"
             "る」を押してください。");
    }
    return st;
}

/* ---- The kinds ---- */

static const struct {
    const char *kind;
    unsigned needs;
    enum status (*run)(struct looking *l, struct err *err);
} kinds[] = {
    {VERIFY_JOB_REPO,   VERIFY_TOOLS,               run_repo  },
    {VERIFY_JOB_DRILL,  VERIFY_TOOLS,               run_drill },
    {VERIFY_JOB_RECORD, 0,                          run_record},
    {VERIFY_JOB_CHECK,  0,                          run_check },
    {VERIFY_JOB_REACH,  VERIFY_PROBE | VERIFY_EDIT, run_reach },
    {VERIFY_JOB_CANARY, VERIFY_EDIT,                run_canary},
};

unsigned verify_job_needs(const char *kind)
{
    for (size_t i = 0; i < COUNT(kinds); i++) {
        if (strcmp(kinds[i].kind, kind) == 0) {
            return kinds[i].needs;
        }
    }
    return 0;
}

static enum status run_kind(struct looking *l, const char *kind, struct err *err)
{
    for (size_t i = 0; i < COUNT(kinds); i++) {
        if (strcmp(kinds[i].kind, kind) == 0) {
            return kinds[i].run(l, err);
        }
    }
    return err_set(err, E_NOTFOUND, "no kind of job %s", kind);
}

static enum status put_result(const char **out, const struct looking *l, const char *backup,
                              struct err *err)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(RESULT_MAX);
    struct json_out j = JSON_OUT(&b);

    json_put_object(&j, NULL);
    json_put_text(&j, "backup", backup);
    json_put_array(&j, "lines");
    for (int64_t i = 0; i < l->lines && i < VERIFY_LINES_MAX; i++) {
        json_put_text(&j, NULL, l->line[i]);
    }
    json_put_end(&j);
    json_put_int(&j, "n", l->lines);
    json_put_end(&j);
    enum status st = json_put_status(&j, err);

    if (st == OK) {
        *out = arena_copy(l->arena, buf_text(&b));
        st = arena_status(l->arena, err);
    }
    return st;
}

enum status verify_job_run(const char **result, struct db *db, const struct site_options *site,
                           const struct verify_places *places, const struct job *job,
                           const struct progress *progress, struct arena *a, struct err *err)
{
    CLEANUP(json_close) struct json_doc *doc = NULL;
    enum status st = json_parse(&doc, job->params, strlen(job->params), err);
    const char *text = st == OK ? json_get_text(json_root(doc), "backup") : NULL;
    const char *by = st == OK ? json_get_text(json_root(doc), "by") : NULL;
    const char *sample = st == OK ? json_get_text(json_root(doc), "sample") : NULL;
    struct looking l = {.db = db,
                        .site = site,
                        .places = places,
                        .progress = progress,
                        .sample = sample,
                        .now_ms = clock_now_ms(),
                        .arena = a};
    int64_t id;

    if (st == OK && (text == NULL || !id_parse(&id, text))) {
        st = err_set(err, E_INVALID, "%s: bad parameters", job->kind);
    }
    if (st == OK) {
        st = record_read(&l.backup, db, entity_named("backup"), job->facility_id, id, a, err);
    }
    if (st != OK) {
        return st;
    }
    l.actor = (struct actor){.account_id = job->account_id,
                             .name = by == NULL ? "" : arena_copy(a, by),
                             .via = job->account_id == 0 ? "keeper" : "web"};
    st = run_kind(&l, job->kind, err);
    return st == OK ? put_result(result, &l, text, err) : st;
}

/* ---- The schedule ---- */

/* When a copy was last looked at by sources of this first word; 0: never. */
static int64_t last_at(const struct copy_facts *facts, int64_t backup_id, const char *first)
{
    int64_t last = 0;

    for (size_t i = 0; i < facts->n; i++) {
        const struct copy_fact *f = &facts->fact[i];

        if (f->backup_id == backup_id && strncmp(f->source, first, strlen(first)) == 0 &&
            f->at > last) {
            last = f->at;
        }
    }
    return last;
}

/* Add one job, unless the same waits or runs. */
static enum status add_job(struct db *db, const struct record *backup, const char *kind,
                           int64_t now_ms, struct err *err)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(PARAMS_MAX);
    struct json_out j = JSON_OUT(&b);
    char id[ID_TEXT_SIZE];
    bool is_open = false;
    int64_t job_id;

    json_put_object(&j, NULL);
    json_put_text(&j, "backup", id_text(id, backup->id));
    json_put_text(&j, "by", "自動");
    json_put_end(&j);
    enum status st = json_put_status(&j, err);

    if (st == OK) {
        st = job_is_open(&is_open, db, backup->facility_id, kind, b.data, err);
    }
    if (st == OK && !is_open) {
        st = job_add(&job_id, db, backup->facility_id, kind, b.data, 0, now_ms, err);
    }
    return st;
}

enum status verify_jobs_due(struct db *db, int64_t facility_id, int64_t now_ms, struct arena *a,
                            struct err *err)
{
    static const struct {
        const char *field, *kind, *first;
        int64_t hours; /* in one unit of the field */
    } rows[] = {
        {"check_every_hours",    VERIFY_JOB_REPO,  "repo.",   1          },
        {"manifest_every_hours", VERIFY_JOB_CHECK, "verify.", 1          },
        {"reach_every_hours",    VERIFY_JOB_REACH, "reach.",  1          },
        {"drill_every_days",     VERIFY_JOB_DRILL, "drill.",  HOURS_A_DAY},
    };
    const struct record_query q = {.entity = entity_named("backup"),
                                   .facility_id = facility_id,
                                   .sort = -1,
                                   .limit = READ_ALL};
    struct record_list list;
    struct copy_facts facts;
    enum status st = record_list_read(&list, db, &q, a, err);

    if (st == OK) {
        st = copy_fact_list(&facts, db, facility_id, 0, a, err);
    }
    for (size_t i = 0; st == OK && i < list.n; i++) {
        for (size_t k = 0; st == OK && k < COUNT(rows); k++) {
            const struct record *r = list.row[i];
            const char *every = record_get(r, rows[k].field);

            if (every == NULL || (record_get(r, "check_path") == NULL &&
                                  strcmp(rows[k].kind, VERIFY_JOB_REACH) != 0)) {
                continue;
            }
            const int64_t period = strtoll(every, NULL, 10) * rows[k].hours * HOUR_MS;

            if (now_ms - last_at(&facts, r->id, rows[k].first) >= period) {
                st = add_job(db, r, rows[k].kind, now_ms, err);
            }
        }
    }
    return st;
}
