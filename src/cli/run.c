#include "cli/run.h"

#include "base/clock.h"
#include "base/date.h"
#include "base/log.h"
#include "record/site.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { RUN_MEMORY = 256 << 20 };

static const struct option common[] = {
    {"--data",     "DIR", "データの置き場所（省略すると ./sonae-data）"     },
    {"--db",       "URL", "PostgreSQLのとき postgresql://…（省略するとSQLite）"},
    {"--facility", "ID",  "施設が2つ以上あるときの施設のID"                  },
    {NULL,         NULL,  NULL                                                             },
};

static const struct option *find(const struct option *list, const char *name)
{
    for (const struct option *o = list; o != NULL && o->name != NULL; o++) {
        if (strcmp(o->name, name) == 0) {
            return o;
        }
    }
    return NULL;
}

const char *run_option(const struct run *run, const char *name)
{
    for (int i = 0; i < run->n_given; i++) {
        if (strcmp(run->given[i].name, name) == 0) {
            return run->given[i].value;
        }
    }
    return NULL;
}

bool run_has(const struct run *run, const char *name)
{
    return run_option(run, name) != NULL;
}

int run_failed(struct run *run)
{
    char text[2048];

    fprintf(stderr, "%s\n", err_text(&run->err, LANG_JA, text, sizeof(text)));
    if (run->err.msg == MSG_NONE || status_exit(run->err.status) == 4) {
        log_err("command.failed", &run->err);
    }
    return status_exit(run->err.status);
}

int run_failed_at(struct run *run, const char *path)
{
    static const struct {
        enum status status;
        enum msg msg;
    } about[] = {
        {E_NOTFOUND, MSG_FILE_NOT_THERE},
        {E_DENIED,   MSG_FILE_DENIED   },
        {E_CONFLICT, MSG_FILE_THERE    },
    };
    const enum status st = run->err.status;
    struct stat info;

    if (st == E_IO && run->err.msg == MSG_NONE && stat(path, &info) == 0 && S_ISDIR(info.st_mode)) {
        err_say(&run->err, E_INVALID, MSG_FILE_IS_DIR, path);
    }
    for (size_t i = 0; run->err.msg == MSG_NONE && i < COUNT(about); i++) {
        if (about[i].status == st) {
            err_say(&run->err, st, about[i].msg, path);
        }
    }
    return run_failed(run);
}

static void print_options(const struct option *list)
{
    for (const struct option *o = list; o != NULL && o->name != NULL; o++) {
        fprintf(stderr, "  %s %s\n      %s\n", o->name, o->value == NULL ? "" : o->value, o->help);
    }
}

static void print_subcommands(const struct command *c)
{
    for (const struct subcommand *s = c->sub; s != NULL && s->word != NULL; s++) {
        fprintf(stderr, "  sonae %s %s %s\n      %s\n", c->name, s->word, s->words, s->help);
    }
}

int run_usage(const struct run *run, const char *problem)
{
    const struct command *c = run->command;
    const struct subcommand *s = run->sub;

    if (problem != NULL) {
        fprintf(stderr, "%s\n", problem);
    }
    if (s != NULL) {
        fprintf(stderr, "使い方: sonae %s %s %s\n%s\n", c->name, s->word, s->words, s->help);
        print_options(s->option);
    } else {
        fprintf(stderr, "使い方: sonae %s %s\n%s\n", c->name, c->words, c->help);
        print_subcommands(c);
        print_options(c->option);
    }
    print_options(common);
    return EXIT_USAGE;
}

static void print_commands(FILE *to)
{
    size_t n;
    const struct command *const *all = command_all(&n);

    fprintf(to, "Sonae（備え） " SONAE_VERSION
                " — 医療機関のサイバーセキュリティ対策チェックリストの備え\n\n"
                "使い方: sonae コマンド …\n\n");
    for (size_t i = 0; i < n; i++) {
        fprintf(to, "  sonae %s %s\n      %s\n", all[i]->name, all[i]->words, all[i]->help);
    }
}

/* An option of the command, of the subcommand that was named, or until one is, of any. */
static const struct option *find_option(const struct run *run, const char *name)
{
    const struct option *o = find(run->command->option, name);

    if (run->sub != NULL) {
        o = find(run->sub->option, name);
    }
    for (const struct subcommand *s = run->command->sub;
         o == NULL && run->sub == NULL && s != NULL && s->word != NULL; s++) {
        o = find(s->option, name);
    }
    return o != NULL ? o : find(common, name);
}

/* The first word names the subcommand; options that came before it must be its own. */
static bool take_subcommand(struct run *run)
{
    const struct subcommand *s = run->command->sub;

    while (s->word != NULL && strcmp(s->word, run->word[0]) != 0) {
        s++;
    }
    if (s->word == NULL) {
        run_usage(run, "何をするのかを、下の使い方から選んでください。");
        return false;
    }
    run->sub = s;
    for (int i = 0; i < run->n_given; i++) {
        if (find_option(run, run->given[i].name) == NULL) {
            run_usage(run, "知らないオプションがあります。");
            return false;
        }
    }
    return true;
}

