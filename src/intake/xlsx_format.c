#include "intake/xlsx_format.h"

#include "base/date.h"
#include "base/text.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { SECONDS_A_DAY = 86400, SHOWN_DIGITS = 15, DIGITS_MAX = 20, DECIMALS_MAX = 15 };

/* Past this a double has no exact integers, and no ledger has such numbers. */
static const double integer_max = 1e18;

/*
 * Ids without a code in the file. 27-36 and 50-58 mean what they mean in a Japanese Excel
 * (ECMA-376 part 1, 18.8.30, "ja-jp"): eras, 年月日, and three that are times.
 */
static const struct {
    uint8_t first, last;
    const char *code;
} builtin[] = {
    {1,  1,  "0"          },
    {2,  2,  "0.00"       },
    {3,  3,  "#,##0"      },
    {4,  4,  "#,##0.00"   },
    {9,  9,  "0%"         },
    {10, 10, "0.00%"      },
    {14, 16, "yyyy/m/d"   },
    {17, 17, "mmm-yy"     },
    {18, 21, "h:mm:ss"    },
    {22, 22, "m/d/yy h:mm"},
    {27, 31, "ge.m.d"     },
    {32, 33, "h:mm:ss"    },
    {34, 34, "yyyy/m"     },
    {35, 36, "m/d"        },
    {45, 45, "mm:ss"      },
    {46, 46, "[h]:mm:ss"  },
    {47, 47, "mm:ss"      },
    {50, 51, "ge.m.d"     },
    {52, 52, "yyyy/m"     },
    {53, 54, "ge.m.d"     },
    {55, 55, "yyyy/m"     },
    {56, 56, "m/d"        },
    {57, 58, "ge.m.d"     },
};

struct xlsx_format xlsx_format_builtin(unsigned id)
{
    for (size_t i = 0; i < COUNT(builtin); i++) {
        if (id >= builtin[i].first && id <= builtin[i].last) {
            return xlsx_format_parse(builtin[i].code);
        }
    }
    return (struct xlsx_format){0};
}

/* Does the bracket at p hold an elapsed time, as [h] or [mm]? */
static bool bracket_is_elapsed(const char *p)
{
    size_t n = strspn(p + 1, "hHmMsS");

    return n > 0 && p[1 + n] == ']';
}

/* Over what is no date letter at p: "...", \x, _x, *x, [...], AM/PM, E+; p where nothing is. */
static const char *skip_literal(const char *p)
{
    const char *end;

    switch (*p) {
    case '"':
        end = strchr(p + 1, '"');
        return end == NULL ? p + strlen(p) : end + 1;
    case '[':
        end = strchr(p, ']');
        return end == NULL ? p + strlen(p) : end + 1;
    case '\\':
    case '_':
    case '*':
        text_next(&p);
        text_next(&p);
        return p;
    case 'E':
    case 'e':
        return p[1] == '+' || p[1] == '-' ? p + 2 : p;
    case 'A':
    case 'a':
        return strncasecmp(p, "AM/PM", 5) == 0 ? p + 5 : strncasecmp(p, "A/P", 3) == 0 ? p + 3 : p;
    default:
        return p;
    }
}

static void count_digits(struct xlsx_format *f, const char *code)
{
    while (*code == '[') { /* [Red] */
        code = skip_literal(code);
    }

    size_t n = strspn(code, "#,?");
    size_t zeros = strspn(code + n, "0");
    const char *rest = code + n + zeros;
    size_t decimals = *rest == '.' ? strspn(rest + 1, "0") : 0;

    rest += decimals > 0 ? 1 + decimals : 0;
    f->percent = *rest == '%';
    if (zeros > 0 && zeros <= DIGITS_MAX && decimals <= DECIMALS_MAX &&
        (*rest == '\0' || *rest == ';' || *rest == '_' || f->percent)) {
        f->fixed = true;
        f->digits = (uint8_t)zeros;
        f->decimals = (uint8_t)decimals;
    }
}

struct xlsx_format xlsx_format_parse(const char *code)
{
    struct xlsx_format f = {0};
    bool year = false, month = false, day = false, clock = false;

