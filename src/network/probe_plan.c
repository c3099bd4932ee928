#include "network/probe_plan.h"

#include <inttypes.h>
#include <stdio.h>

/* splitmix64: spreads a seed over an order; nothing secret hangs on it. */
static uint64_t next_random(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static void shuffle(struct probe_target target[], size_t n, uint64_t seed)
{
    for (size_t i = n; i > 1; i--) {
        size_t j = (size_t)(next_random(&seed) % i);
        struct probe_target t = target[i - 1];

        target[i - 1] = target[j];
        target[j] = t;
    }
}

/* Those that may be asked grow from the front, the others from the back. */
static void judge_all(struct probe_plan *p, const struct never *never)
{
    size_t back = p->n;

    for (size_t i = 0; i < p->n; i++) {
        const struct never_packet ask = {.kind = PROBE_ARP, .ip = never->first + (uint32_t)i};
        const enum never_why why = never_sends(never, &ask);
        const struct probe_target t = {ask.ip, why};

        p->n_why[why]++;
        if (why == NEVER_NOTHING) {
            p->target[p->n_asked++] = t;
        } else {
            p->target[--back] = t;
        }
    }
}

static enum never_why most_often(const struct probe_plan *p)
{
    enum never_why best = NEVER_ADDRESS;

    for (enum never_why why = NEVER_ADDRESS; why < NEVER_WHYS; why++) {
        best = p->n_why[why] > p->n_why[best] ? why : best;
    }
    return best;
}

static void reckon(struct probe_plan *p)
{
    static const struct {
        int64_t times, gap_ms;
    } cost[PROBE_KINDS] = {
        [PROBE_ARP] = {PROBE_ARP_PASSES,  PROBE_ARP_GAP_MS  },
        [PROBE_ICMP] = {PROBE_ICMP_PASSES, PROBE_OTHER_GAP_MS},
        [PROBE_TCP] = {PROBE_PORTS,       PROBE_TCP_GAP_MS  },
        [PROBE_SNMP] = {0,                 0                 }, /* as many as the tables of its devices are long */
    };

    for (int k = 0; k < PROBE_KINDS; k++) {
        if ((p->kinds & (1U << k)) != 0) {
            p->questions[k] = cost[k].times * (int64_t)p->n_asked;
            p->at_most_ms += p->questions[k] * cost[k].gap_ms;
        }
    }
}

enum status probe_plan_make(struct probe_plan *out, const struct never *never, const char *name,
                            unsigned kinds, uint64_t seed, struct arena *a, struct err *err)
{
    const uint64_t n = (uint64_t)never->last - never->first + 1;
    struct probe_plan p = {.kinds = kinds};
    char text[24];

    if (n > PROBE_ADDRESSES_MAX) {
        snprintf(text, sizeof(text), "%" PRIu64, n);
        return err_say(err, E_LIMIT, MSG_PROBE_TOO_MANY, name, text);
    }
    p.n = (size_t)n;
    p.target = arena_make(a, struct probe_target, p.n);
    if (p.target == NULL) {
        return arena_status(a, err);
    }
    judge_all(&p, never);
    if (p.n_asked == 0) {
        return err_say(err, E_DENIED, MSG_PROBE_ALL_BANNED, name, never_why_row[most_often(&p)].ja);
    }
    shuffle(p.target, p.n_asked, seed);
    reckon(&p);
    *out = p;
    return OK;
}
