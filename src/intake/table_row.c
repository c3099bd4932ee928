#include "intake/table_row.h"

#include <string.h>

enum { TOTAL_CELLS = 4 /* 合計, 台数, 120, 台 */ };

static const char *const note_mark[] = {"※", "＊", "*", "注", "（注", "(注", "凡例", "以下余白"};
static const char *const heading_mark[] = {"【", "■", "◆", "▼", "●", "◎", "＜", "《"};
static const char *const total_word[] = {"合計", "総計", "小計", "計"};

/* Over white space: ASCII, U+3000, NBSP. */
static const char *over_space(const char *s)
{
    for (;;) {
        if (*s != '\0' && strchr(" \t\r\n\f\v", *s) != NULL) {
            s++;
        } else if (strncmp(s, "\xE3\x80\x80", 3) == 0) {
            s += 3;
        } else if (strncmp(s, "\xC2\xA0", 2) == 0) {
            s += 2;
        } else {
            return s;
        }
    }
}

bool table_blank(const char *text)
{
    return *over_space(text) == '\0';
}

size_t table_row_filled(const struct book_row *row, const char **first)
{
    size_t n = 0;

    *first = NULL;
    for (size_t i = 0; i < row->n; i++) {
        if (!table_blank(row->cell[i].text)) {
            *first = n == 0 ? row->cell[i].text : *first;
            n++;
        }
    }
    return n;
}

static bool starts_with(const char *text, const char *const mark[], size_t n)
{
    const char *s = over_space(text);

    for (size_t i = 0; i < n; i++) {
        if (strncmp(s, mark[i], strlen(mark[i])) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_total(const char *text)
{
    const char *s = over_space(text);

    for (size_t i = 0; i < COUNT(total_word); i++) {
        size_t len = strlen(total_word[i]);

        if (strncmp(s, total_word[i], len) == 0 && table_blank(s + len)) {
            return true;
        }
    }
    return false;
}

enum table_row_kind table_row_kind(const struct book_row *row, bool wide)
{
    const char *first;
    size_t n = table_row_filled(row, &first);

    if (n == 0) {
        return ROW_EMPTY;
    }
    if (n == 1 && starts_with(first, note_mark, COUNT(note_mark))) {
        return ROW_NOTE;
    }
    if (n == 1 && (wide || starts_with(first, heading_mark, COUNT(heading_mark)))) {
        return ROW_HEADING;
    }
    return n <= TOTAL_CELLS && is_total(first) ? ROW_TOTAL : ROW_RECORD;
}
