#include "network/outside.h"
#include "scene.h"

#include <string.h>

/* Facts as text: "kind mac ip claim; ..." with a mark for a grade below certain: ~ likely, ?
 * suspected. */
struct told {
    char text[2048];
    size_t used;
};

static void take(void *self, const struct fact *f)
{
    static const char *const mark[] = {"", "~", "?"};
    struct told *t = self;
    char mac[MAC_TEXT_SIZE], ip[ADDR_TEXT_SIZE];

    assert_int_equal(f->at_us, 5000);
    t->used += (size_t)snprintf(
        t->text + t->used, sizeof(t->text) - t->used, "%s%s%s %s %s%s%s%s", t->used > 0 ? "; " : "",
        mark[f->grade], fact_kind_row[f->kind].name, mac_text(mac, f->mac), addr_text(ip, &f->ip),
        f->claim[0] == '\0' ? "" : " ", f->claim, f->vlan != 0 ? " vlan" : "");
    assert_true(t->used < sizeof(t->text));
}

static enum status read_list(struct told *t, const char *text, struct err *err)
{
    struct fact_sink sink = {take, t};
    size_t n;

    *t = (struct told){.used = 0};
    return outside_read(&n, text, strlen(text), "a.txt", 5000, &sink, err);
}

#define A "00:1b:21:00:00:0a"

static void lists_of_many_makers_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *what, *text, *want;
    } row[] = {
        {"arp-scan",
         "Interface: eth0, type: EN10MB, MAC: 02:00:00:00:00:01, IPv4: 192.168.1.250\n"
         "192.168.1.5\t" A "\tIntel Corporate\n\n2 packets received by filter, 0 packets dropped\n",
         "address 02:00:00:00:00:01 192.168.1.250; address " A " 192.168.1.5"                                                                                                  },
        {"arp -a of Windows",
         "  192.168.1.5          00-1b-21-00-00-0a     動的\n"
         "  224.0.0.22           01-00-5e-00-00-16     静的\n",                                    "address " A " 192.168.1.5"                                               },
        {"arp -a of BSD",
         "? (192.168.1.5) at 0:1b:21:0:0:a on en0 ifscope [ethernet]\n"
         "? (192.168.1.6) at (incomplete) on en0\n",                                                 "address " A " 192.168.1.5"                                               },
        {"ip neigh",
         "192.168.1.5 dev eth0 lladdr " A " REACHABLE\nfe80::5%eth0 dev eth0 lladdr " A " STALE\n",
         "address " A " 192.168.1.5; address " A " fe80::5"                                                                                                                    },
        {"Cisco ARP",         "Internet  192.168.1.5     12   001b.2100.000a  ARPA   Vlan10\n",
         "address " A " 192.168.1.5"                                                                                                                                           },
        {"Yamaha ARP",
         "カウント数: 1\nインタフェース   IPアドレス        MACアドレス        "
         "TTL(秒)\nLAN1(port1)      192.168.1.5      00:1b:21:00:00:0a  1161\n",                    "address " A " 192.168.1.5"                                               },
        {"HP ARP",            "  192.168.1.5     001b21-00000a     dynamic  24\n",
         "address " A " 192.168.1.5"                                                                                                                                           },
        {"Cisco MAC table",   "  10    001b.2100.000a    DYNAMIC     Gi1/0/5\n",                     "talks " A "  vlan"                                                       },
        {"dnsmasq",
         "1793500000 " A " 192.168.1.5 ROOM1-PC1 01:" A
         "\n1793500000 00:1b:21:00:00:0b 192.168.1.6 * *\n",                                         "~address " A " 192.168.1.5; ~name " A
         " 192.168.1.5 ROOM1-PC1; ~address 00:1b:21:00:00:0b 192.168.1.6"                                          },
        {"ISC",
         "# comment {\nlease 192.168.1.5 {\n  starts 2 2026/11/24 01:00:00;\n  binding state "
         "active;\n  next binding state free;\n"
         "  hardware ethernet " A ";\n  client-hostname \"ROOM1-PC1\";\n}\n"
         "lease 192.168.1.6 {\n  binding state free;\n  hardware ethernet 00:1b:21:00:00:0b;\n}\n",  "~address " A " 192.168.1.5; ~name " A " 192.168.1.5 ROOM1-PC1"           },
        {"Windows' csv",
         "\xef\xbb\xbfクライアント IP アドレス,名前,リースの有効期限,種類,一意の "
         "ID\r\n192.168.1.5,ROOM1-PC1.example.jp,2026/11/25 9:00:00,DHCP,001b2100000a\r\n",          "~address " A " 192.168.1.5; ~name " A " 192.168.1.5 ROOM1-PC1.example.jp"},
        {"nmap",
         "<?xml version=\"1.0\"?>\n<!DOCTYPE nmaprun>\n<nmaprun><host><status state=\"up\"/>"
         "<address addr=\"192.168.1.5\" addrtype=\"ipv4\"/><address addr=\"00:1B:21:00:00:0A\" "
         "addrtype=\"mac\" vendor=\"Intel\"/>"
         "<hostnames><hostname name=\"pc1.example.jp\" type=\"PTR\"/></hostnames><ports>"
         "<port protocol=\"tcp\" portid=\"22\"><state state=\"open\"/><service name=\"ssh\" "
         "product=\"OpenSSH\" version=\"9.2p1\" method=\"probed\"/></port>"
         "<port protocol=\"tcp\" portid=\"80\"><state state=\"closed\"/><service name=\"http\" "
         "method=\"probed\"/></port>"
         "<port protocol=\"tcp\" portid=\"104\"><state state=\"open\"/><service name=\"acr-nema\" "
         "method=\"table\"/></port></ports></host>"
         "<host><status state=\"down\"/><address addr=\"192.168.1.6\" "
         "addrtype=\"ipv4\"/></host></nmaprun>",                                                     "address " A " 192.168.1.5; ?name " A " 192.168.1.5 pc1.example.jp; service " A
         " 192.168.1.5 ssh tcp/22; ~software " A " 192.168.1.5 OpenSSH 9.2p1; service " A
         " 192.168.1.5 tcp/104"                                                                                                },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        struct told t;
        struct err err;

        T_STATUS(row[i].what, read_list(&t, row[i].text, &err), OK);
        if (strcmp(t.text, row[i].want) != 0) {
            fail_msg("%s: got \"%s\", want \"%s\"", row[i].what, t.text, row[i].want);
        }
    }
}

