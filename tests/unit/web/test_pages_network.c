/* The pages of the network: map, found machines, sensors, what the wire said of one device. */
#include "page_sample.h"
#include "web/discovered.html.h"
#include "web/map.html.h"
#include "web/probe.html.h"
#include "web/sensor.html.h"
#include "web/wire.html.h"

static const struct parts_post post = {.action = F "/discovered", .csrf = "CSRF"};

/* ---- ネットワーク図 ---- */

static void body_map(struct html *h)
{
    static const struct map_node joints[] = {
        {.link = {F "/device/0abcdefghij32", "0032 FW-1"}, .note = "ファイアウォール ・ サーバ"     },
        { .link = {F "/finding/0abcdefghij41", "192.168.20.254"},
         .note = "00:00:5e:00:53:21 ・ 外来",
         .badge = {PARTS_BAD, "台帳にない"},
         .finding = {F "/finding/0abcdefghij41", "所見（確実）：知らないインターネット出口"}},
    };
    static const struct map_node outside[] = {
        {.link = {NULL, "インターネット"},                        .child = joints, .n = COUNT(joints)},
        {.link = {F "/remote_access", "見本画像機器株式会社"},
         .note = "LTE・5G",
         .badge = {PARTS_WARN, "接続点が未記入"}                                                     },
    };
    static const struct map_node groups[] = {
        {.link = {F "/device?network=1&kind=client", "端末PC 106台"},
         .note = "うち通信で見えた 103台"},
        {.link = {F "/finding?rule=unknown_device&state=open&network=1", "台帳にない機器 2件"},
         .badge = {PARTS_BAD, "確かめる"}     },
    };
    static const struct map_node networks[] = {
        {.link = {F "/network/0abcdefghij01", "電子カルテ系 外来"},
         .note = "医療系 ・ 192.168.20.0/24 ・ ゲートウェイ 192.168.20.1 0034 CORE-1",
         .child = groups,
         .n = COUNT(groups)},
    };
    static const struct map_section section[] = {
        {.title = "外とのつながり",                                .node = outside,      .n = COUNT(outside)},
        {.title = "2つ以上のネットワークにつながる機器",
         .empty = "台帳にも通信にも、見つかっていません。"                 },
        {.title = "院内のネットワーク",                                               .node = networks, .n = COUNT(networks)                   },
    };

    tpl_map(h, &(struct map_view){
                   .head = {.title = "ネットワーク図", .note = "ネットワーク 1 ・ 機器 106台"},
                   .section = section,
                   .n = COUNT(section)
    });
}

static void body_map_empty(struct html *h)
{
    tpl_map(h, &(struct map_view){
                   .head = {.title = "ネットワーク図"},
                   .empty = { .what = "まだ描くものがありません。",
                            .action = {.label = "ネットワークを登録",
                                        .url = F "/network/new",
                                        .primary = true}}
    });
}

/* ---- 発見された機器 ---- */

static void body_discovered(struct html *h)
{
    static const struct discovered_row row[] = {
        {.id = "0abcdefghij41",
         .subject = "00:00:5e:00:53:11",
         .url = F "/finding/0abcdefghij41",
         .grade = {PARTS_BAD, "確実"},
         .ip = "192.168.20.201",
         .name = "KENSA-NOTE",
         .what = "Windows NT 6.1",
         .network = "電子カルテ系 外来",
         .first = "2026/11/04",
         .last = "2026/11/24"},
    };
    static const struct form_field asset_no = {
        .name = "asset_no", .label = "台帳の管理番号", .control = FORM_TEXT, .input = FORM_CODE};
    static const struct form_field reason = {
        .name = "reason", .label = "理由", .control = FORM_TEXT};
    static const struct form_field until = {
        .name = "expires_on", .label = "期限（見直す日）", .control = FORM_DATE};
    static const struct form_field owner = {
        .name = "owner", .label = "担当", .control = FORM_TEXT, .value = "情報 一郎"};

    tpl_discovered(h, &(struct discovered_view){
                          .head = {.title = "発見された機器", .note = "1件"},
                          .post = post,
                          .row = row,
                          .n = COUNT(row),
                          .asset_no = asset_no,
                          .reason = reason,
                          .until = until,
                          .owner = owner
    });
}

