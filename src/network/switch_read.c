#include "network/switch_read.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PORTS_MAX = 4096, VLANS_MAX = 4094, NAME_SIZE = 64, OCTETS = 6, COLUMN_MAX = 14 };
enum { IPV4 = 1, IPV6 = 2, IPV6_ZONE = 4, IPV4_SIZE = 4, IPV6_SIZE = 16 }; /* RFC 4001, 3 */

const char *const switch_end_name[SWITCH_ENDS] = {
    [SWITCH_DONE] = "done",
    [SWITCH_CIRCLES] = "circles",
    [SWITCH_FULL] = "full",
    [SWITCH_SILENT] = "silent",
    [SWITCH_CUT] = "cut",
    [SWITCH_DENIED] = "denied",
    [SWITCH_NO_NAME] = "no-credential",
    [SWITCH_NO_FILE] = "no-file",
    [SWITCH_BARRED] = "barred",
    [SWITCH_BROKEN] = "broken",
};

enum column {
    FDB_Q,     /* dot1qTpFdbPort.FDB.MAC = port */
    FDB_D,     /* dot1dTpFdbPort.MAC = port */
    VLAN,      /* dot1qVlanFdbId.TIME.VLAN = FDB */
    PORT,      /* dot1dBasePortIfIndex.PORT = interface */
    NAME,      /* ifName.INTERFACE = name */
    DESCR,     /* ifDescr.INTERFACE = name */
    ARP_PHYS,  /* ipNetToPhysicalPhysAddress.INTERFACE.TYPE.LENGTH.ADDRESS = MAC */
    ARP_MEDIA, /* ipNetToMediaPhysAddress.INTERFACE.ADDRESS = MAC */
    COLUMNS
};

/* Each is asked for when its table makes sense: one of `with` had rows, and none of `without`. */
static const struct {
    uint32_t part[COLUMN_MAX];
    size_t n;
    unsigned with, without;
} column_row[COLUMNS] = {
    [FDB_Q] = {{1, 3, 6, 1, 2, 1, 17, 7, 1, 2, 2, 1, 2}, 13, 0,                         0             },
    [FDB_D] = {{1, 3, 6, 1, 2, 1, 17, 4, 3, 1, 2},       11, 0,                         1U << FDB_Q   },
    [VLAN] = {{1, 3, 6, 1, 2, 1, 17, 7, 1, 4, 2, 1, 3}, 13, 1U << FDB_Q,               0             },
    [PORT] = {{1, 3, 6, 1, 2, 1, 17, 1, 4, 1, 2},       11, 1U << FDB_Q | 1U << FDB_D, 0             },
    [NAME] = {{1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 1},       11, 1U << FDB_Q | 1U << FDB_D, 0             },
    [DESCR] = {{1, 3, 6, 1, 2, 1, 2, 2, 1, 2},           10, 1U << FDB_Q | 1U << FDB_D, 1U << NAME    },
    [ARP_PHYS] = {{1, 3, 6, 1, 2, 1, 4, 35, 1, 4},          10, 0,                         0             },
    [ARP_MEDIA] = {{1, 3, 6, 1, 2, 1, 4, 22, 1, 2},          10, 0,                         1U << ARP_PHYS},
};

struct station {
    uint8_t mac[OCTETS];
    uint32_t fdb, port;
};

struct pair {
    uint8_t mac[OCTETS];
    struct addr ip;
};

struct number {
    uint32_t from, to;
};

struct name {
    uint32_t interface;
    char text[NAME_SIZE];
};

struct switch_read {
    enum column column;
    unsigned with_rows; /* columns that had some */
    bool is_over, has_asked, has_risen;
    enum switch_end end;
    struct switch_oid last; /* of the column; n 0: at its beginning */
    size_t n_rows;
    struct station *station; /* [ROWS_MAX] */
    size_t n_stations;
    struct pair *pair; /* [ROWS_MAX] */
    size_t n_pairs;
    struct number *port, *vlan; /* port to interface, filtering database to VLAN */
    size_t n_ports, n_vlans;
    struct name *name;
    size_t n_names;
};

