/* sonae verify record: the signed manifest of a copy. */
#include "cli/verify.h"
#include "cli/verify_print.h"

#include "cli/verify_repo.h"

#include "readiness/kept.h"
#include "readiness/manifest_take.h"
#include "record/site_key.h"

#include <inttypes.h>
#include <stdio.h>

/* Names that stand in the manifest without their content, or not at all. */
static uint64_t fell_short(const struct found_totals *t)
{
    uint64_t n = 0;

    for (int i = 0; i < FOUND_WHATS; i++) {
        n += i == FOUND_SPECIAL ? 0 : t->found[i];
    }
    return n;
}

/* -o FILE, or with --backup the manifest that is kept of the copy. */
static enum status choose_path(const char **out, struct run *run)
{
    int64_t backup_id;
    enum status st;

    *out = run_option(run, "-o");
    if (*out != NULL) {
        return OK;
    }
    st = verify_backup_id(&backup_id, run);
    if (st == OK) {
        st = kept_make_place(run->data_dir, &run->err);
    }
    if (st == OK) {
        *out = kept_path(run->data_dir, backup_id, run->arena);
        st = arena_status(run->arena, &run->err);
    }
    return st;
}

int verify_record(struct run *run)
{
    CLEANUP(verify_printer_close) struct verify_printer p;
    const bool as_json = run_has(run, "--json");
    const char *path;
    struct site_key key;
    struct found_watch watch = {.hear = verify_printer_hear, .self = &p};

    verify_printer_start(&p, as_json);
    if (!run_has(run, "-o") && !run_has(run, "--backup")) {
        return run_usage(run, "記録を書き出す先を -o FILE か --backup ID で指定してください。");
    }
    if (choose_path(&path, run) != OK || site_key_read(&key, run->data_dir, &run->err) != OK) {
        return run_failed(run);
    }
    const struct manifest_taking taking = {.top = run->word[1],
                                           .path = path,
                                           .threads = manifest_threads(),
                                           .now_ms = run->clock_ms,
                                           .secret_key = key.secret};

    if (manifest_take(&taking, &watch, &run->err) != OK) {
        return run_failed_at(run, run->word[1]);
    }
    const struct found_totals *t = &watch.totals;
    const uint64_t missed = fell_short(t);
    const int code = missed == 0 ? EXIT_DONE : EXIT_NO;

    if (as_json) {
        verify_printer_totals(&p, t);
        json_put_text(&p.j, "answer", missed == 0 ? "good" : "unknown");
        json_put_end(&p.j);
        return print_json_out(run, &p.j, code);
    }
    printf("写しを記録しました。%s（%" PRIu64 "件、うちファイル %" PRIu64 "件、%" PRIu64
           "バイト）\n",
           taking.path, t->entries, t->files, t->size);
    if (missed > 0) {
        printf("確かめられなかったものが %" PRIu64
               "件あります。上に挙げたものを直し、もう一度記録してください。\n",
               missed);
    }
    return code;
}
