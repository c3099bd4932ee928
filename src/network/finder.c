#include "network/finder.h"
#include "network/claim_word.h"

#include "base/date.h"
#include "record/entity.h"

#include <stdio.h>
#include <string.h>

enum { SENTENCE_SIZE = 1024 };

const struct match *finder_match(const struct finder *f, const struct host *h)
{
    return &f->matches.of_host[h - f->hosts->host];
}

const struct sighting *finder_sighting(const struct finder *f, uint32_t at)
{
    return &f->hosts->of->item[at];
}

const struct host_address *finder_address(const struct finder *f, const struct host *h)
{
    for (size_t i = 0; i < h->n_addresses; i++) {
        const struct host_address *a = &h->address[i];

        if (own_is_inside(f->own, &a->ip) && !own_is_link_local(&a->ip)) {
            return a;
        }
    }
    return NULL;
}

const char *finder_ip(const struct finder *f, const struct addr *ip)
{
    char text[ADDR_TEXT_SIZE];

    return arena_copy(f->a, addr_text(text, ip));
}

const char *finder_label(const struct finder *f, const struct host *h)
{
    const struct host_address *at = finder_address(f, h);
    const char *name = host_claim(f->hosts, h, FACT_NAME);
    char key[HOST_KEY_SIZE], ip[ADDR_TEXT_SIZE] = "";
    const struct match *m = finder_match(f, h);

    if (at != NULL) {
        addr_text(ip, &at->ip);
    }
    const char *first = ip[0] != '\0' ? ip : host_key(key, h);

    if (m->device != NULL) {
        return arena_printf(f->a, "%s（%s）", m->device->label, first);
    }
    return name[0] == '\0' ? arena_copy(f->a, first) : arena_printf(f->a, "%s（%s）", first, name);
}

const char *finder_word(const struct finder *f, const char *claim)
{
    return arena_copy_n(f->a, claim, strcspn(claim, " "));
}

const char *finder_shown(const struct finder *f, const struct fact *fact)
{
    return claim_shown(fact->kind, finder_word(f, fact->claim), LANG_JA, f->a);
}

/* ---- Adding ---- */

static const char *subject_of(const struct finder *f, const struct finding_of *of)
{
    char key[HOST_KEY_SIZE];
    const char *first = of->subject != NULL ? of->subject
                        : of->host != NULL  ? host_key(key, of->host)
                                            : "";

    return of->detail == NULL ? arena_copy(f->a, first)
                              : arena_printf(f->a, "%s %s", first, of->detail);
}

/* Where the chain of findings of h, or of the hostless ones like subject, begins. */
static uint32_t *chain_of(const struct finder *f, const struct host *h, const char *subject)
{
    uint32_t hash = 2166136261U; /* FNV-1a */

    for (const char *c = subject; h == NULL && *c != '\0'; c++) {
        hash = (hash ^ (uint8_t)*c) * 16777619U;
    }
    return &f->last[h != NULL ? (size_t)(h - f->hosts->host) : f->hosts->n + hash % FINDER_HASHES];
}

static struct found *same_subject(const struct finder *f, const struct host *h, const char *subject)
{
    for (uint32_t i = *chain_of(f, h, subject); i > 0; i = f->before[i - 1]) {
        struct found *it = &f->item[i - 1];

        if (it->rule != f->rule) { /* the rules before */
            return NULL;
        }
        if (strcmp(it->subject, subject) == 0) {
            return it;
        }
    }
    return NULL;
}

static struct found *room_for_one(struct finder *f, const struct host *h, const char *subject)
{
    if (f->n == f->room) {
        size_t more = f->room == 0 ? 64 : 2 * f->room;
        struct found *grown = arena_make(f->a, struct found, more);
        uint32_t *before = arena_make(f->a, uint32_t, more);

        if (grown == NULL || before == NULL) {
            return NULL;
        }
        if (f->n > 0) {
            memcpy(grown, f->item, f->n * sizeof(*grown));
            memcpy(before, f->before, f->n * sizeof(*before));
        }
        f->item = grown;
        f->before = before;
        f->room = more;
    }
    uint32_t *chain = chain_of(f, h, subject);

