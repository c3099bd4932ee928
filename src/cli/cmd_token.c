/* sonae token: a key with which another program uses the API in an account's name. */
#include "cli/commands.h"

#include "record/account.h"

#include <stdio.h>

static enum status make(char token[RANDOM_TOKEN_SIZE], struct run *run, const char *login,
                        const char *purpose)
{
    CLEANUP(writer_close) struct writer *writer = NULL;
    struct account account;
    const char *form, *words;
    enum status st = account_check_login(&form, login, run->arena, &run->err);

    if (st == OK) {
        st = account_check_name(&words, purpose, run->arena, &run->err);
    }
    if (st == OK) {
        st = account_named(&account, run->db, form, run->arena, &run->err);
    }
    if (st == OK) {
        st = writer_begin(&writer, run->db, run->facility_id, &run->actor, run->now_ms, &run->err);
    }
    if (st == OK) {
        st = account_token_add(token, writer, account.id, words, &run->err);
    }
    if (st == E_NOTFOUND) {
        return err_say(&run->err, E_NOTFOUND, MSG_NO_SUCH_ACCOUNT, login);
    }
    return st == OK ? writer_commit(writer, &run->err) : st;
}

static int go(struct run *run)
{
    const char *purpose = run_option(run, "--for");
    char token[RANDOM_TOKEN_SIZE];

    if (make(token, run, run->word[0], purpose == NULL ? "API" : purpose) != OK) {
        return run_failed(run);
    }
    printf("%s\n", token);
    fprintf(stderr, "この鍵は二度と表示されません。Authorization: Bearer に続けて送ります。\n");
    return EXIT_DONE;
}

static const struct option options[] = {
    {"--for",                                       "TEXT", "何に使う鍵か（一覧に出ます）"},
    {0}
};

const struct command command_token = {
    .name = "token",
    .words = "ACCOUNT [--for TEXT]",
    .help = "ほかのプログラムが /api/v1 を使うための鍵を作ります。操作者と同じことができます。",
    .min_words = 1,
    .max_words = 1,
    .option = options,
    .needs = NEEDS_DB | NEEDS_FACILITY,
    .go = go,
};
