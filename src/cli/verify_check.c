/* sonae verify check: is a copy what its manifest says? */
#include "cli/verify.h"
#include "cli/verify_print.h"
#include "cli/verify_repo.h"

#include "base/date.h"
#include "readiness/kept.h"
#include "readiness/manifest_check.h"
#include "readiness/manifest_fact.h"
#include "readiness/manifest_take.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Whose signature it is: ours, or that of the key the user names. */
static enum status known_key(bool *out, struct run *run, const struct manifest_end *end)
{
    uint8_t key[SIGN_PUBLIC_SIZE];
    const char *given = run_option(run, "--key");

    if (given == NULL) {
        return kept_is_ours(out, end, run->data_dir, &run->err);
    }
    if (!hash_unhex(key, SIGN_PUBLIC_SIZE, given)) {
        return err_say(&run->err, E_INVALID, MSG_MANIFEST_KEY_SHAPE);
    }
    *out = hash_same(key, end->public, SIGN_PUBLIC_SIZE);
    return OK;
}

static enum status open_manifest(struct manifest_in *m, struct run *run, const char *path)
{
    enum status st = manifest_open(m, path, &run->err);

    if (st == E_INVALID) {
        return err_say(&run->err, E_INVALID, MSG_MANIFEST_NONE, path);
    }
    return st == E_CORRUPT ? err_say(&run->err, E_INVALID, MSG_MANIFEST_BROKEN, path) : st;
}

/* Which files are read; what was read when is kept where there is a data directory. */
static enum status draw(struct sample **out, struct run *run, const struct manifest_end *end)
{
    const char *text = run_option(run, "--sample");
    const bool kept = access(run->data_dir, W_OK) == 0;
    uint64_t n = end->files;

    if (text != NULL && !sample_parse(&n, text, end->files)) {
        return err_say(&run->err, E_INVALID, MSG_SAMPLE_WHAT);
    }
    return sample_open(out, end->files, n,
                       kept ? arena_printf(run->arena, "%s/verify", run->data_dir) : NULL,
                       end->lines_sha256, &run->err);
}

static void print_sample(const struct sample_cover *c)
{
    static const double share[] = {0.001, 0.01, 0.05};

    printf("ファイル %" PRIu64 "件のうち、くじで選んだ %" PRIu64 "件の中身を読みました。\n",
           c->files, c->drawn);
    for (size_t i = 0; i < COUNT(share); i++) {
        double unseen = sample_unseen(c->drawn, share[i]) * 100;

        printf("　全体の %g%% が壊れているのに見つからない確率は、多くて %.*f%% です。\n",
               share[i] * 100, unseen < 1 ? 4 : 1, unseen);
    }
    printf("　7日以内に読んだもの %" PRIu64 "件、まだ一度も読んでいないもの %" PRIu64 "件。\n",
           c->read_in_7_days, c->never);
}

static void put_sample(struct json_out *j, const struct sample_cover *c)
{
    json_put_object(j, "sample");
    json_put_int(j, "files", (int64_t)c->files);
    json_put_int(j, "drawn", (int64_t)c->drawn);
    json_put_real(j, "unseen_if_1_percent", sample_unseen(c->drawn, 0.01));
    json_put_int(j, "read_in_7_days", (int64_t)c->read_in_7_days);
    json_put_int(j, "never_read", (int64_t)c->never);
    json_put_end(j);
}

struct look {
    struct manifest_in m;
    struct sample *sample;
    struct found_watch watch;
    bool known;
};

static enum manifest_answer answer_of(const struct look *l)
{
    return manifest_answer(&l->watch.totals, l->known);
}

static int print_words(struct run *run, const struct look *l, const struct sample_cover *c,
                       int code)
{
    const struct found_totals *t = &l->watch.totals;
    uint64_t differences = 0, unjudged = 0;

    for (int i = 0; i < FOUND_WHATS; i++) {
        differences += found_is_difference((enum found_what)i) ? t->found[i] : 0;
        unjudged += found_is_unjudged((enum found_what)i) ? t->found[i] : 0;
    }
    printf("%s の記録と比べました（%" PRIu64 "件、中身を読んだファイル %" PRIu64 "件、%" PRIu64
           "バイト）。\n",
           date_time(run->arena, l->m.end.made_at), t->entries, t->files_read, t->size_read);
    if (c->drawn < c->files) {
        print_sample(c);
    }
    if (l->m.blocks < 0) {
        puts("ブロックの記録（.blocks）がないため、壊れた場所までは示せません。");
    }
    if (!l->known) {
        puts("この記録の署名は、この施設の鍵によるものではありません。正しい鍵と分かっているときは "
             "--key で指定してください。");
    }
    if (differences + unjudged == 0) {
        puts("違いはありません。");
    } else {
        printf("違いが %" PRIu64 "件、確かめられないものが %" PRIu64 "件あります。\n", differences,
               unjudged);
    }
    return code;
}

