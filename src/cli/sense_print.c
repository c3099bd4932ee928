#include "cli/sense_print.h"

#include "base/file.h"
#include "cli/print.h"
#include "network/claim_word.h"
#include "network/fact_table.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void put_addr(struct json_out *j, const char *key, const struct addr *a)
{
    char text[ADDR_TEXT_SIZE];

    json_put_text(j, key, addr_text(text, a));
}

static void put_fact(struct json_out *j, const struct sighting *s)
{
    const struct fact *f = &s->fact;
    char mac[MAC_TEXT_SIZE];

    json_put_object(j, NULL);
    json_put_text(j, "fact", fact_kind_row[f->kind].name);
    json_put_text(j, "claim", f->claim);
    json_put_text(j, "grade", grade_row[f->grade].name);
    json_put_text(j, "from", f->from);
    json_put_text(j, "mac", mac_text(mac, f->mac));
    put_addr(j, "ip", &f->ip);
    put_addr(j, "peer", &f->peer);
    json_put_int(j, "port", f->port);
    json_put_bool(j, "one_way", f->one_way);
    json_put_int(j, "vlan", f->vlan);
    json_put_int(j, "frame", (int64_t)f->frame);
    json_put_int(j, "first_seen", s->first_seen_at);
    json_put_int(j, "last_seen", s->last_seen_at);
    json_put_int(j, "n", s->n);
    json_put_end(j);
}

static void put_facts(struct json_out *j, const struct sense_result *r, const struct host *h)
{
    json_put_array(j, "facts");
    for (size_t i = 0; i < h->n_seen; i++) {
        put_fact(j, &r->sightings.item[h->seen[i]]);
    }
    json_put_end(j);
}

/* ---- Each address, and each claim of a kind, once ---- */

static int by_bytes(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct addr));
}

