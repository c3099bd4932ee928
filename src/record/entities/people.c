/* Chapter 1: who is here, who is appointed to what, and who was trained. */
#include "record/entities/entities.h"

static const struct choice employment[] = {
    {"full_time", "常勤", "Full time"},
    {"part_time", "非常勤", "Part time"},
    {NULL, NULL, NULL},
};

static const struct field person_field[] = {
    {"name", "氏名", "Name", K_TEXT, REQUIRED | TITLE | LISTED, .max = 60, .group = "基本",
     .help = "敬称は付けません。", .example = "山田 太郎"},
    {"kana", "フリガナ", "Reading", K_KANA, SORTED, .max = 60,
     .help = "五十音順に並べるときに使います。", .example = "ヤマダ　タロウ"},
    {"title", "役職", "Post", K_TEXT, LISTED, .max = 60, .example = "副院長"},
    {"department", "部署", "Department", K_TEXT, LISTED, .max = 60, .example = "医事課"},
    {"executive", "経営層", "Executive", K_BOOL, LISTED, .initial = "0",
     .help = "院長や理事など、経営の判断をする人に印を付けます。"},
    {"vendor", "所属する事業者", "Vendor", K_REF, LISTED, .ref = "vendor",
     .help = "自施設の職員は空けておきます。"},
    {"employment", "勤務形態", "Employment", K_ENUM, 0, employment},
    {"qualification", "資格・知識", "Qualifications", K_TEXT, 0, .example = "医療情報技師"},
    {"phone_day", "電話（日中）", "Phone (day)", K_PHONE, LISTED, .group = "連絡先",
     .example = "内線2301"},
    {"phone_night", "電話（夜間・休日）", "Phone (night)", K_PHONE, CONFIDENTIAL,
     .help = "個人の電話は、外部の人へ渡す印刷物には載せません。", .example = "090-0000-0000"},
    {"email", "メール", "E-mail", K_EMAIL, 0, .example = "joho@example.jp"},
    {"left_on", "退職日", "Left on", K_DATE, 0, .group = "在籍",
     .help = "退職した人は消さずに、日付を入れます。"},
};

const struct entity entity_person = {
    .name = "person",
    .ja = "職員・関係者",
    .en = "Person",
    .menu = "1",
    .about = "責任者や担当者になる人と、事業者の担当者です。任命や連絡先から選べるようになります。",
    .field = person_field,
    .n = COUNT(person_field),
    .sort = "kana",
};

static const struct choice role[] = {
    {"officer", "医療情報システム安全管理責任者", "Safety officer"},
    {"planner", "企画管理者", "Planning manager"},
    {"operator", "システム運用担当者", "System operator"},
    {"assistant", "補佐", "Assistant"},
    {"delegate", "権限受任者", "Delegate"},
    {"trainer", "教育・訓練担当", "Training"},
    {"auditor", "監査担当", "Audit"},
    {"csirt", "CSIRT", "CSIRT"},
    {NULL, NULL, NULL},
};

/* Training deck: 専従 all hours, 専任 half or more, 専ら about 80 %. */
static const struct choice dedication[] = {
    {"exclusive", "専従", "Exclusive"},
    {"dedicated", "専任", "Dedicated"},
    {"mainly", "専ら", "Mainly"},
    {"concurrent", "兼務", "Concurrent"},
    {NULL, NULL, NULL},
};

static const struct choice knowledge[] = {
    {"self", "本人", "Own knowledge"},      {"training", "研修", "Training"},
    {"delegated", "委譲", "Delegated"},     {"assisted", "補佐", "Assisted"},
    {"unknown", "未確認", "Not confirmed"}, {NULL, NULL, NULL},
};

