/* Chapter 2: vendors, their own officers, what they disclosed, and what they warned of. */
#include "record/entities/entities.h"

static const struct choice kind[] = {
    {"ehr", "電子カルテ", "EHR"},
    {"department", "部門システム", "Departmental system"},
    {"medical", "医療機器", "Medical devices"},
    {"network", "ネットワーク", "Network"},
    {"cloud", "クラウド", "Cloud"},
    {"maintenance", "保守", "Maintenance"},
    {"sales", "販売", "Sales"},
    {"other", "その他", "Other"},
    {NULL, NULL, NULL},
};

static const struct choice update_duty[] = {
    {"vendor", "すべて事業者", "All by the vendor"},
    {"partly", "一部事業者", "Partly by the vendor"},
    {"institution", "医療機関", "Institution"},
    {"undefined", "定めなし", "Not agreed"},
    {"unknown", "未確認", "Not confirmed"},
    {NULL, NULL, NULL},
};

static const struct field vendor_field[] = {
    {"name", "名称", "Name", K_TEXT, REQUIRED | UNIQUE | TITLE | LISTED, .max = 100,
     .group = "基本", .example = "みどりメディカルシステム株式会社"},
    {"kana", "フリガナ", "Reading", K_KANA, SORTED, .max = 100,
     .help = "「カブシキガイシャ」は省いて書くと、五十音順に並びます。",
     .example = "ミドリメディカルシステム"},
    {"kind", "種別", "Kind", K_ENUM, LISTED | COUNTED, kind},
    {"contracted", "契約", "Contract", K_TRI, LISTED | COUNTED, choice_have, .group = "契約",
     .help = "保守やサービスの契約があるかどうかです。"},
    {"contract_no", "契約番号", "Contract number", K_TEXT, CODE_LIKE, .max = 60,
     .help = "障害の連絡のときに聞かれる番号です。"},
    {"contract_from", "契約開始日", "Contract from", K_DATE, 0},
    {"contract_until", "契約終了日", "Contract until", K_DATE, LISTED},
    {"maintenance_until", "保守終了日", "Maintenance until", K_DATE, 0,
     .help = "事業者が保守に応じる最後の日です。"},
    {"update_duty", "更新責任", "Who must update", K_ENUM, 0, update_duty, .initial = "unknown",
     .help = "セキュリティ更新をする責任が、契約でどちらにあるかです。"},
    {"update_clause", "更新責任の条項の文言", "Clause on updates", K_NOTE, 0,
     .help = "契約書やSLAのその部分を書き写します。"},
    {"psirt", "PSIRT", "PSIRT", K_TRI, 0, choice_have, .group = "窓口",
     .help = "製品の脆弱性に対応する組織が、事業者にあるかどうかです。"},
    {"psirt_contact", "PSIRT窓口", "PSIRT contact", K_TEXT, 0},
    {"phone_day", "電話（日中）", "Phone (day)", K_PHONE, LISTED, .example = "03-0000-0001"},
    {"phone_night", "電話（夜間・休日）", "Phone (night)", K_PHONE, 0, .example = "03-0000-0002"},
    {"round_the_clock", "24時間対応", "Round the clock", K_BOOL, 0, .initial = "0"},
    {"email", "メール", "E-mail", K_EMAIL, 0, .example = "support@example.jp"},
};

const struct entity entity_vendor = {
    .name = "vendor",
    .ja = "事業者",
    .en = "Vendor",
    .menu = "2",
    .item = "2-(3)",
    .about = "電子カルテや機器を納め、保守する会社です。契約、開示書、リモート保守の回答がここに集"
             "まります。",
    .field = vendor_field,
    .n = COUNT(vendor_field),
    .sort = "kana",
};

static const struct choice post[] = {
    {"division", "事業部門長", "Head of division"},
    {"project", "プロジェクトマネージャー", "Project manager"},
    {"other", "その他", "Other"},
    {NULL, NULL, NULL},
};