    f->before[f->n] = *chain;
    *chain = (uint32_t)f->n + 1;
    f->n_of_rule++;
    return &f->item[f->n++];
}

static int64_t network_of(const struct finder *f, const struct host *h)
{
    for (size_t i = 0; h != NULL && i < h->n_addresses; i++) {
        const struct own_network *n = own_find(f->own, &h->address[i].ip);

        if (n != NULL) {
            return n->id;
        }
    }
    return 0;
}

void finder_evidence(struct found *found, uint32_t sighting)
{
    for (size_t i = 0; i < found->n_evidence; i++) {
        if (found->evidence[i] == sighting) {
            return;
        }
    }
    if (found->n_evidence < FOUND_EVIDENCE_MAX) {
        found->evidence[found->n_evidence++] = sighting;
    }
}

static void add_evidence(const struct finder *f, struct found *found, uint32_t at)
{
    const struct sighting *s = finder_sighting(f, at);

    finder_evidence(found, at);
    found->first_seen_at =
        s->first_seen_at < found->first_seen_at ? s->first_seen_at : found->first_seen_at;
    found->last_seen_at =
        s->last_seen_at > found->last_seen_at ? s->last_seen_at : found->last_seen_at;
}

/* One subject's facts mostly come one after the other: so they count once. */
static void leave_out(struct finder *f, const char *subject, uint32_t evidence)
{
    struct left_out *left = &f->left[f->rule - rule_table];

    if (left->n == 0) {
        left->evidence = evidence;
    }
    left->n += left->subject == NULL || strcmp(left->subject, subject) != 0;
    left->subject = subject;
}

struct found *finder_add(struct finder *f, const struct finding_of *of)
{
    const char *subject = subject_of(f, of);
    char sentence[SENTENCE_SIZE];

    if (arena_status(f->a, NULL) != OK) {
        return NULL;
    }
    struct found *found = same_subject(f, of->host, subject);

    if (found != NULL && found->grade <= of->grade) {
        add_evidence(f, found, of->evidence);
        return found;
    }
    if (found == NULL && f->n_of_rule == FOUND_RULE_MAX) {
        leave_out(f, subject, of->evidence);
        return NULL;
    }
    const char *arg[5] = {of->host == NULL ? "" : finder_label(f, of->host), of->arg[0], of->arg[1],
                          of->arg[2], of->arg[3]};

    if (found == NULL) {
        found = room_for_one(f, of->host, subject);
        if (found == NULL) {
            return NULL;
        }
        *found = (struct found){
            .rule = f->rule,
            .subject = subject,
            .host = of->host,
            .first_seen_at = INT64_MAX,
            .last_seen_at = INT64_MIN,
        };
    }
    const struct ledger_device *device = of->device != NULL ? of->device
                                         : of->host == NULL ? NULL
                                                            : finder_match(f, of->host)->device;

    for (size_t i = 0; i < COUNT(arg); i++) {
        arg[i] = arg[i] == NULL ? "" : arg[i];
    }
    found->grade = of->grade;
    found->sentence =
        arena_copy(f->a, msg_format(sentence, sizeof(sentence), LANG_JA, of->msg, COUNT(arg), arg));
    found->device = device == NULL ? 0 : device->id;
    found->network = network_of(f, of->host);
    found->sensor = f->hosts->of->n == 0
                        ? NULL
                        : f->hosts->of->sensor[finder_sighting(f, of->evidence)->sensor].name;
    add_evidence(f, found, of->evidence);
    return found;
}

/* ---- Who is meant to do what ---- */

