/* sonae backup, restore, upgrade: the program's own safety. */
#include "cli/commands.h"

#include "db/migrate.h"
#include "record/site_backup.h"

#include <inttypes.h>
#include <stdio.h>

static int go_backup(struct run *run)
{
    struct site_backup b;

    if (site_backup(&b, run->db, run->data_dir, run->word[0], run->now_ms, &run->err) != OK) {
        return run_failed_at(run, run->word[0]);
    }
    printf("控えを取りました。%s（%" PRId64 "バイト、文書 %" PRId64 "件）\n", run->word[0], b.size,
           b.files);
    return EXIT_DONE;
}

const struct command command_backup = {
    .name = "backup",
    .words = "FILE",
    .help = "動いたまま、全部の控えを1つのファイル（tar）に取ります。署名の鍵は入りません。",
    .min_words = 1,
    .max_words = 1,
    .needs = NEEDS_DB,
    .go = go_backup,
};

static int go_restore(struct run *run)
{
    struct site_backup b;

    if (site_restore(&b, run->data_dir, run->word[0], run->now_ms, &run->err) != OK) {
        return run_failed_at(run, run->word[0]);
    }
    printf("控えから戻しました。%s（文書 %" PRId64 "件）\n", run->data_dir, b.files);
    return EXIT_DONE;
}

const struct command command_restore = {
    .name = "restore",
    .words = "FILE",
    .help = "控えを、空の場所（--data）に戻します。",
    .min_words = 1,
    .max_words = 1,
    .go = go_restore,
};

/* Opening has already done it (with a copy to backup/ first); this says so. */
static int go_upgrade(struct run *run)
{
    int level;

    if (migrate_level(run->db, &level, &run->err) != OK) {
        return run_failed(run);
    }
    printf("データベースは最新の形（%d）です。sonae " SONAE_VERSION "\n", level);
    return EXIT_DONE;
}

const struct command command_upgrade = {
    .name = "upgrade",
    .words = "",
    .help = "データベースをこの版の形に直します（先に backup/ に控えを取ります）。",
    .needs = NEEDS_DB,
    .go = go_upgrade,
};
