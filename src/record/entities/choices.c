/* Choices that more than one noun uses. */
#include "record/entities/entities.h"

const struct choice choice_have[] = {
    {"yes", "有", "Yes"},
    {"no", "無", "No"},
    {"unknown", "未確認", "Not confirmed"},
    {NULL, NULL, NULL},
};

const struct choice choice_yes[] = {
    {"yes", "はい", "Yes"},
    {"no", "いいえ", "No"},
    {"unknown", "未確認", "Not confirmed"},
    {NULL, NULL, NULL},
};

/* Training deck, 「管理対象の確認」; 部門システム and その他 close the list. */
const struct choice choice_system_kind[] = {
    {"ehr", "電子カルテ", "Electronic health record"},
    {"receipt", "レセコン", "Claims computer"},
    {"ordering", "オーダリング", "Order entry"},
    {"dispensing", "調剤", "Dispensing"},
    {"laboratory", "臨床検査", "Clinical laboratory"},
    {"pacs", "放射線・PACS", "Radiology, PACS"},
    {"modality", "撮影装置・検査装置", "Imaging and examination devices"},
    {"teleradiology", "遠隔画像診断", "Teleradiology"},
    {"report", "レポート", "Reporting"},
    {"pdi", "PDI作成・取込", "PDI writing and import"},
    {"eligibility", "オンライン資格確認", "Online eligibility check"},
    {"accounting", "医事会計", "Patient accounting"},
    {"reservation", "予約", "Appointments"},
    {"kiosk", "受付機・精算機", "Reception and payment kiosks"},
    {"call_display", "受付案内表示", "Call displays"},
    {"department", "部門システム", "Departmental system"},
    {"other", "その他", "Other"},
    {NULL, NULL, NULL},
};

/* Training deck, case study 「事務系のシステムなどは対象範囲ですか？」 */
const struct choice choice_out_of_scope[] = {
    {"office", "給与・勤怠・財務等の組織内事務", "Payroll, attendance, finance"},
    {"no_medical", "医療情報を扱わず情報のやり取りもない", "No medical information, no exchange"},
    {"other", "その他", "Other"},
    {NULL, NULL, NULL},
};

const struct choice choice_external_link[] = {
    {"none", "なし", "None"},
    {"internet", "インターネット", "Internet"},
    {"closed", "閉域網", "Closed network"},
    {"unknown", "未確認", "Not confirmed"},
    {NULL, NULL, NULL},
};

/* The codes are those of `sonae assess --json`. */
const struct choice choice_item_scope[] = {
    {"general", "全般", "General"},
    {"server", "サーバ", "Servers"},
    {"client", "端末PC", "Client PCs"},
    {"network", "ネットワーク機器", "Network devices"},
    {NULL, NULL, NULL},
};

const struct choice choice_agree[] = {
    {"yes", "はい", "Yes"},
    {"no", "いいえ", "No"},
    {"not-applicable", "該当なし", "Not applicable"},
    {NULL, NULL, NULL},
};