static const struct field appointment_field[] = {
    {"role", "役割", "Role", K_ENUM, REQUIRED | TITLE | LISTED, role, .group = "任命"},
    {"person", "氏名", "Person", K_REF, REQUIRED | LISTED, .ref = "person",
     .help = "責任者になれるのは自施設の職員だけです（事業者の人は補佐として登録します）。"},
    {"starts_on", "着任日", "From", K_DATE, REQUIRED | TITLE | LISTED, .example = "令和8年4月1日"},
    {"ends_on", "退任日", "Until", K_DATE, LISTED, .help = "在任中は空けておきます。"},
    {"dedication", "専任区分", "Dedication", K_ENUM, LISTED, dedication,
     .help = "専従は勤務のすべて、専任は5割以上、専らは8割ほどをその業務に充てることです。"},
    {"time_share", "従事割合", "Share of time", K_INT, 0, .max = 100,
     .help = "勤務時間のうち、この業務に充てる割合（％）です。", .example = "50"},
    {"duties", "役割・権限", "Duties", K_NOTE, REQUIRED,
     .help = "何を決め、何をする人かを書きます。任命書にもこの文が載ります。",
     .example = "医療情報システムの安全管理を統括し、非常時に停止や遮断を判断する"},
    {"may_stop_systems", "電子カルテ等の停止を判断できる", "May stop systems", K_BOOL, 0,
     .initial = "0", .group = "非常時の判断"},
    {"may_cut_network", "ネットワークの遮断を判断できる", "May cut the network", K_BOOL, 0,
     .initial = "0"},
    {"management_backing", "経営層の支援・裁量", "Management backing", K_TRI, 0, choice_have,
     .group = "支えと知識",
     .help = "部門長などが兼ねるときは、経営層の後ろ盾と役割に足りる裁量があるかを確かめます。"},
    {"management_backing_note", "経営層の支援・裁量の内容", "How management backs", K_NOTE, 0,
     .example = "理事会で権限を承認し、月1回院長へ報告する"},
    {"knowledge_basis", "知識の裏付け", "Basis of knowledge", K_ENUM, 0, knowledge,
     .initial = "unknown",
     .help = "本人に知識がないときは、研修を受ける、権限を委ねる、補佐を置くのどれかが要ります。"},
    {"delegated_to", "権限委譲先", "Delegated to", K_REF, 0, .ref = "appointment",
     .help = "権限受任者として任命した人を選びます。"},
    {"assisted_by", "補佐", "Assisted by", K_REF, 0, .ref = "appointment",
     .help = "補佐として任命した人を選びます。"},
    {"announced_on", "周知日", "Announced on", K_DATE, LISTED, .group = "周知",
     .help = "誰が責任者かを院内に知らせた日です。"},
    {"announced_how", "周知方法", "Announced how", K_TEXT, 0, .example = "院内掲示と全職員メール"},
};

const struct entity entity_appointment = {
    .name = "appointment",
    .ja = "任命",
    .en = "Appointment",
    .menu = "1",
    .item = "1-(1)",
    .about = "医療情報システム安全管理責任者など、役割と就いている人の記録です。",
    .field = appointment_field,
    .n = COUNT(appointment_field),
};

static const struct choice training_kind[] = {
    {"security", "セキュリティ研修", "Security training"},
    {"bcp", "BCP訓練", "BCP drill"},
    {"recovery", "復旧訓練", "Recovery drill"},
    {"contact", "連絡訓練", "Contact drill"},
    {NULL, NULL, NULL},
};

static const struct field training_field[] = {
    {"kind", "種別", "Kind", K_ENUM, REQUIRED | LISTED | COUNTED, training_kind, .group = "実施"},
    {"held_on", "実施日", "Held on", K_DATE, REQUIRED | TITLE | LISTED | SORTED},
    {"title", "名称", "Title", K_TEXT, TITLE | LISTED, .max = 100,
     .example = "令和8年度 情報セキュリティ研修"},
    {"attendees", "参加者", "Attendees", K_REFS, 0, .ref = "person",
     .help = "責任者や補佐など、受講の記録が要る人を選びます。"},
    {"headcount", "参加人数", "Headcount", K_INT, LISTED, .max = 99999, .example = "186"},
    {"outcome", "結果・気づき", "Outcome", K_NOTE, 0,
     .help = "うまくいかなかったことと、直すことを書きます。"},
};

const struct entity entity_training = {
    .name = "training",
    .ja = "研修・訓練",
    .en = "Training",
    .menu = "1",
    .about = "研修と訓練をいつ、誰が受けたかの記録です。",
    .field = training_field,
    .n = COUNT(training_field),
};
