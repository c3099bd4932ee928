#include "intake/pace.h"

#include <time.h>

struct pace pace_of(struct db *db, size_t most)
{
    return (struct pace){.db = db, .most = most, .group = most};
}

void pace_wait_ms(long ms)
{
    struct timespec t = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};

    nanosleep(&t, NULL);
}

bool pace_is_over(const struct pace *p, size_t done)
{
    return done >= p->group || (done > 0 && done % PACE_STEP == 0 && db_is_awaited(p->db));
}

static size_t half(size_t rows)
{
    return rows / 2 > PACE_STEP ? rows / 2 : PACE_STEP;
}

/* They ask once a millisecond. */
void pace_give_way(struct pace *p)
{
    if (!db_is_awaited(p->db)) {
        p->group = p->group + PACE_GROW < p->most ? p->group + PACE_GROW : p->most;
        return;
    }
    p->group = half(p->group);
    for (int ms = 0; ms < PACE_YIELD_MS && db_is_awaited(p->db); ms++) {
        pace_wait_ms(1);
    }
}

bool pace_shrink(struct pace *p, size_t rows)
{
    if (rows <= PACE_STEP) {
        return false;
    }
    p->group = half(rows);
    return true;
}
