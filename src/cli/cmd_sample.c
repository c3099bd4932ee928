/* sonae sample: the sample hospital, through the same door as everybody's files. */
#include "cli/commands.h"

#include "base/embedded.h"
#include "cli/sample_files.h" /* generated from sample/ */
#include "intake/import.h"
#include "record/account.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { NAME_SIZE = 128 };

static const struct embedded *file_named(const char *name)
{
    for (size_t i = 0; i < COUNT(sample_files); i++) {
        if (strcmp(sample_files[i].name, name) == 0) {
            return &sample_files[i];
        }
    }
    return NULL;
}

static enum status print_reject(void *self, const struct import_line *line, struct err *err)
{
    char text[1024];

    (void)err;
    if (line->verdict == VERDICT_REJECTED) {
        fprintf(stderr, "%s %" PRIu32 "行目: %s\n", (const char *)self, line->number,
                err_text(&line->why, LANG_JA, text, sizeof(text)));
    }
    return OK;
}

/* One line of order.txt: the entity, then the file. */
static enum status import_one(struct run *run, const char *entity, const char *file)
{
    const struct entity *e = entity_named(entity);
    const struct embedded *content = file_named(file);
    struct import_result result = {0};
    struct actor actor = {.name = "見本", .via = "sample"};
    struct import_watcher watcher = {.line = print_reject, .self = (void *)file};

    if (e == NULL || content == NULL) {
        return err_set(&run->err, E_CORRUPT, "sample: %s %s", entity, file);
    }
    struct import_request request = {
        .entity = e,
        .facility_id = run->facility_id,
        .source = {.bytes = content->data, .size = content->size},
        .file_name = file,
        .actor = &actor,
        .now_ms = run->now_ms++, /* so that the records of a later file are younger */
        .watcher = &watcher,
    };
    struct arena_mark mark = arena_mark(run->arena);
    enum status st = import_run(&result, run->db, &request, run->arena, &run->err);

    if (st == OK) {
        printf("%-24s %5" PRId64 "件\n", e->ja, result.n[VERDICT_NEW] + result.n[VERDICT_CHANGED]);
        if (result.n[VERDICT_REJECTED] > 0) {
            st = err_set(&run->err, E_CORRUPT, "sample: %s has bad rows", file);
        }
    }
    arena_reset(run->arena, mark);
    return st;
}

static enum status import_all(struct run *run)
{
    const struct embedded *order = file_named("order.txt");
    enum status st = OK;

    for (const char *p = order->data; st == OK && *p != '\0';) {
        char entity[NAME_SIZE], file[NAME_SIZE];
        size_t len = strcspn(p, "\n");

        if (*p != '#' && sscanf(p, "%127s %127s", entity, file) == 2) {
            st = import_one(run, entity, file);
        }
        p += len + (p[len] == '\n');
    }
    return st;
}

/* Somebody must be able to look at it: an administrator who signs in by link (sonae link admin). */
static enum status add_admin(struct run *run)
{
    CLEANUP(writer_close) struct writer *w = NULL;
    struct account_new admin = {.login = "admin", .name = "見本 管理者", .role = ROLE_ADMIN};
    int64_t id;
    enum status st =
        writer_begin(&w, run->db, run->facility_id, &run->actor, run->now_ms, &run->err);

    if (st == OK) {
        st = account_add(&id, w, &admin, &run->err);
    }
    return st == OK ? writer_commit(w, &run->err) : st;
}

static int go(struct run *run)
{
    bool any;
    enum status st = account_any(&any, run->db, &run->err);

    if (st == OK && any) {
        st = err_say(&run->err, E_CONFLICT, MSG_SAMPLE_NOT_EMPTY);
    }
    if (st == OK) {
        st = import_all(run);
    }
    if (st == OK) {
        st = add_admin(run);
    }
    return st == OK ? EXIT_DONE : run_failed(run);
}

const struct command command_sample = {
    .name = "sample",
    .words = "",
    .help = "見本の病院を読み込みます（だれもサインインしていない、空のデータにだけ）。",
    .needs = NEEDS_DB | NEEDS_FACILITY,
    .go = go,
};
