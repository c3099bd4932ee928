#include "cli/sense_print.h"

#include "cli/print.h"
#include "cli/sense_group.h"
#include "network/maker.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void put_addr(struct json_out *j, const char *key, const struct addr *a)
{
    char text[ADDR_TEXT_SIZE];

    json_put_text(j, key, addr_text(text, a));
}

static void put_fact(struct json_out *j, const struct fact_row *r)
{
    const struct fact *f = &r->fact;

    json_put_object(j, NULL);
    json_put_text(j, "fact", fact_kind_row[f->kind].name);
    json_put_text(j, "claim", f->claim);
    json_put_text(j, "grade", grade_row[f->grade].name);
    json_put_text(j, "from", f->from);
    put_addr(j, "ip", &f->ip);
    put_addr(j, "peer", &f->peer);
    json_put_int(j, "port", f->port);
    json_put_bool(j, "one_way", f->one_way);
    json_put_int(j, "vlan", f->vlan);
    json_put_int(j, "frame", (int64_t)f->frame);
    json_put_int(j, "first_seen", f->at_us / 1000);
    json_put_int(j, "last_seen", r->last_us / 1000);
    json_put_int(j, "n", (int64_t)r->n);
    json_put_end(j);
}

static bool is_address(const struct fact *f)
{
    return (f->kind == FACT_ADDRESS || f->kind == FACT_TALKS) && !addr_is_none(&f->ip);
}

/* Is what row[i] says said before? By its claim, or for an address by the address; what says the
   same stands side by side. */
static bool said_before(const struct sense_device *d, size_t i)
{
    if (i == 0) {
        return false;
    }
    const struct fact *f = &d->row[i]->fact, *g = &d->row[i - 1]->fact;

    return is_address(f) ? is_address(g) && memcmp(&f->ip, &g->ip, sizeof(f->ip)) == 0
                         : f->kind == g->kind && strcmp(f->claim, g->claim) == 0;
}

/* Behind a router only the address itself is known. */
static bool is_address_alone(const struct sense_device *d)
{
    for (size_t i = 0; i < d->n; i++) {
        if (is_address(&d->row[i]->fact)) {
            return false;
        }
    }
    return !addr_is_none(&d->ip);
}

static void put_ips(struct json_out *j, const struct sense_device *d)
{
    json_put_array(j, "ips");
    if (is_address_alone(d)) {
        put_addr(j, NULL, &d->ip);
    }
    for (size_t i = 0; i < d->n; i++) {
        if (is_address(&d->row[i]->fact) && !said_before(d, i)) {
            put_addr(j, NULL, &d->row[i]->fact.ip);
        }
    }
    json_put_end(j);
}

static void put_claims(struct json_out *j, const char *key, const struct sense_device *d,
                       enum fact_kind kind)
{
    json_put_array(j, key);
    for (size_t i = 0; i < d->n; i++) {
        if (d->row[i]->fact.kind == kind && !said_before(d, i)) {
            json_put_text(j, NULL, d->row[i]->fact.claim);
        }
    }
    json_put_end(j);
}

static void put_os(struct json_out *j, const struct sense_device *d)
{
    json_put_array(j, "os");
    for (size_t i = 0; i < d->n; i++) {
        const struct fact *f = &d->row[i]->fact;

        if (f->kind == FACT_OS) {
            json_put_object(j, NULL);
            json_put_text(j, "value", f->claim);
            json_put_text(j, "grade", grade_row[f->grade].name);
            json_put_text(j, "from", f->from);
            json_put_end(j);
        }
    }
    json_put_end(j);
}

/* What the device says itself, else who made its network card. */
static const char *maker_of(char card[MAKER_NAME_SIZE], const struct sense_device *d)
{
    for (size_t i = 0; i < d->n; i++) {
        if (d->row[i]->fact.kind == FACT_MAKER) {
            return d->row[i]->fact.claim;
        }
    }
    return maker_name(card, maker_built_in(), d->mac);
}

static void put_device(struct json_out *j, const struct sense_device *d)
{
    char mac[MAC_TEXT_SIZE], card[MAKER_NAME_SIZE];

    json_put_object(j, NULL);
    json_put_text(j, "mac", mac_text(mac, d->mac));
    put_ips(j, d);
    put_claims(j, "names", d, FACT_NAME);
    json_put_text(j, "maker", maker_of(card, d));
    put_os(j, d);
    put_claims(j, "roles", d, FACT_ROLE);
    put_claims(j, "services", d, FACT_SERVICE);
    put_claims(j, "software", d, FACT_SOFTWARE);
    json_put_array(j, "facts");
    for (size_t i = 0; i < d->n; i++) {
        put_fact(j, d->row[i]);
    }
    json_put_end(j);
    json_put_end(j);
}

