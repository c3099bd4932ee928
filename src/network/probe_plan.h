/*
 * The plan of an active question: which addresses would be asked what, which not and why, and what
 * it costs. Pure, but for the order, which a seed draws.
 */
#ifndef NETWORK_PROBE_PLAN_H
#define NETWORK_PROBE_PLAN_H

#include "base/arena.h"
#include "network/never.h"

#define PROBE_ADDRESSES_MAX 4096 /* at once; what is more is refused */
#define PROBE_CANARIES_MAX 8
#define PROBE_DEVICES_MAX 64 /* switches and routers that are read, of one network */

/* Rates of one segment, counted between the beginnings of two questions. */
#define PROBE_ARP_GAP_MS 20         /* 50 a second at most */
#define PROBE_OTHER_GAP_MS 100      /* 10 packets a second at most */
#define PROBE_TCP_GAP_MS 500        /* a connection is five packets: 10 a second */
#define PROBE_SAME_GAP_MS 1000      /* between two questions to one machine */
#define PROBE_PATIENCE_MS 1000      /* for an answer */
#define PROBE_ARP_PASSES 3          /* everybody once, then two passes for the unanswered */
#define PROBE_ICMP_PASSES 2         /* of those who answered ARP */
#define PROBE_CANARY_EVERY_MS 5000  /* while anything is sent */
#define PROBE_CANARY_TRIES 3        /* without an answer: stop */
#define PROBE_READ_SILENCE_MS 20000 /* nothing to be carried to a switch: that part is over */

struct probe_target {
    uint32_t ip; /* host order */
    enum never_why why;
};

struct probe_plan {
    struct probe_target *target; /* [n] those to be asked first, in random order; then the others */
    size_t n, n_asked;
    size_t n_why[NEVER_WHYS]; /* how many of each */
    unsigned kinds;           /* bits 1 << enum probe_kind */
    /* At most, when everybody there answers everything: questions of each kind, and how long. */
    int64_t questions[PROBE_KINDS];
    int64_t at_most_ms;
};

/*
 * E_LIMIT  never's network has more than PROBE_ADDRESSES_MAX addresses (in words, with name)
 * E_DENIED no address of it may be asked (in words)
 * E_NOMEM
 */
MUST_CHECK enum status probe_plan_make(struct probe_plan *out, const struct never *never,
                                       const char *name, unsigned kinds, uint64_t seed,
                                       struct arena *a, struct err *err);

#endif
