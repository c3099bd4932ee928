#include "base/fault.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Process-wide on purpose: malloc() and the disk are process-wide too (docs/decisions/0001). */
static struct {
    uint64_t nth;
    _Atomic uint64_t seen; /* the threads that read copies count here, too */
    bool stays;
} point[FAULT_KINDS];

bool fault_hit(enum fault_kind kind)
{
    uint64_t seen = ++point[kind].seen;

    if (point[kind].nth == 0) {
        return false;
    }
    return point[kind].stays ? seen >= point[kind].nth : seen == point[kind].nth;
}

static void arm(enum fault_kind kind, uint64_t nth, bool stays)
{
    point[kind].nth = nth;
    point[kind].seen = 0;
    point[kind].stays = stays;
}

void fault_arm(enum fault_kind kind, uint64_t nth)
{
    arm(kind, nth, false);
}

void fault_arm_all_after(enum fault_kind kind, uint64_t nth)
{
    arm(kind, nth, true);
}

uint64_t fault_seen(enum fault_kind kind)
{
    return point[kind].seen;
}

void fault_from_env(void)
{
    static const char *const name[FAULT_KINDS] = {"alloc:", "io:", "stmt:"};
    const char *want = getenv("SONAE_FAULT");

    for (int k = 0; want != NULL && k < FAULT_KINDS; k++) {
        size_t len = strlen(name[k]);

        if (strncmp(want, name[k], len) == 0) {
            char *end;
            uint64_t nth = strtoull(want + len, &end, 10);

            arm((enum fault_kind)k, nth, *end == '+');
        }
    }
}
