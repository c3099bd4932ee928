/* Chapter 3: the disks and tapes that carry copies out of the house and back. */
#include "record/entities/entities.h"

static const struct choice state[] = {
    {"in", "院内", "Inside"},           {"safe", "院内の保管庫", "In a safe inside"},
    {"away", "院外へ持出中", "Away"},   {"lost", "所在不明", "Lost"},
    {"retired", "使用終了", "Retired"}, {NULL, NULL, NULL},
};

static const struct field media_field[] = {
    {"label", "ラベル", "Label", K_TEXT, REQUIRED | UNIQUE | TITLE | LISTED | SORTED | CODE_LIKE,
     .max = 40, .group = "媒体", .help = "媒体に貼る名前です。", .example = "週次-A"},
    {"backup", "バックアップ", "Backup", K_REF, REQUIRED | LISTED, .ref = "backup"},
    {"rotate_days", "持ち出す日数", "Days away", K_INT, 0, .min = 1, .max = 3660,
     .help = "持ち出したときに、戻す期限がこの日数で決まります。", .example = "7"},
    {"state", "所在", "State", K_ENUM, REQUIRED | LISTED | COUNTED, state, .initial = "in",
     .when_missing = "in", .group = "いまの所在"},
    {"place", "保管先", "Place", K_TEXT, LISTED, .example = "院外の貸金庫"},
    {"moved_at", "動かした日時", "Moved at", K_TIME, MACHINE | LISTED},
    {"due_on", "戻す期限", "Due on", K_DATE, LISTED},
    {"note", "説明", "Note", K_NOTE, 0},
};

const struct entity entity_media = {
    .name = "media",
    .ja = "バックアップ媒体",
    .en = "Backup medium",
    .menu = "3",
    .item = "3-(2)",
    .about = "持ち出しと返却を、媒体に貼ったラベルで記録します。",
    .field = media_field,
    .n = COUNT(media_field),
    .sort = "label",
};
