/* sonae export: a register as a file. */
#include "cli/commands.h"

#include "base/file.h"
#include "dossier/export.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

static int losses_found(struct run *run, const struct csv_losses *losses)
{
    int code = run_failed(run);

    for (size_t i = 0; i < losses->kept; i++) {
        fprintf(stderr, "  %s\n", export_loss_text(&losses->loss[i], run->arena));
    }
    if (losses->n > (int64_t)losses->kept) {
        fprintf(stderr, "  ほか%" PRId64 "件\n", losses->n - (int64_t)losses->kept);
    }
    return code;
}

/* To the named file, which is the old one or the whole new one; or to standard output. */
static enum status write_out(struct run *run, const struct export_request *rq,
                             struct csv_losses *losses)
{
    CLEANUP(file_new_close) struct file_new f = FILE_NEW;
    const char *path = run_option(run, "-o");

    if (path == NULL) {
        return export_write(STDOUT_FILENO, losses, run->db, rq, &run->err);
    }
    enum status st = file_new_open(&f, path, 0600, &run->err);

    if (st == OK) {
        st = export_write(f.fd, losses, run->db, rq, &run->err);
    }
    return st == OK ? file_new_done(&f, &run->err) : st;
}

static int go(struct run *run)
{
    const struct entity *e = entity_named(run->word[0]);
    const char *format = run_has(run, "--format") ? run_option(run, "--format") : "xlsx";
    struct csv_losses losses = {.arena = run->arena};
    struct export_request rq = {
        .query = {.entity = e, .facility_id = run->facility_id, .sort = -1},
        .empty = run_has(run, "--empty"),
        .now_ms = run->now_ms,
        .temp_dir = arena_printf(run->arena, "%s/tmp", run->data_dir),
    };

    if (e == NULL) {
        return run_usage(run, "その名前の台帳はありません。sonae entities で一覧を表示できます。");
    }
    if (!export_format_named(&rq.format, format)) {
        return run_usage(run,
                         "--format には xlsx、csv、csv-cp932、json のどれかを指定してください。");
    }
    if (rq.format == EXPORT_XLSX && !run_has(run, "-o") && isatty(STDOUT_FILENO)) {
        return run_usage(run, "Excel形式は画面に出せません。-o でファイル名を指定してください。");
    }
    rq.query.sort = e->sort == NULL ? -1 : entity_field(e, e->sort);
    enum status st = write_out(run, &rq, &losses);

    if (st == E_INVALID && losses.n > 0) {
        return losses_found(run, &losses);
    }
    return st == OK ? EXIT_DONE : run_failed_at(run, run_option(run, "-o"));
}

static const struct option options[] = {
    {"--format",                                                   "xlsx|csv|csv-cp932|json", "ファイルの形式（省略するとxlsx）"},
    {"-o",            "FILE", "書き出すファイル（省略すると標準出力）"},
    {"--empty",                                                         NULL, "見出しだけの様式を書き出します"},
    {0},
};

const struct command command_export = {
    .name = "export",
    .words = "ENTITY [--format xlsx|csv|csv-cp932|json] [-o FILE]",
    .help = "台帳や記録を、取り込みでそのまま戻せる形のファイルに書き出します。",
    .min_words = 1,
    .max_words = 1,
    .option = options,
    .needs = NEEDS_DB | NEEDS_FACILITY,
    .go = go,
};
