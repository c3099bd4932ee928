/* sonae audit: is the history whole, and take it out of the house. */
#include "cli/commands.h"
#include "cli/print.h"

#include "base/file.h"
#include "record/audit.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct {
    const char *what, *ja;
} said[] = {
    {"entry",      "記録の中身が、置かれている場所と合いません"},
    {"chain",      "記録が書き換えられています"                        },
    {"head",       "履歴の終わりが最後の記録と合いません"         },
    {"checkpoint", "署名した時点の履歴と違います"                     },
    {"record",     "履歴を通らずに変更されています"                  },
    {"missing",    "なくなっています"                                       },
};

static const char *in_words(const char *what)
{
    for (size_t i = 0; i < COUNT(said); i++) {
        if (strcmp(said[i].what, what) == 0) {
            return said[i].ja;
        }
    }
    return what;
}

static void print_report(const struct audit_report *r)
{
    printf("履歴 %" PRId64 "件、記録 %" PRId64 "件、署名 %" PRId64 "件を調べました。\n", r->entries,
           r->records, r->checkpoints);
    for (size_t i = 0; i < r->n; i++) {
        const struct audit_fault *f = &r->fault[i];

        if (f->entity != NULL) {
            printf("%s %" PRId64 ": %s\n", f->entity, f->id, in_words(f->what));
        } else {
            printf("履歴 %" PRId64 "番: %s\n", f->seq, in_words(f->what));
        }
    }
    puts(r->faults == 0 ? "改ざんは見つかりませんでした。" : "改ざんが見つかりました。");
}

static int print_report_json(struct run *run, const struct audit_report *r)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(PRINT_MAX);
    struct json_out j = JSON_OUT(&b);

    json_put_object(&j, NULL);
    json_put_int(&j, "entries", r->entries);
    json_put_int(&j, "records", r->records);
    json_put_int(&j, "checkpoints", r->checkpoints);
    json_put_int(&j, "faults", r->faults);
    json_put_array(&j, "found");
    for (size_t i = 0; i < r->n; i++) {
        char id[24];

        snprintf(id, sizeof(id), "%" PRId64, r->fault[i].id);
        json_put_object(&j, NULL);
        json_put_text(&j, "what", r->fault[i].what);
        json_put_int(&j, "seq", r->fault[i].seq);
        json_put_text(&j, "entity", r->fault[i].entity);
        json_put_text(&j, "id", r->fault[i].entity == NULL ? NULL : id);
        json_put_end(&j);
    }
    json_put_end(&j);
    json_put_end(&j);
    return print_json_out(run, &j, r->faults == 0 ? EXIT_DONE : EXIT_NO);
}

static int verify(struct run *run)
{
    struct audit_report r;

    if (audit_verify(&r, run->db, run->facility_id, run->arena, NULL, &run->err) != OK) {
        return run_failed(run);
    }
    if (run_has(run, "--json")) {
        return print_report_json(run, &r);
    }
    print_report(&r);
    return r.faults == 0 ? EXIT_DONE : EXIT_NO;
}

static int export(struct run *run)
{
    const char *path = run_option(run, "-o");

    if (path == NULL) {
        return run_usage(run, "書き出す先を -o FILE で指定してください。");
    }
    CLEANUP(file_close) int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    if (fd < 0) {
        err_errno(&run->err, errno, "making %s", path);
        return run_failed_at(run, path);
    }
    enum status st =
        audit_export(run->db, run->facility_id, run->data_dir, fd, run->now_ms, &run->err);

    if (st == OK) {
        st = file_sync(fd, &run->err);
    }
    if (st != OK) {
        unlink(path);
        return run_failed(run);
    }
    return EXIT_DONE;
}

static int checkpoint(struct run *run)
{
    return audit_checkpoint(run->db, run->facility_id, run->data_dir, run->now_ms, &run->err) == OK
               ? EXIT_DONE
               : run_failed(run);
}

static const struct option of_verify[] = {
    {"--json",                     NULL, "JSONで書き出します"},
    {0}
};

static const struct option of_export[] = {
    {"-o",               "FILE", "書き出す先"},
    {0}
};

static const struct subcommand subcommands[] = {
    {"verify",                                                              "[--json]", "変更履歴が書き換えられていないかを調べます。", 1, of_verify, 0, verify},
    {"export", "-o FILE", "変更履歴を、ほかの人も調べられるファイルに書き出します。", 1, of_export,
     0, export},
    {"checkpoint",                                                            "", "変更履歴のいまの先頭に署名します。", 1, NULL, 0, checkpoint},
    {0                                                              }
};

const struct command command_audit = {
    .name = "audit",
    .words = "verify | export -o FILE | checkpoint",
    .help = "変更履歴が書き換えられていないかを調べます。",
    .min_words = 1,
    .max_words = 1,
    .needs = NEEDS_DB | NEEDS_FACILITY,
    .sub = subcommands,
};