static size_t ips_of(struct addr **out, const struct host *h, struct arena *a)
{
    struct addr *ip = arena_make(a, struct addr, h->n_addresses + 1);
    size_t n = 0;

    for (size_t i = 0; ip != NULL && i < h->n_addresses; i++) {
        ip[i] = h->address[i].ip;
    }
    if (ip != NULL && h->n_addresses > 0) {
        qsort(ip, h->n_addresses, sizeof(*ip), by_bytes);
        for (size_t i = 0; i < h->n_addresses; i++) {
            if (n == 0 || by_bytes(&ip[n - 1], &ip[i]) != 0) {
                ip[n++] = ip[i];
            }
        }
    }
    *out = ip;
    return n;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void put_claims(struct json_out *j, const char *key, const struct sense_result *r,
                       const struct host *h, enum fact_kind kind, struct arena *a)
{
    const uint32_t *first;
    size_t n = host_of_kind(&r->hosts, h, kind, &first);
    const char **claim = arena_make(a, const char *, n + 1);

    for (size_t i = 0; claim != NULL && i < n; i++) {
        claim[i] = r->sightings.item[first[i]].fact.claim;
    }
    json_put_array(j, key);
    if (claim != NULL && n > 0) {
        qsort((void *)claim, n, sizeof(*claim), by_text);
        for (size_t i = 0; i < n; i++) {
            if (i == 0 || strcmp(claim[i - 1], claim[i]) != 0) {
                json_put_text(j, NULL, claim[i]);
            }
        }
    }
    json_put_end(j);
}

static void put_os(struct json_out *j, const struct sense_result *r, const struct host *h)
{
    const uint32_t *first;
    size_t n = host_of_kind(&r->hosts, h, FACT_OS, &first);

    json_put_array(j, "os");
    for (size_t i = 0; i < n; i++) {
        const struct fact *f = &r->sightings.item[first[i]].fact;

        json_put_object(j, NULL);
        json_put_text(j, "value", f->claim);
        json_put_text(j, "grade", grade_row[f->grade].name);
        json_put_text(j, "from", f->from);
        json_put_end(j);
    }
    json_put_end(j);
}

/* What the device says itself, else who made its network card. */
static const char *maker_of(char card[MAKER_NAME_SIZE], const struct sense_result *r,
                            const struct host *h)
{
    const char *said = host_claim(&r->hosts, h, FACT_MAKER);

    return said[0] != '\0' || h->n_cards == 0 ? said
                                              : maker_name(card, r->lore.makers, h->card[0].mac);
}

/* ---- JSON ---- */

static void put_device(struct json_out *j, const struct sense_result *r, const struct host *h,
                       struct arena *a)
{
    char mac[MAC_TEXT_SIZE] = "", card[MAKER_NAME_SIZE];
    struct addr *ip;
    size_t n_ips = ips_of(&ip, h, a);

    json_put_object(j, NULL);
    json_put_text(j, "mac", h->n_cards == 0 ? "" : mac_text(mac, h->card[0].mac));
    json_put_array(j, "macs");
    for (size_t i = 0; i < h->n_cards; i++) {
        json_put_text(j, NULL, mac_text(mac, h->card[i].mac));
    }
    json_put_end(j);
    json_put_array(j, "ips");
    for (size_t i = 0; i < n_ips; i++) {
        put_addr(j, NULL, &ip[i]);
    }
    json_put_end(j);
    put_claims(j, "names", r, h, FACT_NAME, a);
    json_put_text(j, "maker", maker_of(card, r, h));
    put_os(j, r, h);
    put_claims(j, "roles", r, h, FACT_ROLE, a);
    put_claims(j, "services", r, h, FACT_SERVICE, a);
    put_claims(j, "software", r, h, FACT_SOFTWARE, a);
    put_facts(j, r, h);
    json_put_end(j);
}

/* An address of the outside world: no device, but what is known of it. */
static void put_outside(struct json_out *j, const struct sense_result *r, const struct host *h)
{
    json_put_object(j, NULL);
    put_addr(j, "ip", &h->address[0].ip);
    put_facts(j, r, h);
    json_put_end(j);
}

static void put_link(struct json_out *j, const struct sighting *s)
{
    json_put_object(j, NULL);
    put_addr(j, "from", &s->fact.ip);
    put_addr(j, "to", &s->fact.peer);
    json_put_text(j, "what", fact_kind_row[s->fact.kind].name);
    json_put_text(j, "claim", s->fact.claim);
    json_put_int(j, "port", s->fact.port);
    json_put_text(j, "grade", grade_row[s->fact.grade].name);
    json_put_int(j, "n", s->n);
    json_put_end(j);
}

static void put_links(struct json_out *j, const struct sense_result *r)
{
    json_put_array(j, "links");
    for (size_t i = 0; i < r->hosts.n; i++) {
        const struct host *h = &r->hosts.host[i];

        for (size_t k = 0; k < h->n_seen; k++) {
            const struct sighting *s = &r->sightings.item[h->seen[k]];

            if (fact_kind_links(s->fact.kind) && !addr_is_none(&s->fact.peer)) {
                put_link(j, s);
            }
        }
    }
    json_put_end(j);
}

static void put_finding(struct json_out *j, const struct sense_result *r, const struct found *f,
                        struct arena *a)
{
    char key[HOST_KEY_SIZE] = "";

    json_put_object(j, NULL);
    json_put_text(j, "rule", f->rule->code);
    json_put_text(j, "grade", grade_row[f->grade].name);
    json_put_text(j, "device", f->host == NULL ? f->subject : host_key(key, f->host));
    json_put_array(j, "evidence");
    for (size_t i = 0; i < f->n_evidence; i++) {
        json_put_text(j, NULL, found_evidence_text(&r->sightings, f->evidence[i], a));
    }
    json_put_end(j);
    json_put_text(j, "message", f->sentence);
    json_put_end(j);
}

/* A house says more than should lie in memory twice: what is ready goes out piece by piece. */
static enum status hand_out(struct json_out *j, struct err *err)
{
    enum { PIECE = 1 << 20 };
    enum status st = OK;

    if (j->buf->len >= PIECE) {
        st = buf_status(j->buf, err);
        if (st == OK) {
            st = file_write_all(STDOUT_FILENO, j->buf->data, j->buf->len, err);
        }
        buf_clear(j->buf);
    }
    return st;
}

int sense_print_json(struct run *run, const struct sense_result *r)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(PRINT_MAX);
    struct json_out j = JSON_OUT(&b);
    enum status st = OK;

    json_put_object(&j, NULL);
    json_put_int(&j, "packets", (int64_t)r->count.frames);
    json_put_int(&j, "bytes", (int64_t)r->count.bytes);
    json_put_int(&j, "unread", (int64_t)r->count.unread);
    json_put_int(&j, "dropped", (int64_t)r->dropped);
    json_put_int(&j, "flows", (int64_t)r->count.flow.flows);
    json_put_array(&j, "devices");
    for (size_t i = 0; st == OK && i < r->hosts.n_devices; i++) {
        put_device(&j, r, &r->hosts.host[i], run->arena);
        st = hand_out(&j, &run->err);
    }
    json_put_end(&j);
    json_put_array(&j, "outside");
    for (size_t i = r->hosts.n_devices; st == OK && i < r->hosts.n; i++) {
        put_outside(&j, r, &r->hosts.host[i]);
        st = hand_out(&j, &run->err);
    }
    json_put_end(&j);
    put_links(&j, r);
    json_put_array(&j, "findings");
    for (size_t i = 0; st == OK && i < r->finds.n; i++) {
        put_finding(&j, r, &r->finds.item[i], run->arena);
        st = hand_out(&j, &run->err);
    }
    json_put_end(&j);
    json_put_object(&j, "support_ends");
    json_put_text(&j, "checked_on", r->lore.eol.checked_on);
    json_put_bool(&j, "own_file", r->lore.eol.is_own);
    json_put_end(&j);
    json_put_array(&j, "warnings");
    for (size_t i = 0; i < r->n_warnings; i++) {
        json_put_text(&j, NULL, r->warning[i]);
    }
    json_put_end(&j);
    json_put_end(&j);
    if (st == OK) {
        st = arena_status(run->arena, &run->err);
    }
    return st == OK ? print_json_out(run, &j, EXIT_DONE) : run_failed(run);
}

