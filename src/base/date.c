#include "base/date.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum { MS_PER_DAY = 86400000, JST_MS = 9 * 3600 * 1000, FIRST_FISCAL_MONTH = 4 };

const struct date_era_row date_eras[DATE_ERAS] = {
    {2019, 5,  1,  'R', "令和"},
    {1989, 1,  8,  'H', "平成"},
    {1926, 12, 25, 'S', "昭和"},
    {1912, 7,  30, 'T', "大正"},
};

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0 ? 1 : 0);
}

int date_month_days(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return days[month - 1] + (month == 2 && leap ? 1 : 0);
}

/*
 * Days and the proleptic Gregorian calendar, counting years from 1 March so that
 * the leap day is the last of its year; 719468 is 0000-03-01 to 1970-01-01.
 */
int64_t date_day_number(struct date d)
{
    int month = d.month == 0 ? 1 : d.month;
    int day = d.day == 0 ? 1 : d.day;
    int64_t year = d.year - (month <= 2 ? 1 : 0);
    int64_t cycle = floor_div(year, 400);
    int64_t of_cycle = year - cycle * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

    return cycle * 146097 + of_cycle * 365 + of_cycle / 4 - of_cycle / 100 + of_year - 719468;
}

struct date date_of_day(int64_t day_number)
{
    int64_t day = day_number + 719468;
    int64_t cycle = floor_div(day, 146097);
    int64_t of_cycle = day - cycle * 146097;
    int64_t year =
        (of_cycle - of_cycle / 1460 + of_cycle / 36524 - of_cycle / 146096) / 365; /* 0..399 */
    int64_t of_year = of_cycle - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * of_year + 2) / 153; /* 0 = March */

    return (struct date){
        .year = (int)(year + cycle * 400 + (month >= 10 ? 1 : 0)),
        .month = (int)(month < 10 ? month + 3 : month - 9),
        .day = (int)(of_year - (153 * month + 2) / 5 + 1),
    };
}

int date_compare(struct date a, struct date b)
{
    int64_t x = date_day_number(a);
    int64_t y = date_day_number(b);

    return (x > y) - (x < y);
}

struct date date_add_months(struct date d, int months)
{
    int64_t at = (int64_t)d.year * 12 + (d.month == 0 ? 0 : d.month - 1) + months;
    struct date to = {
        .year = (int)floor_div(at, 12),
        .month = (int)(at - floor_div(at, 12) * 12) + 1,
        .day = d.day,
    };

    if (to.day > date_month_days(to.year, to.month)) {
        to.day = date_month_days(to.year, to.month);
    }
    return to;
}

struct date date_of_ms(int64_t at_ms)
{
    return date_of_day(floor_div(at_ms + JST_MS, MS_PER_DAY));
}

int64_t date_start_ms(struct date d)
{
    return date_day_number(d) * MS_PER_DAY - JST_MS;
}

char *date_iso(char out[DATE_SIZE], struct date d)
{
    char text[40];

    if (d.year == 0) {
        text[0] = '\0';
    } else if (d.month == 0) {
        snprintf(text, sizeof(text), "%04d", d.year);
    } else if (d.day == 0) {
        snprintf(text, sizeof(text), "%04d-%02d", d.year, d.month);
    } else {
        snprintf(text, sizeof(text), "%04d-%02d-%02d", d.year, d.month, d.day);
    }
    memcpy(out, text, DATE_SIZE - 1);
    out[DATE_SIZE - 1] = '\0';
    return out;
}

static bool digits_to(int *out, const char *s, int n)
{
    *out = 0;
    for (int i = 0; i < n; i++) {
        if (s[i] < '0' || s[i] > '9') {
            return false;
        }
        *out = *out * 10 + (s[i] - '0');
    }
    return true;
}

enum status date_from_iso(struct date *out, const char *iso, struct err *err)
{
    struct date d = {.year = 0};
    size_t len = strnlen(iso, DATE_SIZE);
    bool good = (len == 4 || len == 7 || len == 10) && digits_to(&d.year, iso, 4);

    if (good && len >= 7) {
        good = iso[4] == '-' && digits_to(&d.month, iso + 5, 2) && d.month >= 1 && d.month <= 12;
    }
    if (good && len == 10) {
        good = iso[7] == '-' && digits_to(&d.day, iso + 8, 2) && d.day >= 1 &&
               d.day <= date_month_days(d.year, d.month);
    }
    if (!good || d.year == 0) {
        return err_set(err, E_INVALID, "not an ISO date: %.40s", iso);
    }
    *out = d;
    return OK;
}

enum status date_from_serial(struct date *out, double serial, bool base1904, struct err *err)
{
    enum { EPOCH_1900 = 25569, EPOCH_1904 = 24107, NO_SUCH_DAY = 60 };
    int64_t epoch = base1904 ? EPOCH_1904 : EPOCH_1900; /* the serial of 1970-01-01 */
    struct date last = {DATE_YEAR_MAX, 12, 31};
    bool in_range = serial >= (base1904 ? 0 : 1) &&
                    serial < (double)(date_day_number(last) + epoch + 1); /* false for NaN */
    int64_t day = in_range ? (int64_t)serial : 0;

    if (!in_range || (!base1904 && day == NO_SUCH_DAY)) {
        char typed[32];

        snprintf(typed, sizeof(typed), "%g", serial);
        return err_say(err, E_INVALID, MSG_DATE_UNREADABLE, typed);
    }
    /* Excel's 1900 has a 29 February: the days before it are counted from one day later. */
    *out = date_of_day(day - (!base1904 && day < NO_SUCH_DAY ? epoch - 1 : epoch));
    return OK;
}