static int print_json(struct run *run, struct verify_printer *p, const struct look *l,
                      const struct sample_cover *c, int code)
{
    static const char *const word[] = {"good", "bad", "unknown"};
    char hex[HASH_HEX_SIZE], at[DATE_ISO_MS_SIZE];

    verify_printer_totals(p, &l->watch.totals);
    json_put_object(&p->j, "manifest");
    json_put_text(&p->j, "made_at", date_iso_ms(at, l->m.end.made_at));
    json_put_int(&p->j, "files", (int64_t)l->m.end.files);
    json_put_text(&p->j, "key", hash_hex(hex, l->m.end.public, SIGN_PUBLIC_SIZE));
    json_put_bool(&p->j, "key_known", l->known);
    json_put_bool(&p->j, "blocks", l->m.blocks >= 0);
    json_put_end(&p->j);
    put_sample(&p->j, c);
    json_put_text(&p->j, "answer", word[answer_of(l)]);
    json_put_end(&p->j);
    return print_json_out(run, &p->j, code);
}

static void close_look(struct look *l)
{
    manifest_close(&l->m);
    sample_close(&l->sample);
}

static enum status look(struct look *l, struct run *run, const char *manifest, int64_t backup_id)
{
    enum status st = open_manifest(&l->m, run, manifest);

    if (st == OK) {
        st = known_key(&l->known, run, &l->m.end);
    }
    if (st == OK) {
        st = draw(&l->sample, run, &l->m.end);
    }
    if (st != OK) {
        return st;
    }
    const struct manifest_checking c = {.top = run->word[1],
                                        .manifest = &l->m,
                                        .sample = l->sample,
                                        .threads = manifest_threads(),
                                        .now_ms = run->clock_ms};

    st = manifest_check(&c, &l->watch, &run->err);
    if (st == OK) {
        st = sample_keep(l->sample, &run->err);
    }
    return st == OK && backup_id != 0
               ? manifest_fact_file(run->db, run->facility_id, &run->actor, backup_id,
                                    run->clock_ms, &l->watch.totals, l->known, &run->err)
               : st;
}

int verify_check(struct run *run)
{
    CLEANUP(verify_printer_close) struct verify_printer p;
    CLEANUP(close_look) struct look l = {.m = MANIFEST_IN};
    const char *manifest = run_option(run, "--manifest");
    struct sample_cover cover;
    int64_t backup_id = 0;

    verify_printer_start(&p, run_has(run, "--json"));
    l.watch = (struct found_watch){.hear = verify_printer_hear, .self = &p};
    if (manifest == NULL && !run_has(run, "--backup")) {
        return run_usage(run, "比べる記録を --manifest FILE か --backup ID で指定してください。");
    }
    if (verify_backup_id(&backup_id, run) != OK) {
        return run_failed(run);
    }
    if (manifest == NULL && kept_taken_at(run->data_dir, backup_id, run->arena) == 0) {
        err_say(&run->err, E_NOTFOUND, MSG_KEPT_NONE);
        return run_failed(run);
    }
    if (manifest == NULL) {
        manifest = kept_path(run->data_dir, backup_id, run->arena);
    }
    if (look(&l, run, manifest, backup_id) != OK) {
        return run_failed_at(run, l.m.left == 0 && l.sample == NULL ? manifest : run->word[1]);
    }
    const int code = answer_of(&l) == MANIFEST_GOOD ? EXIT_DONE : EXIT_NO;

    sample_cover(l.sample, run->clock_ms, &cover);
    return p.as_json ? print_json(run, &p, &l, &cover, code) : print_words(run, &l, &cover, code);
}
