/* What the parts of the map share while it is put together. For map*.c. */
#ifndef NETWORK_MAP_BUILD_H
#define NETWORK_MAP_BUILD_H

#include "db/stmt.h"
#include "network/map.h"
#include "record/entity.h"

struct map_build {
    struct db *db;
    int64_t facility_id;
    struct map *map;
    const struct choice *kind; /* the register's choices, [MAP_KINDS] */
    struct own own;            /* the networks with an address range */
    uint32_t *of_own;          /* [own.n] their indices in map.network */
    struct arena *a;
};

/* The end of a statement: its failure with what it read, or the arena's. */
MUST_CHECK enum status map_build_done(struct map_build *b, struct stmt *q, const char *what,
                                      struct err *err);
/* 「0068 VPN-EHR」 */
const char *map_build_label(const struct map_build *b, const char *asset_no, const char *hostname);

/* Index of a network by id or by an address in it; else of the nameless one, which is the last. */
uint32_t map_build_at_id(const struct map *m, int64_t id);
uint32_t map_build_at_ip(const struct map_build *b, const char *ip);

/* Fill map.outside and map.joint, in order and folded. */
MUST_CHECK enum status map_build_ways(struct map_build *b, struct err *err);

#endif
