/* sonae import: a file of rows into a register. */
#include "cli/commands.h"
#include "cli/import_print.h"

#include "base/file.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { MAP_MAX = 1 << 20 };

static enum status read_map(const char **out, struct run *run)
{
    const char *path = run_option(run, "--map");
    char *text;
    size_t len;

    *out = NULL;
    if (path == NULL) {
        return OK;
    }
    enum status st = file_read(&text, &len, path, MAP_MAX, run->arena, &run->err);

    if (st == OK) {
        *out = text;
    }
    return st;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash == NULL ? path : slash + 1;
}

static int go(struct run *run)
{
    const struct entity *e = entity_named(run->word[0]);
    struct import_print print = {.run = run};
    struct import_result result = {0};
    const char *map;

    if (e == NULL) {
        return run_usage(run, "その名前の台帳はありません。sonae entities で一覧を表示できます。");
    }
    enum status st = read_map(&map, run);

    if (st != OK) {
        return run_failed_at(run, run_option(run, "--map"));
    }
    struct import_watcher watcher = {.line = import_print_line, .self = &print};
    struct import_request request = {
        .entity = e,
        .facility_id = run->facility_id,
        .source = {.path = run->word[1]},
        .file_name = base_name(run->word[1]),
        .sheet = run_option(run, "--sheet"),
        .mapping = map,
        .preview = run_has(run, "--dry-run"),
        .actor = &run->actor,
        .now_ms = run->now_ms,
        .watcher = &watcher,
    };

    st = import_run(&result, run->db, &request, run->arena, &run->err);
    if (st != OK) {
        return run_failed_at(run, run->word[1]);
    }
    if (run_has(run, "--report") &&
        import_print_report(&print, run_option(run, "--report")) != OK) {
        return run_failed_at(run, run_option(run, "--report"));
    }
    return import_print_result(&print, &result);
}

static const struct option options[] = {
    {"--sheet",                                                         "NAME", "Excelのシート名（省略すると自動で探します）"},
    {"--map", "FILE", "列と欄の対応（JSON）"},
    {"--dry-run",                                                           NULL, "調べるだけで、何も変えません"},
    {"--report",                                   "FILE.csv", "直す行を書き出します"},
    {"--json",                                                       NULL, "結果をJSONで書き出します"},
    {0                    }
};

const struct command command_import = {
    .name = "import",
    .words = "ENTITY FILE [--sheet NAME] [--map FILE] [--dry-run] [--report FILE.csv] [--json]",
    .help = "Excel（.xlsx）やCSVの台帳を、そのまま取り込みます。",
    .min_words = 2,
    .max_words = 2,
    .option = options,
    .needs = NEEDS_DB | NEEDS_FACILITY,
    .go = go,
};