/* ---- For a person ---- */

/* What a device was seen to do, once: of a claim that several facts make, all of them together. */
struct said {
    const struct fact *fact;
    int64_t n;
};

static bool says_the_same(const struct fact *a, const struct fact *b)
{
    return a->kind == b->kind && strcmp(a->claim, b->claim) == 0 && strcmp(a->from, b->from) == 0 &&
           (!fact_kind_links(a->kind) || memcmp(&a->peer, &b->peer, sizeof(a->peer)) == 0);
}

/* The host's facts stand kind by kind. */
static size_t said_by(struct said **out, const struct sense_result *r, const struct host *h,
                      struct arena *a)
{
    struct said *said = arena_make(a, struct said, h->n_seen + 1);
    size_t n = 0;

    for (size_t i = 0; said != NULL && i < h->n_seen; i++) {
        const struct sighting *s = &r->sightings.item[h->seen[i]];
        size_t at = n;

        if (s->fact.kind == FACT_ADDRESS || s->fact.kind == FACT_TALKS) {
            continue;
        }
        while (at > 0 && said[at - 1].fact->kind == s->fact.kind &&
               !says_the_same(said[at - 1].fact, &s->fact)) {
            at--;
        }
        if (at == 0 || said[at - 1].fact->kind != s->fact.kind) {
            said[n++] = (struct said){&s->fact, 0};
            at = n;
        }
        at--;
        said[at].n += s->n;
        if (s->fact.grade < said[at].fact->grade) {
            said[at].fact = &s->fact;
        }
    }
    *out = said;
    return n;
}

static void print_device(const struct sense_result *r, const struct host *h, struct arena *a)
{
    char mac[MAC_TEXT_SIZE], text[ADDR_TEXT_SIZE];
    struct addr *ip;
    struct said *said;
    size_t n_ips = ips_of(&ip, h, a), n_said = said_by(&said, r, h, a);

    printf("\n%s", h->n_cards == 0 ? "（MACアドレスは見えません）" : "");
    for (size_t i = 0; i < h->n_cards; i++) {
        printf("%s%s", i == 0 ? "" : "、", mac_text(mac, h->card[i].mac));
    }
    for (size_t i = 0; i < n_ips; i++) {
        printf("%s%s", i == 0 ? "  " : "、", addr_text(text, &ip[i]));
    }
    printf("\n");
    for (size_t i = 0; i < n_said; i++) {
        const struct fact *f = said[i].fact;
        bool links = fact_kind_links(f->kind);

        printf("  %s：%s%s%s（%s、%s、%" PRId64 "回）\n", fact_kind_row[f->kind].ja,
               claim_shown(f->kind, f->claim, LANG_JA, a),
               links && !addr_is_none(&f->peer) ? " → " : "",
               links ? addr_text(text, &f->peer) : "", grade_row[f->grade].ja, f->from, said[i].n);
    }
}

int sense_print_table(struct run *run, const struct sense_result *r)
{
    printf("パケット %" PRIu64 " 個から、機器 %zu 台が見えました。\n", r->count.frames,
           r->hosts.n_devices);
    for (size_t i = 0; i < r->hosts.n_devices; i++) {
        print_device(r, &r->hosts.host[i], run->arena);
    }
    printf("\n所見 %zu 件\n", r->finds.n);
    for (size_t i = 0; i < r->finds.n; i++) {
        printf("  %s：%s\n", grade_row[r->finds.item[i].grade].ja, r->finds.item[i].sentence);
    }
    printf("\nサポート終了日の資料：%s時点（%s）\n", r->lore.eol.checked_on,
           r->lore.eol.is_own ? EOL_FILE : "組み込み");
    return arena_status(run->arena, &run->err) == OK ? EXIT_DONE : run_failed(run);
}
