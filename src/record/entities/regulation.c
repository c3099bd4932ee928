/* Chapter 1: written rules, and which clause of them answers which topic of the checklist. */
#include "record/entities/entities.h"

static const struct field regulation_field[] = {
    {"title", "名称", "Title", K_TEXT, REQUIRED | TITLE | LISTED, .max = 100, .group = "基本",
     .example = "医療情報システム運用管理規程"},
    {"number", "文書番号", "Number", K_TEXT, LISTED | CODE_LIKE, .max = 40, .example = "情-01"},
    {"edition", "版", "Edition", K_TEXT, TITLE | LISTED, .max = 40, .example = "第3版"},
    {"approved_on", "承認日", "Approved on", K_DATE, LISTED, .group = "承認"},
    {"approved_by", "承認者", "Approved by", K_TEXT, 0, .max = 60, .example = "院長 山田 太郎"},
    {"review_due_on", "次回見直し日", "Review due", K_DATE, LISTED,
     .help = "この日を過ぎると、やることに出ます。"},
    {"file", "規程の文書", "File", K_FILE, 0, .help = "PDFや文書ファイルを付けます。"},
};

const struct entity entity_regulation = {
    .name = "regulation",
    .ja = "規程",
    .en = "Regulation",
    .menu = "1",
    .item = "1-(1)",
    .about = "運用管理規程など、役割や手順を定めた文書です。",
    .field = regulation_field,
    .n = COUNT(regulation_field),
};

/* The topics of all editions so far, chapters 1 to 4; the printed numbers change, these do not. */
static const struct choice topic[] = {
    {"officer", "安全管理責任者の設置", "Safety officer"},
    {"ledger", "機器の台帳管理", "Ledger"},
    {"remote", "リモートメンテナンスの確認", "Remote maintenance"},
    {"disclosure", "MDS/SDSの提出", "MDS/SDS"},
    {"rights", "アクセス利用権限", "Access rights"},
    {"accounts", "不要なアカウントの削除", "Unused accounts"},
    {"patch", "セキュリティパッチの適用", "Security patches"},
    {"password", "パスワードの長さと変更", "Password rules"},
    {"reuse", "パスワードの使い回しの禁止", "Password reuse"},
    {"media", "外部記録媒体の接続制限", "External media"},
    {"two_factor", "二要素認証", "Two-factor authentication"},
    {"log", "アクセスログの管理", "Access log"},
    {"services", "不要なソフトウェア・サービスの停止", "Unneeded services"},
    {"source_limit", "接続元制限", "Source restriction"},
    {"contact", "連絡体制図", "Contact chart"},
    {"backup", "バックアップと復旧手順", "Backup and recovery"},
    {"bcp", "サイバー攻撃を想定したBCP", "BCP for cyber attacks"},
    {"rules", "規程類の整備", "Written rules"},
    {NULL, NULL, NULL},
};

static const struct field clause_field[] = {
    {"regulation", "規程", "Regulation", K_REF, REQUIRED | LISTED, .ref = "regulation"},
    {"topic", "項目", "Topic", K_ENUM, REQUIRED | TITLE | LISTED, topic,
     .help = "チェックリストのどの項目についての定めかを選びます。"},
    {"article", "条", "Article", K_TEXT, TITLE | LISTED, .max = 40, .example = "第12条第2項"},
    {"note", "説明", "Note", K_NOTE, LISTED},
};

const struct entity entity_clause = {
    .name = "clause",
    .ja = "条項",
    .en = "Clause",
    .about = "チェックリストの項目ごとに、規程のどこに書いてあるかを示します。",
    .field = clause_field,
    .n = COUNT(clause_field),
    .parent = "regulation",
};