char *date_slash(struct arena *a, struct date d)
{
    char iso[DATE_SIZE];

    date_iso(iso, d);
    for (char *p = iso; *p != '\0'; p++) {
        *p = *p == '-' ? '/' : *p;
    }
    return arena_copy(a, iso);
}

/* The era of a date and the year in it; NULL before 大正. A bare year carries the name that most of
   it has: 2019 is 令和元年, 1926 is 昭和元年. */
static const struct date_era_row *era_of(struct date d, int *year)
{
    struct date last = {d.year, d.month == 0 ? 12 : d.month, d.day};

    if (d.day == 0) {
        last.day = date_month_days(last.year, last.month);
    }
    for (const struct date_era_row *era = date_eras; era < date_eras + DATE_ERAS; era++) {
        struct date from = {era->year, era->month, era->day};

        if (date_compare(last, from) >= 0) {
            *year = d.year - from.year + 1;
            return era;
        }
    }
    *year = d.year;
    return NULL;
}

/* 令和8, 平成元, or the Gregorian year before 大正; the year a partial date began in. */
static void era_year(char *out, size_t size, struct date d)
{
    int year;
    const struct date_era_row *era = era_of(d, &year);

    if (era != NULL && year == 1) {
        snprintf(out, size, "%s元", era->name);
    } else {
        snprintf(out, size, "%s%d", era == NULL ? "" : era->name, year);
    }
}

char *date_letter(struct arena *a, struct date d)
{
    int year;
    const struct date_era_row *era = d.year == 0 ? NULL : era_of(d, &year);

    if (era == NULL) {
        return date_slash(a, d);
    }
    return d.month == 0 ? arena_printf(a, "%c%d", era->letter, year)
           : d.day == 0 ? arena_printf(a, "%c%d.%d", era->letter, year, d.month)
                        : arena_printf(a, "%c%d.%d.%d", era->letter, year, d.month, d.day);
}

char *date_era(struct arena *a, struct date d)
{
    char year[32];

    if (d.year == 0) {
        return arena_copy(a, "");
    }
    era_year(year, sizeof(year), d);
    if (d.month == 0) {
        return arena_printf(a, "%s年", year);
    }
    return d.day == 0 ? arena_printf(a, "%s年%d月", year, d.month)
                      : arena_printf(a, "%s年%d月%d日", year, d.month, d.day);
}

char *date_both(struct arena *a, struct date d)
{
    static const char *const weekday[] = {"木", "金", "土", "日",
                                          "月", "火", "水"}; /* 1970-01-01 */
    const char *in_era = date_era(a, d);

    if (d.year == 0) {
        return arena_copy(a, "");
    }
    if (d.month == 0) {
        return arena_printf(a, "%s（%d年）", in_era, d.year);
    }
    if (d.day == 0) {
        return arena_printf(a, "%s（%d年%d月）", in_era, d.year, d.month);
    }
    int64_t day = date_day_number(d);

    return arena_printf(a, "%s（%d年%d月%d日・%s）", in_era, d.year, d.month, d.day,
                        weekday[day - floor_div(day, 7) * 7]);
}

/* An instant taken apart in a zone shift_ms east of Greenwich. */
struct clock_face {
    struct date date;
    int hour, minute, second, ms;
};

static struct clock_face face_of(int64_t at_ms, int64_t shift_ms)
{
    int64_t day = floor_div(at_ms + shift_ms, MS_PER_DAY);
    int ms = (int)(at_ms + shift_ms - day * MS_PER_DAY);

    return (struct clock_face){date_of_day(day), ms / 3600000, ms / 60000 % 60, ms / 1000 % 60,
                               ms % 1000};
}

char *date_time(struct arena *a, int64_t at_ms)
{
    struct clock_face f = face_of(at_ms, JST_MS);

    return arena_printf(a, "%04d/%02d/%02d %02d:%02d", f.date.year, f.date.month, f.date.day,
                        f.hour, f.minute);
}

char *date_iso_ms(char out[DATE_ISO_MS_SIZE], int64_t at_ms)
{
    struct clock_face f = face_of(at_ms, 0);
    char text[96];

    snprintf(text, sizeof(text), "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", f.date.year, f.date.month,
             f.date.day, f.hour, f.minute, f.second, f.ms);
    memcpy(out, text, DATE_ISO_MS_SIZE - 1);
    out[DATE_ISO_MS_SIZE - 1] = '\0';
    return out;
}

char *date_iso_time(struct arena *a, int64_t at_ms)
{
    char out[DATE_ISO_MS_SIZE];

    return arena_copy(a, date_iso_ms(out, at_ms));
}

int fiscal_year(struct date d)
{
    return d.month < FIRST_FISCAL_MONTH ? d.year - 1 : d.year; /* a bare year began in January */
}

struct date fiscal_first(int year)
{
    return (struct date){year, 4, 1};
}

struct date fiscal_last(int year)
{
    return (struct date){year + 1, 3, 31};
}

char *fiscal_label(struct arena *a, int year)
{
    char text[32];

    /* 2019年度 began in 平成31年 and is called 令和元年度, by the name it ended with. */
    era_year(text, sizeof(text), (struct date){.year = year});
    return arena_printf(a, "%s年度", text);
}
