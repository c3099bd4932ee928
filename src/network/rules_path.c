/* Rules on ways between networks and to the outside: 6, 7, 7b, 19. */
#include "network/finder.h"

#include <stdlib.h>
#include <string.h>

static bool begins(const char *text, const char *word)
{
    size_t len = strlen(word);

    return strncmp(text, word, len) == 0 && (text[len] == '\0' || text[len] == ' ');
}

/* ---- 6: carries frames between networks of the house ---- */

void rule_dual_homed_routing(struct finder *f)
{
    FOR_EACH_DEVICE(h, f)
    {
        const uint32_t *first;
        size_t n = host_of_kind(f->hosts, h, FACT_FORWARDS, &first);

        for (size_t i = 0; !finder_is_known_gateway(f, h) && i < n; i++) {
            const struct fact *fact = &finder_sighting(f, first[i])->fact;

            if (strcmp(fact->claim, "global") != 0) {
                finder_add(f, &(struct finding_of){.host = h,
                                                   .grade = fact->grade,
                                                   .msg = MSG_FOUND_DUAL_HOMED_ROUTING,
                                                   .arg = {fact->claim},
                                                   .evidence = first[i]});
            }
        }
    }
}

/* ---- 7: a way to the Internet nobody listed ---- */

/* What a router offers to those who look for a way out. */
static const struct {
    const char *offer;
    const char *ja;
} way_out[] = {
    {"router",        "ルータの広告"                      },
    {"default-route", "既定の経路の広告"                },
    {"igd",           "UPnPによるインターネット接続"},
    {"nat-pmp",       "NAT-PMP"                                 },
    {"pcp",           "PCP"                                     },
};

static const char *offer_of(const struct finder *f, const struct host *h, const struct fact *fact)
{
    for (size_t i = 0; i < COUNT(way_out); i++) {
        struct addr named;
        const char *rest = fact->claim + strcspn(fact->claim, " ");

        if (!begins(fact->claim, way_out[i].offer)) {
            continue;
        }
        /* a DHCP server that names another machine is rule 19 */
        if (*rest == ' ' && addr_read(&named, rest + 1) && hosts_at(f->hosts, &named) != h) {
            continue;
        }
        return way_out[i].ja;
    }
    return NULL;
}

/* Frames to a public range that is used inside do not leave the house. */
static bool leaves(const struct finder *f, const struct fact *fact)
{
    return strcmp(fact->claim, "global") == 0 &&
           (addr_is_none(&fact->peer) || own_find(f->own, &fact->peer) == NULL);
}

/*
 * Everything that came from the Internet through h was cut smaller than Ethernet has it: the
 * sighting of the largest; NULL: not so, or nothing came. (One server alone may ask for less than
 * its line.)
 */
static const struct sighting *narrow_line(const struct finder *f, const struct host *h,
                                          uint32_t *at)
{
    enum { NARROW_MSS_MAX = 1430 };
    const uint32_t *line;
    size_t n = host_of_kind(f->hosts, h, FACT_LINE, &line);
    long most = 0;

    for (size_t i = 0; i < n; i++) {
        const char *claim = finder_sighting(f, line[i])->fact.claim;
        long mss = strncmp(claim, "mss ", 4) == 0 ? strtol(claim + 4, NULL, 10) : 0;

        if (mss > most) {
            most = mss;
            *at = line[i];
        }
    }
    return most > 0 && most <= NARROW_MSS_MAX ? finder_sighting(f, *at) : NULL;
}

/* Is the way out that everybody knows as narrow? Then it tells nothing: PPPoE is usual. */
static bool is_usual(const struct finder *f)
{
    uint32_t at;

    FOR_EACH_DEVICE(h, f)
    {
        if (finder_is_known_gateway(f, h) && narrow_line(f, h, &at) != NULL) {
            return true;
        }
    }
    return false;
}

static void by_line(struct finder *f, const struct host *h)
{
    uint32_t at;
    const struct sighting *s = narrow_line(f, h, &at);

    if (s != NULL) {
        finder_add(f, &(struct finding_of){.host = h,
                                           .grade = GRADE_SUSPECTED,
                                           .msg = MSG_FOUND_GATEWAY_NARROW,
                                           .arg = {s->fact.claim},
                                           .evidence = at});
    }
}

