/*
 * Chapter 2: the device ledger. The first twelve fields are the columns of the
 * training deck's example, in its order and its words.
 */
#include "record/entities/entities.h"

static const struct choice status[] = {
    {"active", "稼働", "In use"},        {"stopped", "停止", "Stopped"},
    {"spare", "予備", "Spare"},          {"repair", "修理中", "In repair"},
    {"stored", "保管", "Stored"},        {"preserved", "証拠保全中", "Preserved as evidence"},
    {"disposed", "廃棄", "Disposed of"}, {NULL, NULL, NULL},
};

static const struct choice kind[] = {
    {"server", "サーバ", "Server"},
    {"client", "端末PC", "Client PC"},
    {"network", "ネットワーク機器", "Network device"},
    {"storage", "ストレージ", "Storage"},
    {"tape", "テープ・外部ディスク", "Tape, external disk"},
    {"tablet", "タブレット・携帯端末", "Tablet, phone"},
    {"monitor", "モニター", "Monitor"},
    {"medical", "医療機器", "Medical device"},
    {"printer", "プリンタ", "Printer"},
    {"other", "その他", "Other"},
    {NULL, NULL, NULL},
};

static const struct choice network_kind[] = {
    {"firewall", "ファイアウォール", "Firewall"},
    {"utm", "UTM", "UTM"},
    {"switch", "スイッチ", "Switch"},
    {"router", "ルータ", "Router"},
    {"vpn_router", "VPNルータ", "VPN router"},
    {"mobile_router", "モバイルルータ", "Mobile router"},
    {"access_point", "無線AP", "Wireless access point"},
    {"other", "その他", "Other"},
    {NULL, NULL, NULL},
};

static const struct choice ip_assignment[] = {
    {"fixed", "固定", "Fixed"}, {"dhcp", "DHCP", "DHCP"},
    {"none", "なし", "None"},   {"unknown", "未確認", "Not confirmed"},
    {NULL, NULL, NULL},
};

/* Training deck: also what is not connected must be managed when information is exchanged. */
static const struct choice attachment[] = {
    {"connected", "接続", "Connected"},
    {"exchanges", "非接続・情報のやり取りあり", "Not connected, exchanges information"},
    {"isolated", "非接続・やり取りなし", "Not connected, no exchange"},
    {"unknown", "未確認", "Not confirmed"},
    {NULL, NULL, NULL},
};

static const struct choice patch_owner[] = {
    {"institution", "医療機関", "Institution"},
    {"vendor", "事業者", "Vendor"},
    {"unknown", "未確認", "Not confirmed"},
    {NULL, NULL, NULL},
};

/* The deck's columns as codes: a device marks the ones it cannot have (a monitor has no OS). */
static const struct choice deck_column[] = {
    {"asset_no", "管理番号", "Asset number"},
    {"maker", "メーカー", "Maker"},
    {"os", "OS", "OS"},
    {"software", "ソフトウェア", "Software"},
    {"software_version", "ソフトウェアバージョン", "Software version"},
    {"ip", "IPアドレス", "IP address"},
    {"hostname", "コンピュータ名", "Computer name"},
    {"location", "設置場所", "Location"},
    {"users", "利用者", "Users"},
    {"registered_on", "登録日", "Registered on"},
    {"status", "状態", "Status"},
    {"note", "説明", "Note"},
    {NULL, NULL, NULL},
};

static const struct choice do_not_probe[] = {
    {"yes", "はい", "Yes"},
    {"no", "いいえ", "No"},
    {"unknown", "決めていない", "Not decided"},
    {NULL, NULL, NULL},
};

