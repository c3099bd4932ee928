#include "network/map.h"

#include "network/ledger.h"
#include "network/map.sql.h" /* generated from map.sql */
#include "network/map_build.h"
#include "network/testimony.h"
#include "record/entity.h"

#include <stdlib.h>
#include <string.h>

enum status map_build_done(struct map_build *b, struct stmt *q, const char *what, struct err *err)
{
    if (stmt_status(q, err) != OK) {
        return err_note(err, "the map: %s", what);
    }
    return arena_status(b->a, err);
}

const char *map_build_label(const struct map_build *b, const char *asset_no, const char *hostname)
{
    return hostname != NULL && ledger_has(hostname)
               ? arena_printf(b->a, "%s %s", asset_no, hostname)
               : arena_copy(b->a, asset_no);
}

/* ---- Networks ---- */

/* In the order in which a hospital thinks of them; what nobody typed comes after. */
static int rank_of(const struct map_network *n)
{
    static const char *const kind[] = {"medical",  "modality", "office", "maintenance",
                                       "internet", "closed",   "",       "guest"};

    for (size_t i = 0; i < COUNT(kind); i++) {
        if (strcmp(n->kind, kind[i]) == 0) {
            return (int)i;
        }
    }
    return (int)COUNT(kind);
}

static int by_place(const void *pa, const void *pb)
{
    const struct map_network *a = pa, *b = pb;
    struct own_network x = {0}, y = {0};
    int rank = rank_of(a) - rank_of(b);

    if (rank != 0) {
        return rank;
    }
    bool has_x = own_read_cidr(&x, a->cidr), has_y = own_read_cidr(&y, b->cidr);
    int d = has_x != has_y ? has_y - has_x : memcmp(&x.base, &y.base, sizeof(x.base));

    d = d != 0 ? d : strcmp(a->name, b->name);
    return d != 0 ? d : (a->id > b->id) - (a->id < b->id);
}

uint32_t map_build_at_id(const struct map *m, int64_t id)
{
    for (uint32_t i = 0; i < m->n_networks; i++) {
        if (m->network[i].id == id) {
            return i;
        }
    }
    return (uint32_t)m->n_networks - 1;
}

uint32_t map_build_at_ip(const struct map_build *b, const char *ip)
{
    struct addr addr;
    const struct own_network *n =
        ip != NULL && addr_read(&addr, ip) ? own_find(&b->own, &addr) : NULL;

    return n == NULL ? (uint32_t)b->map->n_networks - 1 : b->of_own[n - b->own.network];
}

static enum status read_networks(struct map_build *b, struct err *err)
{
    CLEANUP(stmt_close)
    struct stmt *q = sql_map_networks(b->db, b->facility_id, MAP_NETWORKS_MAX + 1);
    struct map_network *n = arena_make(b->a, struct map_network, MAP_NETWORKS_MAX + 1);
    struct sql_map_networks_row row;
    struct map *m = b->map;

    while (n != NULL && sql_map_networks_next(q, &row)) {
        if (m->n_networks == MAP_NETWORKS_MAX) {
            m->left_out++;
            break;
        }
        n[m->n_networks++] = (struct map_network){
            .id = row.id,
            .name = arena_copy(b->a, row.name),
            .cidr = row.cidr == NULL ? "" : arena_copy(b->a, row.cidr),
            .kind = row.kind == NULL ? "" : arena_copy(b->a, row.kind),
            .gateway = row.gateway == NULL ? "" : arena_copy(b->a, row.gateway),
        };
    }
    enum status st = map_build_done(b, q, "networks", err);

    if (st != OK) {
        return st;
    }
    if (m->n_networks > 1) {
        qsort(n, m->n_networks, sizeof(*n), by_place);
    }
    n[m->n_networks++] = (struct map_network){.name = "", .cidr = "", .kind = "", .gateway = ""};
    m->network = n;
    return OK;
}

/* For map_build_at_ip(). */
static enum status index_ranges(struct map_build *b, struct err *err)
{
    struct own_network *range = arena_make(b->a, struct own_network, b->map->n_networks);

    b->of_own = arena_make(b->a, uint32_t, b->map->n_networks);
    for (uint32_t i = 0; range != NULL && b->of_own != NULL && i < b->map->n_networks; i++) {
        struct own_network *to = &range[b->own.n];

        if (own_read_cidr(to, b->map->network[i].cidr)) {
            to->id = b->map->network[i].id;
            b->of_own[b->own.n++] = i;
        }
    }
    b->own.network = range;
    return arena_status(b->a, err);
}

/* The card that answers for each network's gateway: mac[n_networks], "" for none. */
static enum status read_answers(const char **mac, struct map_build *b, struct err *err)
{
    const char *found[TESTIMONY_CARDS_MAX];
    enum status st = OK;

