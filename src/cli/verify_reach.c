/* sonae verify reach: what can be seen of registered copies from this machine; and their canaries.
 */
#include "cli/print.h"
#include "cli/verify.h"
#include "cli/verify_repo.h"

#include "base/id.h"
#include "readiness/look.h"

#include <stdio.h>

enum { READ_ALL = -1 };

/* The copy of --backup, or every open one. */
static enum status read_copies(struct record_list *out, struct run *run)
{
    const struct entity *e = entity_named("backup");
    int64_t id;
    enum status st = verify_backup_id(&id, run);

    if (st != OK) {
        return st;
    }
    if (id == 0) {
        const struct record_query q = {
            .entity = e, .facility_id = run->facility_id, .sort = -1, .limit = READ_ALL};

        return record_list_read(out, run->db, &q, run->arena, &run->err);
    }
    *out = (struct record_list){.row = arena_make(run->arena, struct record *, 1), .n = 1};
    if (out->row == NULL) {
        return arena_status(run->arena, &run->err);
    }
    st = record_read(&out->row[0], run->db, e, run->facility_id, id, run->arena, &run->err);
    return st == E_NOTFOUND
               ? err_say(&run->err, E_NOTFOUND, MSG_REPO_NO_BACKUP, run_option(run, "--backup"))
               : st;
}

static void print_words(const struct record *copy, const struct look *look, struct arena *a)
{
    printf("%s\n", record_label(copy, a));
    for (size_t i = 0; i < look->n; i++) {
        printf("［%s］%s：%s\n", copy_proof_word(look->fact[i].proof),
               copy_kind_word(look->fact[i].kind), look->fact[i].note);
    }
    if (look->n == 0) {
        printf("確かめることがありません。写しの場所か、相手のIPアドレスを登録してください。\n");
    }
}

static void put_json(struct json_out *j, const struct record *copy, const struct look *look)
{
    char id[ID_TEXT_SIZE];

    json_put_object(j, NULL);
    json_put_text(j, "backup", id_text(id, copy->id));
    json_put_array(j, "facts");
    for (size_t i = 0; i < look->n; i++) {
        json_put_object(j, NULL);
        json_put_text(j, "kind", copy_kind_code(look->fact[i].kind));
        json_put_text(j, "source", look->fact[i].source);
        json_put_text(j, "proof", copy_proof_code(look->fact[i].proof));
        json_put_text(j, "note", look->fact[i].note);
        json_put_end(j);
    }
    json_put_end(j);
    json_put_end(j);
}

/* Good is only what no look contradicts and every look could see. */
static bool is_good(const struct look *look)
{
    for (size_t i = 0; i < look->n; i++) {
        if (look->fact[i].proof == COPY_CONTRADICTED || look->fact[i].proof == COPY_UNKNOWN) {
            return false;
        }
    }
    return look->n > 0;
}

int verify_reach(struct run *run)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(PRINT_MAX);
    struct json_out j = JSON_OUT(&b);
    struct record_list copies;
    bool good = true, json = run_has(run, "--json");
    enum status st = read_copies(&copies, run);

    json_put_array(&j, NULL);
    for (size_t i = 0; st == OK && i < copies.n; i++) {
        struct look look;

        st = look_at(&look, run->db, copies.row[i], &run->actor, run->clock_ms, run->arena,
                     &run->err);
        if (st == OK) {
            good = is_good(&look) && good;
            put_json(&j, copies.row[i], &look);
        }
        if (st == OK && !json) {
            print_words(copies.row[i], &look, run->arena);
        }
    }
    json_put_end(&j);
    if (st != OK) {
        return run_failed(run);
    }
    return json ? print_json_out(run, &j, good ? EXIT_DONE : EXIT_NO) : good ? EXIT_DONE : EXIT_NO;
}

int verify_canary(struct run *run)
{
    struct record_list copies;

    if (!run_has(run, "--backup")) {
        return run_usage(run, "どのバックアップに置くのかを --backup で指定してください。");
    }
    enum status st = read_copies(&copies, run);

    if (st == OK) {
        st = look_plant(copies.row[0], &run->err);
    }
    if (st != OK) {
        return run_failed(run);
    }
    printf("見張りファイルを置きました。書き換え防止を有効にしてから、sonae verify reach "
           "で確かめてくださ"
           "い。\n");
    return EXIT_DONE;
}
