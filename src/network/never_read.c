#include "network/never_read.h"

#include "db/stmt.h"
#include "network/never.sql.h" /* generated from never.sql */
#include "network/own.h"
#include "network/wire.h"

#include <string.h>

enum { IPV4_AT = 12, IPV4_BITS = 32, IPV4_OF_ADDR = 96, CARD_BITS = 48, ROOM = 64 };

/* What is barred, and what a record says may be asked. */
struct reading {
    struct db *db;
    int64_t facility_id;
    struct arena *a;
    struct never_range *range, *allowed_range;
    struct never_mac *mac, *allowed_mac;
    size_t n_ranges, n_allowed_ranges, n_macs, n_allowed_macs;
    size_t room_ranges, room_allowed_ranges, room_macs, room_allowed_macs;
};

/* Room for one more of size bytes; NULL: too many, or no memory. */
static void *grow(void *list, size_t n, size_t *room, size_t size, struct arena *a)
{
    if (n < *room) {
        return list;
    }
    if (n >= NEVER_ROWS_MAX) {
        return NULL;
    }
    size_t more = *room == 0 ? ROOM : 2 * *room;
    void *grown = arena_array(a, size, more);

    if (grown != NULL && n > 0) {
        memcpy(grown, list, n * size);
    }
    *room = grown == NULL ? *room : more;
    return grown;
}

static enum status no_room(struct arena *a, struct err *err)
{
    enum status st = arena_status(a, err);

    return st == OK ? err_set(err, E_LIMIT, "more than %d rows not to be asked", NEVER_ROWS_MAX)
                    : st;
}

static enum status add_range(struct reading *r, struct never_range range, struct err *err)
{
    struct never_range *list = grow(r->range, r->n_ranges, &r->room_ranges, sizeof(*list), r->a);

    if (list == NULL) {
        return no_room(r->a, err);
    }
    r->range = list;
    list[r->n_ranges++] = range;
    return OK;
}

static enum status add_mac(struct reading *r, struct never_mac mac, struct err *err)
{
    struct never_mac *list = grow(r->mac, r->n_macs, &r->room_macs, sizeof(*list), r->a);

    if (list == NULL) {
        return no_room(r->a, err);
    }
    r->mac = list;
    list[r->n_macs++] = mac;
    return OK;
}

bool never_read_range(struct never_range *out, unsigned *bits, const char *cidr)
{
    struct own_network n;

    if (!own_read_cidr(&n, cidr) || !addr_is_ipv4(&n.base)) {
        return false;
    }
    *bits = n.bits - IPV4_OF_ADDR;
    out->first = wire_u32(n.base.byte + IPV4_AT);
    out->last = out->first | (uint32_t)((UINT64_C(1) << (IPV4_BITS - *bits)) - 1);
    return true;
}

static bool read_one(struct never_range *out, const char *ip, enum never_why why)
{
    struct addr addr;

    if (ip == NULL || !addr_read(&addr, ip) || !addr_is_ipv4(&addr)) {
        return false;
    }
    out->first = out->last = wire_u32(addr.byte + IPV4_AT);
    out->why = why;
    return true;
}

static bool read_card(struct never_mac *out, const char *mac, enum never_why why)
{
    static const uint8_t none[6];

    *out = (struct never_mac){.bits = CARD_BITS, .why = (uint8_t)why};
    return mac != NULL && mac_read(out->mac, mac) && memcmp(out->mac, none, sizeof(none)) != 0;
}

/* ---- Devices: barred, and allowed in spite of what they speak ---- */

static enum status add_allowed(struct reading *r, const struct sql_never_devices_row *row,
                               struct err *err)
{
    struct never_range range;
    struct never_mac mac;

    if (read_one(&range, row->ip, NEVER_NOTHING)) {
        struct never_range *list = grow(r->allowed_range, r->n_allowed_ranges,
                                        &r->room_allowed_ranges, sizeof(*list), r->a);
        if (list == NULL) {
            return no_room(r->a, err);
        }
        r->allowed_range = list;
        list[r->n_allowed_ranges++] = range;
    }
    if (read_card(&mac, row->mac, NEVER_NOTHING)) {
        struct never_mac *list =
            grow(r->allowed_mac, r->n_allowed_macs, &r->room_allowed_macs, sizeof(*list), r->a);
        if (list == NULL) {
            return no_room(r->a, err);
        }
        r->allowed_mac = list;
        list[r->n_allowed_macs++] = mac;
    }
    return OK;
}

static enum status add_device(struct reading *r, const char *ip, const char *mac,
                              enum never_why why, struct err *err)
{
    struct never_range range;
    struct never_mac card;
    enum status st = OK;

    if (read_one(&range, ip, why)) {
        st = add_range(r, range, err);
    }
    return st == OK && read_card(&card, mac, why) ? add_mac(r, card, err) : st;
}

static enum status read_devices(struct reading *r, struct err *err)
{
    CLEANUP(stmt_close) struct stmt *q = sql_never_devices(r->db, r->facility_id);
    struct sql_never_devices_row row;
    enum status st = OK;

