#include "cli/jobs.h"

#include "base/clock.h"
#include "base/date.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/id.h"
#include "base/json.h"
#include "checklist/edition.h"
#include "cli/probe_run.h"
#include "dossier/export_order.h"
#include "dossier/pack.h"
#include "intake/import.h"
#include "network/observe_file.h"
#include "render/json.h"
#include "web/export_pages.h"
#include "web/pack_pages.h"
#include "web/upload.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* What a job works with. */
struct jobs_work {
    struct db *db;
    const struct site_options *site;
    const struct prober_link *prober;
    const struct job *job;
    const struct json *params;
    const struct progress *progress;
    struct arena *arena;
};

/* Who asked for it: what the job changes stands under that name in the history. */
static struct actor actor_of(const struct jobs_work *w)
{
    const char *by = json_get_text(w->params, "by");

    return (struct actor){
        .account_id = w->job->account_id, .name = by == NULL ? "" : by, .via = "import"};
}

static const char *import_result(int64_t id, struct arena *a)
{
    char text[ID_TEXT_SIZE];

    return arena_printf(a, "{\"import\":\"%s\"}", id_text(text, id));
}

static enum status run_import(const char **result, const struct jobs_work *w, struct err *err)
{
    const char *upload = json_get_text(w->params, "upload");
    const char *entity = json_get_text(w->params, "entity");
    struct import_result r = {0};
    struct actor actor = actor_of(w);
    int64_t id;

    if (upload == NULL || entity == NULL || !id_parse(&id, upload) ||
        entity_named(entity) == NULL) {
        return err_set(err, E_INVALID, "import: bad parameters");
    }
    const char *path = upload_path(w->site->data_dir, w->job->facility_id, id, w->arena);
    struct import_request request = {
        .entity = entity_named(entity),
        .facility_id = w->job->facility_id,
        .source = {.path = path,
                   .encoding = (enum book_encoding)json_get_int(w->params, "encoding", 0)},
        .file_name = json_get_text(w->params, "name"),
        .mapping = json_get_text(w->params, "mapping"),
        .actor = &actor,
        .now_ms = clock_now_ms(),
        .progress = w->progress,
    };
    enum status st = import_run(&r, w->db, &request, w->arena, err);

    if (st == OK) {
        unlink(path);
        *result = import_result(r.import_id, w->arena);
    }
    return st;
}

static enum status run_undo(const char **result, const struct jobs_work *w, struct err *err)
{
    const char *text = json_get_text(w->params, "import");
    struct import_undo undo;
    struct actor actor = actor_of(w);
    int64_t id;

    if (text == NULL || !id_parse(&id, text)) {
        return err_set(err, E_INVALID, "undo: bad parameters");
    }
    enum status st = import_undo(&undo, w->db, w->job->facility_id, id, &actor, clock_now_ms(),
                                 w->progress, err);

    if (st == OK) {
        *result = import_result(id, w->arena);
    }
    return st;
}

/* A capture or a list of another program, read and held against the ledger. */
static enum status run_observe(const char **result, const struct jobs_work *w, struct err *err)
{
    const char *upload = json_get_text(w->params, "upload");
    const char *name = json_get_text(w->params, "name");
    struct observe_result r;
    int64_t id;

    if (upload == NULL || !id_parse(&id, upload)) {
        return err_set(err, E_INVALID, "observe: bad parameters");
    }
    const struct observe_file file = {
        .path = upload_path(w->site->data_dir, w->job->facility_id, id, w->arena),
        .name = name == NULL ? "" : name,
        .data_dir = w->site->data_dir,
        .now_ms = clock_now_ms(),
        .progress = w->progress,
    };
    enum status st = file.path == NULL
                         ? arena_status(w->arena, err)
                         : observe_file(&r, w->db, w->job->facility_id, &file, w->arena, err);

    if (file.path != NULL) {
        unlink(file.path); /* a capture holds more than we want to keep, whatever came of it */
    }
    if (st == OK) {
        *result = arena_printf(w->arena, "{\"devices\":%zu,\"new\":%zu}", r.devices, r.n_new);
    }
    return st;
}

/* The parts a person unticked. */
static void read_leave_out(struct pack_request *rq, const struct json *list)
{
    for (size_t i = 0; i < json_count(list); i++) {
        const char *code = json_text(json_at(list, i));
        enum pack_part part;

        if (code != NULL && pack_part_named(&part, code)) {
            rq->leave_out[part] = true;
        }
    }
}

static enum status run_pack(const char **result, const struct jobs_work *w, struct err *err)
{
    struct edition_set editions;
    struct pack_result made;
    struct date as_of;
    const char *data = w->site->data_dir;
    struct pack_request rq = {
        .facility_id = w->job->facility_id,
        .editions = &editions,
        .now_ms = clock_now_ms(),
        .hide_addresses = json_get_bool(w->params, "hide_addresses", false),
        .only_infrastructure = json_get_bool(w->params, "only_infrastructure", false),
        .actor = actor_of(w),
        .program = "sonae " SONAE_VERSION,
        .out_dir = arena_printf(w->arena, "%s/packs/new", data),
        .temp_dir = arena_printf(w->arena, "%s/tmp", data),
        .progress = w->progress,
    };
    const char *on = json_get_text(w->params, "as_of");
    char id[ID_TEXT_SIZE];
    enum status st =
        edition_set_load(&editions, arena_printf(w->arena, "%s/catalogue", data), w->arena, err);