/* "-o x", "--json", "--format=csv" or a word; false with a problem printed. */
static bool take(struct run *run, char **arg, int *i, int argc)
{
    char name[32];
    const char *equals = strchr(arg[*i], '=');
    const struct command *c = run->command;

    if (arg[*i][0] != '-' || arg[*i][1] == '\0') {
        if (run->n_words == (run->sub == NULL ? c->max_words : run->sub->n_words)) {
            run_usage(run, "余分な言葉があります。");
            return false;
        }
        run->word[run->n_words++] = arg[*i];
        return c->sub == NULL || run->n_words > 1 || take_subcommand(run);
    }
    snprintf(name, sizeof(name), "%.*s",
             equals == NULL ? (int)sizeof(name) - 1 : (int)(equals - arg[*i]), arg[*i]);
    const struct option *o = find_option(run, name);

    if (o == NULL || (o->value == NULL && equals != NULL)) {
        run_usage(run, "知らないオプションがあります。");
        return false;
    }
    const char *value = o->value == NULL ? "" : equals != NULL ? equals + 1 : NULL;

    if (value == NULL) {
        if (*i + 1 == argc) {
            run_usage(run, "オプションの値がありません。");
            return false;
        }
        value = arg[++*i];
    }
    if (run->n_given == (int)COUNT(run->given)) {
        run_usage(run, "オプションが多すぎます。");
        return false;
    }
    run->given[run->n_given++] = (struct given){o->name, value};
    return true;
}

/* --on moves the clock of the question, not of the records. */
static enum status read_date(struct run *run)
{
    const char *on = run_option(run, "--on");
    struct date d;

    if (on == NULL) {
        return OK;
    }
    enum status st = date_parse(&d, on, run->now_ms, &run->err);

    if (st == OK) {
        run->now_ms = date_start_ms(d);
    }
    return st;
}

/* The facility that --facility names, or the only one. */
static enum status choose_facility(struct run *run)
{
    const char *given = run_option(run, "--facility");
    struct site_facility *list;
    size_t n;
    char *end;

    if (given == NULL) {
        return site_facility(&run->facility_id, run->db, &run->err);
    }
    run->facility_id = strtoll(given, &end, 10);
    enum status st = site_facilities(&list, &n, run->db, run->arena, &run->err);

    for (size_t i = 0; st == OK && *end == '\0' && i < n; i++) {
        if (list[i].id == run->facility_id) {
            return OK;
        }
    }
    return st == OK ? err_say(&run->err, E_NOTFOUND, MSG_NO_SUCH_FACILITY, given) : st;
}

enum status run_need(struct run *run, unsigned needs)
{
    struct site_options site = {
        .data_dir = run->data_dir, .db_url = run->db_url, .temp_in_dir = true};
    enum status st = OK;

    if (needs != 0 && run->db == NULL) {
        st = site_open(&run->db, &site, run->now_ms, &run->err);
    }
    if (st == OK && (needs & NEEDS_FACILITY) != 0) {
        st = choose_facility(run);
    }
    return st;
}

int run_command(int argc, char **argv)
{
    int64_t now = clock_now_ms();
    struct run run = {
        .actor = {.name = "コマンド", .via = "cli"},
          .now_ms = now, .clock_ms = now
    };
    const char *name = argc > 1 ? argv[1] : "help";

    if (strcmp(name, "help") == 0 || strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) {
        print_commands(stdout);
        return EXIT_DONE;
    }
    if (strcmp(name, "--version") == 0) {
        puts("sonae " SONAE_VERSION);
        return EXIT_DONE;
    }
    run.command = command_named(name);
    if (run.command == NULL) {
        print_commands(stderr);
        return EXIT_USAGE;
    }
    for (int i = 2; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
            run_usage(&run, NULL);
            return EXIT_DONE;
        }
        if (!take(&run, argv, &i, argc)) {
            return EXIT_USAGE;
        }
    }
    if (run.n_words < (run.sub == NULL ? run.command->min_words : run.sub->n_words)) {
        return run_usage(&run, "言葉が足りません。");
    }
    run.data_dir = run_has(&run, "--data") ? run_option(&run, "--data") : "./sonae-data";
    run.db_url = run_option(&run, "--db");

    CLEANUP(arena_close) struct arena *arena = arena_open(RUN_MEMORY);

    run.arena = arena;
    enum status st = read_date(&run);

    if (st == OK) {
        st = run_need(&run, run.command->needs | (run.sub == NULL ? 0 : run.sub->needs));
    }
    int code = st != OK          ? run_failed(&run)
               : run.sub != NULL ? run.sub->go(&run)
                                 : run.command->go(&run);

    db_close(&run.db);
    return code;
}
