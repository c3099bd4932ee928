/* Chapter 2: what stands on a device's page beside its own row. */
#include "record/entities/entities.h"

static const struct field device_interface_field[] = {
    {"device", "機器", "Device", K_REF, REQUIRED | LISTED, .ref = "device"},
    {"network", "ネットワーク", "Network", K_REF, LISTED, .ref = "network"},
    {"ip", "IPアドレス", "IP address", K_IP, TITLE | LISTED | RESERVED, .example = "192.168.100.5"},
    {"mac", "MACアドレス", "MAC address", K_MAC, TITLE | LISTED | RESERVED,
     .example = "00:00:5e:00:53:02"},
    {"purpose", "用途", "Purpose", K_TEXT, TITLE | LISTED, .example = "保守回線への接続"},
    {"external_link", "外部接続", "Link to outside", K_ENUM, LISTED, choice_external_link,
     .initial = "unknown"},
};

const struct entity entity_device_interface = {
    .name = "device_interface",
    .ja = "接続口",
    .en = "Interface",
    .item = "2-(1)",
    .about = "2枚目のネットワークカードや保守用の口など、機器が持つほかの接続口です。",
    .field = device_interface_field,
    .n = COUNT(device_interface_field),
    .parent = "device",
};

static const struct field device_software_field[] = {
    {"device", "機器", "Device", K_REF, REQUIRED | LISTED, .ref = "device"},
    {"name", "名称", "Name", K_TEXT, REQUIRED | TITLE | LISTED, .max = 100,
     .example = "Office LTSC"},
    {"software_version", "バージョン", "Version", K_TEXT, TITLE | LISTED | RESERVED, .max = 100,
     .help = "分からないときは「不明」と書きます。", .example = "2021"},
    {"vendor", "提供元", "Maker", K_TEXT, LISTED | RESERVED, .max = 100},
    {"support_ends_on", "サポート終了日", "Support ends", K_DATE, LISTED, .example = "2026/10/13"},
};

const struct entity entity_device_software = {
    .name = "device_software",
    .ja = "導入ソフトウェア",
    .en = "Installed software",
    .item = "2-(1)",
    .about = "OfficeやPDF閲覧ソフトなど、機器に入っているほかのソフトウェアです。",
    .field = device_software_field,
    .n = COUNT(device_software_field),
    .parent = "device",
};
