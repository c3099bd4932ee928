/* sonae pack: the inspection pack, as PDF, workbook and manifest. */
#include "cli/commands.h"

#include "base/text.h"
#include "dossier/pack.h"

#include <stdio.h>
#include <string.h>

/* --without ledger,bcp; the word that names no such part, or NULL. */
static const char *read_without(struct pack_request *rq, const char *list, struct arena *a)
{
    for (const char *p = list; p != NULL && *p != '\0';) {
        size_t len = strcspn(p, ",");
        const char *code = text_or(arena_copy_n(a, p, len), "");
        enum pack_part part;

        if (!pack_part_named(&part, code) || !pack_part_optional(part)) {
            return code;
        }
        rq->leave_out[part] = true;
        p += len + (p[len] == ',');
    }
    return NULL;
}

static int go(struct run *run)
{
    struct assess_query query;
    struct edition_set editions;
    const char *dir = arena_printf(run->arena, "%s/catalogue", run->data_dir);
    struct pack_request rq = {
        .facility_id = run->facility_id,
        .editions = &editions,
        .as_of_ms = run->now_ms,
        .now_ms = run->clock_ms,
        .hide_addresses = run_has(run, "--hide-addresses"),
        .only_infrastructure = run_has(run, "--only-infrastructure"),
        .actor = run->actor,
        .program = "sonae " SONAE_VERSION,
        .out_dir = run_option(run, "-o"),
        .temp_dir = arena_printf(run->arena, "%s/tmp", run->data_dir),
    };
    struct pack_result made;
    const char *bad = read_without(&rq, run_option(run, "--without"), run->arena);

    if (rq.out_dir == NULL) {
        return run_usage(run, "-o で、資料を入れるフォルダを指定してください。");
    }
    if (bad != NULL) {
        return run_usage(run, arena_printf(run->arena, "除けない部分です：%s", bad));
    }
    enum status st = assess_options(&query, run);

    if (st == OK) {
        st = edition_set_load(&editions, dir, run->arena, &run->err);
    }
    if (st == OK) {
        rq.edition = run_has(run, "--edition")
                         ? edition_find(&editions, query.edition->code, query.form)
                         : NULL;
        rq.form = query.form;
        st = pack_make(&made, run->db, &rq, &run->err);
    }
    if (st != OK) {
        return run_failed(run);
    }
    printf("%s\n第%d版　%dページ　照合番号 %s　足りないもの %zu件\n", rq.out_dir, made.number,
           made.pages, made.check, made.missing);
    return EXIT_DONE;
}

static const struct option options[] = {
    {"-o",                                                                                       "DIR", "資料を入れるフォルダ（前に作った資料があれば置き換えます）"},
    {"--edition", "r6", "チェックリストの版（省略すると、今年度の回答の版）"},
    {"--form",                                                                                "医療機関|薬局", "様式（省略すると医療機関確認用）"},
    {"--on",             "DATE", "基準日（記録はいまのままです）"},
    {"--hide-addresses",                                                                                   NULL, "機器台帳のIPアドレスを伏せます"},
    {"--only-infrastructure",                                        NULL, "機器台帳をサーバとネットワーク機器だけにします"},
    {"--without",                                                                                     "ledger,bcp", "除く部分（目次に、除いたことが載ります）"},
    {0                                          },
};

const struct command command_pack = {
    .name = "pack",
    .words = "-o DIR [--edition r6] [--form …] [--on DATE]",
    .help = "立入検査資料を、PDFとExcelと目録（SHA-256）で書き出します。",
    .option = options,
    .needs = NEEDS_DB | NEEDS_FACILITY,
    .go = go,
};