    for (size_t i = 0; st == OK && i < b->map->n_networks; i++) {
        size_t n = 0;

        if (*b->map->network[i].gateway != '\0') {
            st = testimony_answers(found, &n, b->db, b->facility_id, b->map->network[i].gateway,
                                   b->a, err);
        }
        mac[i] = n > 0 ? found[0] : "";
    }
    return st;
}

/* Who is listed at the address is the gateway; else whose card answers for it. */
static enum status read_gateways(struct map_build *b, struct err *err)
{
    const char **mac = arena_make(b->a, const char *, b->map->n_networks);
    bool *by_address = arena_make(b->a, bool, b->map->n_networks);
    struct sql_map_listed_row row;
    enum status st =
        mac == NULL || by_address == NULL ? arena_status(b->a, err) : read_answers(mac, b, err);

    if (st != OK) {
        return st;
    }
    CLEANUP(stmt_close) struct stmt *q = sql_map_listed(b->db, b->facility_id);

    while (sql_map_listed_next(q, &row)) {
        for (size_t i = 0; i < b->map->n_networks; i++) {
            struct map_network *n = &b->map->network[i];
            bool at = row.ip != NULL && *n->gateway != '\0' && strcmp(row.ip, n->gateway) == 0;
            bool answers = row.mac != NULL && strcmp(row.mac, mac[i]) == 0;

            if ((at && !by_address[i]) || (answers && n->gateway_label == NULL)) {
                n->gateway_label = map_build_label(b, row.asset_no, row.hostname);
                by_address[i] = at;
            }
        }
    }
    return map_build_done(b, q, "gateways", err);
}

/* ---- Devices ---- */

/* Index of a kind among the register's choices; the last, その他, for what is none of them. */
static size_t kind_at(const struct map_build *b, const char *code)
{
    size_t i = 0;

    while (i < MAP_KINDS - 1 && strcmp(b->kind[i].code, code) != 0) {
        i++;
    }
    return i;
}

static enum status read_devices(struct map_build *b, struct err *err)
{
    CLEANUP(stmt_close) struct stmt *q = sql_map_devices(b->db, b->facility_id);
    struct sql_map_devices_row row;

    while (sql_map_devices_next(q, &row)) {
        uint32_t at =
            row.has_network ? map_build_at_id(b->map, row.network) : map_build_at_ip(b, row.ip);
        size_t kind = kind_at(b, row.kind);

        if (!row.has_network && at == b->map->n_networks - 1 &&
            ledger_is(row.attachment, "exchanges isolated")) {
            b->map->apart++;
            continue;
        }
        b->map->network[at].count[kind]++;
        b->map->network[at].seen[kind] += row.seen;
    }
    return map_build_done(b, q, "devices", err);
}

static enum status read_unlisted(struct map_build *b, struct err *err)
{
    CLEANUP(stmt_close) struct stmt *q = sql_map_unlisted(b->db, b->facility_id);
    struct sql_map_unlisted_row row;

    while (sql_map_unlisted_next(q, &row)) {
        b->map->network[map_build_at_id(b->map, row.has_network ? row.network : 0)].unlisted +=
            row.n;
    }
    return map_build_done(b, q, "machines not listed", err);
}

int64_t map_devices(const struct map_network *n)
{
    int64_t sum = 0;

    for (size_t i = 0; i < MAP_KINDS; i++) {
        sum += n->count[i];
    }
    return sum;
}

/* ---- All of it ---- */

/* The network without a name only where something stands in it. */
static void drop_nameless(struct map *m)
{
    uint32_t last = (uint32_t)m->n_networks - 1;
    bool used = map_devices(&m->network[last]) > 0 || m->network[last].unlisted > 0;

    for (size_t i = 0; i < m->n_joints; i++) {
        for (size_t k = 0; k < m->joint[i].n_networks; k++) {
            used |= m->joint[i].network[k] == last;
        }
    }
    m->n_networks -= !used;
}

enum status map_read(struct map *out, struct db *db, int64_t facility_id, struct arena *a,
                     struct err *err)
{
    static enum status (*const step[])(struct map_build *, struct err *) = {
        read_networks, index_ranges, read_gateways, read_devices, read_unlisted, map_build_ways,
    };
    struct map m = {0};
    const struct entity *device = entity_named("device");
    struct map_build b = {.db = db,
                          .facility_id = facility_id,
                          .map = &m,
                          .kind = device->field[entity_field(device, "kind")].choices,
                          .a = a};
    enum status st = arena_status(a, err);

    for (size_t i = 0; st == OK && i < COUNT(step); i++) {
        st = step[i](&b, err);
    }
    if (st == OK) {
        st = testimony_any(&m.heard, db, facility_id, err);
    }
    if (st != OK) {
        return st;
    }
    drop_nameless(&m);
    *out = m;
    return OK;
}