static bool is_gateway_of_a_network(const struct finder *f, const struct host *h)
{
    for (size_t i = 0; i < h->n_addresses; i++) {
        const struct own_network *n = own_find(f->own, &h->address[i].ip);

        if (n != NULL && memcmp(&n->gateway, &h->address[i].ip, sizeof(n->gateway)) == 0) {
            return true;
        }
    }
    return false;
}

bool finder_is_known_gateway(const struct finder *f, const struct host *h)
{
    const struct ledger_device *d = finder_match(f, h)->device;

    if (h->class == HOST_SHARED || is_gateway_of_a_network(f, h)) {
        return true;
    }
    return d != NULL && ledger_is(d->kind, "network") &&
           !ledger_is(d->network_kind, "switch access_point");
}

bool finder_is_known_server(const struct finder *f, const struct host *h)
{
    const struct ledger_device *d = finder_match(f, h)->device;

    return is_gateway_of_a_network(f, h) || (d != NULL && ledger_is(d->kind, "network server"));
}

/* ---- L4: a rule found more than people can read ---- */

void rule_too_many(struct finder *f)
{
    const struct entity *e = entity_named("finding");
    const struct field *rule = &e->field[entity_field(e, "rule")];

    for (size_t i = 0; i < rule_table_n; i++) {
        if (f->left[i].n > 0) {
            const char *name = choice_of(rule, rule_table[i].code)->ja;

            finder_add(f, &(struct finding_of){
                              .subject = name,
                              .grade = GRADE_CERTAIN,
                              .msg = MSG_FOUND_TOO_MANY,
                              .arg = {name, arena_printf(f->a, "%d", FOUND_RULE_MAX),
                                      arena_printf(f->a, "%zu", f->left[i].n)},
                              .evidence = f->left[i].evidence
            });
        }
    }
}

/* ---- The run ---- */

enum status rules_run(struct finds *out, const struct rules_input *in, struct arena *a,
                      struct err *err)
{
    struct finder f = {.hosts = in->hosts,
                       .ledger = in->ledger,
                       .own = &in->ledger->own,
                       .now_ms = in->now_ms,
                       .lore = in->lore,
                       .last = arena_make(a, uint32_t, in->hosts->n + FINDER_HASHES),
                       .left = arena_make(a, struct left_out, rule_table_n),
                       .a = a};
    size_t *left_out = arena_make(a, size_t, rule_table_n);
    enum status st = match_make(&f.matches, in->hosts, in->ledger, a, err);

    for (size_t i = 0; st == OK && i < rule_table_n; i++) {
        f.rule = &rule_table[i];
        f.n_of_rule = 0;
        f.rule->find(&f);
        st = arena_status(a, err);
    }
    if (st == OK) {
        for (size_t i = 0; i < rule_table_n; i++) {
            left_out[i] = f.left[i].n;
        }
        *out = (struct finds){f.item, f.n, left_out, f.matches};
    }
    return st;
}

const char *found_evidence_text(const struct sightings *s, uint32_t sighting, struct arena *a)
{
    const struct sighting *it = &s->item[sighting];
    const struct fact *f = &it->fact;
    char ip[ADDR_TEXT_SIZE], mac[MAC_TEXT_SIZE], peer[ADDR_TEXT_SIZE], port[16] = "";

    addr_text(peer, &f->peer);
    if (f->port != 0) {
        snprintf(port, sizeof(port), " :%u", f->port);
    }
    return arena_printf(a, "%s %s %s #%llu %s %s%s%s %s%s%s%s", date_time(a, it->first_seen_at),
                        s->sensor[it->sensor].name, f->from, (unsigned long long)f->frame,
                        mac_text(mac, f->mac), addr_text(ip, &f->ip), peer[0] == '\0' ? "" : " → ",
                        peer, fact_kind_row[f->kind].ja, f->claim[0] == '\0' ? "" : "「", f->claim,
                        f->claim[0] == '\0' ? port : "」");
}
