/* The map's ways: what joins a network with the outside or with another one. */
#include "network/ledger.h"
#include "network/map_build.h"
#include "network/map_ways.sql.h" /* generated from map_ways.sql */
#include "network/testimony.h"

#include <stdlib.h>
#include <string.h>

/* ---- Outside ---- */

/* The bit of an outside place, with one record more that leads there. */
static uint32_t outside(struct map_build *b, enum map_outside_kind kind)
{
    b->map->outside[kind].n++;
    return UINT32_C(1) << kind;
}

/* The bit of a vendor's line; it is made when it is first asked for. */
static uint32_t vendor(struct map_build *b, const char *name, const char *line)
{
    struct map *m = b->map;
    size_t i = MAP_VENDOR;

    while (i < m->n_outside &&
           (strcmp(m->outside[i].label, name) != 0 || strcmp(m->outside[i].line, line) != 0)) {
        i++;
    }
    if (i == MAP_OUTSIDE_MAX) {
        i--;
        m->outside[i].label = m->outside[i].line = "";
    } else if (i == m->n_outside) {
        m->outside[m->n_outside++] = (struct map_outside){
            .kind = MAP_VENDOR, .label = arena_copy(b->a, name), .line = arena_copy(b->a, line)};
    }
    m->outside[i].n++;
    return UINT32_C(1) << i;
}

static uint32_t link_bits(struct map_build *b, const char *external_link)
{
    return ledger_is(external_link, "internet") ? outside(b, MAP_INTERNET)
           : ledger_is(external_link, "closed") ? outside(b, MAP_CLOSED)
                                                : 0;
}

/* ---- Joints ---- */

static void add_end(struct map_joint *j, uint32_t network)
{
    for (size_t i = 0; i < j->n_networks; i++) {
        if (j->network[i] == network) {
            return;
        }
    }
    if (j->n_networks < MAP_ENDS) {
        size_t at = j->n_networks++;

        for (; at > 0 && j->network[at - 1] > network; at--) {
            j->network[at] = j->network[at - 1];
        }
        j->network[at] = network;
    }
}

static struct map_joint *joint_of(struct map *m, int64_t device)
{
    for (size_t i = 0; device != 0 && i < m->n_joints; i++) {
        if (m->joint[i].device == device) {
            return &m->joint[i];
        }
    }
    return NULL;
}

static struct map_joint *add_joint(struct map_build *b, int64_t device)
{
    struct map *m = b->map;

    if (m->n_joints == MAP_JOINTS_MAX) {
        m->left_out++;
        return NULL;
    }
    m->joint[m->n_joints] = (struct map_joint){.device = device, .what = "", .n = 1};
    return &m->joint[m->n_joints++];
}

static enum status read_joints(struct map_build *b, struct err *err)
{
    CLEANUP(stmt_close)
    struct stmt *q = sql_map_joints(b->db, b->facility_id, MAP_JOINTS_MAX);
    struct sql_map_joints_row row;

    while (sql_map_joints_next(q, &row)) {
        struct map_joint *j = add_joint(b, row.id);
        bool leads = row.network_kind != NULL;

        if (j == NULL) {
            break;
        }
        j->label = map_build_label(b, row.asset_no, row.hostname);
        j->what = arena_copy(b->a, leads ? row.network_kind : row.kind);
        add_end(j, row.has_network ? map_build_at_id(b->map, row.network)
                                   : map_build_at_ip(b, row.ip));
        j->outside = link_bits(b, row.external_link);
        j->outside |= strcmp(row.mobile_line, "yes") == 0 ? outside(b, MAP_MOBILE) : 0;
        if (j->outside == 0 && leads && ledger_is(row.external_link, "unknown")) {
            j->outside = outside(b, MAP_UNKNOWN);
        }
        j->kind = strcmp(row.second_network, "yes") == 0 && j->outside == 0 ? MAP_DUAL : MAP_WAY;
    }
    return map_build_done(b, q, "ways out", err);
}

static enum status read_interfaces(struct map_build *b, struct err *err)
{
    CLEANUP(stmt_close) struct stmt *q = sql_map_interfaces(b->db, b->facility_id);
    struct sql_map_interfaces_row row;

