/* Chapter 2: networks, so that a device or a sighting can say where it is. */
#include "record/entities/entities.h"

static const struct choice kind[] = {
    {"medical", "医療系", "Medical"},
    {"modality", "医療機器用", "Medical devices"},
    {"office", "事務系", "Office"},
    {"maintenance", "保守用", "Maintenance"},
    {"guest", "患者・来訪者用Wi-Fi", "Guest Wi-Fi"},
    {"internet", "インターネット接続点", "Internet connection"},
    {"closed", "閉域網接続点", "Closed network connection"},
    {NULL, NULL, NULL},
};

static const struct field network_field[] = {
    {"name", "名称", "Name", K_TEXT, REQUIRED | TITLE | LISTED | SORTED, .max = 60, .group = "基本",
     .example = "電子カルテ系 1階"},
    {"cidr", "アドレス範囲", "Address range", K_CIDR, LISTED,
     .help = "ネットワークのアドレスと長さです。", .example = "192.168.1.0/24"},
    {"vlan", "VLAN", "VLAN", K_TEXT, LISTED, .max = 40, .example = "10"},
    {"kind", "種別", "Kind", K_ENUM, LISTED, kind},
    {"gateway", "ゲートウェイ", "Gateway", K_IP, LISTED | RESERVED, .example = "192.168.1.1"},
    {"do_not_probe", "探索禁止", "Do not probe", K_BOOL, LISTED, .initial = "0", .group = "探索",
     .help = "この範囲の機器には、問い合わせの通信を一切送りません。"},
    {"reason", "探索禁止の理由", "Why not to probe", K_NOTE, 0,
     .example = "古い生体情報モニターがあり、余分な通信を避けたい"},
};

const struct entity entity_network = {
    .name = "network",
    .ja = "ネットワーク",
    .en = "Network",
    .menu = "2",
    .item = "2-(1)",
    .about =
        "院内のネットワークと、外へつながる接続点です。機器がどこにつながっているかを示します。",
    .field = network_field,
    .n = COUNT(network_field),
    .sort = "name",
};
