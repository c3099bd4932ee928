/*
 * Chapter 2: what the network shows against the ledger. The program finds (MACHINE); a person
 * decides. Rules and grades: the detection rules of the design's discovery document.
 */
#include "record/entities/entities.h"

static const struct choice rule[] = {
    {"unknown_device", "台帳にない機器", "Unknown device"},
    {"changed_address", "アドレスの変化", "Changed address"},
    {"maker_differs", "メーカーの食い違い", "Another maker than listed"},
    {"gone", "見えなくなった機器", "Device gone"},
    {"address_conflict", "アドレスの重なり", "Address conflict"},
    {"dual_homed", "2系統接続（2枚挿し）", "On two networks"},
    {"dual_homed_routing", "2系統接続での中継", "Routing between networks"},
    {"internet_gateway", "知らないインターネット出口", "Unknown Internet gateway"},
    {"hidden_uplink", "線の外の出口の手がかり", "Hint of a way out off our wire"},
    {"tunnel", "VPN・トンネル", "VPN, tunnel"},
    {"remote_tool", "遠隔操作", "Remote control"},
    {"reverse_tunnel", "外へ向けた逆向きの通路", "Reverse tunnel"},
    {"eol_os", "サポートの終わったOS", "OS past its support"},
    {"eol_software", "サポートの終わったソフトウェア", "Software past its support"},
    {"weak_protocol", "弱い通信方式", "Weak protocol"},
    {"rogue_service", "知らないDHCP・DNS・経路の広告", "Rogue DHCP, DNS, router"},
    {"medical_node", "医療機器の通信", "Medical protocol"},
    {"facility_node", "設備機器の通信", "Building and IoT device"},
    {"retired_talking", "停止・廃棄なのに通信", "Out of use, but talking"},
    {"sensor_silent", "探索器が何も聞いていない", "Sensor hears nothing"},
    {"too_many", "多すぎる所見", "Too many findings"},
    {NULL, NULL, NULL},
};

static const struct choice grade[] = {
    {"certain", "確実", "Certain"},
    {"likely", "濃厚", "Likely"},
    {"suspected", "疑い", "Suspected"},
    {NULL, NULL, NULL},
};

static const struct choice state[] = {
    {"open", "未対応", "Open"},
    {"working", "対応中", "In progress"},
    {"accepted", "許容（理由・期限・担当）", "Accepted (reason, until, by whom)"},
    {"resolved", "解決", "Resolved"},
    {NULL, NULL, NULL},
};

static const struct field finding_field[] = {
    {"rule", "種類", "Rule", K_ENUM, REQUIRED | MACHINE | TITLE | LISTED | COUNTED, rule,
     .group = "見つかったこと"},
    {"grade", "確かさ", "Grade", K_ENUM, REQUIRED | MACHINE | LISTED | COUNTED, grade},
    {"subject", "対象", "Subject", K_TEXT, REQUIRED | MACHINE | TITLE | LISTED,
     .help = "MACアドレスやIPアドレスなど、見つかった相手です。"},
    {"sentence", "理由", "Reason", K_NOTE, MACHINE | LISTED},
    {"facts", "根拠の通信", "Facts", K_NOTE, MACHINE,
     .help = "いつ、どの探索器が、何を見たかです。通信の中身は残しません。"},
    {"sensor", "探索器", "Sensor", K_TEXT, MACHINE, .max = 60},
    {"network", "ネットワーク", "Network", K_REF, MACHINE | LISTED, .ref = "network"},
    {"first_seen_at", "最初に見えた日時", "First seen", K_TIME, MACHINE | LISTED},
    {"last_seen_at", "最後に見えた日時", "Last seen", K_TIME, MACHINE | LISTED},
    {"device", "機器", "Device", K_REF, LISTED, .ref = "device", .group = "判断",
     .help = "台帳のどの機器のことかを選びます。"},
    {"state", "対応", "State", K_ENUM, LISTED | COUNTED, state, .initial = "open"},
    {"reason", "判断の理由", "Why", K_NOTE, 0, .help = "許容するときは、その理由を書きます。"},
    {"owner", "担当", "In charge", K_TEXT, LISTED, .max = 60,
     .help = "許容するときや対応中のときは、誰が見ているかを書きます。"},
    {"expires_on", "判断の期限", "Expires on", K_DATE, 0,
     .help = "この日を過ぎると、もう一度やることに出ます。"},
    {"decided_by", "判断した人", "Decided by", K_TEXT, MACHINE, .max = 60},
    {"decided_at", "判断した日時", "Decided at", K_TIME, MACHINE},
};

const struct entity entity_finding = {
    .name = "finding",
    .ja = "所見",
    .en = "Finding",
    .menu = "2",
    .item = "2-(1)",
    .about = "ネットワークの様子と台帳を比べて見つかった、確かめたいことです。",
    .field = finding_field,
    .n = COUNT(finding_field),
    .columns = "rule grade state sentence network last_seen_at subject device",
};
