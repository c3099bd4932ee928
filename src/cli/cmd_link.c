/* sonae link: a new set-up link, or a one-time sign-in link for an account. */
#include "cli/commands.h"
#include "cli/link_print.h"

#include "record/account.h"
#include "record/sign_in.h"

#include <stdio.h>

static enum status print(struct run *run, const char *base, enum sign_in_purpose purpose,
                         int64_t account_id, const char *path, const char *words)
{
    char token[RANDOM_TOKEN_SIZE];
    enum status st = sign_in_link(token, run->db, purpose, account_id, run->now_ms, &run->err);

    if (st == OK) {
        printf("%s\n  %s%s%s\n", words, base, path, token);
        fflush(stdout);
    }
    return st;
}

enum status link_print_setup(struct run *run, const char *base)
{
    return print(run, base, SIGN_IN_SETUP, 0, "/setup/",
                 "初回設定はこのアドレスをブラウザーで開いてください（30分有効・1回だけ）:");
}

enum status link_print_account(struct run *run, const char *base, const char *login)
{
    struct account account;
    const char *form;
    enum status st = account_check_login(&form, login, run->arena, &run->err);

    if (st == OK) {
        st = account_named(&account, run->db, form, run->arena, &run->err);
    }
    if (st == E_NOTFOUND) {
        return err_say(&run->err, E_NOTFOUND, MSG_NO_SUCH_ACCOUNT, login);
    }
    return st == OK ? print(run, base, SIGN_IN_ACCOUNT, account.id, "/link/",
                            "このアドレスを開くとサインインできます（30分有効・1回だけ）:")
                    : st;
}

static int go(struct run *run)
{
    const char *base = run_option(run, "--base");
    bool any;
    enum status st = account_any(&any, run->db, &run->err);

    base = base != NULL ? base : "http://127.0.0.1:8080";
    if (st == OK && run->n_words == 0 && any) {
        return run_usage(run, "操作者がすでにいます。操作者の名前を指定してください。");
    }
    if (st == OK) {
        st = run->n_words == 0 ? link_print_setup(run, base)
                               : link_print_account(run, base, run->word[0]);
    }
    return st == OK ? EXIT_DONE : run_failed(run);
}

static const struct option options[] = {
    {"--base",                                                            "URL", "画面のアドレス（省略すると http://127.0.0.1:8080）"},
    {0}
};

const struct command command_link = {
    .name = "link",
    .words = "[ACCOUNT]",
    .help = "初回設定のリンク、または操作者がサインインするための1回だけのリンクを表示します。",
    .max_words = 1,
    .option = options,
    .needs = NEEDS_DB,
    .go = go,
};
