/* sonae verify: is a backup copy what it should be? Each subcommand is a row here and a file. */
#include "cli/commands.h"
#include "cli/verify.h"

#include <string.h>

static const struct {
    const char *word;
    int n_words; /* with the word itself */
    unsigned needs;
    int (*go)(struct run *run);
} sub[] = {
    {"record", 2, 0,                         verify_record},
    {"check",  2, 0,                         verify_check },
    {"digest", 2, 0,                         verify_digest},
    {"repo",   2, 0,                         verify_repo  },
    {"reach",  1, NEEDS_DB | NEEDS_FACILITY, verify_reach },
    {"canary", 1, NEEDS_DB | NEEDS_FACILITY, verify_canary},
    {"drill",  2, 0,                         verify_drill },
};

static int go(struct run *run)
{
    for (size_t i = 0; i < COUNT(sub); i++) {
        if (strcmp(sub[i].word, run->word[0]) != 0) {
            continue;
        }
        if (run->n_words != sub[i].n_words) {
            return run_usage(run, run->n_words < sub[i].n_words ? "言葉が足りません。"
                                                                : "余分な言葉があります。");
        }
        return run_need(run, sub[i].needs) == OK ? sub[i].go(run) : run_failed(run);
    }
    return run_usage(run, "何を調べるのかを、下の使い方から選んでください。");
}

static const struct option options[] = {
    {"--json",          NULL,                                          "JSONで書き出します"                                                                    },
    {"-o",              "FILE",                                        "記録を書き出す先（record）"                                                         },
    {"--manifest",      "FILE",                                        "比べる記録（check）"                                                                   },
    {"--sample",        "66|5%",                                       "中身を読むファイルの数か割合。くじで選びます（省略すると全部）"},
    {"--key",           "HEX",                                         "記録に署名した鍵（省略するとこの施設の鍵）"                              },
    {"--kind",          "restic|borg|pg_basebackup|archive|directory", "写しの形式（省略すると見分けます）"                                          },
    {"--password-file", "FILE",                                        "合言葉を入れたファイル（持ち主だけが読めるもの）"                     },
    {"--read",          "5%|all",                                      "中身を読み出す割合（省略すると5%）"                                           },
    {"--minutes",       "N",                                           "道具1回の時間の上限（省略すると12時間）"                                    },
    {"--source",        "DIR",                                         "戻したものと比べる元データの場所（drill）"                                  },
    {"--backup",        "ID",                                          "結果を、登録してあるバックアップの事実として残します"               },
    {NULL,              NULL,                                          NULL                                                                                           },
};

const struct command command_verify = {
    .name = "verify",
    .words = "record DIR -o FILE | check DIR --manifest FILE [--sample N|P%] | digest FILE | repo "
             "PATH | drill PATH | reach | canary",
    .help = "バックアップの写しが、あるべき中身のままかを調べます。",
    .min_words = 1,
    .max_words = 2,
    .option = options,
    .go = go,
};
