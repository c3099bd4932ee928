/* 提出・証明: what can be shown, and that management looked. */
#include "record/entities/entities.h"

static const struct choice kind[] = {
    {"appointment", "任命書", "Letter of appointment"},
    {"organisation", "組織図", "Organisation chart"},
    {"regulation", "規程", "Regulation"},
    {"minutes", "議事録", "Minutes"},
    {"ledger", "台帳の控え", "Copy of the ledger"},
    {"application", "申請書", "Application"},
    {"screenshot", "画面の写し", "Screenshot"},
    {"disclosure", "開示書", "Disclosure"},
    {"contract", "契約書・SLA", "Contract, SLA"},
    {"vendor_reply", "事業者回答", "Vendor's reply"},
    {"diagram", "構成図", "Diagram"},
    {"contact_chart", "連絡体制図", "Contact chart"},
    {"procedure", "手順書", "Procedure"},
    {"bcp", "BCP", "BCP"},
    {"training", "訓練記録", "Drill record"},
    {"restore", "復旧記録", "Restore record"},
    {"other", "その他", "Other"},
    {NULL, NULL, NULL},
};

static const struct field evidence_field[] = {
    {"title", "名称", "Title", K_TEXT, REQUIRED | TITLE | LISTED, .max = 100, .group = "資料"},
    {"kind", "種別", "Kind", K_ENUM, LISTED | COUNTED, kind},
    {"document_on", "資料の日付", "Document date", K_DATE, LISTED | SORTED},
    {"received_on", "受領日", "Received on", K_DATE, 0},
    {"valid_until", "有効期限", "Valid until", K_DATE, LISTED,
     .help = "この日を過ぎると、やることに出ます。"},
    {"file", "ファイル", "File", K_FILE, LISTED,
     .help = "紙だけのときは空けておき、名称に置き場所を書きます。"},
    {"about", "何の根拠か", "About", K_ANYREFS, LISTED, .group = "つながり",
     .help = "チェックリストの項目や、機器、事業者などの記録を選びます。"},
};

const struct entity entity_evidence = {
    .name = "evidence",
    .ja = "根拠資料",
    .en = "Evidence",
    .menu = "proof",
    .about = "「はい」の裏付けになる資料です。立入検査で求められたときに、すぐ出せるようにします。",
    .field = evidence_field,
    .n = COUNT(evidence_field),
};

static const struct field review_field[] = {
    {"meeting", "会議名", "Meeting", K_TEXT, TITLE | LISTED, .max = 100, .group = "会議",
     .example = "医療情報システム安全管理委員会"},
    {"held_on", "開催日", "Held on", K_DATE, REQUIRED | TITLE | LISTED | SORTED},
    {"period", "対象期間", "Period", K_TEXT, 0, .max = 60, .example = "令和8年7月〜9月"},
    {"reported_by", "報告者", "Reported by", K_TEXT, 0, .max = 60},
    {"chair", "議長", "Chair", K_TEXT, LISTED, .max = 60, .example = "院長 山田 太郎"},
    {"attendees", "出席者", "Attendees", K_TEXTS, 0, .help = "1行に一人ずつ書きます。"},
    {"operation_status", "稼働状況", "Operation", K_NOTE, 0, .group = "報告"},
    {"action_status", "対応状況", "Actions", K_NOTE, 0,
     .help = "前回の指示や、見つかった不足への対応です。"},
    {"remote_status", "リモート保守の利用状況", "Remote maintenance", K_NOTE, 0},
    {"ledger_state", "台帳の状況", "State of the ledger", K_NOTE, MACHINE,
     .help = "保存したときの台数と不足の数です。後から変わりません。"},
    {"decisions", "指示・決定", "Decisions", K_NOTE, LISTED, .group = "決定"},
    {"minutes", "議事録", "Minutes", K_FILE, LISTED},
    {"next_due_on", "次回予定日", "Next due", K_DATE, LISTED},
    {"approved_by", "承認した人", "Approved by", K_TEXT, MACHINE | LISTED, .max = 60,
     .group = "承認"},
    {"approved_at", "承認日時", "Approved at", K_TIME, MACHINE},
};

const struct entity entity_review = {
    .name = "review",
    .ja = "経営層の確認",
    .en = "Management review",
    .menu = "proof",
    .item = "2-(1)",
    .about = "経営層が定期的に報告を受け、管理の状況を確かめた記録です。台帳の見出しにも載ります。",
    .field = review_field,
    .n = COUNT(review_field),
};
