#include "network/ledger.h"

#include "db/stmt.h"
#include "network/ledger.sql.h" /* generated from ledger.sql */

#include <string.h>

/* What an arena array grows by doubling: reading does not know how many come. */
static void *room_for_one(struct arena *a, void *list, size_t n, size_t *room, size_t size)
{
    if (n < *room) {
        return list;
    }
    size_t more = *room == 0 ? 64 : 2 * *room;
    void *grown = arena_array(a, size, more);

    if (grown != NULL && n > 0) {
        memcpy(grown, list, n * size);
    }
    *room = grown == NULL ? *room : more;
    return grown;
}

static struct ledger_port port_of(const char *mac, const char *ip)
{
    struct ledger_port port = {0};

    if (mac != NULL) {
        mac_read(port.mac, mac);
    }
    if (ip != NULL) {
        addr_read(&port.ip, ip);
    }
    return port;
}

/* ---- Devices ---- */

static struct ledger_device device_of(const struct sql_ledger_devices_row *row, struct arena *a)
{
    struct ledger_port *port = arena_make(a, struct ledger_port, 1);

    if (port != NULL) {
        *port = port_of(row->mac, row->ip);
    }
    return (struct ledger_device){
        .id = row->id,
        .label = ledger_has(row->hostname) ? arena_printf(a, "%s %s", row->asset_no, row->hostname)
                                           : arena_copy(a, row->asset_no),
        .status = arena_copy(a, row->status),
        .kind = arena_copy(a, row->kind),
        .network_kind = arena_copy(a, row->network_kind),
        .ip_assignment = arena_copy(a, row->ip_assignment),
        .attachment = arena_copy(a, row->attachment),
        .external_link = arena_copy(a, row->external_link),
        .second_network = arena_copy(a, row->second_network),
        .maker = arena_copy(a, row->maker),
        .hostname = arena_copy(a, row->hostname),
        .os = arena_copy(a, row->os),
        .updated_at = row->updated_at,
        .is_explained = row->explained != 0,
        .port = port,
        .n_ports = 1,
    };
}

static enum status read_devices(struct ledger *out, struct db *db, int64_t facility_id,
                                struct arena *a, struct err *err)
{
    CLEANUP(stmt_close) struct stmt *q = sql_ledger_devices(db, facility_id);
    struct sql_ledger_devices_row row;
    struct ledger_device *device = NULL;
    size_t room = 0;

    while (sql_ledger_devices_next(q, &row)) {
        device = room_for_one(a, device, out->n, &room, sizeof(*device));
        if (device == NULL) {
            return arena_status(a, err);
        }
        device[out->n++] = device_of(&row, a);
    }
    out->device = device;
    return stmt_status(q, err);
}

/* Rows come by device, as the devices do: one walk through both. */
static enum status read_interfaces(struct ledger *out, struct db *db, int64_t facility_id,
                                   struct arena *a, struct err *err)
{
    CLEANUP(stmt_close) struct stmt *q = sql_ledger_interfaces(db, facility_id);
    struct ledger_device *device = (struct ledger_device *)out->device;
    struct sql_ledger_interfaces_row row;
    size_t at = 0;

    while (sql_ledger_interfaces_next(q, &row)) {
        while (at < out->n && device[at].id < row.device) {
            at++;
        }
        if (at == out->n || device[at].id != row.device) {
            continue;
        }
        struct ledger_port *port = arena_make(a, struct ledger_port, device[at].n_ports + 1);

        if (port == NULL) {
            return arena_status(a, err);
        }
        memcpy(port, device[at].port, device[at].n_ports * sizeof(*port));
        port[device[at].n_ports++] = port_of(row.mac, row.ip);
        device[at].port = port;
    }
    return stmt_status(q, err);
}

/* ---- Networks ---- */

static enum status read_networks(struct ledger *out, struct db *db, int64_t facility_id,
                                 struct arena *a, struct err *err)
{
    CLEANUP(stmt_close) struct stmt *q = sql_ledger_networks(db, facility_id);
    struct sql_ledger_networks_row row;
    struct own_network *network = NULL;
    size_t room = 0;

    while (sql_ledger_networks_next(q, &row)) {
        network = room_for_one(a, network, out->own.n, &room, sizeof(*network));
        if (network == NULL) {
            return arena_status(a, err);
        }
        struct own_network *to = &network[out->own.n];

        *to = (struct own_network){
            .id = row.id, .name = arena_copy(a, row.name), .kind = arena_copy(a, row.kind)};
        if (row.gateway != NULL) {
            addr_read(&to->gateway, row.gateway);
        }
        out->own.n += own_read_cidr(to, row.cidr);
    }
    out->own.network = network;
    return stmt_status(q, err);
}

enum status ledger_read(struct ledger *out, struct db *db, int64_t facility_id, struct arena *a,
                        struct err *err)
{
    struct ledger read = {0};
    enum status st = read_devices(&read, db, facility_id, a, err);

    if (st == OK) {
        st = read_interfaces(&read, db, facility_id, a, err);
    }
    if (st == OK) {
        st = read_networks(&read, db, facility_id, a, err);
    }
    if (st == OK) {
        st = arena_status(a, err);
    }
    if (st != OK) {
        return err_note(err, "reading the ledger for the network");
    }
    *out = read;
    return OK;
}

bool ledger_has(const char *text)
{
    return text != NULL && strcmp(text, "なし") != 0 && strcmp(text, "不明") != 0;
}

bool ledger_is(const char *code, const char *words)
{
    size_t len = code == NULL ? 0 : strlen(code);

    for (const char *at = words; len > 0 && *at != '\0';) {
        size_t word = strcspn(at, " ");

        if (word == len && memcmp(at, code, len) == 0) {
            return true;
        }
        at += word + strspn(at + word, " ");
    }
    return false;
}
