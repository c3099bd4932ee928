#include "intake/book.h"

#include "base/mem.h"
#include "intake/csv.h"
#include "intake/workbook.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { HEAD_SIZE = 512 };

struct book {
    const struct book_type *type;
    void *self;
};

/* ---- What is it? ---- */

static const struct {
    const char *bytes;
    size_t n;
    const char *name; /* in {1}は取り込めません */
} stranger[] = {
    {"%PDF",            4,  "PDFファイル"                  },
    {"\x89PNG",         4,  "画像"                           },
    {"\xFF\xD8\xFF",    3,  "画像"                           },
    {"GIF8",            4,  "画像"                           },
    {"BM",              2,  "画像"                           },
    {"{\\rtf",          5,  "Wordの文書"                    },
    {"\x1F\x8B",        2,  "圧縮されたファイル"      },
    {"7z\xBC\xAF",      4,  "圧縮されたファイル"      },
    {"Rar!",            4,  "圧縮されたファイル"      },
    {"SQLite format 3", 15, "データベースのファイル"},
    {"<?xml",           5,  "XMLのファイル"               },
    {"<!DOCTYPE",       9,  "ウェブページのファイル"},
    {"<html",           5,  "ウェブページのファイル"},
    {"<table",          6,  "ウェブページのファイル"},
    {"<meta",           5,  "ウェブページのファイル"},
};

/* Over a byte order mark and white space, for the kinds that are text. */
static size_t text_start(const char *head, size_t n)
{
    size_t i = n >= 3 && memcmp(head, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;

    while (i < n && isspace((unsigned char)head[i])) {
        i++;
    }
    return i;
}

static const char *stranger_name(const char *head, size_t n)
{
    size_t skip = text_start(head, n);

    for (size_t i = 0; i < COUNT(stranger); i++) {
        size_t from = stranger[i].bytes[0] == '<' ? skip : 0;

        if (n - from >= stranger[i].n &&
            strncasecmp(head + from, stranger[i].bytes, stranger[i].n) == 0) {
            return stranger[i].name;
        }
    }
    return NULL;
}

/*
 * OLE compound file ([MS-CFB] 2.2): an .xls, or an .xlsx with a password, which Excel wraps in one
 * ([MS-OFFCRYPTO] 2.3.4.4). The directory, found through the header, names what is inside.
 */
static enum status refuse_ole(const struct raw *raw, const uint8_t *head, struct err *err)
{
    enum { SECTOR_SHIFT = 30, FIRST_DIRECTORY = 48, LOOK = 64 * 1024 };
    static const char encrypted[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
    unsigned shift = head[SECTOR_SHIFT] == 12 ? 12 : 9;
    uint32_t sector = head[FIRST_DIRECTORY] | head[FIRST_DIRECTORY + 1] << 8 |
                      (uint32_t)head[FIRST_DIRECTORY + 2] << 16 |
                      (uint32_t)head[FIRST_DIRECTORY + 3] << 24;
    char *look = mem_new(LOOK);
    size_t got = 0;

    if (look == NULL) {
        return err_set(err, E_NOMEM, "book: no memory");
    }

    enum status st = raw_read(raw, ((size_t)sector + 1) << shift, look, LOOK, &got, err);
    bool password = memmem(look, got, encrypted, sizeof(encrypted) - 1) != NULL;

    mem_free(look);
    return st != OK ? st : err_say(err, E_INVALID, password ? MSG_INTAKE_PASSWORD : MSG_INTAKE_XLS);
}

static enum status open_raw(struct book *b, const struct raw *raw, const struct book_source *source,
                            struct err *err)
{
    char head[HEAD_SIZE] = {0};
    size_t n = 0;
    enum status st = raw_read(raw, 0, head, sizeof(head), &n, err);

    if (st != OK) {
        return st;
    }
    if (n >= 4 && memcmp(head, "PK\3\4", 4) == 0) {
        b->type = &workbook_book;
        return workbook_open(&b->self, raw, err);
    }
    if (n >= 8 && memcmp(head, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8) == 0) {
        return refuse_ole(raw, (const uint8_t *)head, err);
    }

    const char *name = stranger_name(head, n);

    if (name != NULL) {
        return err_say(err, E_INVALID, MSG_INTAKE_NOT_TABLE, name);
    }
    b->type = &csv_book;
    return csv_open(&b->self, raw, source, err);
}

enum status book_open(struct book **out, const struct book_source *source, struct err *err)
{
    struct raw raw;
    struct book *b = mem_new(sizeof(*b));
    enum status st =
        b == NULL ? err_set(err, E_NOMEM, "book: no memory") : raw_open(&raw, source, err);

    if (st == OK) {
        st = open_raw(b, &raw, source, err);
        if (st != OK) {
            raw_close(&raw);
        }
    }
    if (st != OK) {
        mem_free(b);
        return st;
    }
    *out = b;
    return OK;
}

void book_close(struct book **b)
{
    if (*b != NULL) {
        (*b)->type->close((*b)->self);
        mem_free(*b);
        *b = NULL;
    }
}

/* ---- The same for every kind ---- */

size_t book_sheets(const struct book *b)
{
    return b->type->sheets(b->self);
}

const char *book_sheet_name(const struct book *b, size_t sheet)
{
    return b->type->sheet_name(b->self, sheet);
}

bool book_base1904(const struct book *b)
{
    return b->type->base1904(b->self);
}

enum status book_select(struct book *b, size_t sheet, struct err *err)
{
    return b->type->select(b->self, sheet, err);
}

enum status book_merges(struct book *b, size_t sheet, const struct book_merge **merges, size_t *n,
                        struct err *err)
{
    return b->type->merges(b->self, sheet, merges, n, err);
}

enum status book_next(struct book *b, const struct book_row **row, struct err *err)
{
    return b->type->next(b->self, row, err);
}