enum status switch_read_open(struct switch_read **out, struct arena *a, struct err *err)
{
    struct switch_read *r = arena_make(a, struct switch_read, 1);
    struct station *station = arena_make(a, struct station, SWITCH_READ_ROWS_MAX);
    struct pair *pair = arena_make(a, struct pair, SWITCH_READ_ROWS_MAX);
    struct number *port = arena_make(a, struct number, PORTS_MAX);
    struct number *vlan = arena_make(a, struct number, VLANS_MAX);
    struct name *name = arena_make(a, struct name, PORTS_MAX);

    if (arena_status(a, err) != OK) {
        return err_note(err, "tables of a switch");
    }
    *r = (struct switch_read){
        .station = station, .pair = pair, .port = port, .vlan = vlan, .name = name};
    *out = r;
    return OK;
}

static bool is_wanted(const struct switch_read *r, enum column c)
{
    return (column_row[c].with == 0 || (column_row[c].with & r->with_rows) != 0) &&
           (column_row[c].without & r->with_rows) == 0;
}

static void next_column(struct switch_read *r)
{
    r->last.n = 0;
    do {
        r->column++;
    } while (r->column < COLUMNS && !is_wanted(r, r->column));
    r->is_over = r->column == COLUMNS;
}

static void stop(struct switch_read *r, enum switch_end end)
{
    r->is_over = true;
    r->end = end;
}

bool switch_read_next(struct switch_oid *out, struct switch_read *r)
{
    if (r->is_over) {
        return false;
    }
    r->has_asked = true;
    r->has_risen = false;
    if (r->last.n > 0) {
        *out = r->last;
        return true;
    }
    out->n = column_row[r->column].n;
    memcpy(out->part, column_row[r->column].part, out->n * sizeof(out->part[0]));
    return true;
}

/* ---- What a row means ---- */

static bool read_mac(uint8_t mac[OCTETS], const uint32_t part[OCTETS])
{
    static const uint8_t none[OCTETS];

    for (size_t i = 0; i < OCTETS; i++) {
        if (part[i] > UINT8_MAX) {
            return false;
        }
        mac[i] = (uint8_t)part[i];
    }
    return (mac[0] & 1) == 0 && memcmp(mac, none, sizeof(none)) != 0;
}

static void take_station(struct switch_read *r, const uint32_t *index, size_t n, bool has_fdb,
                         const struct switch_value *value)
{
    struct station s = {.port = value->number};

    if (value->kind != SWITCH_NUMBER || value->number == 0 || n != OCTETS + (has_fdb ? 1U : 0U) ||
        !read_mac(s.mac, index + (has_fdb ? 1 : 0))) {
        return; /* port 0: it does not know where */
    }
    s.fdb = has_fdb ? index[0] : 0;
    r->station[r->n_stations++] = s;
}

static void take_number(struct number *list, size_t *n, size_t max, uint32_t from, uint32_t to)
{
    if (*n < max) {
        list[(*n)++] = (struct number){from, to};
    }
}

static void take_name(struct switch_read *r, const uint32_t *index, size_t n,
                      const struct switch_value *value)
{
    char claim[FACT_CLAIM_SIZE];

    if (n != 1 || value->kind != SWITCH_OCTETS || value->len == 0 || r->n_names == PORTS_MAX) {
        return;
    }
    struct name *name = &r->name[r->n_names++];

    name->interface = index[0];
    fact_claim(claim, value->byte, value->len < NAME_SIZE - 1 ? value->len : NAME_SIZE - 1);
    memcpy(name->text, claim, NAME_SIZE - 1); /* never longer than what it was made of */
}

