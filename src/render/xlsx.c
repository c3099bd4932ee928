#include "render/xlsx.h"

#include "base/arena.h"
#include "base/cell.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

#define FONT "游ゴシック" /* what a Japanese Excel uses itself */
#define NARROWEST 6       /* columns, in half width letters */
#define WIDEST 40         /* wider values are wrapped */
#define FILTER_ROOM 3     /* the button of the filter beside a title */
#define NAME_SIZE (4 * XLSX_SHEET_NAME_MAX + 1)

enum { PAPER_A4 = 9 };
enum { ESCAPE_SIZE = sizeof("_x005F_"), SCRATCH_SIZE = 1 << 20, ARENA_SLACK = 4096 };

struct xlsx {
    struct arena *arena; /* scratch for one cell, and the path */
    char *path;          /* of the workbook while it is put together */
    lxw_workbook *book;
    lxw_worksheet *sheet;
    lxw_format *label, *value, *title, *cell;
    lxw_row_t row;    /* the next one */
    lxw_row_t titles; /* the title row */
    size_t n_columns; /* 0: no titles yet */
    size_t width[XLSX_COLUMNS_MAX];
    int n_sheets;
    enum status status;
};

/*
 * libxlsxwriter does not look at what its writes to temporary files return; errno does tell, so it
 * is cleared before and looked at after each call.
 */
static void check_disk(struct xlsx *x)
{
    if (x->status == OK && (errno == ENOSPC || errno == EDQUOT || errno == EFBIG || errno == EIO)) {
        x->status = err_errno(NULL, errno, "xlsx");
    }
    errno = 0;
}

static void check(struct xlsx *x, lxw_error got)
{
    check_disk(x);
    if (x->status != OK || got == LXW_NO_ERROR) {
        return;
    }
    switch (got) {
    case LXW_ERROR_MEMORY_MALLOC_FAILED:
        x->status = E_NOMEM;
        break;
    case LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED:
    case LXW_ERROR_SHEETNAME_LENGTH_EXCEEDED:
    case LXW_ERROR_WORKSHEET_INDEX_OUT_OF_RANGE:
        x->status = E_LIMIT;
        break;
    default:
        x->status = E_IO;
    }
}

static lxw_format *make_format(lxw_workbook *book, bool strong)
{
    lxw_format *f = workbook_add_format(book);

    if (f != NULL) {
        format_set_font_name(f, FONT);
        format_set_num_format(f, "@");
        format_set_align(f, LXW_ALIGN_VERTICAL_TOP);
        if (strong) {
            format_set_bold(f);
        }
    }
    return f;
}

static bool make_formats(struct xlsx *x)
{
    x->label = make_format(x->book, true);
    x->value = make_format(x->book, false);
    x->title = make_format(x->book, true);
    x->cell = make_format(x->book, false);
    if (x->label == NULL || x->value == NULL || x->title == NULL || x->cell == NULL) {
        return false;
    }
    format_set_text_wrap(x->cell);
    format_set_border(x->cell, LXW_BORDER_HAIR);
    format_set_border(x->title, LXW_BORDER_THIN);
    format_set_bg_color(x->title, 0xE5EAF1);
    format_set_align(x->title, LXW_ALIGN_VERTICAL_CENTER);
    return true;
}

/* An empty file in dir with a name of its own. */
static enum status reserve(struct xlsx *x, const char *dir, struct err *err)
{
    x->path = arena_printf(x->arena, "%s/xlsx-XXXXXX", dir);
    if (x->path == NULL) {
        return arena_status(x->arena, err);
    }
    int fd = mkstemp(x->path);

    if (fd < 0) {
        x->path = NULL;
        return err_errno(err, errno, "xlsx: a temporary file in %s", dir);
    }
    file_close(&fd);
    return OK;
}

enum status xlsx_open(struct xlsx **out, const struct xlsx_options *o, struct err *err)
{
    CLEANUP(xlsx_close) struct xlsx *x = mem_new(sizeof(*x));

    if (x == NULL || (x->arena = arena_open(SCRATCH_SIZE)) == NULL) {
        return err_set(err, E_NOMEM, "xlsx: no memory");
    }
    enum status st = reserve(x, o->temp_dir, err);

    if (st != OK) {
        return st;
    }
    char *dir = arena_copy(x->arena, o->temp_dir);
    char *title = arena_copy(x->arena, o->title == NULL ? "" : o->title);
    char *author = arena_copy(x->arena, o->author == NULL ? "" : o->author);
    lxw_workbook_options options = {.constant_memory = LXW_TRUE, .tmpdir = dir};

