#include "intake/workbook.h"

#include "base/mem.h"
#include "intake/rowbuf.h"
#include "intake/workbook_merge.h"
#include "intake/workbook_part.h"
#include "intake/workbook_sheet.h"

#include <string.h>

enum { ARENA_SIZE = 8 * 1024 * 1024, PARTS_MAX = 1024 };

/* A line of the workbook's .rels: what a part is for, and where it lies. */
struct relation {
    const char *id;
    const char *type; /* last word of the type's URL: worksheet, styles, sharedStrings */
    const char *path;
};

struct sheet {
    const char *name;
    const char *relation; /* id */
    const char *path;
};

struct workbook {
    struct raw raw;
    struct package *xlsx;
    struct arena *arena;
    const char *path; /* of the part that lists the sheets */
    struct relation relation[PARTS_MAX];
    size_t n_relations;
    struct sheet sheet[BOOK_SHEETS_MAX]; /* the visible ones */
    size_t n;
    bool base1904;
    struct workbook_styles styles;
    struct strings *strings; /* NULL: not read yet, or there are none */
    bool strings_read;
    struct workbook_sheet *open; /* the selected sheet */
    struct workbook_merges merges;
};

/* ---- Opening ---- */

static enum status relation_start(void *self, const char *name, const char *const *attributes,
                                  struct err *err)
{
    struct workbook *w = self;
    const char *id = package_attribute(attributes, "Id");
    const char *type = package_attribute(attributes, "Type");
    const char *target = package_attribute(attributes, "Target");

    if (strcmp(name, "Relationship") != 0 || id == NULL || type == NULL || target == NULL) {
        return OK;
    }
    if (w->n_relations == PARTS_MAX) {
        return err_say(err, E_LIMIT, MSG_INTAKE_UNSAFE);
    }

    const char *slash = strrchr(type, '/');

    w->relation[w->n_relations++] = (struct relation){
        .id = arena_copy(w->arena, id),
        .type = arena_copy(w->arena, slash == NULL ? type : slash + 1),
        .path = package_resolve(w->arena, w->path, target),
    };
    return arena_status(w->arena, err);
}

static const struct relation *relation_of_type(const struct workbook *w, const char *type)
{
    for (size_t i = 0; i < w->n_relations; i++) {
        if (strcmp(w->relation[i].type, type) == 0) {
            return &w->relation[i];
        }
    }
    return NULL;
}

static const struct relation *relation_with_id(const struct workbook *w, const char *id)
{
    for (size_t i = 0; id != NULL && i < w->n_relations; i++) {
        if (strcmp(w->relation[i].id, id) == 0) {
            return &w->relation[i];
        }
    }
    return NULL;
}

static enum status sheet_start(void *self, const char *name, const char *const *attributes,
                               struct err *err)
{
    struct workbook *w = self;

    if (strcmp(name, "workbookPr") == 0) {
        const char *base = package_attribute(attributes, "date1904");

        w->base1904 = base != NULL && (strcmp(base, "1") == 0 || strcmp(base, "true") == 0);
    }
    if (strcmp(name, "sheet") != 0) {
        return OK;
    }

    const char *state = package_attribute(attributes, "state");

    if (state != NULL && strcmp(state, "visible") != 0) {
        return OK; /* hidden, veryHidden */
    }
    if (w->n == BOOK_SHEETS_MAX) {
        return err_say(err, E_LIMIT, MSG_INTAKE_UNSAFE);
    }

    const char *title = package_attribute(attributes, "name");

    w->sheet[w->n++] = (struct sheet){
        .name = arena_copy(w->arena, title == NULL ? "" : title),
        .relation = arena_copy(w->arena, package_attribute(attributes, "id")),
    };
    return arena_status(w->arena, err);
}

/* Another kind of file in the same wrapping: Word, an OpenDocument table, .xlsb. */
static enum status not_a_workbook(enum status st, struct err *err)
{
    return st == E_NOTFOUND ? err_say(err, E_INVALID, MSG_INTAKE_NOT_XLSX) : st;
}

static enum status find_workbook(struct workbook *w, struct err *err)
{
    const struct xlsx_handler handler = {.start = relation_start, .self = w};

    w->path = "";

    enum status st = package_read(w->xlsx, "_rels/.rels", &handler, err);

    if (st != OK) {
        return not_a_workbook(st, err);
    }

    const struct relation *main = relation_of_type(w, "officeDocument");

    if (main == NULL) {
        return err_say(err, E_INVALID, MSG_INTAKE_NOT_XLSX);
    }
    w->path = main->path;
    w->n_relations = 0;
    return OK;
}