static void body_discovered_empty(struct html *h)
{
    tpl_discovered(
        h, &(struct discovered_view){
               .head = {.title = "発見された機器"                                                 },
               .empty = { .what = "台帳にない機器は見つかっていません。",
                        .action = {
                             .label = "探索器の状態を見る", .url = F "/sensor", .primary = true}}
    });
}

/* ---- 探索器の状態 ---- */

static void body_sensor(struct html *h)
{
    static const struct sensor_row row[] = {
        {.name = "eth1",
         .kind = "探索器",
         .state = {PARTS_OK, "動いています"},
         .since = "2026/11/01 09:00",
         .heard = "2026/11/24 10:31",
         .fact = "2026/11/24 10:31",
         .packets = 120456,
         .dropped = 3},
        {.name = "2階スイッチのARP表.txt",
         .kind = "ほかの一覧",
         .since = "2026/11/20 15:00",
         .heard = "2026/11/20 15:00",
         .fact = "2026/11/20 15:00",
         .note = "ARP表・MACアドレス表"},
    };
    static const struct form_field file = {
        .name = "file", .label = "ファイル", .control = FORM_FILE, .wide = true};
    struct sensor_view v = {
        .head = {.title = "探索器の状態"}, .row = row, .n = COUNT(row), .post = post, .file = file};

    v.post.has_file = true;
    tpl_sensor(h, &v);
}

static void body_sensor_empty(struct html *h)
{
    tpl_sensor(h, &(struct sensor_view){.head = {.title = "探索器の状態"},
                                        .empty = {.what = "まだ探索器は動いていません。"}});
}

/* ---- 通信の記録 ---- */

static void body_wire(struct html *h)
{
    static const struct wire_line line[] = {
        {.kind = "アドレス",
         .claim = "192.168.20.21",
         .mac = "02:00:5e:00:00:58",
         .ip = "192.168.20.21",
         .grade = {PARTS_OK, "確実"},
         .how = "arp #191",
         .sensor = "見本 サーバ室のミラーポート.pcap",
         .first = "2026/11/04",
         .last = "2026/11/24 10:31"},
    };

    tpl_wire_evidence(h, &(struct wire_page){
                             .head = {.back = {F "/device/0abcdefghij88", "0088 PC088"},
                                      .title = "通信の記録",
                                      .note = "0088 PC088 について 1件"},
                             .line = line,
                             .n = COUNT(line),
                             .is_full = true
    });
}

/* ---- 機器への問い合わせ ---- */

static void body_probe(struct html *h)
{
    static const struct parts_fact fact[] = {
        {"許可した人", "見本 責任者",       NULL},
        {"時間",          "20時から23時まで", NULL},
    };
    static const struct probe_what what[] = {
        {"ARP",  "1階（192.168.20.0/24）の251個のアドレスに機器がいるかを尋ねます。"},
        {"SNMP", "SW-1 から、どのポートにどの機器がつながるかの表を読みます。"  },
    };
    static const struct probe_group group[] = {
        {"医療機器、または医療機器の通信をする機器", "192.168.20.31、192.168.20.32", 2},
    };

    tpl_probe(
        h, &(struct probe_view){
               .head = {.title = "機器への問い合わせ", .back = {F "/network/0abcdefghij88", "1階"}},
               .has_plan = true,
               .terms = {fact,                                   COUNT(fact)                                 },
               .what = what,
               .n_whats = COUNT(what),
               .group = group,
               .n_groups = COUNT(group),
               .post = post
    });
}

static void every_page_is_what_it_was(void **state)
{
    (void)state;
    static const struct {
        const char *name, *title, *here;
        page_body *body;
    } row[] = {
        {"map",              "ネットワーク図",       "/map",        body_map             },
        {"map_empty",        "ネットワーク図",       "/map",        body_map_empty       },
        {"discovered",       "発見された機器",       "/discovered", body_discovered      },
        {"discovered_empty", "発見された機器",       "/discovered", body_discovered_empty},
        {"sensor",           "探索器の状態",          "/sensor",     body_sensor          },
        {"sensor_empty",     "探索器の状態",          "/sensor",     body_sensor_empty    },
        {"probe",            "機器への問い合わせ", "/network",    body_probe           },
        {"wire",             "通信の記録",             "/device",     body_wire            },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        page_golden(row[i].name, row[i].title, row[i].here, row[i].body, false, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_page_is_what_it_was)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
