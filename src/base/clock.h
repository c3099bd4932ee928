/*
 * The wall clock. Only main, the dispatchers and the tests read it; everybody
 * else is told the time as an argument.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

/*
 * UTC milliseconds. In tests SONAE_NOW names the time of a process's first reading, from
 * which it runs on: an ISO date for 12:00 JST of that day, or a time as date_parse_time() reads.
 */
int64_t clock_now_ms(void);
int64_t clock_steady_us(void); /* monotonic microseconds, for durations */

#endif
