/* What rules share while they look. For rules*.c. */
#ifndef NETWORK_FINDER_H
#define NETWORK_FINDER_H

#include "network/rules.h"

#define FINDER_HASHES 1024

/* What a rule found past FOUND_RULE_MAX. */
struct left_out {
    size_t n;
    const char *subject; /* the newest of them */
    uint32_t evidence;   /* the first one's */
};

struct finder {
    const struct hosts *hosts;
    const struct ledger *ledger;
    const struct own *own;
    struct matches matches;
    int64_t now_ms;
    const struct lore *lore; /* or NULL */
    const struct rule *rule;
    struct found *item;
    size_t n, room;
    size_t n_of_rule;      /* of them, of this rule */
    struct left_out *left; /* [rule_table_n] */
    uint32_t *last; /* [hosts.n + FINDER_HASHES] number + 1 of a host's newest finding, then of the
                       newest without a host, by their subject's hash; 0: none */
    uint32_t *before; /* [room] the same of the one before that */
    struct arena *a;
};

/* What a finding is made of. */
struct finding_of {
    const struct host *host; /* or NULL */
    const char *detail;      /* second part of the subject, or NULL */
    const char *subject;     /* instead of the host's key, or NULL */
    enum grade grade;
    enum msg msg;
    const char *arg[4];                 /* {2} ... {5}; {1} is the host */
    uint32_t evidence;                  /* its main sighting */
    const struct ledger_device *device; /* instead of the host's match, or NULL */
};

/* Add a finding; a second one of the same subject adds its evidence and the surer grade. NULL: it
   is past FOUND_RULE_MAX, or the arena has failed. */
struct found *finder_add(struct finder *f, const struct finding_of *of);
void finder_evidence(struct found *found, uint32_t sighting);

/* What a rule asks about a host. */
const struct match *finder_match(const struct finder *f, const struct host *h);
const struct sighting *finder_sighting(const struct finder *f, uint32_t at);
/* 「192.168.1.5（ROOM1-PC1）」, 「0003 ROOM3-PC3（192.168.1.5）」 */
const char *finder_label(const struct finder *f, const struct host *h);
/* Its newest address of the house that is no link-local one; NULL: none. */
const struct host_address *finder_address(const struct finder *f, const struct host *h);
/* The first word of a claim, in the arena. */
const char *finder_word(const struct finder *f, const char *claim);
/* The same as people know it, for the sentence. */
const char *finder_shown(const struct finder *f, const struct fact *fact);
const char *finder_ip(const struct finder *f, const struct addr *ip);

/* A device that is meant to carry other people's frames: listed as such, or a network's gateway. */
bool finder_is_known_gateway(const struct finder *f, const struct host *h);
/* May hand out addresses: a listed server or network device, or a network's gateway. */
bool finder_is_known_server(const struct finder *f, const struct host *h);

/* Are both in use now? Each was seen again after the other had come, and both to this day. */
#define FINDER_ALIVE_MS (INT64_C(15) * 60000) /* two addresses so close are used at one time */
bool finder_at_one_time(const struct host_address *a, const struct host_address *b);
/* Is it the machine's job, or listed, to stand in two networks? */
bool finder_is_meant_for_two(const struct finder *f, const struct host *h);

#define FOR_EACH_DEVICE(h, f) \
    for (const struct host *h = (f)->hosts->host; h < (f)->hosts->host + (f)->hosts->n_devices; h++)

/* Every sighting of a kind, of devices and (outside too) of the rest. */
#define FOR_EACH_HOST(h, f) \
    for (const struct host *h = (f)->hosts->host; h < (f)->hosts->host + (f)->hosts->n; h++)

/* The rules, by file. */
void rule_unknown_device(struct finder *f);
void rule_changed_address(struct finder *f);
void rule_gone(struct finder *f);
void rule_retired_talking(struct finder *f);
void rule_sensor_silent(struct finder *f);
void rule_too_many(struct finder *f);
void rule_maker_differs(struct finder *f);

void rule_address_conflict(struct finder *f);
void rule_dual_homed(struct finder *f);
void rule_adjacent_cards(struct finder *f); /* a part of it */

void rule_dual_homed_routing(struct finder *f);
void rule_internet_gateway(struct finder *f);
void rule_mobile_clue(struct finder *f, const struct host *h); /* a part of it */
void rule_hidden_uplink(struct finder *f);
void rule_rogue_service(struct finder *f);

void rule_tunnel(struct finder *f);
void rule_remote_tool(struct finder *f);
void rule_reverse_tunnel(struct finder *f);
void rule_weak_protocol(struct finder *f);

void rule_eol_os(struct finder *f);
void rule_eol_software(struct finder *f);

void rule_dicom(struct finder *f);
void rule_hl7(struct finder *f);
void rule_astm(struct finder *f);
void rule_sdc(struct finder *f);
void rule_fhir(struct finder *f);
void rule_facility(struct finder *f);

#endif