    while (sql_map_interfaces_next(q, &row)) {
        struct map_joint *j = joint_of(b->map, row.device);
        uint32_t at =
            row.has_network ? map_build_at_id(b->map, row.network) : map_build_at_ip(b, row.ip);

        if (j != NULL) {
            j->outside |= link_bits(b, row.external_link);
            if (at != b->map->n_networks - 1) {
                add_end(j, at);
            }
        }
    }
    return map_build_done(b, q, "further ports", err);
}

static enum status read_lines(struct map_build *b, struct err *err)
{
    CLEANUP(stmt_close) struct stmt *q = sql_map_lines(b->db, b->facility_id);
    struct sql_map_lines_row row;

    while (sql_map_lines_next(q, &row)) {
        uint32_t bit = vendor(b, row.vendor == NULL ? "" : row.vendor, row.line);
        struct map_joint *j = row.has_gateway ? joint_of(b->map, row.gateway) : NULL;

        if (j != NULL) {
            j->outside |= bit;
            j->kind = MAP_WAY;
        }
    }
    return map_build_done(b, q, "remote maintenance", err);
}

/* ---- Findings ---- */

/* The networks a dual-homed machine was seen in. */
static enum status add_seen_ends(struct map_build *b, struct map_joint *j, const char *subject,
                                 struct err *err)
{
    const char *key = arena_copy_n(b->a, subject, strcspn(subject, " "));
    struct testimony t;
    enum status st = key == NULL ? arena_status(b->a, err)
                                 : testimony_read(&t, b->db, b->facility_id, key, b->a, err);

    for (size_t i = 0; st == OK && i < t.n; i++) {
        const struct testimony_line *l = &t.line[i];
        bool place = l->kind == FACT_ADDRESS || l->kind == FACT_ALIAS;
        uint32_t at = map_build_at_ip(b, l->kind == FACT_ALIAS ? l->claim : l->ip);

        if (place && at != b->map->n_networks - 1) {
            add_end(j, at);
        }
    }
    return st;
}

/* A machine that nobody listed is known by its address, with its MAC beside it. */
static enum status take_address(struct map_build *b, struct map_joint *j, struct err *err)
{
    struct testimony t;
    enum status st = j->label == NULL
                         ? arena_status(b->a, err)
                         : testimony_read(&t, b->db, b->facility_id, j->label, b->a, err);
    const char *ip = st == OK ? testimony_claim(&t, FACT_ADDRESS) : NULL;

    if (ip != NULL && strcmp(ip, j->label) != 0) {
        j->mac = j->label;
        j->label = ip;
    }
    return st;
}

static bool is_worse(const char *state, const char *than)
{
    return than == NULL || (strcmp(than, "accepted") == 0 && strcmp(state, "accepted") != 0);
}

static enum status add_found(struct map_build *b, const struct sql_map_found_row *row,
                             struct err *err)
{
    struct map_joint *j = joint_of(b->map, row->has_device ? row->device : 0);
    bool dual = strncmp(row->rule, "dual_homed", 10) == 0;
    bool gateway =
        strcmp(row->rule, "internet_gateway") == 0 || strcmp(row->rule, "hidden_uplink") == 0;

    if (j == NULL) {
        j = add_joint(b, row->has_device ? row->device : 0);
        if (j == NULL) {
            return OK;
        }
        j->kind = dual ? MAP_DUAL : MAP_WAY;
        j->label = row->asset_no != NULL
                       ? map_build_label(b, row->asset_no, row->hostname)
                       : arena_copy_n(b->a, row->subject, strcspn(row->subject, " "));
        if (row->asset_no != NULL) {
            j->what = arena_copy(b->a, row->network_kind != NULL ? row->network_kind : row->kind);
        }
        add_end(j, map_build_at_id(b->map, row->has_network ? row->network : 0));
        if (j->device == 0) {
            enum status st = take_address(b, j, err);

            if (st != OK) {
                return st;
            }
        }
    }
    if (is_worse(row->state, j->state)) {
        j->finding = row->id;
        j->rule = arena_copy(b->a, row->rule);
        j->grade = arena_copy(b->a, row->grade);
        j->state = arena_copy(b->a, row->state);
    }
    if (!dual) {
        j->outside |= outside(b, gateway ? MAP_INTERNET : MAP_FAR_END);
    }
    return dual ? add_seen_ends(b, j, row->subject, err) : arena_status(b->a, err);
}

