/* Dates and times of any bytes: refused in a sentence, or a real day that reads back. */
#include "base/date.h"
#include "fuzz.h"

#include <string.h>

static const int64_t today = INT64_C(1795100400000); /* 2026-11-20 in JST */

static void check_day(struct date d)
{
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 16);
    char iso[DATE_SIZE];
    struct date back;

    FUZZ_CHECK(d.year >= DATE_YEAR_MIN && d.year <= DATE_YEAR_MAX);
    FUZZ_CHECK(d.month >= 0 && d.month <= 12 && (d.month != 0 || d.day == 0));
    FUZZ_CHECK(d.day >= 0 && (d.day == 0 || d.day <= date_month_days(d.year, d.month)));
    FUZZ_CHECK(date_from_iso(&back, date_iso(iso, d), NULL) == OK);
    FUZZ_CHECK(memcmp(&back, &d, sizeof(d)) == 0);
    FUZZ_CHECK(date_parse(&back, date_slash(a, d), today, NULL) == OK);
    FUZZ_CHECK(memcmp(&back, &d, sizeof(d)) == 0);
    if (d.year < 2019 + 99) { /* eras are read with two digits */
        FUZZ_CHECK(date_parse(&back, date_era(a, d), today, NULL) == OK);
        FUZZ_CHECK(memcmp(&back, &d, sizeof(d)) == 0);
    }
    FUZZ_CHECK(date_compare(date_of_ms(date_start_ms(d)), d) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char s[257];
    struct date d;
    struct err err = {.status = OK};
    int64_t at_ms;
    double serial = 0;

    if (size >= sizeof(s)) {
        return 0;
    }
    memcpy(s, data, size);
    s[size] = '\0';

    enum status day = date_parse(&d, s, today, &err);

    FUZZ_CHECK(day == OK || (day == E_INVALID && err.msg != MSG_NONE));
    if (day == OK) {
        check_day(d);
    }
    enum status time = date_parse_time(&at_ms, s, today, &err);

    FUZZ_CHECK(time == OK || (time == E_INVALID && err.msg != MSG_NONE));
    FUZZ_CHECK(time != OK || day == OK); /* a time is read by the same rules as a date */
    if (date_from_iso(&d, s, &err) == OK) {
        char iso[DATE_SIZE];

        FUZZ_CHECK(strcmp(date_iso(iso, d), s) == 0);
    }
    memcpy(&serial, s, size < sizeof(serial) ? size : sizeof(serial));
    if (date_from_serial(&d, serial, size % 2 == 1, &err) == OK) {
        check_day(d);
    }
    return 0;
}
