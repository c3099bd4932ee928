#include "network/outside.h"

#include <string.h>

const struct outside_form_row outside_form_row[OUTSIDE_FORMS] = {
    [OUTSIDE_CAPTURE] = {"capture",      "通信の記録（pcap）"       },
    [OUTSIDE_NMAP] = {"nmap",         "nmapの結果（-oX）"          },
    [OUTSIDE_ISC] = {"isc-dhcp",     "ISC DHCPの割当"               },
    [OUTSIDE_DNSMASQ] = {"dnsmasq",      "dnsmasqの割当"                },
    [OUTSIDE_CSV] = {"windows-dhcp", "WindowsのDHCPの割当（csv）"},
    [OUTSIDE_TABLE] = {"arp-table",    "ARP・MACアドレスの表"     },
};

void outside_tell(const struct outside_machine *m, struct fact_sink *sink)
{
    struct fact f = {
        .kind = addr_is_none(&m->ip) ? FACT_TALKS : FACT_ADDRESS,
        .grade = m->grade,
        .from = m->from,
        .vlan = m->vlan,
        .ip = m->ip,
        .at_us = m->at_us,
        .frame = m->line,
    };

    memcpy(f.mac, m->mac, sizeof(f.mac));
    sink->take(sink->self, &f);
    if (m->name_len > 0) {
        f.kind = FACT_NAME;
        fact_claim(f.claim, (const uint8_t *)m->name, m->name_len);
        sink->take(sink->self, &f);
    }
}

static bool begins(const char *text, size_t len, const char *word)
{
    size_t n = strlen(word);

    return len >= n && memcmp(text, word, n) == 0;
}

static bool holds(const char *text, size_t len, const char *word)
{
    return memmem(text, len, word, strlen(word)) != NULL;
}

static bool is_capture(const char *text, size_t len)
{
    static const char magic[][4] = {
        {'\xa1', '\xb2', '\xc3', '\xd4'},
        {'\xd4', '\xc3', '\xb2', '\xa1'},
        {'\xa1', '\xb2', '\x3c', '\x4d'},
        {'\x4d', '\x3c', '\xb2', '\xa1'},
        {'\x0a', '\x0d', '\x0d', '\x0a'},
    };
    for (size_t i = 0; len >= sizeof(magic[0]) && i < COUNT(magic); i++) {
        if (memcmp(text, magic[i], sizeof(magic[0])) == 0) {
            return true;
        }
    }
    return false;
}

static size_t blank(const char *text, size_t len)
{
    static const char bom[] = "\xef\xbb\xbf";
    size_t at = begins(text, len, bom) ? sizeof(bom) - 1 : 0;

    while (at < len &&
           (text[at] == ' ' || text[at] == '\r' || text[at] == '\n' || text[at] == '\t')) {
        at++;
    }
    return at;
}

/* "1763971200 00:1b:21:00:00:0a 192.168.1.5 ROOM1-PC1 01:00:..." */
static bool is_dnsmasq(const char *text, size_t len)
{
    size_t digits = 0;

    while (digits < len && text[digits] >= '0' && text[digits] <= '9') {
        digits++;
    }
    const char *mac = text + digits + 1;

    return (digits == 10 || (digits == 1 && text[0] == '0')) && len > digits + 18 &&
           text[digits] == ' ' && mac[2] == ':' && mac[5] == ':' && mac[17] == ' ';
}

enum outside_form outside_guess(const char *text, size_t len)
{
    if (is_capture(text, len)) {
        return OUTSIDE_CAPTURE;
    }
    size_t at = blank(text, len);
    const char *line = text + at;
    const char *end = memchr(line, '\n', len - at);
    size_t first = end == NULL ? len - at : (size_t)(end - line);

    if (begins(line, len - at, "<?xml") || begins(line, len - at, "<nmaprun") ||
        begins(line, len - at, "<!DOCTYPE")) {
        return OUTSIDE_NMAP;
    }
    if (holds(line, len - at, "hardware ethernet") && holds(line, len - at, "lease ")) {
        return OUTSIDE_ISC;
    }
    if (is_dnsmasq(line, len - at)) {
        return OUTSIDE_DNSMASQ;
    }
    return memchr(line, ',', first) != NULL && holds(line, first, "IP") ? OUTSIDE_CSV
                                                                        : OUTSIDE_TABLE;
}

enum status outside_read(size_t *n, const char *text, size_t len, const char *name, int64_t at_us,
                         struct fact_sink *sink, struct err *err)
{
    enum outside_form form = outside_guess(text, len);

    if (form == OUTSIDE_NMAP) {
        enum status st = outside_nmap(n, text, len, name, at_us, sink, err);

        if (st != OK) {
            return st;
        }
    } else {
        *n = form == OUTSIDE_CAPTURE ? 0
             : form == OUTSIDE_ISC   ? outside_isc(text, len, at_us, sink)
                                     : outside_lines(form, text, len, at_us, sink);
        if (*n == 0 && form == OUTSIDE_CSV) { /* a comma in a table's title is no csv */
            *n = outside_lines(OUTSIDE_TABLE, text, len, at_us, sink);
        }
    }
    return *n > 0 ? OK : err_say(err, E_NOTFOUND, MSG_OUTSIDE_UNKNOWN, name);
}
