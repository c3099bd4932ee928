/* Reading the dates of a Japanese office. First the text is brought to a small alphabet. */
#include "base/date.h"

#include "base/text.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    PLAIN_SIZE = 64,
    MINUTE_MS = 60000,
    HOUR_MS = 3600000,
    JST_MINUTES = 9 * 60,       /* east of Greenwich */
    ZONE_MAX_MINUTES = 14 * 60, /* the farthest zone there is */
};

/*
 * The alphabet: digits, / for slashes and stops, - for dashes, capital letters (R H S T are
 * eras at the start), small letters for the marks below, and ? for every other character.
 */
static const struct {
    const char *word;
    char mark;
} word[] = {
    {"令和", 'R'},
    {"平成", 'H'},
    {"昭和", 'S'},
    {"大正", 'T'},
    {"㋿",    'R'},
    {"㍻",    'H'},
    {"㍼",    'S'},
    {"㍽",    'T'},
    {"令",    'R'},
    {"平",    'H'},
    {"昭",    'S'},
    {"大",    'T'},
    {"元",    'g'},
    {"年",    'y'},
    {"月",    'm'},
    {"日",    'd'},
    {"時",    'h'},
    {"分",    'n'},
    {"秒",    's'},
    {"午前", 'a'},
    {"午後", 'p'},
    {"火",    'w'},
    {"水",    'w'},
    {"木",    'w'},
    {"金",    'w'},
    {"土",    'w'},
    {"曜",    'w'},
    {"祝",    'w'},
};