    x->book = workbook_new_opt(x->path, &options);
    if (arena_status(x->arena, NULL) != OK || x->book == NULL || !make_formats(x)) {
        return err_set(err, E_NOMEM, "xlsx: no memory");
    }
    lxw_doc_properties about = {
        .title = title, .author = author, .company = author, .created = o->made_at / 1000};

    workbook_set_properties(x->book, &about);
    *out = x;
    x = NULL;
    return OK;
}

void xlsx_close(struct xlsx **x)
{
    if (*x == NULL) {
        return;
    }
    if ((*x)->book != NULL) {
        lxw_workbook_free((*x)->book);
    }
    if ((*x)->path != NULL) {
        unlink((*x)->path);
    }
    arena_close(&(*x)->arena);
    mem_free(*x);
    *x = NULL;
}

/* ---- sheets ---- */

/* At most XLSX_SHEET_NAME_MAX characters without those Excel refuses; never empty. */
static void clean_name(char out[NAME_SIZE], const char *name)
{
    size_t len = 0;
    int n = 0;

    for (const char *s = name, *from = s; n < XLSX_SHEET_NAME_MAX && text_next(&s) != 0;
         from = s, n++) {
        bool refused = strchr("[]:*?/\\'", *from) != NULL || (unsigned char)*from < 0x20;

        if (refused) {
            out[len++] = '-';
        } else {
            memcpy(out + len, from, (size_t)(s - from));
            len += (size_t)(s - from);
        }
    }
    out[len] = '\0';
    if (len == 0) {
        snprintf(out, NAME_SIZE, "Sheet");
    }
}

/* Close the table of the current sheet: widths, filter, what Excel need not warn about. */
static void end_sheet(struct xlsx *x)
{
    if (x->sheet == NULL || x->n_columns == 0) {
        return;
    }
    lxw_col_t last = (lxw_col_t)(x->n_columns - 1);
    lxw_row_t end = x->row > x->titles + 1 ? x->row - 1 : x->titles;
    char range[64];

    for (lxw_col_t c = 0; c <= last; c++) {
        size_t width = x->width[c] < NARROWEST ? NARROWEST : x->width[c];

        worksheet_set_column(x->sheet, c, c, (double)(width > WIDEST ? WIDEST : width) + 2,
                             x->value);
    }
    worksheet_autofilter(x->sheet, x->titles, 0, end, last);
    lxw_rowcol_to_range(range, 0, 0, end, last);
    worksheet_ignore_errors(x->sheet, LXW_IGNORE_NUMBER_STORED_AS_TEXT, range);
    check_disk(x);
}

void xlsx_sheet(struct xlsx *x, const char *name)
{
    char clean[NAME_SIZE];

    if (x->status != OK) {
        return;
    }
    end_sheet(x);
    clean_name(clean, name);
    x->n_sheets++;
    if (workbook_validate_sheet_name(x->book, clean) != LXW_NO_ERROR) {
        char numbered[NAME_SIZE];

        snprintf(numbered, sizeof(numbered), "%d ", x->n_sheets);
        strncat(numbered, clean, sizeof(numbered) - strlen(numbered) - 1);
        clean_name(clean, numbered);
    }
    x->sheet = workbook_add_worksheet(x->book, clean);
    x->row = 0;
    x->n_columns = 0;
    memset(x->width, 0, sizeof(x->width));
    if (x->sheet == NULL) {
        x->status = E_NOMEM;
        return;
    }
    worksheet_set_landscape(x->sheet);
    worksheet_set_paper(x->sheet, PAPER_A4);
    worksheet_set_margins(x->sheet, 0.5, 0.5, 0.8, 0.6); /* inches; the upper edge is filed */
    worksheet_fit_to_pages(x->sheet, 1, 0);
    worksheet_set_footer(x->sheet, "&L&F　&A&R&P / &N");
    check_disk(x);
}

/* ---- cells ---- */

/* Half width letters of the longest line. */
static size_t widest_line(const char *value)
{
    size_t widest = 0;

    for (const char *s = value; *s != '\0';) {
        char line[4 * WIDEST + 1];
        size_t len = strcspn(s, "\n");

        text_cut(line, len + 1 < sizeof(line) ? len + 1 : sizeof(line), s);
        size_t width = text_width(line);

        widest = width > widest ? width : widest;
        s += len + (s[len] == '\n');
    }
    return widest;
}

static bool is_hex4(const char *s)
{
    return strspn(s, "0123456789ABCDEFabcdef") >= 4;
}

