/*
 * From facts to machines: which sightings are of one and the same host.
 *
 * Pure. The rules (each has a test that merges, and one that must not):
 *   - A MAC is a host, through all its VLANs and addresses. A shared MAC (VRRP, HSRP, GLBP) is a
 *     host of its own class and never joined with another.
 *   - Several MACs are one host only when an identity says so (SSH host key, SNMP engine, SMB GUID,
 *     DHCP client identifier, DUID): never a host name. Two cards that stand in the same network
 *     at the same time are clones of one image, not one machine.
 *   - A MAC with two identities of one sort is a card that changes hands (docking station, USB
 *     card): it joins nothing.
 *   - Random MACs are joined by DHCP client identifier alone.
 *   - An address behind a router is not the router's: it is a host of its own, without a MAC.
 *   - An address of the outside world is no device; its sightings are kept for their peers.
 */
#ifndef NETWORK_HOST_H
#define NETWORK_HOST_H

#include "base/arena.h"
#include "network/own.h"
#include "network/sighting.h"

enum host_class {
    HOST_GLOBAL,  /* a MAC with a maker */
    HOST_PRIVATE, /* random or locally administered MAC */
    HOST_SHARED,  /* VRRP, HSRP, GLBP: stands for several routers */
    HOST_ROUTED,  /* an address of the house behind a router: no MAC */
    HOST_OUTSIDE  /* an address outside: no device */
};

struct host_card {
    uint8_t mac[6];
    bool changes_hands;    /* docking station, USB card */
    bool answers_for_many; /* proxy ARP */
};

struct host_address {
    struct addr ip;
    uint16_t card;   /* index in host.card; 0 for a host without one */
    uint16_t sensor; /* index in sightings.sensor */
    uint16_t vlan;
    bool is_owned; /* it answers for it (FACT_ADDRESS); else it only sent from it */
    int64_t first_seen_at, last_seen_at;
    uint32_t sighting; /* the best evidence */
};

struct host {
    enum host_class class;
    const struct host_card *card; /* [n_cards], the one first seen first; none without a MAC */
    size_t n_cards;
    const struct host_address *address; /* [n_addresses], owned ones first, then the newest */
    size_t n_addresses;
    const uint32_t *seen; /* [n_seen] indices of its sightings: by kind, then surest, then newest */
    size_t n_seen;
    uint32_t kinds;    /* a bit for each kind of fact among them */
    bool is_router;    /* carries other people's frames */
    uint32_t identity; /* the sighting that joined its cards; unused with one card */
    int64_t first_seen_at, last_seen_at;
    int64_t gap_ms; /* its longest silence so far */
};

struct hosts {
    const struct sightings *of;
    const struct host *host; /* devices first, HOST_OUTSIDE last */
    size_t n;
    size_t n_devices;
    const struct host_handle *by_ip; /* for hosts_at() */
    size_t n_by_ip;
    const struct host_handle *by_mac; /* for hosts_of_mac() */
    size_t n_by_mac;
};

#define HOST_CARDS_MAX                                                         \
    8 /* more machines than this with one identity: a default, not an identity \
       */

/* Group s. out points into s, which must outlive it. E_NOMEM, E_LIMIT (the arena's). */
MUST_CHECK enum status hosts_make(struct hosts *out, const struct sightings *s,
                                  const struct own *own, struct arena *a, struct err *err);

/* The host that has this address (the surest, newest claim), or that MAC; NULL: none. */
const struct host *hosts_at(const struct hosts *hosts, const struct addr *ip);
const struct host *hosts_of_mac(const struct hosts *hosts, const uint8_t mac[6]);

/* Its sightings of one kind, surest first: indices in *first, [returned]. */
size_t host_of_kind(const struct hosts *hosts, const struct host *h, enum fact_kind kind,
                    const uint32_t **first);

/* The surest claim of a kind, "" where there is none. */
const char *host_claim(const struct hosts *hosts, const struct host *h, enum fact_kind kind);

/* How it is called in findings and lists, the same every time: its first MAC, or its address. */
#define HOST_KEY_SIZE ADDR_TEXT_SIZE
char *host_key(char out[HOST_KEY_SIZE], const struct host *h);

#endif
