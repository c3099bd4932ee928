#include "base/clock.h"

#include "base/date.h"

#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

enum { NOON_MS = 12 * 3600 * 1000 };

static int64_t read_ms(clockid_t id)
{
    struct timespec ts;

    clock_gettime(id, &ts);
    return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* How far SONAE_NOW moves the clock; the time it names is the time of the first reading. */
static int64_t moved_by(int64_t real_ms)
{
    const char *want = getenv("SONAE_NOW");
    struct date day;
    int64_t at_ms;

    if (want == NULL) {
        return 0;
    }
    if (date_from_iso(&day, want, NULL) == OK) {
        return date_start_ms(day) + NOON_MS - real_ms;
    }
    return date_parse_time(&at_ms, want, real_ms, NULL) == OK ? at_ms - real_ms : 0;
}

int64_t clock_now_ms(void)
{
    static bool asked; /* process-wide, as the machine's clock is (docs/decisions/0001) */
    static int64_t shift;
    int64_t real = read_ms(CLOCK_REALTIME);

    if (!asked) {
        shift = moved_by(real);
        asked = true;
    }
    return real + shift;
}

int64_t clock_steady_us(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}
