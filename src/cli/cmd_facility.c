/* sonae facility: the facilities of this database; a further one. */
#include "cli/commands.h"

#include "record/account.h"
#include "record/site.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static int list(struct run *run)
{
    struct site_facility *facility;
    size_t n;

    if (site_facilities(&facility, &n, run->db, run->arena, &run->err) != OK) {
        return run_failed(run);
    }
    for (size_t i = 0; i < n; i++) {
        printf("%" PRId64 "\t%s\n", facility[i].id, facility[i].name);
    }
    return EXIT_DONE;
}

/* Somebody who is known already manages the new facility, so that nobody can be forgotten. */
static enum status add(struct run *run, const char *name, const char *login)
{
    CLEANUP(writer_close) struct writer *writer = NULL;
    struct account account;
    const char *form;
    int64_t id;
    enum status st = account_check_login(&form, login, run->arena, &run->err);

    if (st == OK) {
        st = account_named(&account, run->db, form, run->arena, &run->err);
    }
    if (st == E_NOTFOUND) {
        return err_say(&run->err, E_NOTFOUND, MSG_NO_SUCH_ACCOUNT, login);
    }
    if (st == OK) {
        st = site_add_facility(&id, run->db, name, run->now_ms, &run->err);
    }
    if (st == OK) {
        st = writer_begin(&writer, run->db, id, &run->actor, run->now_ms, &run->err);
    }
    if (st == OK) {
        st = account_join(writer, account.id, ROLE_ADMIN, &run->err);
    }
    if (st == OK) {
        st = writer_commit(writer, &run->err);
    }
    if (st == OK) {
        printf("%" PRId64 "\t%s\n", id, name);
    }
    return st;
}

static int go(struct run *run)
{
    const char *admin = run_option(run, "--admin");

    if (run->n_words == 0) {
        return list(run);
    }
    if (strcmp(run->word[0], "add") != 0 || run->n_words < 2) {
        return run_usage(run, "施設を加えるときは「add 名称」と書きます。");
    }
    if (admin == NULL) {
        return run_usage(run, "--admin で、新しい施設を管理する操作者を指定してください。");
    }
    return add(run, run->word[1], admin) == OK ? EXIT_DONE : run_failed(run);
}

static const struct option options[] = {
    {"--admin",                                                       "ACCOUNT", "新しい施設を管理する操作者（ログイン名）"},
    {0}
};

const struct command command_facility = {
    .name = "facility",
    .words = "[add NAME --admin ACCOUNT]",
    .help = "施設のIDと名称を表示します。add で施設を加えます。",
    .max_words = 2,
    .option = options,
    .needs = NEEDS_DB,
    .go = go,
};