    if (strncasecmp(code, "General", 7) == 0) {
        return f;
    }
    for (const char *p = code; *p != '\0' && *p != ';';) {
        const char *next = skip_literal(p);

        if (next != p) {
            f.elapsed |= *p == '[' && bracket_is_elapsed(p);
            p = next;
            continue;
        }
        switch (tolower((unsigned char)*p)) {
        case 'y':
        case 'e':
        case 'g':
            year = true;
            break;
        case 'm':
            month = true;
            break;
        case 'd':
        case 'a': /* aaa: the day of the week */
            day = true;
            break;
        case 'h':
        case 's':
            clock = true;
            break;
        default:
            break;
        }
        p++;
    }
    f.time = clock || f.elapsed;
    f.date = year || (day && !f.time) || (month && (day || !f.time));
    f.no_day = f.date && year && !day;
    f.no_month = f.no_day && !month;
    if (!f.date && !f.time) {
        count_digits(&f, code);
    }
    return f;
}

static void drop_zeros(char *s)
{
    char *end = s + strlen(s);

    while (end > s && end[-1] == '0') {
        *--end = '\0';
    }
    if (end > s && end[-1] == '.') {
        end[-1] = '\0';
    }
}

static void show_number(char out[XLSX_FORMAT_TEXT_SIZE], double v, const struct xlsx_format *f)
{
    if (f->percent) {
        v *= 100;
    }
    if (f->fixed) {
        int width = f->digits + (f->decimals > 0 ? 1 + f->decimals : 0) + (v < 0);

        snprintf(out, XLSX_FORMAT_TEXT_SIZE, "%0*.*f%s", width, (int)f->decimals, v,
                 f->percent ? "%" : "");
        return;
    }
    if (v == floor(v)) {
        snprintf(out, XLSX_FORMAT_TEXT_SIZE, "%.0f", v);
    } else {
        int whole = fabs(v) < 1 ? 0 : (int)floor(log10(fabs(v))) + 1;

        snprintf(out, XLSX_FORMAT_TEXT_SIZE, "%.*f",
                 whole > SHOWN_DIGITS ? 0 : SHOWN_DIGITS - whole, v);
        drop_zeros(out);
    }
    if (f->percent) {
        size_t len = strlen(out);

        snprintf(out + len, XLSX_FORMAT_TEXT_SIZE - len, "%%");
    }
}

static void show_time(char *out, size_t size, double v, const struct xlsx_format *f)
{
    double days = f->elapsed ? 0 : floor(v);
    long seconds = lround((v - days) * SECONDS_A_DAY);

    if (!f->elapsed) {
        seconds %= SECONDS_A_DAY;
    }
    snprintf(out, size, seconds % 60 != 0 ? "%02ld:%02ld:%02ld" : "%02ld:%02ld", seconds / 3600,
             seconds / 60 % 60, seconds % 60);
}

static enum book_kind show_date(char out[XLSX_FORMAT_TEXT_SIZE], double v,
                                const struct xlsx_format *f, bool base1904)
{
    struct date d;
    struct err err;

    if (date_from_serial(&d, floor(v), base1904, &err) != OK) {
        show_number(out, v, f);
        return CELL_NUMBER;
    }
    d.day = f->no_day ? 0 : d.day;
    d.month = f->no_month ? 0 : d.month;
    date_iso(out, d);
    if (f->time && v != floor(v)) {
        size_t len = strlen(out);

        out[len] = ' ';
        show_time(out + len + 1, XLSX_FORMAT_TEXT_SIZE - len - 1, v, f);
    }
    return CELL_DATE;
}

enum book_kind xlsx_format_show(char out[XLSX_FORMAT_TEXT_SIZE], const char *raw,
                                const struct xlsx_format *f, bool base1904)
{
    char *end;
    double v = strtod(raw, &end);

    if (end == raw || *end != '\0' || !isfinite(v) || fabs(v) > integer_max) {
        text_cut(out, XLSX_FORMAT_TEXT_SIZE, raw);
        return CELL_TEXT;
    }
    if (f->date && v >= 0) {
        return show_date(out, v, f, base1904);
    }
    if (f->time && v >= 0) {
        show_time(out, XLSX_FORMAT_TEXT_SIZE, v, f);
        return CELL_TEXT;
    }
    show_number(out, v, f);
    return CELL_NUMBER;
}
