/*
 * The wall clock. Only main, the dispatchers and the tests read it; everybody
 * else is told the time as an argument.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

int64_t clock_now_ms(void);  /* UTC milliseconds; SONAE_NOW (ISO date or time) moves it in tests */
int64_t clock_steady_us(void); /* monotonic microseconds, for durations */

#endif