static const struct field device_field[] = {
    {"asset_no", "管理番号", "Asset number", K_TEXT,
     REQUIRED | UNIQUE | TITLE | LISTED | SORTED | DECK | CODE_LIKE, .max = 60, .group = "台帳の欄",
     .help = "施設の中で重ならない番号です。", .example = "0001"},
    {"maker", "メーカー", "Maker", K_TEXT, DECK | RESERVED, .max = 100, .example = "A社"},
    {"os", "OS", "OS", K_TEXT, LISTED | COUNTED | DECK | RESERVED, .max = 100,
     .help = "OSが無い機器は「なし」、あるが分からないときは「不明」と書きます。",
     .example = "Windows 11 Pro"},
    {"software", "ソフトウェア", "Software", K_TEXT, COUNTED | DECK | RESERVED,
     .help = "主に使うソフトウェアです。ほかのものは下の「導入ソフトウェア」に書きます。",
     .example = "〇〇電子カルテ"},
    {"software_version", "ソフトウェアバージョン", "Software version", K_TEXT,
     COUNTED | DECK | RESERVED, .max = 100,
     .help = "ネットワーク機器ではファームウェアの版を書きます。", .example = "2.0"},
    {"ip", "IPアドレス", "IP address", K_IP, LISTED | SORTED | COUNTED | DECK | RESERVED,
     .help = "自動で割り当てるときは、下の「IPの割当」をDHCPにします。", .example = "192.168.1.20"},
    {"hostname", "コンピュータ名", "Computer name", K_TEXT,
     TITLE | LISTED | SORTED | DECK | RESERVED | CODE_LIKE, .max = 100, .example = "ROOM1-PC1"},
    {"location", "設置場所", "Location", K_TEXT, LISTED | SORTED | COUNTED | DECK | RESERVED,
     .max = 100, .example = "1階 受付"},
    {"users", "利用者", "Users", K_TEXTS, COUNTED | DECK | RESERVED,
     .help = "1行に一人（または一つの部署）ずつ書きます。", .example = "a医師（内科）"},
    {"registered_on", "登録日", "Registered on", K_DATE, DECK,
     .help = "日まで分からないときは、年月や年だけでもかまいません。", .example = "2020/12/1"},
    {"status", "状態", "Status", K_ENUM, REQUIRED | COUNTED | DECK, status, .initial = "active",
     .when_missing = "active", .help = "「停止」のときは、説明に理由を書きます。"},
    {"note", "説明", "Note", K_NOTE, DECK, .example = "メンテナンス"},

    {"kind", "種別", "Kind", K_ENUM, REQUIRED | LISTED | COUNTED, kind, .when_missing = "other",
     .group = "機器の種類"},
    {"network_kind", "ネットワーク機器の種別", "Kind of network device", K_ENUM, 0, network_kind,
     .help = "種別がネットワーク機器のときに選びます。"},
    {"model", "型番", "Model", K_TEXT, RESERVED, .max = 100},
    {"serial", "製造番号", "Serial number", K_TEXT, CODE_LIKE | RESERVED, .max = 100},
    {"os_version", "OSの版", "OS version", K_TEXT, RESERVED, .max = 100, .example = "23H2"},
    {"mac", "MACアドレス", "MAC address", K_MAC, RESERVED, .group = "接続",
     .example = "00:00:5e:00:53:01"},
    {"ip_assignment", "IPの割当", "IP assignment", K_ENUM, 0, ip_assignment, .initial = "unknown"},
    {"network", "ネットワーク", "Network", K_REF, 0, .ref = "network"},
    {"attachment", "院内ネットワーク", "Attachment", K_ENUM, COUNTED, attachment,
     .initial = "unknown",
     .help = "つながっていなくても、USBなどで情報のやり取りがあれば管理の対象です。"},
    {"system", "医療情報システム", "System", K_REF, 0, .ref = "system"},
    {"vendor", "保守事業者", "Maintained by", K_REF, 0, .ref = "vendor"},
    {"external_link", "外部接続", "Link to outside", K_ENUM, COUNTED, choice_external_link,
     .initial = "unknown",
     .help = "この機器を通って、院内ネットワークが外とつながるかどうかです。"},
    {"second_network", "2系統接続（2枚挿し）", "On two networks", K_TRI, COUNTED, choice_have,
     .help = "二つのネットワークにつながる機器は、思わぬ通り道になります。"},
    {"mobile_line", "SIM・モバイル回線", "SIM, mobile line", K_TRI, COUNTED, choice_have,
     .help = "SIMの入ったルータは回線工事がないため、気付かれずに置かれていることがあります。"},
    {"remote_maintenance", "リモート保守", "Remote maintenance", K_TRI, LISTED | COUNTED,
     choice_have, .help = "事業者に確かめた結果です。"},
    {"medical_class", "薬機法の区分", "Class under the PMD Act", K_TEXT, 0, .max = 60,
     .group = "医療機器", .example = "管理医療機器"},
    {"works_with_others", "他の機器と連携", "Works with other devices", K_TRI, 0, choice_have,
     .help = "管理医療機器でも、サーバや端末と連携するものは管理の対象です。"},
    {"security_state", "セキュリティ対策の有無", "Security product", K_TRI, 0, choice_have,
     .group = "安全対策"},
    {"security_product", "セキュリティ対策の種類", "Security product name", K_TEXT, RESERVED,
     .max = 100},
    {"security_version", "セキュリティ対策のバージョン", "Security product version", K_TEXT,
     RESERVED, .max = 100},
    {"auth_method", "利用者認証方法", "Authentication", K_TEXT, RESERVED},
    {"auth_server", "認証サーバ", "Authentication server", K_TEXT, RESERVED},
    {"patched_on", "最終更新適用日", "Last patched", K_DATE, 0,
     .help = "セキュリティ更新やファームウェアを最後に適用した日です。"},
    {"patch_owner", "更新の責任者", "Who patches", K_ENUM, 0, patch_owner, .initial = "unknown"},
    {"support_ends_on", "サポート終了日", "Support ends", K_DATE, 0,
     .help = "OSや本体のサポートが終わる日です。"},
    {"confirmed_on", "最終棚卸日", "Last stocktaking", K_DATE, 0, .group = "棚卸と管理対象",
     .help = "現物を最後に確かめた日です。"},
    {"confirmed_by", "確認者", "Confirmed by", K_TEXT, 0, .max = 60},
    {"in_scope", "管理対象", "In scope", K_BOOL, COUNTED, .initial = "1"},
    {"out_of_scope_reason", "対象外の理由", "Why out of scope", K_ENUM, 0, choice_out_of_scope,
     .help = "インターネットにつながらないことは、対象外の理由になりません。"},
    {"out_of_scope_note", "対象外の理由の説明", "Why out of scope (note)", K_NOTE, 0},
    {"not_applicable", "該当しない欄", "Columns that do not apply", K_ENUMS, 0, deck_column,
     .help = "この機器が持ちようのない欄です（例えばモニターのOS）。"},
    {"not_applicable_note", "該当しない理由", "Why they do not apply", K_NOTE, 0,
     .example = "画面だけの機器でOSがない"},
    {"do_not_probe", "探索禁止", "Do not probe", K_TRI, 0, do_not_probe,
     .help =
         "「はい」の機器には、問い合わせの通信を一切送りません。「決めていない」のときは、医療機器"
         "には送らず、ほかの機器には許可のあるネットワークでだけ送ります。"},
    {"snmp_credential", "SNMPの資格情報の名前", "Name of the SNMP credential", K_TEXT, CODE_LIKE,
     .max = 64,
     .help = "スイッチやルータの表をSNMPで読むときに使う、資格情報のファイルの中の名前です。合言葉"
             "そのものは、ここに書きません。",
     .example = "toukan"},
    {"to_confirm", "確認が必要な欄", "To be confirmed", K_TEXT, MACHINE | COUNTED,
     .help = "取り込みのときに値がなく、仮に入れた欄です。"},
};

const struct entity entity_device = {
    .name = "device",
    .ja = "機器",
    .en = "Device",
    .menu = "2",
    .item = "2-(1)",
    .about = "サーバ、端末PC、ネットワーク機器などの台帳です。いまお使いのExcel台帳を、そのまま取り"
             "込めます。",
    .field = device_field,
    .n = COUNT(device_field),
    .columns = "asset_no kind hostname ip os location remote_maintenance",
    .sort = "asset_no",
};
