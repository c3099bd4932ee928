/*
 * The map of the institution's network: its networks with what stands in them, counted by kind; the
 * machines that join them with the outside or with each other; and what lies outside.
 *
 * From the ledger, with what the wire adds: how many of a kind were seen, what is not listed, and
 * the findings of ways out that a person has not settled. Whole without any sensor. Nothing here
 * depends on how many sightings there are; every order is fixed by kind, address and label.
 */
#ifndef NETWORK_MAP_H
#define NETWORK_MAP_H

#include "network/own.h"

#include "base/arena.h"
#include "db/db.h"

#define MAP_NETWORKS_MAX 200 /* of the register; more are left out, and said */
#define MAP_JOINTS_MAX 1000  /* before they are folded */
#define MAP_OUTSIDE_MAX 24   /* the last stands for all further vendors */
#define MAP_RUN 4            /* more joints alike than this become one with a count */
#define MAP_KINDS 10         /* of devices: the register's choices */
#define MAP_ENDS 4           /* networks that one joint holds */

struct map_network {
    int64_t id;       /* 0: devices whose network nobody wrote down */
    const char *name; /* these: "" where not written */
    const char *cidr, *kind, *gateway;
    const char *gateway_label; /* the device that has, or answers for, that address; NULL: none */
    int64_t count[MAP_KINDS], seen[MAP_KINDS]; /* devices, by choice of device.kind */
    int64_t unlisted;                          /* open findings of machines not in the ledger */
};

/* Each but the last is one place in map.outside, at its number. */
enum map_outside_kind {
    MAP_INTERNET,
    MAP_CLOSED,
    MAP_MOBILE,
    MAP_UNKNOWN, /* nobody has said yet whether it leads outside */
    MAP_FAR_END, /* the other end of remote control and tunnels that were seen */
    MAP_CLOUD,
    MAP_VENDOR /* a remote-maintenance line */
};

struct map_outside {
    enum map_outside_kind kind;
    const char *label; /* MAP_VENDOR: vendor, "" for all others; else "" */
    const char *line;  /* MAP_VENDOR: code of remote_access.line; else "" */
    int64_t n;         /* records it stands for; 0: nothing leads there */
};

enum map_joint_kind {
    MAP_WAY, /* between a network and the outside */
    MAP_DUAL /* in two networks */
};

struct map_joint {
    enum map_joint_kind kind;
    int64_t device;    /* 0: not in the ledger */
    int64_t finding;   /* 0: only the ledger says so */
    const char *rule;  /* of that finding; NULL */
    const char *grade; /* of that finding */
    const char *state; /* of that finding: open, working, accepted */
    const char *label; /* 「0068 VPN-EHR」; of no listed device: its address, else its MAC */
    const char *mac;   /* beside an address; NULL */
    const char *what;  /* code of device.network_kind or device.kind; "" where not listed */
    uint32_t outside;  /* bits: indices of map.outside */
    uint32_t network[MAP_ENDS]; /* [n_networks] indices of map.network, ascending */
    size_t n_networks;
    int64_t n; /* 1, or how many were folded into it */
};

struct map {
    struct map_network *network; /* [n_networks]; the one without id last */
    size_t n_networks;
    struct map_outside *outside; /* [n_outside] */
    size_t n_outside;
    struct map_joint *joint; /* [n_joints] by network, as they are drawn from top to bottom */
    size_t n_joints;
    int64_t apart;    /* devices that are not connected, by the ledger */
    int64_t left_out; /* networks and joints past the limits */
    bool heard;       /* a sensor or list has said something */
};

/* E_IO, E_NOMEM. */
MUST_CHECK enum status map_read(struct map *out, struct db *db, int64_t facility_id,
                                struct arena *a, struct err *err);

/* Machines of one network; of every kind. */
int64_t map_devices(const struct map_network *n);

#endif
