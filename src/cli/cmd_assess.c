/* sonae assess: judge a facility against the checklist. */
#include "cli/commands.h"
#include "cli/print.h"

#include "base/date.h"
#include "checklist/assess.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void put_record(struct json_out *j, const struct assess_record *r)
{
    char id[24];

    snprintf(id, sizeof(id), "%" PRId64, r->id);
    json_put_object(j, NULL);
    json_put_text(j, "entity", r->entity->name);
    json_put_text(j, "id", id);
    json_put_text(j, "label", r->label);
    json_put_end(j);
}

static void put_reason(struct json_out *j, const struct assess_reason *r)
{
    json_put_object(j, NULL);
    json_put_text(j, "check", r->check);
    json_put_text(j, "level", assess_level_code(r->level));
    json_put_int(j, "count", r->count);
    json_put_text(j, "message", r->message);
    json_put_array(j, "records");
    for (size_t i = 0; i < r->n; i++) {
        put_record(j, &r->record[i]);
    }
    json_put_end(j);
    json_put_end(j);
}

static void put_item(struct json_out *j, const struct assess_item *it, struct arena *a)
{
    json_put_object(j, NULL);
    json_put_text(j, "id", it->item->id);
    json_put_text(j, "no", it->item->no);
    json_put_text(j, "scope", scope_code(it->item->scope));
    json_put_text(j, "wording", edition_item_text(it->item, a));
    json_put_text(j, "candidate", candidate_code(it->candidate));
    json_put_array(j, "reasons");
    for (size_t i = 0; i < it->n; i++) {
        put_reason(j, &it->reason[i]);
    }
    json_put_end(j);
    json_put_end(j);
}

static int print_assessment_json(struct run *run, const struct assessment *all)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(PRINT_MAX);
    struct json_out j = JSON_OUT(&b);

    json_put_object(&j, NULL);
    json_put_text(&j, "edition", all->edition->code);
    json_put_text(&j, "form", form_code(all->form));
    json_put_array(&j, "items");
    for (size_t i = 0; i < all->n; i++) {
        put_item(&j, &all->item[i], run->arena);
    }
    json_put_end(&j);
    json_put_end(&j);
    return print_json_out(run, &j, EXIT_DONE);
}

static void print_assessment(const struct assessment *all, struct arena *a)
{
    printf("%s %s\n", all->edition->title, all->edition->form_title);
    for (size_t i = 0; i < all->n; i++) {
        const struct assess_item *it = &all->item[i];

        const char *scope = it->item->scope_printed;

        printf("\n%s %s%s%s%s\n  候補：%s\n", it->item->no == NULL ? "?" : it->item->no,
               edition_item_text(it->item, a), scope != NULL ? "［" : "",
               scope != NULL ? scope : "", scope != NULL ? "］" : "", candidate_ja(it->candidate));
        for (size_t k = 0; k < it->n; k++) {
            const struct assess_reason *r = &it->reason[k];

            printf("  %s %s\n", r->level == CHECK_WARNS ? "注意" : "理由", r->message);
            for (size_t n = 0; n < r->n; n++) {
                printf("      %s %s %s\n", r->record[n].entity->ja, r->record[n].label,
                       r->record[n].detail);
            }
        }
    }
}

static bool has_gaps(const struct assessment *all)
{
    for (size_t i = 0; i < all->n; i++) {
        if (all->item[i].candidate == CANDIDATE_NO || all->item[i].candidate == CANDIDATE_UNKNOWN) {
            return true;
        }
    }
    return false;
}

enum status assess_options(struct assess_query *q, struct run *run)
{
    struct edition_set *set = arena_make(run->arena, struct edition_set, 1);
    const char *form = run_option(run, "--form"), *code = run_option(run, "--edition");
    const char *dir = arena_printf(run->arena, "%s/catalogue", run->data_dir);

    *q = (struct assess_query){.facility_id = run->facility_id, .at_ms = run->now_ms};
    if (set == NULL || dir == NULL) {
        return arena_status(run->arena, &run->err);
    }
    enum status st = edition_set_load(set, dir, run->arena, &run->err);

    if (st != OK) {
        return st;
    }
    if (form != NULL && !form_named(&q->form, form)) {
        return err_say(&run->err, E_INVALID, MSG_NO_SUCH_FORM, form);
    }
    q->edition = code != NULL ? edition_named(set, code, q->form)
                              : edition_pick(set, q->form, fiscal_year(date_of_ms(run->now_ms)));
    return q->edition != NULL
               ? OK
               : err_say(&run->err, E_NOTFOUND, MSG_NO_SUCH_EDITION, code == NULL ? "" : code);
}

static int go(struct run *run)
{
    struct assess_query query;
    struct assessment all;
    enum status st = assess_options(&query, run);

    if (st == OK) {
        st = assess_run(&all, run->db, &query, run->arena, &run->err);
    }
    if (st != OK) {
        return run_failed(run);
    }
    if (run_has(run, "--json")) {
        int code = print_assessment_json(run, &all);

        return code == EXIT_DONE && has_gaps(&all) ? EXIT_NO : code;
    }
    print_assessment(&all, run->arena);
    return has_gaps(&all) ? EXIT_NO : EXIT_DONE;
}

static const struct option options[] = {
    {"--edition",                                                                                   "r6", "チェックリストの版（省略すると、文言がそろっている最新の版）"},
    {"--form", "医療機関|薬局|事業者", "様式（省略すると医療機関確認用）"},
    {"--on",                                                                                      "DATE", "この日として判定します（記録はいまのままです）"},
    {"--json",                                           NULL, "JSONで書き出します"},
    {0                                                                                       }
};

const struct command command_assess = {
    .name = "assess",
    .words = "[--edition r6] [--form …] [--on DATE] [--json]",
    .help = "記録から、チェックリストの各項目の候補（はい・いいえ・不明）と理由を出します。",
    .option = options,
    .needs = NEEDS_DB | NEEDS_FACILITY,
    .go = go,
};
