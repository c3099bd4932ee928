#include "network/fact.h"

#include "base/text.h"

#include <arpa/inet.h>
#include <string.h>

const struct fact_kind_row fact_kind_row[FACT_KINDS] = {
    [FACT_ADDRESS] = {"address",     "アドレス",                         "Address"              },
    [FACT_TALKS] = {"talks",       "通信に使ったアドレス",       "Address it sends from"},
    [FACT_NAME] = {"name",        "名前",                               "Name"                 },
    [FACT_MAKER] = {"maker",       "メーカー（機器の申告）",    "Maker, by itself"     },
    [FACT_MODEL] = {"model",       "型番・説明",                      "Model"                },
    [FACT_OS] = {"os",          "OS",                                   "Operating system"     },
    [FACT_SOFTWARE] = {"software",    "ソフトウェア",                   "Software"             },
    [FACT_IDENTITY] = {"identity",    "機器固有の番号",                "Identity"             },
    [FACT_ALIAS] = {"alias",       "別のアドレス",                   "Another address"      },
    [FACT_PLACE] = {"place",       "つながる先のポート",          "Switch port"          },
    [FACT_ROLE] = {"role",        "役割",                               "Role"                 },
    [FACT_SERVICE] = {"service",     "提供しているサービス",       "Service"              },
    [FACT_CLIENT] = {"client",      "利用しているサービス",       "Client of"            },
    [FACT_FORWARDS] = {"forwards",    "中継",                               "Forwards"             },
    [FACT_OFFERS] = {"offers",      "配っている設定",                "Hands out"            },
    [FACT_LINE] = {"line",        "外への線の様子",                "Its line"             },
    [FACT_SNI] = {"sni",         "接続先の名前（TLS）",          "TLS server name"      },
    [FACT_LOOKUP] = {"lookup",      "調べた名前（DNS）",             "DNS name asked for"   },
    [FACT_AGENT] = {"user-agent",  "ブラウザ・ソフトの名乗り", "User agent"           },
    [FACT_JA4] = {"ja4",         "TLSの特徴（JA4）",                "JA4"                  },
    [FACT_REMOTE_TOOL] = {"remote-tool", "遠隔操作",                         "Remote control"       },
    [FACT_TUNNEL] = {"tunnel",      "VPN・トンネル",                   "Tunnel"               },
    [FACT_WEAK] = {"weak",        "弱い通信方式",                   "Weak protocol"        },
    [FACT_MEDICAL] = {"medical",     "医療機器の通信",                "Medical protocol"     },
    [FACT_FACILITY] = {"facility",    "設備機器の通信",                "Building and IoT"     },
};

/* Output is never longer than input, so this much of the text decides it, with a whole last
   character. */
enum { READ_SIZE = FACT_CLAIM_SIZE + 3 };

static bool is_printable(uint32_t c)
{
    return c >= 0x20 && c != 0x7f && !(c >= 0x80 && c < 0xa0) && c != 0xfffd;
}

char *fact_claim(char claim[FACT_CLAIM_SIZE], const uint8_t *text, size_t len)
{
    size_t plain = 0;

    while (plain < len && plain < FACT_CLAIM_SIZE - 1 && text[plain] >= 0x20 &&
           text[plain] < 0x7f) {
        claim[plain] = (char)text[plain];
        plain++;
    }
    if (plain == len || plain == FACT_CLAIM_SIZE - 1) { /* nearly always */
        claim[plain] = '\0';
        return claim;
    }
    char read[READ_SIZE + 1];
    size_t n = len < READ_SIZE ? len : READ_SIZE;

    for (size_t i = 0; i < n; i++) {
        read[i] = text[i] == '\0' ? '?' : (char)text[i];
    }
    read[n] = '\0';

    size_t used = 0;
    for (const char *at = read; *at != '\0';) {
        const char *from = at;
        bool good = is_printable(text_next(&at));
        size_t size = good ? (size_t)(at - from) : 1;

        if (used + size >= FACT_CLAIM_SIZE) {
            break;
        }
        if (good) {
            memcpy(claim + used, from, size);
        } else {
            claim[used] = '?';
        }
        used += size;
    }
    claim[used] = '\0';
    return claim;
}

struct addr addr_ipv4(uint32_t ipv4)
{
    return (struct addr){
        {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, (uint8_t)(ipv4 >> 24), (uint8_t)(ipv4 >> 16),
         (uint8_t)(ipv4 >> 8), (uint8_t)ipv4}
    };
}

bool addr_is_none(const struct addr *a)
{
    static const struct addr none;
    return memcmp(a, &none, sizeof(none)) == 0;
}

bool addr_is_ipv4(const struct addr *a)
{
    static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
    return memcmp(a->byte, mapped, sizeof(mapped)) == 0;
}

