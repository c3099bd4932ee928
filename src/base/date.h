/*
 * Dates, eras, fiscal years and instants as a Japanese office writes them.
 *
 * A date is ISO text: "2026-11-20", or partial "2026-11", "2026"; a partial
 * date counts as its earliest day. An instant is UTC milliseconds; JST is
 * +09:00, the machine's zone is never asked. Eras: 令和 from 2019-05-01,
 * 平成 from 1989-01-08, 昭和 from 1926-12-25, 大正 from 1912-07-30.
 */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

#define DATE_SIZE 11 /* "2026-11-20" and the closing 0 */

struct date {
    int year;  /* Gregorian; 0 = no date */
    int month; /* 1..12; 0 = only the year is known */
    int day;   /* 1..31; 0 = only year and month are known */
};

#define DATE_YEAR_MIN 1868 /* nothing a hospital keeps is older */
#define DATE_YEAR_MAX 9999 /* 9999/12/31 is how contracts write "no end" */

/*
 * Read a date in any form people write: 2026/11/20, 2026-11-20, 2026.11.20,
 * 20261120, 2026年11月20日（金）, R8.11.20, 令和8年11月20日, 令8.4, ㋿8年, 元年,
 * H310430, 2020年12月, 202012, 2020, 46346 (five digits: Excel's serial), 11/20 (inside the fiscal
 * year of today), full width and IME punctuation alike; a time after the date is ignored. today_ms
 * is only used for dates without a year.
 *
 * An era may run past its end or start before its first day, as in old contracts
 * (平成35年3月31日) and lists of a fiscal year (令和元年4月1日): the calendar year is meant.
 * A year of one or two digits without an era is refused, since 8.11.20 can be 2008 or 令和8年.
 *
 * E_INVALID with the sentence to show (no such year, month, day; not a date).
 */
MUST_CHECK enum status date_parse(struct date *out, const char *s, int64_t today_ms,
                                  struct err *err);

/*
 * Excel's serial day number: 1900 system (46346 = 2026-11-20), or 1904 when base1904; a
 * fraction is the time and ignored. E_INVALID below the first day, past 9999-12-31, and for
 * the 29 February 1900 (60) that only Excel has.
 */
MUST_CHECK enum status date_from_serial(struct date *out, double serial, bool base1904,
                                        struct err *err);

/* The stored form only: YYYY, YYYY-MM or YYYY-MM-DD. */
MUST_CHECK enum status date_from_iso(struct date *out, const char *iso, struct err *err);
char *date_iso(char out[DATE_SIZE], struct date d);
int date_month_days(int year, int month); /* 28..31; month 1..12 */
int64_t date_day_number(struct date d);   /* days since 1970-01-01; partial = earliest day */
struct date date_of_day(int64_t day_number);
int date_compare(struct date a, struct date b);
struct date date_add_months(struct date d, int months); /* day cut to the month's last */

struct date date_of_ms(int64_t at_ms); /* the JST day of an instant */
int64_t date_start_ms(struct date d);  /* 00:00 JST of its earliest day */

char *date_slash(struct arena *a, struct date d);  /* 2026/11/20 */
char *date_era(struct arena *a, struct date d);    /* 令和8年11月20日 */
char *date_letter(struct arena *a, struct date d); /* R8.11.20, for narrow columns on paper */
char *date_both(struct arena *a, struct date d); /* 令和8年11月20日（2026年11月20日・金） */
char *date_time(struct arena *a, int64_t at_ms);     /* 2026/11/20 10:32 of that clock */
char *date_iso_time(struct arena *a, int64_t at_ms); /* 2026-11-20T01:32:00.000Z */
#define DATE_ISO_MS_SIZE 25
char *date_iso_ms(char out[DATE_ISO_MS_SIZE], int64_t at_ms); /* the same, without an arena */
/*
 * Read a date as above (00:00) or a date with a time: 10:32, 10:32:05.250, T10:32, 10時32分,
 * 午後3時, 24:00; in JST unless it ends in Z or +hh:mm. E_INVALID with the sentence to show.
 */
MUST_CHECK enum status date_parse_time(int64_t *out_ms, const char *s, int64_t today_ms,
                                       struct err *err);

/* The eras, newest first: their first day, letter and name. */
#define DATE_ERAS 4
struct date_era_row {
    int year, month, day;
    char letter;
    const char *name;
};
extern const struct date_era_row date_eras[DATE_ERAS];

int fiscal_year(struct date d);                /* 2026-03-31 is in 2025 */
struct date fiscal_first(int year);            /* 1 April */
struct date fiscal_last(int year);             /* 31 March of the next year */
char *fiscal_label(struct arena *a, int year); /* 令和8年度 */

#endif