/* Does s begin with a character that a cell holds as _xHHHH_, or with text that looks like that? */
static bool is_special(const char *s)
{
    return ((unsigned char)*s < 0x20 && *s != '\t' && *s != '\n') ||
           (s[0] == '_' && s[1] == 'x' && is_hex4(s + 2) && s[6] == '_');
}

/*
 * What a cell holds for value: guarded, and as ECMA-376 (ST_Xstring) wants it, which libxlsxwriter
 * does only by halves. value itself where nothing is to be done.
 */
static const char *cell_text(struct xlsx *x, const char *value)
{
    const char *guard = cell_escape(value);
    size_t n_special = 0;

    for (const char *s = value; *s != '\0'; s++) {
        n_special += is_special(s);
    }
    if (n_special == 0 && *guard == '\0') {
        return value;
    }
    char *text = arena_alloc(x->arena, strlen(value) + n_special * ESCAPE_SIZE + 2);
    char *to = text;

    if (text == NULL) {
        x->status = E_NOMEM;
        return NULL;
    }
    to = stpcpy(to, guard);
    for (const char *s = value; *s != '\0'; s++) {
        if (is_special(s)) {
            to += snprintf(to, ESCAPE_SIZE, "_x%04X_", (unsigned char)*s);
        } else {
            *to++ = *s;
        }
    }
    return text;
}

static void put_cell(struct xlsx *x, size_t column, const char *value, lxw_format *format)
{
    struct arena_mark mark = arena_mark(x->arena);

    if (value == NULL || *value == '\0') {
        check(x, worksheet_write_blank(x->sheet, x->row, (lxw_col_t)column, format));
        return;
    }
    if (!text_is_utf8(value, strlen(value))) {
        x->status = x->status == OK ? E_INVALID : x->status;
        return;
    }
    const char *text = cell_text(x, value);

    if (text != NULL) {
        check(x, worksheet_write_string(x->sheet, x->row, (lxw_col_t)column, text, format));
    }
    arena_reset(x->arena, mark);
}

/* Is there a row to write to? */
static bool next_row(struct xlsx *x, size_t n)
{
    if (x->status == OK) {
        assert(x->sheet != NULL); /* xlsx_sheet() comes first */
        if (x->row >= XLSX_ROWS_MAX || n > XLSX_COLUMNS_MAX) {
            x->status = E_LIMIT;
        }
    }
    return x->status == OK;
}

void xlsx_head(struct xlsx *x, const char *label, const char *value)
{
    if (next_row(x, 2)) {
        assert(x->n_columns == 0);
        put_cell(x, 0, label, x->label);
        put_cell(x, 1, value, x->value);
        x->row++;
    }
}

void xlsx_titles(struct xlsx *x, const char *const title[], size_t n)
{
    if (!next_row(x, n)) {
        return;
    }
    assert(x->n_columns == 0 && n > 0);
    if (x->row > 0) {
        x->row++; /* an empty row parts the head from the table */
    }
    for (size_t i = 0; i < n; i++) {
        put_cell(x, i, title[i], x->title);
        x->width[i] = widest_line(title[i]) + FILTER_ROOM;
    }
    x->titles = x->row++;
    x->n_columns = n;
    worksheet_freeze_panes(x->sheet, x->row, 1);
    worksheet_repeat_rows(x->sheet, x->titles, x->titles);
    check_disk(x);
}

void xlsx_row(struct xlsx *x, const char *const cell[], size_t n)
{
    if (!next_row(x, n)) {
        return;
    }
    for (size_t i = 0; i < n && x->status == OK; i++) {
        put_cell(x, i, cell[i], x->cell);
        size_t width = cell[i] == NULL ? 0 : widest_line(cell[i]);

        x->width[i] = width > x->width[i] ? width : x->width[i];
    }
    x->row++;
}

/* ---- the end ---- */

static enum status read_back(const struct xlsx *x, struct buf *out, struct err *err)
{
    CLEANUP(arena_close) struct arena *a = arena_open(out->limit + ARENA_SLACK);
    char *bytes;
    size_t len;
    enum status st = file_read(&bytes, &len, x->path, out->limit, a, err);

    if (st != OK) {
        return st;
    }
    buf_add(out, bytes, len);
    return buf_status(out, err);
}

enum status xlsx_finish(struct xlsx *x, struct buf *out, struct err *err)
{
    if (x->status == OK) {
        assert(x->sheet != NULL);
        end_sheet(x);
    }
    if (x->status == OK) {
        errno = 0;
        check(x, workbook_close(x->book)); /* frees it too */
        x->book = NULL;
    }
    return x->status == OK ? read_back(x, out, err) : err_set(err, x->status, "xlsx: writing");
}