/* part[len] as an address of its type. */
static bool read_address(struct addr *out, uint32_t type, const uint32_t *part, size_t len)
{
    const size_t size = type == IPV4 ? IPV4_SIZE : IPV6_SIZE;
    uint8_t byte[IPV6_SIZE] = {0};

    if ((type != IPV4 && type != IPV6 && type != IPV6_ZONE) || len < size ||
        (type != IPV6_ZONE && len != size)) {
        return false;
    }
    for (size_t i = 0; i < size; i++) {
        if (part[i] > UINT8_MAX) {
            return false;
        }
        byte[i] = (uint8_t)part[i];
    }
    if (type == IPV4) {
        *out = addr_ipv4((uint32_t)byte[0] << 24 | (uint32_t)byte[1] << 16 |
                         (uint32_t)byte[2] << 8 | byte[3]);
    } else {
        memcpy(out->byte, byte, sizeof(out->byte));
    }
    return !addr_is_none(out) && !addr_is_multicast(out) && (type != IPV4 || byte[0] != 0) &&
           (type != IPV4 || byte[0] != 127);
}

static void take_pair(struct switch_read *r, uint32_t type, const uint32_t *part, size_t len,
                      const struct switch_value *value)
{
    uint32_t octet[OCTETS];
    struct pair p;

    if (value->kind != SWITCH_OCTETS || value->len != OCTETS) {
        return;
    }
    for (size_t i = 0; i < OCTETS; i++) {
        octet[i] = value->byte[i];
    }
    if (read_mac(p.mac, octet) && read_address(&p.ip, type, part, len)) {
        r->pair[r->n_pairs++] = p;
    }
}

static void take(struct switch_read *r, const uint32_t *index, size_t n,
                 const struct switch_value *value)
{
    switch (r->column) {
    case FDB_Q:
    case FDB_D:
        take_station(r, index, n, r->column == FDB_Q, value);
        return;
    case VLAN:
        if (n == 2 && value->kind == SWITCH_NUMBER && index[1] <= VLANS_MAX) {
            take_number(r->vlan, &r->n_vlans, VLANS_MAX, value->number, index[1]);
        }
        return;
    case PORT:
        if (n == 1 && value->kind == SWITCH_NUMBER) {
            take_number(r->port, &r->n_ports, PORTS_MAX, index[0], value->number);
        }
        return;
    case NAME:
    case DESCR:
        take_name(r, index, n, value);
        return;
    case ARP_PHYS:
        if (n > 3 && index[2] == n - 3) {
            take_pair(r, index[1], index + 3, n - 3, value);
        }
        return;
    default:
        if (n == 1 + IPV4_SIZE) {
            take_pair(r, IPV4, index + 1, IPV4_SIZE, value);
        }
        return;
    }
}

/* ---- The walk ---- */

static bool is_in_column(const struct switch_oid *oid, enum column c)
{
    return oid->n > column_row[c].n &&
           memcmp(oid->part, column_row[c].part, column_row[c].n * sizeof(oid->part[0])) == 0;
}

static bool is_behind(const struct switch_oid *oid, const struct switch_oid *last)
{
    const size_t n = oid->n < last->n ? oid->n : last->n;

    for (size_t i = 0; i < n; i++) {
        if (oid->part[i] != last->part[i]) {
            return oid->part[i] > last->part[i];
        }
    }
    return oid->n > last->n;
}

void switch_read_row(struct switch_read *r, const struct switch_oid *oid,
                     const struct switch_value *value)
{
    if (r->is_over || !r->has_asked || oid->n > SWITCH_READ_OID_MAX) {
        return;
    }
    if (!is_in_column(oid, r->column) || value->kind == SWITCH_NOTHING) {
        r->has_asked = r->has_risen = false; /* what follows is of other tables */
        return;
    }
    if (r->last.n > 0 && !is_behind(oid, &r->last)) {
        stop(r, SWITCH_CIRCLES);
        return;
    }
    if (r->n_rows == SWITCH_READ_ROWS_MAX) {
        stop(r, SWITCH_FULL);
        return;
    }
    r->n_rows++;
    r->has_risen = true;
    r->with_rows |= 1U << r->column;
    r->last = *oid;
    take(r, oid->part + column_row[r->column].n, oid->n - column_row[r->column].n, value);
}

void switch_read_answered(struct switch_read *r)
{
    r->has_asked = false;
    if (!r->is_over && !r->has_risen) {
        next_column(r);
    }
}

