/* Chapter 2: what the institution looks at regularly, kind by kind and scope by scope. */
#include "record/entities/entities.h"

static const struct choice kind[] = {
    {"rights", "アクセス権限", "Access rights"},
    {"accounts", "アカウント", "Accounts"},
    {"log", "アクセスログ", "Access log"},
    {"patch", "セキュリティパッチ", "Security patches"},
    {"services", "不要なサービス", "Unneeded services"},
    {"password", "パスワード", "Passwords"},
    {"media", "外部記録媒体", "External media"},
    {"source_limit", "接続元制限", "Source restriction"},
    {"clock", "時刻", "Clocks"},
    {"remote", "リモート保守の利用状況", "Use of remote maintenance"},
    {NULL, NULL, NULL},
};

static const struct choice result[] = {
    {"good", "適", "Good"},
    {"improve", "要改善", "To improve"},
    {"bad", "不適", "Bad"},
    {NULL, NULL, NULL},
};

static const struct field inspection_field[] = {
    {"kind", "種別", "Kind", K_ENUM, REQUIRED | TITLE | LISTED | COUNTED, kind,
     .group = "点検の対象"},
    {"scope", "対象", "Scope", K_ENUM, REQUIRED | TITLE | LISTED, choice_item_scope},
    {"system", "医療情報システム", "System", K_REF, 0, .ref = "system",
     .help = "一つのシステムだけを点検したときに選びます。"},
    {"device", "機器", "Device", K_REF, 0, .ref = "device",
     .help = "一台だけを点検したときに選びます。"},
    {"held_on", "実施日", "Held on", K_DATE, REQUIRED | TITLE | LISTED | SORTED, .group = "結果"},
    {"result", "結果", "Result", K_ENUM, REQUIRED | LISTED | COUNTED, result},
    {"found", "見つかった件数", "Found", K_INT, LISTED, .max = 99999, .example = "3"},
    {"fixed", "直した件数", "Fixed", K_INT, LISTED, .max = 99999, .example = "3"},
    {"reviewer", "点検者", "Reviewer", K_REF, LISTED, .ref = "person"},
    {"next_due_on", "次回予定日", "Next due", K_DATE, LISTED,
     .help = "この日を過ぎると、やることに出ます。"},
    {"note", "説明", "Note", K_NOTE, 0,
     .help = "何を見て、どう判断したかを書きます。パスワードそのものは書きません。"},
};

const struct entity entity_inspection = {
    .name = "inspection",
    .ja = "点検",
    .en = "Inspection",
    .menu = "2",
    .item = "2",
    .about = "アクセス権限や不要なアカウント、パッチなどを見直した記録です。",
    .field = inspection_field,
    .n = COUNT(inspection_field),
};