static const struct field vendor_officer_field[] = {
    {"vendor", "事業者", "Vendor", K_REF, REQUIRED | LISTED, .ref = "vendor"},
    {"systems", "担当するシステム", "Systems", K_REFS, LISTED, .ref = "system"},
    {"name", "氏名", "Name", K_TEXT, REQUIRED | TITLE | LISTED, .max = 60},
    {"post", "役職", "Post", K_ENUM, LISTED, post,
     .help = "顧客や製品を担当し、保守が終わるまで対応できる人です。"},
    {"since", "就任日", "Since", K_DATE, 0},
    {"until", "退任日", "Until", K_DATE, 0},
    {"phone", "電話", "Phone", K_PHONE, LISTED, .example = "03-0000-0003"},
};

const struct entity entity_vendor_officer = {
    .name = "vendor_officer",
    .ja = "事業者の管理責任者",
    .en = "Vendor's officer",
    .item = "1-(1)",
    .about = "事業者の側で、この施設への責任を持つ人です。",
    .field = vendor_officer_field,
    .n = COUNT(vendor_officer_field),
    .parent = "vendor",
};

static const struct choice disclosure_kind[] = {
    {"mds", "MDS", "MDS (manufacturer)"},
    {"sds", "SDS", "SDS (service provider)"},
    {NULL, NULL, NULL},
};

static const struct field disclosure_field[] = {
    {"vendor", "事業者", "Vendor", K_REF, REQUIRED | LISTED, .ref = "vendor", .group = "開示書"},
    {"system", "医療情報システム", "System", K_REF, LISTED, .ref = "system"},
    {"kind", "種別", "Kind", K_ENUM, REQUIRED | TITLE | LISTED, disclosure_kind,
     .help = "製品についてはMDS、サービスについてはSDSです。"},
    {"form_version", "様式の版", "Form version", K_TEXT, TITLE | LISTED | RESERVED, .max = 40,
     .help = "いまの版はVer.5.0です。", .example = "Ver.5.0"},
    {"issued_on", "作成日", "Issued on", K_DATE, TITLE},
    {"received_on", "受領日", "Received on", K_DATE, LISTED},
    {"no_answers", "「いいえ」の数", "Number of “no”", K_INT, LISTED, .max = 999,
     .group = "内容の確認"},
    {"risk_note", "「いいえ」への対応", "Risk note", K_NOTE, 0,
     .help = "「いいえ」の項目を、施設としてどう補うかを書きます。"},
};

const struct entity entity_disclosure = {
    .name = "disclosure",
    .ja = "開示書（MDS/SDS）",
    .en = "Disclosure (MDS/SDS)",
    .menu = "2",
    .item = "2-(3)",
    .about = "事業者から受け取った医療情報セキュリティ開示書の記録です。",
    .field = disclosure_field,
    .n = COUNT(disclosure_field),
};

static const struct field advisory_field[] = {
    {"source", "情報元", "Source", K_TEXT, LISTED, .max = 100, .group = "受け取った情報",
     .example = "IPA"},
    {"vendor", "事業者", "Vendor", K_REF, LISTED, .ref = "vendor",
     .help = "事業者から知らせを受けたときに選びます。"},
    {"received_on", "受領日", "Received on", K_DATE, LISTED | SORTED},
    {"subject", "件名", "Subject", K_TEXT, REQUIRED | TITLE | LISTED},
    {"devices", "対象の機器", "Devices", K_REFS, 0, .ref = "device"},
    {"systems", "対象のシステム", "Systems", K_REFS, 0, .ref = "system"},
    {"decision", "判断・対応", "Decision", K_NOTE, LISTED, .group = "対応",
     .help = "適用する、しないと、その理由を書きます。"},
    {"due_on", "期限", "Due", K_DATE, LISTED},
    {"done_on", "完了日", "Done", K_DATE, LISTED},
};

const struct entity entity_advisory = {
    .name = "advisory",
    .ja = "脆弱性・注意喚起",
    .en = "Advisory",
    .menu = "2",
    .about = "脆弱性の情報や注意喚起を受け取り、どう対応したかの記録です。",
    .field = advisory_field,
    .n = COUNT(advisory_field),
};