    if (st == OK) {
        st = date_from_iso(&as_of, on == NULL ? "" : on, err);
    }
    if (st == OK) {
        st = file_make_dirs(arena_printf(w->arena, "%s/packs", data), 0700, err);
    }
    if (st != OK) {
        return st;
    }
    rq.as_of_ms = date_start_ms(as_of);
    rq.actor.via = "web";
    read_leave_out(&rq, json_get(w->params, "leave_out"));
    st = pack_make(&made, w->db, &rq, err);
    if (st == OK && rename(rq.out_dir, pack_dir(data, made.id, w->arena)) != 0) {
        st = err_errno(err, errno, "naming the pack's directory");
    }
    if (st == OK) {
        *result = arena_printf(w->arena, "{\"pack\":\"%s\"}", id_text(id, made.id));
    }
    return st;
}

static enum status write_export(const struct export_request *rq, const char *path,
                                const struct jobs_work *w, struct err *err)
{
    CLEANUP(file_new_close) struct file_new f = FILE_NEW;
    struct csv_losses losses = {.arena = w->arena};
    enum status st = file_new_open(&f, path, 0600, err);

    if (st == OK) {
        st = export_write(f.fd, &losses, w->db, rq, err);
    }
    return st == OK ? file_new_done(&f, err) : st;
}

static enum status run_export(const char **result, const struct jobs_work *w, struct err *err)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(4096);
    struct json_out j = JSON_OUT(&b);
    struct export_request rq;
    char id[ID_TEXT_SIZE];
    const char *data = w->site->data_dir;
    enum status st = export_order_read(&rq, w->params, w->job->facility_id, w->arena, err);

    if (st == OK) {
        st = file_make_dirs(arena_printf(w->arena, "%s/exports", data), 0700, err);
    }
    if (st != OK) {
        return st;
    }
    rq.now_ms = clock_now_ms();
    rq.temp_dir = arena_printf(w->arena, "%s/tmp", data);
    rq.progress = w->progress;
    st = write_export(&rq, export_path(data, w->job->id, w->arena), w, err);
    json_put_object(&j, NULL);
    json_put_text(&j, "export", id_text(id, w->job->id));
    json_put_text(&j, "format", export_format_code(rq.format));
    json_put_text(&j, "name", export_file_name(&rq, w->arena));
    json_put_end(&j);
    if (st == OK) {
        st = json_put_status(&j, err);
    }
    if (st == OK) {
        *result = arena_copy(w->arena, buf_text(&b));
    }
    return st;
}

/* What was sent and who answered, as a sentence; and which record holds it. */
static const char *probe_done(const struct probe_result *r, struct arena *a, struct err *err)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(65536);
    struct json_out j = JSON_OUT(&b);
    char id[ID_TEXT_SIZE];

    json_put_object(&j, NULL);
    json_put_text(&j, "probe", id_text(id, r->id));
    json_put_array(&j, "lines");
    json_put_text(&j, NULL,
                  arena_printf(a, "%" PRId64 "個を送り、%zu個のアドレスから応答がありました。",
                               r->n_sent, r->n_answered));
    for (size_t i = 0; i < r->n_switches; i++) {
        json_put_text(&j, NULL, probe_switches_text(&r->switches[i], LANG_JA, a));
    }
    json_put_end(&j);
    json_put_end(&j);
    return json_put_status(&j, err) == OK ? arena_copy(a, buf_text(&b)) : NULL;
}

static enum status run_probe(const char **result, const struct jobs_work *w, struct err *err)
{
    const char *text = json_get_text(w->params, "network");
    struct probe_run rq = {.link = w->prober,
                           .data_dir = w->site->data_dir,
                           .facility_id = w->job->facility_id,
                           .by = json_get_text(w->params, "by"),
                           .now_ms = clock_now_ms(),
                           .progress = w->progress};
    struct probe_terms terms;
    struct probe_plan plan;
    struct probe_result made;
    int64_t network;
    uint64_t seed;

    if (text == NULL || !id_parse(&network, text)) {
        return err_set(err, E_INVALID, "probe: bad parameters");
    }
    if (w->prober->iface == NULL) {
        return err_say(err, E_DENIED, MSG_PROBE_OFF);
    }
    if (w->job->attempts > 1) { /* nothing is sent twice because a process died */
        return err_say(err, E_CONFLICT, MSG_PROBE_CUT_OFF);
    }
    random_bytes(&seed, sizeof(seed));
    enum status st =
        probe_terms_read(&terms, w->db, rq.facility_id, network, rq.now_ms, w->arena, err);

    if (st == OK) {
        st = probe_plan_make(&plan, &terms.never, terms.network, terms.kinds, seed, w->arena, err);
    }
    if (st != OK) {
        return st;
    }
    rq.terms = &terms;
    rq.plan = &plan;
    st = probe_run(&made, w->db, &rq, w->arena, err);
    if (st == OK) {
        *result = probe_done(&made, w->arena, err);
        st = *result == NULL ? E_NOMEM : OK;
    }
    return st;
}

static const struct {
    const char *kind;
    enum status (*run)(const char **result, const struct jobs_work *w, struct err *err);
} kinds[] = {
    {"import",  run_import },
    {"undo",    run_undo   },
    {"pack",    run_pack   },
    {"observe", run_observe},
    {"probe",   run_probe  },
    {"export",  run_export },
};

enum status jobs_run(const char **result, struct db *db, const struct site_options *site,
                     const struct prober_link *prober, const struct job *job,
                     const struct progress *progress, struct arena *a, struct err *err)
{
    CLEANUP(json_close) struct json_doc *doc = NULL;
    enum status st = json_parse(&doc, job->params, strlen(job->params), err);

    if (st != OK) {
        return st;
    }
    struct jobs_work w = {db, site, prober, job, json_root(doc), progress, a};

    for (size_t i = 0; i < COUNT(kinds); i++) {
        if (strcmp(kinds[i].kind, job->kind) == 0) {
            return kinds[i].run(result, &w, err);
        }
    }
    return err_set(err, E_NOTFOUND, "no kind of job %s", job->kind);
}