    while (st == OK && sql_never_devices_next(q, &row)) {
        const bool yes = strcmp(row.do_not_probe, "yes") == 0;

        if (strcmp(row.do_not_probe, "no") == 0) {
            st = add_allowed(r, &row, err);
        } else if (yes || strcmp(row.kind, "medical") == 0) {
            st = add_device(r, row.ip, row.mac, yes ? NEVER_DEVICE : NEVER_MEDICAL, err);
        }
    }
    return st == OK ? stmt_status(q, err) : st;
}

/* ---- Networks, ranges, makers ---- */

static enum status read_networks(struct reading *r, struct err *err)
{
    CLEANUP(stmt_close) struct stmt *q = sql_never_networks(r->db, r->facility_id);
    struct sql_never_networks_row row;
    struct never_range range;
    unsigned bits;
    enum status st = OK;

    while (st == OK && sql_never_networks_next(q, &row)) {
        if (never_read_range(&range, &bits, row.cidr)) {
            range.why = row.do_not_probe ? NEVER_NETWORK : NEVER_VLAN;
            st = add_range(r, range, err);
        }
    }
    return st == OK ? stmt_status(q, err) : st;
}

static enum status read_bans(struct reading *r, struct err *err)
{
    CLEANUP(stmt_close) struct stmt *q = sql_never_bans(r->db, r->facility_id);
    struct sql_never_bans_row row;
    struct never_range range;
    struct never_mac mac;
    unsigned bits;
    enum status st = OK;

    while (st == OK && sql_never_bans_next(q, &row)) {
        if (row.cidr != NULL && never_read_range(&range, &bits, row.cidr)) {
            range.why = NEVER_RANGE;
            st = add_range(r, range, err);
        }
        if (st == OK && row.mac_prefix != NULL && never_read_mac(&mac, row.mac_prefix)) {
            st = add_mac(r, mac, err);
        }
    }
    return st == OK ? stmt_status(q, err) : st;
}

/* ---- What was seen ---- */

static bool is_allowed(const struct reading *r, const struct never_range *ip,
                       const struct never_mac *mac)
{
    for (size_t i = 0; ip != NULL && i < r->n_allowed_ranges; i++) {
        if (r->allowed_range[i].first == ip->first) {
            return true;
        }
    }
    for (size_t i = 0; mac != NULL && i < r->n_allowed_macs; i++) {
        if (memcmp(r->allowed_mac[i].mac, mac->mac, sizeof(mac->mac)) == 0) {
            return true;
        }
    }
    return false;
}

static enum status read_medical(struct reading *r, struct err *err)
{
    CLEANUP(stmt_close) struct stmt *q = sql_never_medical(r->db, r->facility_id);
    struct sql_never_medical_row row;
    enum status st = OK;

    while (st == OK && sql_never_medical_next(q, &row)) {
        struct never_range ip;
        struct never_mac mac;
        const bool has_ip = read_one(&ip, row.ip, NEVER_MEDICAL);
        const bool has_mac = read_card(&mac, row.mac, NEVER_MEDICAL) && !mac_is_virtual(mac.mac);

        if (!is_allowed(r, has_ip ? &ip : NULL, has_mac ? &mac : NULL)) {
            st =
                add_device(r, has_ip ? row.ip : NULL, has_mac ? row.mac : NULL, NEVER_MEDICAL, err);
        }
    }
    return st == OK ? stmt_status(q, err) : st;
}

static enum never_why of_mac(const struct reading *r, const uint8_t mac[6])
{
    for (size_t i = 0; i < r->n_macs; i++) {
        if (memcmp(r->mac[i].mac, mac, r->mac[i].bits / 8) == 0) {
            return (enum never_why)r->mac[i].why;
        }
    }
    return NEVER_NOTHING;
}

/* Rows come by MAC: each is looked up once. */
static enum status read_seen(struct reading *r, struct err *err)
{
    CLEANUP(stmt_close) struct stmt *q = sql_never_seen(r->db, r->facility_id);
    struct sql_never_seen_row row;
    char last[MAC_TEXT_SIZE] = "";
    enum never_why why = NEVER_NOTHING;
    enum status st = OK;

    while (st == OK && sql_never_seen_next(q, &row)) {
        struct never_range ip;
        uint8_t mac[6];

        if (strcmp(last, row.mac) != 0 && mac_read(mac, row.mac)) {
            mac_text(last, mac);
            why = of_mac(r, mac);
        }
        if (why != NEVER_NOTHING && read_one(&ip, row.ip, why)) {
            st = add_range(r, ip, err);
        }
    }
    return st == OK ? stmt_status(q, err) : st;
}

enum status never_read(struct never *out, struct db *db, int64_t facility_id, struct arena *a,
                       struct err *err)
{
    struct reading r = {.db = db, .facility_id = facility_id, .a = a};
    enum status (*const part[])(struct reading * r, struct err * err) = {
        read_devices, read_networks, read_bans, read_medical, read_seen};
    enum status st = OK;

    for (size_t i = 0; st == OK && i < COUNT(part); i++) {
        st = part[i](&r, err);
    }
    if (st != OK) {
        return err_note(err, "reading whom not to ask");
    }
    out->range = r.range;
    out->n_ranges = r.n_ranges;
    out->mac = r.mac;
    out->n_macs = r.n_macs;
    return OK;
}