bool addr_is_local(const struct addr *a)
{
    if (addr_is_ipv4(a)) {
        const uint8_t *b = a->byte + 12;
        return b[0] == 10 || (b[0] == 172 && b[1] >= 16 && b[1] < 32) ||
               (b[0] == 192 && b[1] == 168) || (b[0] == 169 && b[1] == 254);
    }
    return (a->byte[0] & 0xfe) == 0xfc || (a->byte[0] == 0xfe && (a->byte[1] & 0xc0) == 0x80);
}

bool addr_is_multicast(const struct addr *a)
{
    if (addr_is_ipv4(a)) {
        static const uint8_t all[4] = {255, 255, 255, 255};
        return (a->byte[12] & 0xf0) == 0xe0 || memcmp(a->byte + 12, all, sizeof(all)) == 0;
    }
    return a->byte[0] == 0xff;
}

char *addr_text(char out[ADDR_TEXT_SIZE], const struct addr *a)
{
    out[0] = '\0';
    if (addr_is_ipv4(a)) {
        inet_ntop(AF_INET, a->byte + 12, out, ADDR_TEXT_SIZE);
    } else if (!addr_is_none(a)) {
        inet_ntop(AF_INET6, a->byte, out, ADDR_TEXT_SIZE);
    }
    return out;
}

bool addr_read(struct addr *out, const char *text)
{
    uint8_t v4[4];

    if (inet_pton(AF_INET, text, v4) == 1) {
        *out =
            addr_ipv4((uint32_t)v4[0] << 24 | (uint32_t)v4[1] << 16 | (uint32_t)v4[2] << 8 | v4[3]);
        return true;
    }
    struct addr v6;
    if (inet_pton(AF_INET6, text, v6.byte) == 1) {
        *out = v6;
        return true;
    }
    return false;
}

char *mac_text(char out[MAC_TEXT_SIZE], const uint8_t mac[6])
{
    static const uint8_t none[6];

    out[0] = '\0';
    if (memcmp(mac, none, sizeof(none)) != 0) {
        static const char digit[] = "0123456789abcdef";

        for (size_t i = 0; i < 6; i++) {
            out[3 * i] = digit[mac[i] >> 4];
            out[3 * i + 1] = digit[mac[i] & 15];
            out[3 * i + 2] = i < 5 ? ':' : '\0';
        }
    }
    return out;
}

static int hex_digit(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *at = c == '\0' ? NULL : strchr(digits, c >= 'A' && c <= 'F' ? c + 'a' - 'A' : c);

    return at == NULL ? -1 : (int)(at - digits);
}

bool mac_read(uint8_t out[6], const char *text)
{
    uint8_t mac[6];
    bool in_fours = strlen(text) == sizeof("0011.2233.4455") - 1 && text[4] == '.';
    size_t n = 0;

    while (n < sizeof(mac) && hex_digit(*text) >= 0) {
        mac[n] = (uint8_t)hex_digit(*text++);
        if (hex_digit(*text) >= 0) {
            mac[n] = (uint8_t)(mac[n] << 4 | hex_digit(*text++));
        }
        n++;
        if (n == sizeof(mac) || (in_fours && n % 2 == 1)) {
            continue;
        }
        if (in_fours ? *text != '.' : *text != ':' && *text != '-') {
            return false;
        }
        text++;
    }
    if (n < sizeof(mac) || *text != '\0') {
        return false;
    }
    memcpy(out, mac, sizeof(mac));
    return true;
}

bool mac_is_private(const uint8_t mac[6])
{
    return (mac[0] & 2) != 0;
}

/* VRRP RFC 5798 7.3; HSRP RFC 2281 4, version 2 and IPv6 by Cisco; GLBP 0007.b400. */
bool mac_is_virtual(const uint8_t mac[6])
{
    static const struct {
        uint8_t byte[5];
        size_t len;
    } prefix[] = {
        {{0x00, 0x00, 0x5e, 0x00, 0x01}, 5},
        {{0x00, 0x00, 0x5e, 0x00, 0x02}, 5},
        {{0x00, 0x00, 0x0c, 0x07, 0xac}, 5},
        {{0x00, 0x00, 0x0c, 0x9f},       4},
        {{0x00, 0x05, 0x73, 0xa0},       4},
        {{0x00, 0x07, 0xb4, 0x00},       4},
    };
    for (size_t i = 0; i < sizeof(prefix) / sizeof(prefix[0]); i++) {
        if (memcmp(mac, prefix[i].byte, prefix[i].len) == 0) {
            return true;
        }
    }
    return false;
}

const struct grade_row grade_row[GRADE_COUNT] = {
    [GRADE_CERTAIN] = {"certain",   "確実"},
    [GRADE_LIKELY] = {"likely",    "濃厚"},
    [GRADE_SUSPECTED] = {"suspected", "疑い"},
};