void rule_internet_gateway(struct finder *f)
{
    bool narrow_is_usual = is_usual(f);

    FOR_EACH_DEVICE(h, f)
    {
        const uint32_t *carried, *offered;
        size_t n_carried = host_of_kind(f->hosts, h, FACT_FORWARDS, &carried);
        size_t n_offered = host_of_kind(f->hosts, h, FACT_OFFERS, &offered);

        if (finder_is_known_gateway(f, h)) {
            continue;
        }
        for (size_t i = 0; i < n_carried; i++) {
            const struct fact *fact = &finder_sighting(f, carried[i])->fact;

            if (leaves(f, fact)) {
                finder_add(f, &(struct finding_of){.host = h,
                                                   .grade = fact->grade,
                                                   .msg = MSG_FOUND_GATEWAY_CARRIES,
                                                   .evidence = carried[i]});
            }
        }
        for (size_t i = 0; i < n_offered; i++) {
            const struct fact *fact = &finder_sighting(f, offered[i])->fact;
            const char *what = offer_of(f, h, fact);

            if (what != NULL) {
                finder_add(f, &(struct finding_of){.host = h,
                                                   .grade = fact->grade,
                                                   .msg = MSG_FOUND_GATEWAY_OFFERS,
                                                   .arg = {what},
                                                   .evidence = offered[i]});
            }
        }
        if (!narrow_is_usual) {
            by_line(f, h);
        }
        rule_mobile_clue(f, h);
    }
}

/* ---- 7b: hints of a way out that is not on our wire ---- */

/* Ranges that telephones and PCs hand out when they share their line. */
static const struct {
    uint8_t net[4];
    unsigned bits;
    const char *ja;
} shared_line[] = {
    {{192, 168, 42, 0},  24, "Android端末のUSBテザリング"         },
    {{192, 168, 43, 0},  24, "Android端末のWi-Fiテザリング"       },
    {{172, 20, 10, 0},   28, "iPhoneのインターネット共有"       },
    {{192, 168, 137, 0}, 24, "Windowsのインターネット接続共有"},
};

static const char *sharing_of(const struct finder *f, const struct addr *ip)
{
    for (size_t i = 0; addr_is_ipv4(ip) && i < COUNT(shared_line); i++) {
        const uint8_t *b = ip->byte + 12, *net = shared_line[i].net;
        uint8_t last = shared_line[i].bits == 24 ? 0 : (uint8_t)(b[3] & 0xf0);

        if (memcmp(b, net, 3) == 0 && last == net[3] && own_find(f->own, ip) == NULL) {
            return shared_line[i].ja;
        }
    }
    return NULL;
}

static void uplink(struct finder *f, const struct host *h, const struct addr *ip, uint32_t evidence)
{
    const char *what = sharing_of(f, ip);

    if (what != NULL) {
        finder_add(f, &(struct finding_of){
                          .host = h,
                          .grade = GRADE_LIKELY,
                          .msg = MSG_FOUND_HIDDEN_UPLINK,
                          .arg = {finder_ip(f, ip), what},
                          .evidence = evidence
        });
    }
}

void rule_hidden_uplink(struct finder *f)
{
    FOR_EACH_DEVICE(h, f)
    {
        const uint32_t *alias;
        size_t n = host_of_kind(f->hosts, h, FACT_ALIAS, &alias);

        for (size_t i = 0; i < h->n_addresses; i++) {
            uplink(f, h, &h->address[i].ip, h->address[i].sighting);
        }
        for (size_t i = 0; i < n; i++) {
            struct addr ip;

            if (addr_read(&ip, finder_sighting(f, alias[i])->fact.claim)) {
                uplink(f, h, &ip, alias[i]);
            }
        }
    }
}

/* ---- 19: hands out addresses and routes, and nobody listed it for that ---- */

static void rogue(struct finder *f, const struct host *h, const char *detail, const char *ja,
                  uint32_t at)
{
    finder_add(f, &(struct finding_of){.host = h,
                                       .detail = detail,
                                       .grade = finder_sighting(f, at)->fact.grade,
                                       .msg = MSG_FOUND_ROGUE_SERVICE,
                                       .arg = {ja},
                                       .evidence = at});
}

void rule_rogue_service(struct finder *f)
{
    FOR_EACH_DEVICE(h, f)
    {
        const uint32_t *role, *offered;
        size_t n_roles = host_of_kind(f->hosts, h, FACT_ROLE, &role);
        size_t n_offered = host_of_kind(f->hosts, h, FACT_OFFERS, &offered);

        if (finder_is_known_server(f, h) || h->class == HOST_SHARED) {
            continue;
        }
        for (size_t i = 0; i < n_roles; i++) {
            if (strcmp(finder_sighting(f, role[i])->fact.claim, "dhcp-server") == 0) {
                rogue(f, h, "dhcp", "IPアドレスの割当（DHCP）", role[i]);
            } else if (strcmp(finder_sighting(f, role[i])->fact.claim, "dhcpv6-server") == 0) {
                rogue(f, h, "dhcp", "IPv6アドレスの割当（DHCPv6）", role[i]);
            }
        }
        for (size_t i = 0; i < n_offered; i++) {
            const struct fact *fact = &finder_sighting(f, offered[i])->fact;

            if (begins(fact->claim, "prefix")) {
                rogue(f, h, "ra", "IPv6の経路の広告（RA）", offered[i]);
            } else if (strncmp(fact->from, "dhcp", 4) == 0) {
                rogue(f, h, "dhcp", "IPアドレスの割当（DHCP）", offered[i]);
            }
        }
    }
}
