#include "cli/jobs.h"

#include "base/clock.h"
#include "base/id.h"
#include "base/json.h"
#include "intake/import.h"
#include "web/upload.h"

#include <string.h>
#include <unistd.h>

/* What a job works with. */
struct jobs_work {
    struct db *db;
    const struct site_options *site;
    const struct job *job;
    const struct json *params;
    const struct progress *progress;
    struct arena *arena;
};

/* Who asked for it: what the job changes stands under that name in the history. */
static struct actor actor_of(const struct jobs_work *w)
{
    const char *by = json_get_text(w->params, "by");

    return (struct actor){.account_id = w->job->account_id, .name = by == NULL ? "" : by, .via = "import"};
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

    if (upload == NULL || entity == NULL || !id_parse(&id, upload) || entity_named(entity) == NULL) {
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

static const struct {
    const char *kind;
    enum status (*run)(const char **result, const struct jobs_work *w, struct err *err);
} kinds[] = {
    {"import", run_import},
    {"undo", run_undo},
};

enum status jobs_run(const char **result, struct db *db, const struct site_options *site,
                     const struct job *job, const struct progress *progress, struct arena *a,
                     struct err *err)
{
    CLEANUP(json_close) struct json_doc *doc = NULL;
    enum status st = json_parse(&doc, job->params, strlen(job->params), err);

    if (st != OK) {
        return st;
    }
    struct jobs_work w = {db, site, job, json_root(doc), progress, a};

    for (size_t i = 0; i < COUNT(kinds); i++) {
        if (strcmp(kinds[i].kind, job->kind) == 0) {
            return kinds[i].run(result, &w, err);
        }
    }
    return err_set(err, E_NOTFOUND, "no kind of job %s", job->kind);
}
