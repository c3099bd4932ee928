/*
 * Lists with a machine a line: whatever stands around them, an address and a MAC are known by their
 * form. So one reader serves arp-scan, arp -a of three systems, ip neigh, and the tables of
 * switches and routers; dnsmasq's and Windows' leases add where the name stands.
 */
#include "network/outside.h"

#include <string.h>
#include <strings.h>

enum { TOKENS_MAX = 32, TOKEN_MAX = 64, VLAN_MAX = 4094 };

struct token {
    const char *text;
    size_t len;
};

struct line {
    struct token token[TOKENS_MAX];
    size_t n;
};

static bool is_gap(char c, bool csv)
{
    return csv ? c == ',' || c == '\r'
               : strchr(" \t\r,;()[]|\"'", c) != NULL; /* strchr: the closing 0 is a gap, too */
}

static void split(struct line *out, const char *text, size_t len, bool csv)
{
    out->n = 0;
    for (size_t at = 0; at < len && out->n < TOKENS_MAX;) {
        size_t end = at;

        while (end < len && !is_gap(text[end], csv)) {
            end++;
        }
        if (end > at || csv) {
            struct token t = {text + at, end - at};

            while (csv && t.len > 0 && (t.text[0] == '"' || t.text[0] == ' ')) {
                t.text++;
                t.len--;
            }
            while (csv && t.len > 0 && (t.text[t.len - 1] == '"' || t.text[t.len - 1] == ' ')) {
                t.len--;
            }
            out->token[out->n++] = t;
        }
        at = end + 1;
    }
}

static bool copy(char out[TOKEN_MAX], struct token t)
{
    if (t.len == 0 || t.len >= TOKEN_MAX) {
        return false;
    }
    memcpy(out, t.text, t.len);
    out[t.len] = '\0';
    return memchr(t.text, '\0', t.len) == NULL;
}

/* Also HP's 001b21-00000a, and twelve bare digits where a column is known to hold a MAC. */
static bool read_mac(uint8_t mac[6], struct token t, bool bare)
{
    char text[TOKEN_MAX], spread[TOKEN_MAX];
    size_t n = 0, digits = 0;

    if (!copy(text, t)) {
        return false;
    }
    if (mac_read(mac, text)) {
        return true;
    }
    if ((t.len != 12 || !bare) && (t.len != 13 || text[6] != '-')) {
        return false;
    }
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '-') {
            continue;
        }
        if (digits > 0 && digits % 2 == 0) {
            spread[n++] = ':';
        }
        spread[n++] = *c;
        digits++;
    }
    spread[n] = '\0';
    return mac_read(mac, spread);
}

static bool read_ip(struct addr *ip, struct token t)
{
    char text[TOKEN_MAX];

    if (!copy(text, t)) {
        return false;
    }
    char *zone = strchr(text, '%'); /* fe80::1%eth0 */

    if (zone != NULL) {
        *zone = '\0';
    }
    struct addr read;
    bool is = addr_read(&read, text) && !addr_is_multicast(&read);

    *ip = is ? read : *ip;
    return is;
}

static bool is_station(const uint8_t mac[6])
{
    static const uint8_t none[6];

    return (mac[0] & 1) == 0 && memcmp(mac, none, sizeof(none)) != 0;
}

/* The first whole number of a MAC table's line is its VLAN. */
static uint16_t vlan_of(const struct line *line)
{
    unsigned vlan = 0;

    if (line->n == 0 || line->token[0].len > 4) {
        return 0;
    }
    for (size_t i = 0; i < line->token[0].len; i++) {
        char c = line->token[0].text[i];

        if (c < '0' || c > '9') {
            return 0;
        }
        vlan = vlan * 10 + (unsigned)(c - '0');
    }
    return vlan <= VLAN_MAX ? (uint16_t)vlan : 0;
}

/* ---- Columns of a csv ---- */

struct columns {
    int ip, mac, name;
};

static bool has_word(struct token t, const char *word)
{
    return memmem(t.text, t.len, word, strlen(word)) != NULL;
}

static struct columns find_columns(const struct line *head)
{
    struct columns c = {-1, -1, -1};

    for (int i = 0; i < (int)head->n; i++) {
        struct token t = head->token[i];

        if (c.mac < 0 && (has_word(t, "一意") || has_word(t, "nique") || has_word(t, "MAC") ||
                          has_word(t, "ClientId") || has_word(t, "物理"))) {
            c.mac = i;
        } else if (c.ip < 0 && has_word(t, "IP")) {
            c.ip = i;
        } else if (c.name < 0 &&
                   (has_word(t, "名") || has_word(t, "Name") || has_word(t, "name"))) {
            c.name = i;
        }
    }
    return c;
}

static bool read_csv(struct outside_machine *m, const struct line *line, const struct columns *c)
{
    int n = (int)line->n;

    if (c->ip < 0 || c->mac < 0 || c->ip >= n || c->mac >= n ||
        !read_ip(&m->ip, line->token[c->ip]) || !read_mac(m->mac, line->token[c->mac], true)) {
        return false;
    }
    if (c->name >= 0 && c->name < n) {
        m->name = line->token[c->name].text;
        m->name_len = line->token[c->name].len;
    }
    return true;
}

/* ---- Lines of any table ---- */

static bool read_any(struct outside_machine *m, const struct line *line, enum outside_form form)
{
    bool has_mac = false, has_ip = false;

    for (size_t i = 0; i < line->n; i++) {
        has_mac = has_mac || read_mac(m->mac, line->token[i], false);
        has_ip = has_ip || read_ip(&m->ip, line->token[i]);
    }
    if (form == OUTSIDE_DNSMASQ && line->n > 3 && has_ip && !has_word(line->token[3], "*")) {
        m->name = line->token[3].text;
        m->name_len = line->token[3].len;
    }
    m->vlan = has_mac && !has_ip ? vlan_of(line) : 0;
    return has_mac;
}

size_t outside_lines(enum outside_form form, const char *text, size_t len, int64_t at_us,
                     struct fact_sink *sink)
{
    bool csv = form == OUTSIDE_CSV;
    struct columns columns = {-1, -1, -1};
    size_t n = 0;
    uint64_t number = 0;

    for (size_t at = 0; at < len;) {
        const char *end = memchr(text + at, '\n', len - at);
        size_t size = end == NULL ? len - at : (size_t)(end - (text + at));
        struct outside_machine m = {.from = outside_form_row[form].name,
                                    .grade = form == OUTSIDE_TABLE ? GRADE_CERTAIN : GRADE_LIKELY,
                                    .line = ++number,
                                    .at_us = at_us};
        struct line line;

        split(&line, text + at, size, csv);
        if (csv && columns.ip < 0) {
            columns = find_columns(&line);
        } else if ((csv ? read_csv(&m, &line, &columns) : read_any(&m, &line, form)) &&
                   is_station(m.mac)) {
            outside_tell(&m, sink);
            n++;
        }
        at += size + 1;
    }
    return n;
}
