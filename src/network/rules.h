/*
 * Findings: what hosts, held against the ledger, ask a person to look at.
 *
 * Each rule is a row of rule_table[] with a pure function over hosts, ledger and the institution's
 * own networks (discovery catalogue 1 to 20, three that hold the ledger against the wire, and one
 * that says which of them found too much: addresses can be forged by the hundred thousand).
 * Findings are worked out anew each time and never change the ledger. They are known by rule and
 * subject.
 */
#ifndef NETWORK_RULES_H
#define NETWORK_RULES_H

#include "network/lore.h"
#include "network/match.h"

#define FOUND_EVIDENCE_MAX 5
#define FOUND_RULE_MAX 3000 /* findings of one rule; more are counted and said (too_many) */
#define RULES_LEARN_MS (INT64_C(7) * 86400000) /* a sensor's first days: nothing is called new */
#define RULES_SILENT_MS                                                                         \
    (INT64_C(1) * 3600000)                    /* without any fact, a listening sensor is silent \
                                               */
#define RULES_GONE_GAPS 3                     /* silent this many times its own longest silence */
#define RULES_GONE_MS (INT64_C(7) * 86400000) /* and at least so long: nights, weekends, rounds */
#define RULES_GONE_KNOWN_MS (INT64_C(14) * 86400000) /* only who was known for so long is gone */

struct finder;

struct rule {
    const char *number; /* of the catalogue: "7b"; "L1" ...: ledger against wire */
    const char *code;   /* choice of finding.rule */
    void (*find)(struct finder *f);
};
extern const struct rule rule_table[];
extern const size_t rule_table_n;

struct found {
    const struct rule *rule;
    enum grade grade;
    const char *subject;  /* MAC, address or sensor; with what it is about: "00:1b:... rdp" */
    const char *sentence; /* why, in Japanese */
    uint32_t evidence[FOUND_EVIDENCE_MAX]; /* sightings */
    size_t n_evidence;
    const struct host *host; /* NULL: of a sensor */
    int64_t device;          /* of the ledger; 0: none */
    int64_t network;         /* own network it is in; 0: none known */
    const char *sensor;      /* that saw it; NULL: none in particular */
    int64_t first_seen_at, last_seen_at;
    bool is_new; /* appeared after its sensor's learning time */
};

struct rules_input {
    const struct hosts *hosts;
    const struct ledger *ledger; /* with no device: nothing is listed, nothing is explained */
    int64_t now_ms;
    const struct lore *lore; /* NULL: nothing is said of ages and makers */
};

struct finds {
    struct found *item; /* by rule, in the order of the table */
    size_t n;
    const size_t *left_out; /* [rule_table_n] of each rule, past FOUND_RULE_MAX: about so many */
    struct matches matches;
};

/* Run every rule. E_NOMEM, E_LIMIT: the arena's. */
MUST_CHECK enum status rules_run(struct finds *out, const struct rules_input *in, struct arena *a,
                                 struct err *err);

/* One evidence as a line for people: 「2026/11/24 10:32:05 1階 arp #12 192.168.1.5 …」. */
const char *found_evidence_text(const struct sightings *s, uint32_t sighting, struct arena *a);

#endif
