/*
 * Chapter 2: who may be asked by the program itself, and who never. Nothing is sent without a
 * permission in force; what is put here as 問い合わせをしない相手 wins over every permission.
 */
#include "record/entities/entities.h"

static const struct choice probe_kind[] = {
    {"arp", "ARP（アドレスの確認）", "ARP"},
    {"icmp", "ICMPエコー（応答の確認）", "ICMP echo"},
    {"tcp", "TCP接続（決まったポートが開いているか）", "TCP connect"},
    {"snmp", "SNMP（スイッチ・ルータの表の読み取り）", "SNMP (tables of switches and routers)"},
    {NULL, NULL, NULL},
};

static const struct field probe_permission_field[] = {
    {"network", "ネットワーク", "Network", K_REF, REQUIRED | LISTED, .ref = "network",
     .group = "許可"},
    {"permitted_by", "許可した人", "Permitted by", K_TEXT, REQUIRED | TITLE | LISTED, .max = 60,
     .help = "このネットワークの機器へ通信を送ることを決めた人の氏名です。"},
    {"reason", "理由", "Reason", K_NOTE, REQUIRED, .example = "台帳の棚卸のため"},
    {"kinds", "送ってよい通信", "What may be sent", K_ENUMS, REQUIRED | LISTED, probe_kind,
     .initial = "arp",
     .help =
         "ARPは同じネットワークの全機器に聞こえる短い呼びかけで、ふだんから流れているものです。"
         "ほかは、ARPに答えた機器にだけ送ります。SNMPは、SNMPの資格情報の名前を入れたネットワーク"
         "機器にだけ送り、ほかの機器には何も送らずに、どの機器がどこにつながるかを調べられます。"},
    {"starts_on", "開始日", "From", K_DATE, REQUIRED | LISTED},
    {"expires_on", "期限", "Expires on", K_DATE, REQUIRED | LISTED,
     .help = "この日を過ぎると、何も送りません。"},
    {"from_hour", "開始時刻（時）", "From (hour)", K_INT, REQUIRED | LISTED, .min = 0, .max = 23,
     .help = "1日のうち、この時刻から次の欄の時刻までの間だけ送ります。診療のない時間を選びます。",
     .example = "20"},
    {"until_hour", "終了時刻（時）", "Until (hour)", K_INT, REQUIRED | LISTED, .min = 1, .max = 24,
     .help = "開始時刻より小さいときは、翌日のその時刻までです。", .example = "23"},
    {"canaries", "見張りの機器", "Canaries", K_REFS, REQUIRED | LISTED, .ref = "device",
     .group = "安全",
     .help = "同じネットワークでいつも動いている機器です。送る前と途中に応答を確かめ、応答がなく"
             "なったら、すぐに止まります。"},
};

const struct entity entity_probe_permission = {
    .name = "probe_permission",
    .ja = "問い合わせの許可",
    .en = "Probe permission",
    .item = "2-(1)",
    .about = "このネットワークの機器へ、確認の通信を送ってよいという許可です。許可がなければ、何も"
             "送りません。",
    .field = probe_permission_field,
    .n = COUNT(probe_permission_field),
    .parent = "network",
};

static const struct field probe_ban_field[] = {
    {"name", "名称", "Name", K_TEXT, REQUIRED | TITLE | LISTED | SORTED, .max = 60,
     .example = "A社の生体情報モニター"},
    {"cidr", "アドレス範囲", "Address range", K_CIDR, LISTED,
     .help = "ここから下の3つのうち、入れたもののどれかに当たる相手には、何も送りません。",
     .example = "192.168.1.64/27"},
    {"mac_prefix", "MACアドレスの先頭（メーカー）", "Beginning of the MAC address", K_TEXT,
     LISTED | CODE_LIKE, .max = 17, .help = "メーカーを表す先頭の3組か、それより長く書きます。",
     .example = "00:00:5e"},
    {"vlan", "VLAN", "VLAN", K_TEXT, LISTED | CODE_LIKE, .max = 40,
     .help = "ネットワークの記録のVLANと同じ書き方にします。", .example = "10"},
    {"reason", "理由", "Reason", K_NOTE, REQUIRED | LISTED,
     .example = "製造元が、確認の通信を送らないよう求めている"},
};

const struct entity entity_probe_ban = {
    .name = "probe_ban",
    .ja = "問い合わせをしない相手",
    .en = "Never to be probed",
    .menu = "settings",
    .item = "2-(1)",
    .about =
        "確認の通信を決して送らないアドレス範囲、メーカー、VLANです。どの許可よりも優先します。"
        "機器やネットワークの「探索禁止」も同じです。医療機器には、はじめから送りません。",
    .field = probe_ban_field,
    .n = COUNT(probe_ban_field),
    .sort = "name",
};