static void what_is_no_list_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *what, *text;
        enum status want;
    } row[] = {
        {"nothing",            "",                                                  E_NOTFOUND},
        {"a letter",           "拝啓\n時下ますます\n",                      E_NOTFOUND},
        {"a capture",          "\xd4\xc3\xb2\xa1 and so on",                        E_NOTFOUND},
        {"an external entity",
         "<?xml version=\"1.0\"?><!DOCTYPE n [<!ENTITY x SYSTEM "
         "\"file:///etc/passwd\">]><nmaprun>&x;</nmaprun>",                         E_INVALID },
        {"an external DTD",    "<!DOCTYPE nmaprun SYSTEM \"http://x/\"><nmaprun/>", E_INVALID },
        {"an internal entity", "<!DOCTYPE n [<!ENTITY a \"b\">]><nmaprun/>",        E_INVALID },
        {"broken XML",         "<?xml version=\"1.0\"?><nmaprun><host>",            E_INVALID },
        {"a deep one",
         "<nmaprun><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a></a></a></a></a></a></a></a></"
         "a></a></a></a></a></a></a></a></a></nmaprun>",                            E_INVALID },
        {"XML without hosts",  "<nmaprun></nmaprun>",                               E_NOTFOUND},
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        struct told t;
        struct err err;

        T_STATUS(row[i].what, read_list(&t, row[i].text, &err), row[i].want);
        assert_string_equal(t.text, "");
    }
}

static enum status read_some(void *arg, struct err *err)
{
    struct told t;

    (void)arg;
    return read_list(
        &t, "<nmaprun><host><address addr=\"192.168.1.5\" addrtype=\"ipv4\"/></host></nmaprun>",
        err);
}

static void no_memory_is_said(void **state)
{
    (void)state;
    T_FAULTS(FAULT_ALLOC, read_some, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_of_many_makers_are_read),
        cmocka_unit_test(what_is_no_list_is_refused),
        cmocka_unit_test(no_memory_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