static char plain_char(const char **s)
{
    for (size_t i = 0; i < COUNT(word) && (unsigned char)**s >= 0x80; i++) {
        size_t len = strlen(word[i].word);

        if (strncmp(*s, word[i].word, len) == 0) {
            *s += len;
            return word[i].mark;
        }
    }
    uint32_t cp = text_next(s);

    if (text_is_space(cp)) {
        return ' ';
    }
    cp = text_fold_char(cp);
    if (cp == '.') {
        return '/';
    }
    return cp == 0 || cp >= 0x80 ? '?' : (char)toupper((int)cp);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_separator(char c)
{
    return c == '/' || c == '-';
}

/* Bring s to the alphabet; a space stays only between two digits. False when s is too long. */
static bool to_plain(char out[PLAIN_SIZE], const char *s)
{
    size_t len = 0;

    while (*s != '\0') {
        char c = plain_char(&s);

        if (c != ' ' && len > 1 && out[len - 1] == ' ' &&
            !(is_digit(c) && is_digit(out[len - 2]))) {
            len--;
        }
        if (c == ' ' && (len == 0 || out[len - 1] == ' ')) {
            continue;
        }
        if (len + 1 == PLAIN_SIZE) {
            return false;
        }
        out[len++] = c;
    }
    len -= len > 0 && out[len - 1] == ' ';
    out[len] = '\0';
    return true;
}

/* --- the day --------------------------------------------------------------------------- */

enum { ABSENT = -1 };

/* A date as it was typed: the year in its era, and what was not there at all. */
struct parts {
    const struct date_era_row *era; /* NULL: Gregorian */
    int year, month, day;
};

static size_t count_digits(const char *s)
{
    return strspn(s, "0123456789");
}

static int number(const char *digits, size_t n)
{
    int value = 0;

    for (size_t i = 0; i < n; i++) {
        value = value * 10 + (digits[i] - '0');
    }
    return value;
}

/*
 * Take a month or day of one or two digits, then its mark or a separator. *more says
 * that the next part follows. False where a separator is followed by nothing.
 */
static bool take_part(int *value, const char **s, char mark, bool *more)
{
    size_t n = count_digits(*s);

    if (n < 1 || n > 2) {
        return false;
    }
    *value = number(*s, n);
    *s += n;
    *more = false;
    if (**s == mark) {
        *more = is_digit(*++*s);
    } else if (is_separator(**s) && mark == 'm') {
        *more = is_digit(*++*s);
        return *more;
    }
    return true;
}

static bool take_month_and_day(struct parts *p, const char **s)
{
    bool more;

    return take_part(&p->month, s, 'm', &more) && (!more || take_part(&p->day, s, 'd', &more));
}

/* A run of n digits that is a whole date by itself; a time may follow in the same run. */
static bool take_run(struct parts *p, const char **s, size_t n)
{
    const char *d = *s;

    if (p->era == NULL && (n == 8 || n == 12 || n == 14)) { /* 20261120, ..1032, ..103205 */
        p->year = number(d, 4);
        p->month = number(d + 4, 2);
        p->day = number(d + 6, 2);
        *s += 8;
        return true;
    }
    if (n != 6) {
        return false;
    }
    *s += n;
    if (p->era != NULL) { /* H310430 */
        p->year = number(d, 2);
        p->month = number(d + 2, 2);
        p->day = number(d + 4, 2);
    } else { /* 202611 */
        p->year = number(d, 4);
        p->month = number(d + 4, 2);
    }
    return true;
}

/* The year and what follows it. False when s does not begin so. */
static bool take_year_first(struct parts *p, const char **s)
{
    size_t n = count_digits(*s);

    if (p->era != NULL && **s == 'g') {
        p->year = 1;
        ++*s;
    } else if (p->era != NULL ? n == 1 || n == 2 : n == 4) {
        p->year = number(*s, n);
        *s += n;
    } else {
        return take_run(p, s, n);
    }
    if (**s == 'y') {
        ++*s;
        return !is_digit(**s) || take_month_and_day(p, s);
    }
    if (is_separator(**s)) {
        ++*s;
        return take_month_and_day(p, s);
    }
    return true;
}

/* 11/20 or 11月: the day that lies in the fiscal year of today. */
static bool take_without_year(struct parts *p, const char **s, int64_t today_ms)
{
    if (!take_month_and_day(p, s) || (p->day == ABSENT && (*s)[-1] != 'm')) {
        return false;
    }
    int year = fiscal_year(date_of_ms(today_ms));

    p->year = p->month < fiscal_first(year).month ? year + 1 : year;
    return true;
}

/* 8.11.20, 26年, 11/20/2026: the year is there, but who knows which. */
static bool has_short_year(const char *s)
{
    size_t n = count_digits(s);

    if (n == 0 || n > 2) {
        return s[0] == 'g';
    }
    const char *second = s + n + 1;
    const char *third = second + count_digits(s[n] == '\0' ? "" : second);

    return s[n] == 'y' ||
           (is_separator(s[n]) && third > second && is_separator(third[0]) && is_digit(third[1]));
}

/* Check that the day exists, and name what does not. */
static enum status resolve(struct date *out, const struct parts *p, struct err *err)
{
    char year[32];
    char month[64];
    char value[16];
    char last_day[16];
    char example[96];
    int gregorian = p->era == NULL ? p->year : p->era->year + p->year - 1;

    snprintf(year, sizeof(year), "%s%d年", p->era == NULL ? "" : p->era->name, p->year);
    if (p->era != NULL && p->year == 0) {
        return err_say(err, E_INVALID, MSG_DATE_ERA_YEAR, year, p->era->name);
    }
    if (gregorian < DATE_YEAR_MIN || gregorian > DATE_YEAR_MAX) {
        return err_say(err, E_INVALID, MSG_DATE_YEAR, year);
    }
    if (p->month != ABSENT && (p->month < 1 || p->month > 12)) {
        snprintf(value, sizeof(value), "%d", p->month);
        snprintf(example, sizeof(example), "%s11月20日", year);
        return err_say(err, E_INVALID, MSG_DATE_MONTH, year, value, example);
    }
    if (p->day != ABSENT && (p->day < 1 || p->day > date_month_days(gregorian, p->month))) {
        int last = date_month_days(gregorian, p->month);

        snprintf(month, sizeof(month), "%s%d月", year, p->month);
        snprintf(value, sizeof(value), "%d", p->day);
        snprintf(last_day, sizeof(last_day), "%d", last);
        snprintf(example, sizeof(example), "%s%d日", month, last);
        return err_say(err, E_INVALID, MSG_DATE_DAY, month, value, last_day, example);
    }
    *out = (struct date){
        .year = gregorian,
        .month = p->month == ABSENT ? 0 : p->month,
        .day = p->day == ABSENT ? 0 : p->day,
    };
    return OK;
}

/* （金）, (金・祝), 金曜日 behind the day. */
static const char *skip_weekday(const char *s)
{
    static const char mark[] = "wmd"; /* 月 and 日 are weekdays too */

    if (s[0] == '(') {
        size_t n = strspn(s + 1, "wmd/");

        return n > 0 && n <= 5 && s[n + 1] == ')' ? s + n + 2 : s;
    }
    if (s[0] != '\0' && strchr(mark, s[0]) != NULL && s[1] == 'w') {
        s += 2;
        s += *s == 'd';
    }
    return s;
}

/* Read the day at *s and step to what stands behind it. typed is for the sentences. */
static enum status take_day(struct date *out, const char **s, const char *typed, int64_t today_ms,
                            struct err *err)
{
    struct parts p = {.era = NULL, .year = 0, .month = ABSENT, .day = ABSENT};

    if (count_digits(*s) == 5) { /* Excel's number in a text cell */
        double serial = number(*s, 5);

        *s += 5;
        return date_from_serial(out, serial, false, err);
    }
    for (size_t i = 0; i < DATE_ERAS; i++) {
        if (**s == date_eras[i].letter) {
            p.era = &date_eras[i];
        }
    }
    if (p.era != NULL) {
        *s += is_separator((*s)[1]) ? 2 : 1;
    } else if (has_short_year(*s)) {
        return err_say(err, E_INVALID, MSG_DATE_SHORT_YEAR, typed);
    }
    size_t n = count_digits(*s);
    bool year_first = p.era != NULL || n == 0 || n > 2;

    if (!(year_first ? take_year_first(&p, s) : take_without_year(&p, s, today_ms))) {
        return err_say(err, E_INVALID, MSG_DATE_UNREADABLE, typed);
    }
    *s = skip_weekday(*s);
    return resolve(out, &p, err);
}

/* --- the time -------------------------------------------------------------------------- */

/* A time of day as it was typed. */
struct hands {
    int hour, minute, second, ms;
    int east_minutes; /* of Greenwich */
};

static bool take_two(int *value, const char **s)
{
    size_t n = count_digits(*s);

    if (n < 1 || n > 2) {
        return false;
    }
    *value = number(*s, n);
    *s += n;
    return true;
}

/* 10:32, 10:32:05.250, 10時, 10時32分5秒, 1032, 103205 */
static bool take_hands(struct hands *h, const char **s)
{
    size_t n = count_digits(*s);

    if (n == 4 || n == 6) {
        h->hour = number(*s, 2);
        h->minute = number(*s + 2, 2);
        h->second = n == 6 ? number(*s + 4, 2) : 0;
        *s += n;
        return true;
    }
    if (!take_two(&h->hour, s) || (**s != ':' && **s != 'h')) {
        return false;
    }
    char mark = *(*s)++;

    if (mark == 'h' && !is_digit(**s)) {
        return true;
    }
    if (!take_two(&h->minute, s) || (mark == 'h' && **s != 'n')) {
        return false;
    }
    *s += mark == 'h';
    if (mark == ':' ? **s == ':' : is_digit(**s)) {
        *s += mark == ':';
        if (!take_two(&h->second, s) || (mark == 'h' && *(*s)++ != 's')) {
            return false;
        }
    }
    return true;
}

/* .250 behind the seconds */
static void take_fraction(struct hands *h, const char **s)
{
    size_t n = **s == '/' ? count_digits(*s + 1) : 0;

    for (size_t i = 0; i < 3 && n > 0; i++) {
        h->ms = h->ms * 10 + (i < n ? (*s)[1 + i] - '0' : 0);
    }
    *s += n > 0 ? n + 1 : 0;
}

/* Z, JST, +09:00, -0500 at the very end, or nothing for JST. */
static bool take_zone(struct hands *h, const char *s)
{
    if (*s == '\0' || strcmp(s, "JST") == 0) {
        return true;
    }
    if (strcmp(s, "Z") == 0) {
        h->east_minutes = 0;
        return true;
    }
    const char *minutes = s[1] != '\0' && s[2] != '\0' && s[3] == ':' ? s + 4 : s + 3;

    if ((*s != '+' && *s != '-') || count_digits(s + 1) < 2 || count_digits(minutes) != 2 ||
        minutes[2] != '\0' || number(minutes, 2) > 59) {
        return false;
    }
    h->east_minutes = (*s == '+' ? 1 : -1) * (number(s + 1, 2) * 60 + number(minutes, 2));
    return true;
}

/* Read the whole of s as a time of day; whether a clock can show it is not asked. */
static bool take_time(struct hands *h, const char *s)
{
    char half = *s == ' ' || *s == 'T' ? *++s : *s;

    *h = (struct hands){.east_minutes = JST_MINUTES};
    if (half == 'a' || half == 'p') { /* 午前, 午後 */
        s++;
    } else {
        half = '\0';
    }
    if (!take_hands(h, &s)) {
        return false;
    }
    take_fraction(h, &s);
    if (half == '\0' && (*s == 'A' || *s == 'P') && s[1] == 'M') {
        half = *s == 'A' ? 'a' : 'p';
        s += 2;
    }
    if (half != '\0' && h->hour <= 12) {
        h->hour = h->hour % 12 + (half == 'p' ? 12 : 0);
    } else if (half != '\0') {
        return false;
    }
    return take_zone(h, s);
}

static bool is_on_the_clock(const struct hands *h)
{
    bool midnight = h->hour == 24 && h->minute == 0 && h->second == 0 && h->ms == 0;

    return (h->hour <= 23 || midnight) && h->minute <= 59 && h->second <= 59 &&
           abs(h->east_minutes) <= ZONE_MAX_MINUTES;
}

/* --- both ------------------------------------------------------------------------------- */

enum status date_parse(struct date *out, const char *s, int64_t today_ms, struct err *err)
{
    char plain[PLAIN_SIZE];
    const char *rest = plain;
    struct hands ignored;
    struct date d;

    if (!to_plain(plain, s)) {
        return err_say(err, E_INVALID, MSG_DATE_UNREADABLE, s);
    }
    enum status st = take_day(&d, &rest, s, today_ms, err);

    if (st != OK) {
        return st;
    }
    if (*rest != '\0' && (d.day == 0 || !take_time(&ignored, rest))) {
        return err_say(err, E_INVALID, MSG_DATE_UNREADABLE, s);
    }
    *out = d;
    return OK;
}

enum status date_parse_time(int64_t *out_ms, const char *s, int64_t today_ms, struct err *err)
{
    char plain[PLAIN_SIZE];
    const char *rest = plain;
    struct hands h = {.east_minutes = JST_MINUTES};
    struct date d;

    if (!to_plain(plain, s)) {
        return err_say(err, E_INVALID, MSG_DATE_UNREADABLE, s);
    }
    enum status st = take_day(&d, &rest, s, today_ms, err);

    if (st != OK) {
        return st;
    }
    if (*rest != '\0' && (d.day == 0 || !take_time(&h, rest) || !is_on_the_clock(&h))) {
        return err_say(err, E_INVALID, MSG_DATE_TIME, s);
    }
    *out_ms = date_start_ms(d) + (int64_t)h.hour * HOUR_MS + h.minute * MINUTE_MS +
              h.second * 1000 + h.ms + (int64_t)(JST_MINUTES - h.east_minutes) * MINUTE_MS;
    return OK;
}