enum switch_end switch_read_end(const struct switch_read *r)
{
    return r->end;
}

size_t switch_read_stations(const struct switch_read *r)
{
    return r->n_stations;
}

size_t switch_read_addresses(const struct switch_read *r)
{
    return r->n_pairs;
}

/* ---- Facts ---- */

static uint32_t number_of(const struct number *list, size_t n, uint32_t from, uint32_t otherwise)
{
    for (size_t i = 0; i < n; i++) {
        if (list[i].from == from) {
            return list[i].to;
        }
    }
    return otherwise;
}

/* A port without a name is called by its number. */
static void port_text(char out[NAME_SIZE], const struct switch_read *r, uint32_t port)
{
    const uint32_t interface = number_of(r->port, r->n_ports, port, port);

    for (size_t i = 0; i < r->n_names; i++) {
        if (r->name[i].interface == interface) {
            memcpy(out, r->name[i].text, NAME_SIZE);
            return;
        }
    }
    snprintf(out, NAME_SIZE, "%" PRIu32, port);
}

static int by_port(const void *pa, const void *pb)
{
    const struct station *a = pa, *b = pb;
    const int d = memcmp(a->mac, b->mac, sizeof(a->mac));

    return a->port != b->port ? (a->port < b->port ? -1 : 1)
           : d != 0           ? d
                              : (a->fdb > b->fdb) - (a->fdb < b->fdb);
}

/* How many different stations the port of station[0] has; *rows: in how many rows (VLANs). */
static size_t count_port(const struct station *station, size_t left, size_t *rows)
{
    size_t n = 0;

    for (*rows = 0; *rows < left && station[*rows].port == station[0].port; ++*rows) {
        n += *rows == 0 || memcmp(station[*rows].mac, station[*rows - 1].mac, OCTETS) != 0;
    }
    return n;
}

static void tell_port(const struct switch_read *r, const struct station *station, size_t rows,
                      size_t n, struct fact *f, const char *label, struct fact_sink *sink)
{
    char port[NAME_SIZE], place[2 * FACT_CLAIM_SIZE];

    port_text(port, r, station[0].port);
    snprintf(place, sizeof(place), "%.60s %s", label, port);
    for (size_t i = 0; i < rows; i++) {
        const uint32_t vlan =
            number_of(r->vlan, r->n_vlans, station[i].fdb,
                      r->n_vlans == 0 && station[i].fdb <= VLANS_MAX ? station[i].fdb : 0);

        memcpy(f->mac, station[i].mac, sizeof(f->mac));
        f->vlan = (uint16_t)vlan;
        f->frame++;
        f->kind = FACT_TALKS;
        f->grade = GRADE_CERTAIN;
        f->claim[0] = '\0';
        sink->take(sink->self, f);
        f->kind = FACT_PLACE;
        f->grade = n <= SWITCH_READ_ALONE ? GRADE_CERTAIN
                   : n <= SWITCH_READ_FEW ? GRADE_LIKELY
                                          : GRADE_SUSPECTED;
        fact_claim(f->claim, (const uint8_t *)place, strlen(place));
        sink->take(sink->self, f);
    }
}

void switch_read_tell(const struct switch_read *r, const char *label, int64_t at_us,
                      struct fact_sink *sink)
{
    struct fact f = {.from = "snmp-fdb", .at_us = at_us};
    size_t rows;

    if (r->n_stations > 1) {
        qsort(r->station, r->n_stations, sizeof(*r->station), by_port);
    }
    for (size_t i = 0; i < r->n_stations; i += rows) {
        const size_t n = count_port(r->station + i, r->n_stations - i, &rows);

        tell_port(r, r->station + i, rows, n, &f, label, sink);
    }
    f = (struct fact){.kind = FACT_ADDRESS, .from = "snmp-arp", .at_us = at_us};
    for (size_t i = 0; i < r->n_pairs; i++) {
        memcpy(f.mac, r->pair[i].mac, sizeof(f.mac));
        f.ip = r->pair[i].ip;
        f.frame++;
        sink->take(sink->self, &f);
    }
}
