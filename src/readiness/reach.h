/*
 * Can a copy be reached that is said to be offline or apart? Probes that disprove.
 *
 * Three looks: a TCP connection to a few storage ports of its address (closed in order at once,
 * not a byte is sent; a refusal is an answer too), whether it is mounted on this machine or can be
 * read there, and whether its address was seen in traffic. Silence proves only as much as it can:
 * the address does not answer from here, now. An address that must not be probed (the device, or
 * its network, says 探索禁止) or that is no private one is left alone.
 */
#ifndef READINESS_REACH_H
#define READINESS_REACH_H

#include "readiness/copy_fact.h"

#include <stdint.h>

#define REACH_WAIT_MS 1500               /* for all ports together */
#define REACH_SEEN_MS (24 * 3600 * 1000) /* traffic that long ago is news of yesterday */
#define REACH_FACTS_MAX 6
#define REACH_MOUNTINFO_MAX (1 << 20) /* bytes of /proc/self/mountinfo that are read */

struct reach_found {
    struct copy_fact fact[REACH_FACTS_MAX];
    size_t n;
};

/*
 * Look at one copy: the facts to file (copy_fact_file()); nothing is stored here. None where its
 * record claims no separation, or names neither address nor path.
 */
MUST_CHECK enum status reach_look(struct reach_found *out, struct db *db,
                                  const struct record *backup, int64_t now_ms, struct arena *a,
                                  struct err *err);

/* ---- The looks by themselves ---- */

enum reach_answer {
    REACH_SILENT,    /* nothing came back within REACH_WAIT_MS, or the neighbour does not answer */
    REACH_ANSWERS,   /* a port is open, or the machine refused */
    REACH_NO_WAY,    /* this machine has no way there, or may not try: nothing is learnt */
    REACH_LEFT_ALONE /* no private address: not tried */
};

/* What storage listens on; nothing else is tried. */
#define REACH_PORTS 8
extern const uint16_t reach_port[REACH_PORTS];

/* Try the storage ports of ip; *port is one that answered (0: none). */
enum reach_answer reach_connect(uint16_t *port, const char *ip);

/*
 * Where the copy is mounted, by the text of /proc/self/mountinfo: a mount whose source names the
 * address (NULL: none), or that holds path (NULL: none; the root file system does not count).
 * NULL: nowhere. Lives in the arena.
 */
const char *reach_mounted(const char *mountinfo, const char *ip, const char *path, struct arena *a);

/* Is ip (text) within cidr, or within the same /24 (IPv6: /64) as another address? */
bool reach_in_range(const char *ip, const char *cidr);
bool reach_are_neighbours(const char *ip, const char *other);

#endif