/* Charts and dialogs have tabs too: only worksheets stay. */
static void keep_worksheets(struct workbook *w)
{
    size_t kept = 0;

    for (size_t i = 0; i < w->n; i++) {
        const struct relation *r = relation_with_id(w, w->sheet[i].relation);

        if (r != NULL && strcmp(r->type, "worksheet") == 0 && package_has(w->xlsx, r->path)) {
            w->sheet[kept] = w->sheet[i];
            w->sheet[kept++].path = r->path;
        }
    }
    w->n = kept;
}

static enum status read_workbook(struct workbook *w, struct err *err)
{
    const struct xlsx_handler sheets = {.start = sheet_start, .self = w};
    const struct xlsx_handler relations = {.start = relation_start, .self = w};
    enum status st = find_workbook(w, err);

    if (st != OK) {
        return st;
    }

    const char *slash = strrchr(w->path, '/');
    int dir = slash == NULL ? 0 : (int)(slash + 1 - w->path);
    const char *rels = arena_printf(w->arena, "%.*s_rels/%s.rels", dir, w->path, w->path + dir);

    st = arena_status(w->arena, err);
    if (st == OK) {
        st = package_read(w->xlsx, w->path, &sheets, err);
    }
    if (st == OK) {
        st = package_read(w->xlsx, rels, &relations, err);
    }
    if (st != OK) {
        return not_a_workbook(st, err);
    }
    keep_worksheets(w);
    if (w->n == 0) {
        return err_say(err, E_INVALID, MSG_INTAKE_NOT_XLSX);
    }

    const struct relation *styles = relation_of_type(w, "styles");

    if (styles != NULL) {
        st = workbook_styles_read(&w->styles, w->xlsx, styles->path, w->arena, err);
    }
    return st == E_NOTFOUND ? OK : st;
}

enum status workbook_open(void **out, const struct raw *raw, struct err *err)
{
    struct workbook *w = mem_new(sizeof(*w));

    if (w == NULL) {
        return err_set(err, E_NOMEM, "workbook: no memory");
    }
    w->raw = *raw;
    w->arena = arena_open(ARENA_SIZE);

    enum status st = w->arena == NULL ? err_set(err, E_NOMEM, "workbook: no memory")
                                      : package_open(&w->xlsx, &w->raw, err);

    if (st == OK) {
        st = read_workbook(w, err);
    }
    if (st != OK) {
        w->raw.fd = -1; /* stays the caller's */
        workbook_book.close(w);
        return st;
    }
    *out = w;
    return OK;
}

static void workbook_close(void *self)
{
    struct workbook *w = self;

    workbook_sheet_close(&w->open);
    workbook_merges_close(&w->merges);
    strings_close(&w->strings);
    package_close(&w->xlsx);
    arena_close(&w->arena);
    raw_close(&w->raw);
    mem_free(w);
}

/* ---- Reading ---- */

static enum status workbook_select(void *self, size_t sheet, struct err *err)
{
    struct workbook *w = self;
    const struct relation *shared = relation_of_type(w, "sharedStrings");

    workbook_sheet_close(&w->open);
    if (!w->strings_read && shared != NULL) {
        enum status st = workbook_strings_read(&w->strings, w->xlsx, shared->path, err);

        if (st != OK && st != E_NOTFOUND) {
            return st;
        }
    }
    w->strings_read = true;
    return workbook_sheet_open(&w->open, w->xlsx, w->sheet[sheet].path, &w->styles, w->strings,
                               w->base1904, err);
}

static enum status workbook_next(void *self, const struct book_row **row, struct err *err)
{
    struct workbook *w = self;

    return workbook_sheet_next(w->open, row, err);
}

static enum status workbook_merged(void *self, size_t sheet, const struct book_merge **merges,
                                   size_t *n, struct err *err)
{
    struct workbook *w = self;

    workbook_merges_close(&w->merges);

    enum status st = workbook_merges_read(&w->merges, w->xlsx, w->sheet[sheet].path, err);

    *merges = w->merges.merge;
    *n = w->merges.n;
    return st;
}

static size_t workbook_sheets(const void *self)
{
    return ((const struct workbook *)self)->n;
}

static const char *workbook_sheet_name(const void *self, size_t sheet)
{
    return ((const struct workbook *)self)->sheet[sheet].name;
}

static bool workbook_base1904(const void *self)
{
    return ((const struct workbook *)self)->base1904;
}

const struct book_type workbook_book = {
    .sheets = workbook_sheets,
    .sheet_name = workbook_sheet_name,
    .base1904 = workbook_base1904,
    .select = workbook_select,
    .merges = workbook_merged,
    .next = workbook_next,
    .close = workbook_close,
};