static enum status read_found(struct map_build *b, struct err *err)
{
    CLEANUP(stmt_close) struct stmt *q = sql_map_found(b->db, b->facility_id, MAP_JOINTS_MAX);
    struct sql_map_found_row row;
    enum status st = OK;

    while (st == OK && sql_map_found_next(q, &row)) {
        st = add_found(b, &row, err);
    }
    return st == OK ? map_build_done(b, q, "findings", err) : st;
}

static enum status read_clouds(struct map_build *b, struct err *err)
{
    CLEANUP(stmt_close) struct stmt *q = sql_map_clouds(b->db, b->facility_id);
    struct sql_map_clouds_row row;

    if (sql_map_clouds_next(q, &row)) {
        b->map->outside[MAP_CLOUD].n = row.n;
    }
    return map_build_done(b, q, "cloud services", err);
}

/* ---- Order ---- */

/* Alike: they would be drawn at one place with one set of lines. */
static int compare_place(const struct map_joint *a, const struct map_joint *b)
{
    for (size_t i = 0; i < MAP_ENDS; i++) {
        uint32_t x = i < a->n_networks ? a->network[i] : UINT32_MAX;
        uint32_t y = i < b->n_networks ? b->network[i] : UINT32_MAX;

        if (x != y) {
            return x < y ? -1 : 1;
        }
    }
    if (a->kind != b->kind) {
        return a->kind < b->kind ? -1 : 1;
    }
    if (a->outside != b->outside) {
        return a->outside < b->outside ? -1 : 1;
    }
    const char *x = a->rule == NULL ? "" : a->rule, *y = b->rule == NULL ? "" : b->rule;
    int d = strcmp(x, y);

    d = d != 0 ? d : strcmp(a->what, b->what);
    return d != 0 ? d : (a->device == 0) - (b->device == 0);
}

static int by_drawing(const void *pa, const void *pb)
{
    const struct map_joint *a = pa, *b = pb;
    int d = compare_place(a, b);

    d = d != 0 ? d : strcmp(a->label, b->label);
    return d != 0 ? d : (a->device > b->device) - (a->device < b->device);
}

static void fold(struct map *m)
{
    size_t kept = 0;

    for (size_t i = 0, end; i < m->n_joints; i = end) {
        for (end = i + 1; end < m->n_joints && compare_place(&m->joint[i], &m->joint[end]) == 0;) {
            end++;
        }
        if (end - i > MAP_RUN) {
            m->joint[i].n = (int64_t)(end - i);
            m->joint[kept++] = m->joint[i];
        } else {
            for (size_t k = i; k < end; k++) {
                m->joint[kept++] = m->joint[k];
            }
        }
    }
    m->n_joints = kept;
}

enum status map_build_ways(struct map_build *b, struct err *err)
{
    static enum status (*const step[])(struct map_build *, struct err *) = {
        read_joints, read_lines, read_interfaces, read_found, read_clouds,
    };
    struct map *m = b->map;
    enum status st = OK;

    m->joint = arena_make(b->a, struct map_joint, MAP_JOINTS_MAX);
    m->outside = arena_make(b->a, struct map_outside, MAP_OUTSIDE_MAX);
    if (m->joint == NULL || m->outside == NULL) {
        return arena_status(b->a, err);
    }
    for (; m->n_outside < MAP_VENDOR; m->n_outside++) {
        m->outside[m->n_outside] = (struct map_outside){
            .kind = (enum map_outside_kind)m->n_outside, .label = "", .line = ""};
    }
    for (size_t i = 0; st == OK && i < COUNT(step); i++) {
        st = step[i](b, err);
    }
    if (st == OK && m->n_joints > 1) {
        qsort(m->joint, m->n_joints, sizeof(*m->joint), by_drawing);
    }
    fold(m);
    return st;
}
