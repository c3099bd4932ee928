/* Chapter 2: the medical information systems, also what they mean for care when they stop. */
#include "record/entities/entities.h"

static const struct choice origin[] = {
    {"product", "製品", "Product"},
    {"in_house", "内製", "Made in house"},
    {"general", "汎用ソフト", "General software"},
    {NULL, NULL, NULL},
};

static const struct choice touches[] = {
    {"creates", "発生", "Creates it"},
    {"reads", "参照", "Reads it"},
    {"identifies", "患者の個人情報・識別情報に紐づく", "Linked to patients' identity"},
    {"none", "なし", "None"},
    {NULL, NULL, NULL},
};

static const struct choice two_factor[] = {
    {"done", "実装済", "Implemented"},
    {"planned", "予定あり", "Planned"},
    {"none", "なし", "None"},
    {"unknown", "未確認", "Not confirmed"},
    {NULL, NULL, NULL},
};

static const struct field system_field[] = {
    {"name", "名称", "Name", K_TEXT, REQUIRED | UNIQUE | TITLE | LISTED | SORTED, .max = 100,
     .group = "基本", .example = "電子カルテシステム"},
    {"kinds", "種別", "Kinds", K_ENUMS, REQUIRED | LISTED, choice_system_kind,
     .help = "一つの製品がいくつもの役割を持つときは、すべて選びます。"},
    {"origin", "由来", "Origin", K_ENUM, 0, origin,
     .help = "内製や表計算ソフトなどで医療情報を扱うものも対象です。"},
    {"vendor", "事業者", "Vendor", K_REF, LISTED, .ref = "vendor"},
    {"touches", "医療情報との関わり", "Medical information", K_ENUM, 0, touches},
    {"in_scope", "管理対象", "In scope", K_BOOL, LISTED | COUNTED, .initial = "1",
     .group = "管理対象"},
    {"out_of_scope_reason", "対象外の理由", "Why out of scope", K_ENUM, 0, choice_out_of_scope,
     .help = "インターネットにつながらないことは、対象外の理由になりません。"},
    {"out_of_scope_note", "対象外の理由の説明", "Why out of scope (note)", K_NOTE, 0},
    {"importance", "重要度", "Importance", K_INT, LISTED, .min = 1, .max = 5,
     .group = "停止に備える", .help = "1から5で、5がもっとも重要です。", .example = "5"},
    {"recovery_priority", "復旧優先度", "Recovery priority", K_INT, LISTED | SORTED, .min = 1,
     .max = 99, .help = "先に戻すものから1、2、3と付けます（重要度と違ってもかまいません）。",
     .example = "1"},
    {"rto_minutes", "目標復旧時間（分）", "Recovery time objective (minutes)", K_INT, 0,
     .max = 99999, .help = "止まってから何分で戻すかの目標です。", .example = "240"},
    {"rpo_minutes", "目標復旧時点（分）", "Recovery point objective (minutes)", K_INT, 0,
     .max = 99999, .help = "何分前までのデータに戻せればよいかの目標です。", .example = "60"},
    {"depends_on", "前提となるシステム", "Depends on", K_REFS, 0, .ref = "system",
     .help = "これが動くために先に戻っていなければならないものです。"},
    {"impact", "停止時の影響", "Impact when down", K_NOTE, 0,
     .example = "処方と検査の依頼が紙になり、外来の受付を半分に絞る"},
    {"fallback", "停止時の代替手段", "Fallback", K_NOTE, 0,
     .example = "紙カルテと複写式の依頼票を使う"},
    {"essential_data", "診療継続に必要な情報", "Data needed to go on", K_NOTE, 0,
     .help = "システムが止まっても診療を続けるために、手元に要る情報です。",
     .example = "直近3か月の処方、アレルギー、検査結果"},
    {"considered_on", "検討日", "Considered on", K_DATE, 0},
    {"two_factor", "二要素認証", "Two-factor authentication", K_ENUM, 0, two_factor,
     .initial = "unknown", .group = "利用者の認証"},
    {"two_factor_due_on", "二要素認証の予定日", "Two-factor due", K_DATE, 0},
    {"auth_method", "利用者認証方法", "Authentication", K_TEXT, RESERVED,
     .example = "利用者IDとパスワード、ICカード"},
    {"auth_server", "認証サーバ", "Authentication server", K_TEXT, RESERVED},
};

const struct entity entity_system = {
    .name = "system",
    .ja = "医療情報システム",
    .en = "System",
    .menu = "2",
    .item = "2-(1)",
    .about = "電子カルテをはじめ、医療情報を扱うシステムの一覧です。復旧の順番とバックアップはここ"
             "から決まります。",
    .field = system_field,
    .n = COUNT(system_field),
    .sort = "name",
};
