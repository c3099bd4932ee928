/* Hosts in the making: what host.c, host_address.c and host_identity.c share. */
#ifndef NETWORK_HOST_BUILD_H
#define NETWORK_HOST_BUILD_H

#include "network/host.h"

/* One MAC. */
struct node {
    uint8_t mac[6];
    bool is_private, is_shared;
    bool is_router;
    bool changes_hands;
    bool answers_for_many;
    uint32_t speech, n_speech; /* its rows in build.speech */
    uint32_t root;             /* node it was joined to (itself: none) */
    uint32_t identity;         /* sighting that joined it */
    int64_t first_seen_at;
};

/* A MAC with an address on one wire. */
struct speech {
    uint32_t node;
    struct addr ip;
    uint16_t sensor, vlan;
    bool is_owned;   /* FACT_ADDRESS */
    bool is_foreign; /* not the MAC's: it only carries it */
    int64_t first_seen_at, last_seen_at;
    uint32_t sighting; /* the best evidence */
};

#define NO_NODE UINT32_MAX

struct build {
    const struct sightings *s;
    const struct own *own;
    struct arena *a;
    struct node *node; /* [n_nodes], by MAC */
    size_t n_nodes;
    struct speech *speech; /* [n_speech], by node, owned first, then address */
    size_t n_speech;
    const struct speech **owner; /* [n_owners] owned ones, by address and sensor, newest first */
    size_t n_owners;
};

#define MAC_SIZE 6

bool build_is_address(const struct addr *ip); /* of one station: not 0.0.0.0, no group, no loop */
bool build_mac_is_one(const uint8_t mac[6]);  /* names one station: not zero, no group address */
uint32_t build_node(const struct build *b, const uint8_t mac[6]); /* NO_NODE: none */

/* Who answers for ip, as this sensor sees it; NO_NODE: nobody. */
uint32_t build_owner(const struct build *b, const struct addr *ip, uint16_t sensor);

/* Fill node and speech; tell routers and proxies from their words. */
void build_addresses(struct build *b);

/* Is ip, as node said it, one of node's own addresses? */
bool build_is_own_address(const struct build *b, const struct node *node, const struct addr *ip);

/* Join nodes by what stays with a machine. */
void build_identities(struct build *b);
uint32_t build_root(const struct build *b, uint32_t node);

#endif
