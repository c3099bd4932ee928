/* Chapter 3: the continuity plan, and the ministry's 確認表 about it. */
#include "record/entities/entities.h"

static const struct field bcp_field[] = {
    {"title", "名称", "Title", K_TEXT, REQUIRED | TITLE | LISTED, .max = 100, .group = "基本",
     .example = "サイバー攻撃を想定した事業継続計画"},
    {"edition", "版", "Edition", K_TEXT, TITLE | LISTED, .max = 40, .example = "第2版"},
    {"approved_on", "承認日", "Approved on", K_DATE, LISTED},
    {"approved_by", "承認者", "Approved by", K_TEXT, LISTED, .max = 60},
    {"review_due_on", "次回見直し日", "Review due", K_DATE, LISTED,
     .help = "この日を過ぎると、やることに出ます。"},
    {"last_reviewed_on", "最終見直し日", "Last reviewed", K_DATE, 0},
    {"covers_cyber", "サイバー攻撃を想定", "Covers cyber attacks", K_BOOL, LISTED, .initial = "0"},
    {"file", "BCPの文書", "File", K_FILE, 0},
    {"part_recognition", "非常事態の認定", "Declaring an emergency", K_TRI, 0, choice_yes,
     .group = "書いてあるべき五つのこと",
     .help = "どのような状態になったら、誰が非常事態とするかの定めです。"},
    {"part_recognition_place", "非常事態の認定の記載箇所", "… where", K_TEXT, 0,
     .example = "第3章 3.1"},
    {"part_continuity", "業務継続の可否判断", "Deciding to go on", K_TRI, 0, choice_yes,
     .help = "診療を続けるか、絞るか、止めるかを決める定めです。"},
    {"part_continuity_place", "業務継続の可否判断の記載箇所", "… where", K_TEXT, 0},
    {"part_procedures", "非常時における業務手順", "Emergency procedures", K_TRI, 0, choice_yes,
     .help = "紙カルテなど、システムが止まっている間の仕事の手順です。"},
    {"part_procedures_place", "非常時における業務手順の記載箇所", "… where", K_TEXT, 0},
    {"part_response", "初動対応組織・インシデント対応手順", "First response", K_TRI, 0, choice_yes,
     .help = "最初に動く人と、その手順です。"},
    {"part_response_place", "初動対応組織・インシデント対応手順の記載箇所", "… where", K_TEXT, 0},
    {"part_decision", "意思決定プロセス", "Decision process", K_TRI, 0, choice_yes,
     .help = "誰が何を決めるか、不在のときは誰が代わるかの定めです。"},
    {"part_decision_place", "意思決定プロセスの記載箇所", "… where", K_TEXT, 0},
};

const struct entity entity_bcp = {
    .name = "bcp",
    .ja = "BCP",
    .en = "Continuity plan",
    .menu = "3",
    .item = "3-(3)",
    .about = "サイバー攻撃でシステムが止まっても診療を続けるための計画です。",
    .field = bcp_field,
    .n = COUNT(bcp_field),
};

static const struct choice reply[] = {
    {"yes", "はい", "Yes"},
    {"no", "いいえ", "No"},
    {"not-applicable", "対象外", "Not applicable"},
    {NULL, NULL, NULL},
};

static const struct field bcp_answer_field[] = {
    {"item", "項目", "Item", K_TEXT, REQUIRED | UNIQUE | TITLE | LISTED | CODE_LIKE, .max = 40,
     .help = "確認表の項番ごとの識別名です。", .example = "bcp-1-1.1"},
    {"reply", "確認結果", "Reply", K_ENUM, LISTED | COUNTED, reply,
     .help = "印刷する確認表には載りません。"},
    {"place", "確認箇所", "Where", K_TEXT, LISTED, .help = "BCPの章や、別添の資料名を書きます。",
     .example = "第2章 2.1、別添1"},
    {"note", "説明", "Note", K_NOTE, LISTED},
};

const struct entity entity_bcp_answer = {
    .name = "bcp_answer",
    .ja = "BCP確認表",
    .en = "BCP check",
    .menu = "3",
    .item = "3-(3)",
    .about = "厚生労働省の確認表に沿って、BCPのどこに書いてあるかを確かめます。",
    .field = bcp_answer_field,
    .n = COUNT(bcp_answer_field),
};
