/* The institution itself, and which of the deck's kinds of system it has. */
#include "record/entities/entities.h"

static const struct choice kind[] = {
    {"hospital", "病院", "Hospital"},
    {"clinic_beds", "有床診療所", "Clinic with beds"},
    {"clinic", "無床診療所", "Clinic without beds"},
    {"dental", "歯科診療所", "Dental clinic"},
    {"midwife", "助産所", "Midwifery home"},
    {"pharmacy", "薬局", "Pharmacy"},
    {NULL, NULL, NULL},
};

static const struct choice absent_kind[] = {
    {"server", "サーバ", "Servers"},
    {"client", "端末PC", "Client PCs"},
    {"network", "ネットワーク機器", "Network devices"},
    {NULL, NULL, NULL},
};

static const struct choice standard[] = {
    {"records1", "診療録管理体制加算1", "Medical record management 1"},
    {"digital", "電子的診療情報連携体制整備加算", "Electronic record exchange"},
    {"other", "その他", "Other"},
    {NULL, NULL, NULL},
};

static const struct field facility_field[] = {
    {"name", "名称", "Name", K_TEXT, REQUIRED | TITLE | LISTED, .max = 100, .group = "基本",
     .help = "開設許可や開設届に書いた名称です。", .example = "みどり台病院"},
    {"kind", "種別", "Kind", K_ENUM, REQUIRED | LISTED, kind, .initial = "hospital",
     .help = "チェックリストの様式がこれで決まります。"},
    {"institution_code", "保険医療機関番号", "Institution code", K_TEXT, CODE_LIKE, .max = 10,
     .help = "都道府県2桁、点数表1桁、機関コード7桁の合わせて10桁です（助産所にはありません）。",
     .example = "1312345678"},
    {"beds", "許可病床数", "Licensed beds", K_INT, 0, .max = 9999,
     .help = "病床のない施設は空けておきます。", .example = "199"},
    {"prefecture", "都道府県", "Prefecture", K_TEXT, LISTED, .max = 10, .example = "東京都"},
    {"health_center", "所轄保健所", "Health centre", K_TEXT, LISTED, .max = 60,
     .help = "立入検査に来る保健所です。", .example = "みどり保健所"},
    {"runs_systems", "医療情報システムを導入、運用している", "Runs medical information systems",
     K_TRI, 0, choice_yes, .group = "チェックリストの前提",
     .help = "「いいえ」のときは、ほかの項目の確認は要りません。"},
    {"uses_cloud", "クラウドサービスの利用", "Uses cloud services", K_TRI, 0, choice_have,
     .help = "「有」のときは、クラウドサービスの台帳も必要です。"},
    {"absent_kinds", "台帳にない種別", "Kinds not in the ledger", K_ENUMS, 0, absent_kind,
     .help = "施設に1台も無い種別に印を付けます。"},
    {"absent_reason", "台帳にない理由", "Why they are absent", K_NOTE, 0,
     .help = "印を付けた種別が無い理由を書きます。",
     .example = "電子カルテがクラウド型のため、院内にサーバはない"},
    {"filed_standards", "届出している施設基準", "Filed standards", K_ENUMS, 0, standard,
     .help = "責任者の専任や訓練の条件がこれで変わります。"},
    {"inspection_on", "立入検査予定日", "Next inspection", K_DATE, LISTED,
     .help = "分からないときは空けておきます。", .example = "2027/1/5"},
};

const struct entity entity_facility = {
    .name = "facility",
    .ja = "施設",
    .en = "Institution",
    .menu = "settings",
    .about = "施設の名称や種別です。チェックリストの様式と印刷物の見出しに使います。",
    .field = facility_field,
    .n = COUNT(facility_field),
    .single = true,
};

static const struct field scope_answer_field[] = {
    {"kind", "システムの種別", "Kind of system", K_ENUM, REQUIRED | UNIQUE | TITLE | LISTED,
     choice_system_kind, .help = "研修資料の「システムの例」にある種別です。"},
    {"present", "有無", "Present", K_TRI, LISTED | COUNTED, choice_have,
     .help = "「有」のときは、医療情報システムにも1件以上登録します。"},
    {"note", "説明", "Note", K_NOTE, LISTED,
     .example = "検査は外部へ委託し、院内に機器は置いていない"},
};

const struct entity entity_scope_answer = {
    .name = "scope_answer",
    .ja = "管理対象の確認",
    .en = "Scope check",
    .menu = "2",
    .item = "2-(1)",
    .about = "どの種類のシステムがあるかを一つずつ確かめ、台帳の漏れを防ぎます。",
    .field = scope_answer_field,
    .n = COUNT(scope_answer_field),
};
