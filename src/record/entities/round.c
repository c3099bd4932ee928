/* 提出・証明: one pass through one form of the checklist, and its answers. */
#include "record/entities/entities.h"

static const struct choice form[] = {
    {"iryokikan", "医療機関確認用", "Medical institution"},
    {"yakkyoku", "薬局確認用", "Pharmacy"},
    {"jigyosha", "事業者確認用", "Vendor"},
    {NULL, NULL, NULL},
};

static const struct field round_field[] = {
    {"fiscal_year", "年度", "Fiscal year", K_INT, REQUIRED | TITLE | LISTED | SORTED, .min = 2023,
     .max = 2099, .group = "様式", .help = "4月に始まる年度の、西暦の年です。", .example = "2026"},
    {"edition", "版", "Edition", K_TEXT, REQUIRED | TITLE | LISTED | CODE_LIKE, .max = 20,
     .help = "チェックリストの版の識別名です。", .example = "r6"},
    {"form", "様式", "Form", K_ENUM, REQUIRED | TITLE | LISTED, form},
    {"vendor", "事業者", "Vendor", K_REF, LISTED, .ref = "vendor", .group = "事業者確認用",
     .help = "事業者確認用のときに、事業者ごとに1回分を作ります。"},
    {"system", "医療情報システム", "System", K_REF, 0, .ref = "system"},
    {"requested_on", "依頼日", "Requested on", K_DATE, LISTED},
    {"received_on", "受領日", "Received on", K_DATE, LISTED},
};

const struct entity entity_round = {
    .name = "round",
    .ja = "確認回",
    .en = "Checklist round",
    .menu = "proof",
    .about = "年度と様式ごとの、チェックリストの確認1回分です。",
    .field = round_field,
    .n = COUNT(round_field),
};

static const struct choice candidate[] = {
    {"yes", "はい", "Yes"},
    {"no", "いいえ", "No"},
    {"unknown", "不明", "Unknown"},
    {"not-applicable", "該当なし", "Not applicable"},
    {NULL, NULL, NULL},
};

static const struct field answer_field[] = {
    {"round", "確認回", "Round", K_REF, REQUIRED, .ref = "round"},
    {"item", "項目", "Item", K_TEXT, REQUIRED | TITLE | LISTED | CODE_LIKE, .max = 60,
     .example = "r6-med-2-1"},
    {"scope", "対象", "Scope", K_ENUM, LISTED, choice_item_scope, .initial = "general"},
    {"nth", "回", "Which time", K_INT, TITLE | LISTED, .min = 1, .max = 3, .initial = "1",
     .help = "1回目から3回目までです。"},
    {"reply", "確認結果", "Reply", K_ENUM, LISTED | COUNTED, choice_agree},
    {"answered_on", "確認日", "Answered on", K_DATE, LISTED},
    {"target_on", "目標日", "Target date", K_DATE, LISTED,
     .help = "「いいえ」のときに要ります。その年度の3月31日までの日付です。"},
    {"note", "備考", "Note", K_NOTE, LISTED},
    {"candidate", "そのときの候補", "Candidate then", K_ENUM, MACHINE, candidate},
    {"reason", "候補と違う理由", "Why it differs", K_NOTE, 0,
     .help = "候補と違う答えを選んだときに要ります。"},
    {"answered_by", "回答者", "Answered by", K_TEXT, LISTED, .max = 60},
};

const struct entity entity_answer = {
    .name = "answer",
    .ja = "回答",
    .en = "Answer",
    .about = "チェックリストの項目ごとの答えと、その日付です。",
    .field = answer_field,
    .n = COUNT(answer_field),
    .parent = "round",
};
