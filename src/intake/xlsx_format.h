/*
 * What a cell of a workbook shows: from the stored number and the cell's number format
 * (ECMA-376 part 1, 18.8.30 and 18.8.31) to the text a clerk sees in Excel.
 *
 * Pure. Only as much of the format language as a ledger uses: dates and times in any spelling,
 * eras included, leading zeros, fixed decimals and percent.
 */
#ifndef INTAKE_XLSX_FORMAT_H
#define INTAKE_XLSX_FORMAT_H

#include "intake/book.h"

#define XLSX_FORMAT_TEXT_SIZE 64

struct xlsx_format {
    bool date;     /* shows a day, a month or a year */
    bool time;     /* shows hours, minutes or seconds */
    bool no_day;   /* a date without its day: 2020年12月 */
    bool no_month; /* only the year: 2020年 */
    bool elapsed;  /* [h]:mm, hours past 24 */
    bool percent;
    uint8_t digits;   /* at least so many before the point: 4 for 0000 */
    uint8_t decimals; /* exactly so many after it, when fixed */
    bool fixed;
};

/* One of the formats that need no code in the file; General where id is unknown. */
struct xlsx_format xlsx_format_builtin(unsigned id);
struct xlsx_format xlsx_format_parse(const char *code);

/*
 * Show raw (the text of <v>) under format f: writes text and tells the kind of the cell.
 * A number that cannot be a date under a date format is shown as a number. What is no number at
 * all comes back as it is, as CELL_TEXT.
 */
enum book_kind xlsx_format_show(char out[XLSX_FORMAT_TEXT_SIZE], const char *raw,
                                const struct xlsx_format *f, bool base1904);

#endif
