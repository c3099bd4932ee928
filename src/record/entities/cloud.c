/* Chapter 2: the deck's cloud ledger, its eight columns first. */
#include "record/entities/entities.h"

static const struct choice status[] = {
    {"in_use", "利用中", "In use"},
    {"trial", "試用", "On trial"},
    {"stopped", "停止", "Stopped"},
    {"cancelled", "解約", "Cancelled"},
    {NULL, NULL, NULL},
};

static const struct field cloud_service_field[] = {
    {"provider", "サービス提供事業者", "Provider", K_TEXT, REQUIRED | LISTED | DECK, .max = 100,
     .group = "台帳の欄"},
    {"name", "サービス名称", "Service", K_TEXT, REQUIRED | TITLE | LISTED | SORTED | DECK,
     .max = 100},
    {"purpose", "用途", "Purpose", K_TEXT, LISTED | DECK,
     .help = "印刷では「サービス名称/用途」と並べて載せます。", .example = "オンライン診療"},
    {"domain", "ドメイン/アドレス", "Domain, address", K_TEXT, DECK | RESERVED,
     .example = "ehr.example.jp"},
    {"access_path", "利用場所/アクセス経路", "Where and how it is reached", K_TEXT, DECK | RESERVED,
     .example = "院内のみ、閉域網"},
    {"users", "利用者/グループ", "Users, groups", K_TEXTS, DECK | RESERVED,
     .help = "1行に一つずつ書きます。", .example = "医事課"},
    {"auth_method", "利用者認証方法", "Authentication", K_TEXT, DECK | RESERVED,
     .example = "利用者IDとパスワード、ワンタイムパスワード"},
    {"started_on", "利用開始日", "Since", K_DATE, LISTED | DECK},
    {"status", "利用状況", "Status", K_ENUM, LISTED | COUNTED | DECK, status, .initial = "in_use"},
    {"service_version", "バージョン", "Version", K_TEXT, RESERVED, .max = 100, .group = "管理"},
    {"vendor", "事業者", "Vendor", K_REF, 0, .ref = "vendor"},
    {"system", "医療情報システム", "System", K_REF, 0, .ref = "system"},
    {"in_scope", "管理対象", "In scope", K_BOOL, 0, .initial = "1"},
    {"confirmed_on", "最終確認日", "Confirmed on", K_DATE, LISTED},
    {"confirmed_by", "確認者", "Confirmed by", K_TEXT, 0, .max = 60},
};

const struct entity entity_cloud_service = {
    .name = "cloud_service",
    .ja = "クラウドサービス",
    .en = "Cloud service",
    .menu = "2",
    .item = "2-(1)",
    .about = "院外のサービスに医療情報を預けたり、そこで処理したりしているものの台帳です。",
    .field = cloud_service_field,
    .n = COUNT(cloud_service_field),
    .sort = "name",
};