static void put_link(struct json_out *j, const struct fact_row *r)
{
    json_put_object(j, NULL);
    put_addr(j, "from", &r->fact.ip);
    put_addr(j, "to", &r->fact.peer);
    json_put_text(j, "what", fact_kind_row[r->fact.kind].name);
    json_put_text(j, "claim", r->fact.claim);
    json_put_int(j, "port", r->fact.port);
    json_put_text(j, "grade", grade_row[r->fact.grade].name);
    json_put_int(j, "n", (int64_t)r->n);
    json_put_end(j);
}

static void put_links(struct json_out *j, const struct sense_devices *all)
{
    json_put_array(j, "links");
    for (size_t i = 0; i < all->n; i++) {
        for (size_t k = 0; k < all->device[i].n; k++) {
            const struct fact_row *r = all->device[i].row[k];

            if (fact_kind_links(r->fact.kind) && !addr_is_none(&r->fact.peer)) {
                put_link(j, r);
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

int sense_print_json(struct run *run, const struct sense_result *r)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(PRINT_MAX);
    struct json_out j = JSON_OUT(&b);
    struct sense_devices all;

    if (sense_group(&all, r->facts, run->arena, &run->err) != OK) {
        return run_failed(run);
    }
    json_put_object(&j, NULL);
    json_put_int(&j, "packets", (int64_t)r->count.frames);
    json_put_int(&j, "bytes", (int64_t)r->count.bytes);
    json_put_int(&j, "unread", (int64_t)r->count.unread);
    json_put_int(&j, "dropped", (int64_t)r->dropped);
    json_put_int(&j, "flows", (int64_t)r->count.flow.flows);
    json_put_array(&j, "devices");
    for (size_t i = 0; i < all.n; i++) {
        put_device(&j, &all.device[i]);
    }
    json_put_end(&j);
    put_links(&j, &all);
    json_put_array(&j, "findings");
    for (size_t i = 0; i < r->finds.n; i++) {
        put_finding(&j, r, &r->finds.item[i], run->arena);
    }
    json_put_end(&j);
    json_put_array(&j, "warnings");
    for (size_t i = 0; i < r->n_warnings; i++) {
        json_put_text(&j, NULL, r->warning[i]);
    }
    json_put_end(&j);
    json_put_end(&j);
    return print_json_out(run, &j, EXIT_DONE);
}

static void print_device(const struct sense_device *d)
{
    char mac[MAC_TEXT_SIZE], ip[ADDR_TEXT_SIZE];
    const char *between = "  ";

    printf("\n%s", d->mac[0] == 0 && mac_text(mac, d->mac)[0] == '\0'
                       ? "（MACアドレスは見えません）"
                       : mac_text(mac, d->mac));
    for (size_t i = 0; i < d->n; i++) {
        if (is_address(&d->row[i]->fact) && !said_before(d, i)) {
            printf("%s%s", between, addr_text(ip, &d->row[i]->fact.ip));
            between = "、";
        }
    }
    printf("%s%s\n", is_address_alone(d) ? between : "",
           is_address_alone(d) ? addr_text(ip, &d->ip) : "");
    for (size_t i = 0; i < d->n; i++) {
        const struct fact *f = &d->row[i]->fact;

        if (!is_address(f)) {
            printf("  %s：%s%s%s（%s、%s、%" PRIu64 "回）\n", fact_kind_row[f->kind].ja, f->claim,
                   addr_is_none(&f->peer) || !fact_kind_links(f->kind) ? "" : " → ",
                   fact_kind_links(f->kind) ? addr_text(ip, &f->peer) : "", grade_row[f->grade].ja,
                   f->from, d->row[i]->n);
        }
    }
}

int sense_print_table(struct run *run, const struct sense_result *r)
{
    struct sense_devices all;

    if (sense_group(&all, r->facts, run->arena, &run->err) != OK) {
        return run_failed(run);
    }
    printf("パケット %" PRIu64 " 個から、機器 %zu 台が見えました。\n", r->count.frames, all.n);
    for (size_t i = 0; i < all.n; i++) {
        print_device(&all.device[i]);
    }
    printf("\n所見 %zu 件\n", r->finds.n);
    for (size_t i = 0; i < r->finds.n; i++) {
        printf("  %s：%s\n", grade_row[r->finds.item[i].grade].ja, r->finds.item[i].sentence);
    }
    return EXIT_DONE;
}
