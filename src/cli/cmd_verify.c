/* sonae verify: is a backup copy what it should be? Each subcommand is a row here and a file. */
#include "cli/commands.h"
#include "cli/verify.h"

#define OPTION_JSON                                 \
    {                                               \
        "--json", NULL, "JSONで書き出します" \
    }
#define OPTION_BACKUP(help)    \
    {                          \
        "--backup", "ID", help \
    }
#define FILES_FACTS "結果を、登録してあるバックアップの事実として残します"
#define OPTIONS_REPO                                                                     \
    {"--kind", "restic|borg|pg_basebackup|archive|directory",                            \
     "写しの形式（省略すると見分けます）"},                                              \
        {"--password-file", "FILE", "合言葉を入れたファイル（持ち主だけが読めるもの）"}, \
    {                                                                                    \
        "--minutes", "N", "道具1回の時間の上限（省略すると12時間）"    \
    }

static const struct option of_record[] = {
    {"-o",                        "FILE", "記録を書き出す先"},
    OPTION_BACKUP("-o の代わりに、登録してあるバックアップの記録としてデータの場所に残します"),
    OPTION_JSON,
    {0}
};

static const struct option of_check[] = {
    {"--manifest",                                                                                     "FILE", "比べる記録"},
    {"--sample",                                                                               "66|5%", "中身を読むファイルの数か割合。くじで選びます（省略すると全部）"},
    {"--key",                                                                                       "HEX", "記録に署名した鍵（省略するとこの施設の鍵）"},
    OPTION_BACKUP(FILES_FACTS "。--manifest を省略すると、残してある記録と比べます"),
    OPTION_JSON,
    {0}
};

static const struct option of_digest[] = {OPTION_JSON, {0}};

static const struct option of_repo[] = {
    {"--read",                                              "5%|all", "中身を読み出す割合（省略すると5%）"},
    OPTIONS_REPO,
    OPTION_BACKUP(FILES_FACTS),
    OPTION_JSON,
    {0}
};

static const struct option of_drill[] = {
    {"--source",                                          "DIR", "戻したものと比べる元データの場所"},
    OPTIONS_REPO,
    OPTION_BACKUP("結果を、登録してあるバックアップの復旧確認として残します"),
    OPTION_JSON,
    {0}
};

static const struct option of_reach[] = {
    OPTION_BACKUP("このバックアップだけを調べます（省略すると全部）"), OPTION_JSON, {0}};

static const struct option of_canary[] = {OPTION_BACKUP("置く先のバックアップ"), {0}};

static const struct subcommand subcommands[] = {
    {"record",                                                                                           "DIR (-o FILE | --backup ID)", "写しの中身を、署名した記録にします。", 2, of_record,
     0, verify_record},
    {"check",                                          "DIR (--manifest FILE | --backup ID) [--sample N|P%]",
     "写しを記録と比べ、変わった所、壊れた所、暗号化の疑いを示します。", 2, of_check, 0,
     verify_check},
    {"digest",                                                                                         "FILE", "1つのファイルの検査値を出します（fsverity digest と同じ値です）。", 2,
     of_digest, 0, verify_digest},
    {"repo",                                                                                     "PATH", "ほかのプログラムが作った写しの世代、壊れ、読み出しを確かめます。", 2, of_repo,
     0, verify_repo},
    {"drill",                                                                                            "PATH [--source DIR]", "写しの一部を作業用の場所に戻し、比べ、時間を測ります。", 2,
     of_drill, 0, verify_drill},
    {"reach", "[--backup ID]",
     "オフラインの写しに届かないこと、書き換え防止の写しに書けないことを確かめます。", 1, of_reach,
     NEEDS_DB | NEEDS_FACILITY, verify_reach},
    {"canary",                                                                                          "--backup ID", "書き換え防止を試すための見張りファイルを置きます。", 1, of_canary,
     NEEDS_DB | NEEDS_FACILITY, verify_canary},
    {0                                                                                      }
};

const struct command command_verify = {
    .name = "verify",
    .words = "record|check|digest|repo|drill|reach|canary …",
    .help = "バックアップの写しが、あるべき中身のままかを調べます。",
    .min_words = 1,
    .max_words = 2,
    .sub = subcommands,
};
