/* 取り込み, step 2: which column is what; and how the file is read. */
#include "web/import_pages.h"

#include "web/field_view.h"
#include "web/form_pages.h"
#include "web/import.html.h"
#include "web/import_preview.h"
#include "web/import_start.h"

#include <inttypes.h>
#include <string.h>

enum { ROW_DIGITS = 7, SHEET_MAX = 31 * 4 /* bytes of a sheet's name in Excel */ };

/* How the columns of the page were read, beside the controls that may say otherwise. */
#define SHOWN_SHEET "shown_sheet"
#define SHOWN_HEADER "shown_header"

static const struct form_choice *field_choices(const struct entity *e, int field, size_t *n,
                                               struct work *w)
{
    struct form_choice *choice = arena_make(w->arena, struct form_choice, e->n + 2);

    *n = 0;
    if (choice == NULL) {
        return NULL;
    }
    choice[(*n)++] = (struct form_choice){"-", "（取り込まない）", field == SYNONYMS_NONE};
    choice[(*n)++] = (struct form_choice){"ID", "ID", field == SYNONYMS_ID};
    for (size_t i = 0; i < e->n; i++) {
        if ((e->field[i].flags & MACHINE) == 0) {
            choice[(*n)++] = (struct form_choice){
                e->field[i].name, field_label(&e->field[i], w->lang), field == (int)i};
        }
    }
    return choice;
}

static const char *samples_of(const struct import_peek *peek, size_t column, struct arena *a)
{
    const char *text = NULL;

    for (size_t r = 0; r < peek->rows; r++) {
        const char *cell = peek->cell[r * peek->mapping.n + column];
        bool seen = cell == NULL || *cell == '\0';

        for (size_t before = 0; before < r && !seen; before++) {
            const char *other = peek->cell[before * peek->mapping.n + column];

            seen = other != NULL && strcmp(other, cell) == 0;
        }
        if (!seen) {
            text = text == NULL ? cell : arena_printf(a, "%s、%s", text, cell);
        }
    }
    return text == NULL ? "" : text;
}

static void add_columns(struct import_map_view *v, const struct import_peek *peek, struct work *w)
{
    const struct mapping *m = &peek->mapping;
    struct import_column *column = arena_make(w->arena, struct import_column, m->n);

    for (size_t i = 0; column != NULL && i < m->n; i++) {
        size_t n;
        const struct form_choice *choice = field_choices(m->entity, m->column[i].field, &n, w);

        column[i] = (struct import_column){
            .heading = m->column[i].title,
            .sample = samples_of(peek, i, w->arena),
            .field = {.name = arena_printf(w->arena,  "col%zu",                i),
                      .label = arena_printf(w->arena, "%s の取り込み先", m->column[i].title),
                      .control = FORM_SELECT,
                      .choice = choice,
                      .n_choices = n},
            .badge = m->column[i].field == SYNONYMS_NONE
                         ? (struct parts_badge){PARTS_WARN, "要確認"}
                     : m->column[i].beside ? (struct parts_badge){PARTS_OK,         "列名を付けて入れます"                                       }
                     : peek->remembered ? (struct parts_badge){PARTS_OK,                              "前回と同じ"                                           }
                                        : (struct parts_badge){PARTS_OK,                              "自動"                                             },
        };
    }
    v->column = column;
    v->n = column == NULL ? 0 : m->n;
}

static void add_sheets(struct import_map_view *v, const struct import_peek *peek, struct work *w)
{
    struct form_choice *choice = arena_make(w->arena, struct form_choice, peek->n_sheets);

    v->sheet = (struct form_field){.name = "sheet", .label = "シート", .control = FORM_SELECT};
    for (size_t i = 0; choice != NULL && peek->n_sheets > 1 && i < peek->n_sheets; i++) {
        choice[v->sheet.n_choices++] = (struct form_choice){
            peek->sheet[i], peek->sheet[i],
            peek->mapping.sheet != NULL && strcmp(peek->sheet[i], peek->mapping.sheet) == 0};
    }
    v->sheet.choice = choice;
}

static void add_header_rows(struct import_map_view *v, uint32_t row, struct work *w)
{
    uint32_t n = row > TABLE_HEAD_ROWS ? row : TABLE_HEAD_ROWS;
    struct form_choice *choice = arena_make(w->arena, struct form_choice, n);

    v->header_row =
        (struct form_field){.name = "header", .label = "見出しの行", .control = FORM_SELECT};
    for (uint32_t i = 1; choice != NULL && i <= n; i++) {
        choice[v->header_row.n_choices++] =
            (struct form_choice){arena_printf(w->arena, "%" PRIu32, i),
                                 arena_printf(w->arena, "%" PRIu32 "行目", i), i == row};
    }
    v->header_row.choice = choice;
}

static void add_encodings(struct import_map_view *v, const struct upload *u, bool is_text,
                          struct arena *a)
{
    static const struct {
        const char *value, *label;
        enum book_encoding encoding;
    } row[] = {
        {"",      "自動で見分ける",   ENCODING_FIND },
        {"utf8",  "UTF-8",                   ENCODING_UTF8 },
        {"cp932", "Shift_JIS（Excel用）", ENCODING_CP932}
    };
    struct form_choice *choice = arena_make(a, struct form_choice, COUNT(row));

    v->encoding = (struct form_field){
        .name = "read_as", .label = "文字化けしているとき", .control = FORM_SELECT};
    for (size_t i = 0; is_text && choice != NULL && i < COUNT(row); i++) {
        choice[v->encoding.n_choices++] =
            (struct form_choice){row[i].value, row[i].label, row[i].encoding == u->encoding};
    }
    v->encoding.choice = choice;
}

/* The mapping that only says where the header is. */
static const char *at_header(const char *row, struct work *w)
{
    return row == NULL || *row == '\0' || strlen(row) > ROW_DIGITS ||
                   strspn(row, "0123456789") != strlen(row)
               ? NULL
               : arena_printf(w->arena, "{\"header_row\":%s}", row);
}

static bool is_unfit(enum status st)
{
    return st == E_INVALID || st == E_NOTFOUND || st == E_LIMIT;
}

/* Look into the file as the page's address says; where that does not fit, as we would. */
static enum status look_into(struct import_peek *out, const struct upload *u, const struct page *pg,
                             const char *mapping, const char **problem, struct work *w)
{
    struct import_request request = upload_request(u, w);

    request.sheet = page_query(pg, "sheet");
    request.mapping = mapping != NULL ? mapping : at_header(page_query(pg, "header"), w);
    enum status st = import_peek(out, w->db, &request, w->arena, &w->err);

    if (is_unfit(st) && (request.sheet != NULL || request.mapping != NULL)) {
        *problem = import_said(w);
        request.sheet = request.mapping = NULL;
        st = import_peek(out, w->db, &request, w->arena, &w->err);
    }
    return st;
}

static enum status show_columns(struct page *pg, struct work *w, const struct upload *u,
                                const char *mapping, const char *problem)
{
    struct import_peek peek;
    struct parts_error error = {NULL, NULL, problem};
    struct import_map_view v = {.head = {.title = "取り込み：列の対応"}};
    enum status st = look_into(&peek, u, pg, mapping, &error.text, w);

    if (is_unfit(st)) {
        return import_show_start(pg, w, u->entity->name, import_said(w));
    }
    if (st != OK) {
        return st;
    }
    if (error.text == NULL && peek.missing.status != OK) {
        char text[1024];

        error.text = arena_copy(w->arena, err_text(&peek.missing, w->lang, text, sizeof(text)));
    }
    if (error.text != NULL) {
        v.errors = (struct parts_errors){&error, 1};
        page_has_errors(pg);
    }
    bool is_text = peek.mapping.sheet == NULL || *peek.mapping.sheet == '\0';

    v.head.back =
        (struct parts_link){page_url(pg, "/import?entity=%s", u->entity->name), "取り込み"};
    v.head.note = register_label(u->entity, w->lang);
    v.source =
        is_text ? u->name : arena_printf(w->arena, "%s ／ シート %s", u->name, peek.mapping.sheet);
    v.post = page_post(pg, page_url(pg, "/import/preview"));

    struct parts_hidden *hidden = upload_hidden(u, &v.post.n_hidden, 2, w->arena);

    if (hidden != NULL) {
        hidden[v.post.n_hidden++] = (struct parts_hidden){
            SHOWN_HEADER, arena_printf(w->arena, "%" PRIu32, peek.mapping.header_row)};
        hidden[v.post.n_hidden++] =
            (struct parts_hidden){SHOWN_SHEET, is_text ? "" : peek.mapping.sheet};
    }
    v.post.hidden = hidden;
    add_sheets(&v, &peek, w);
    add_header_rows(&v, peek.mapping.header_row, w);
    add_encodings(&v, u, is_text, w->arena);
    add_columns(&v, &peek, w);
    page_title(pg, v.head.title);
    tpl_import_map(page_html(pg), &v);
    return arena_status(w->arena, &w->err);
}

enum status page_import_map(struct page *pg, struct work *w)
{
    struct upload u;
    enum status st = upload_find(&u, pg, w);

    return st == OK ? show_columns(pg, w, &u, NULL, NULL) : st;
}

/* ---- The columns as they were posted ---- */

/* The columns as the form says, in the order in which the file has them. */
static enum status posted_mapping(const char **out, const struct upload *u, const struct page *pg,
                                  struct work *w)
{
    struct import_request request = upload_request(u, w);
    struct import_peek peek;
    const char *sheet = page_field(pg, SHOWN_SHEET), *given = page_field(pg, "mapping");

    if (given != NULL) {
        *out = given;
        return OK;
    }
    request.sheet = sheet != NULL && *sheet != '\0' ? sheet : NULL;
    request.mapping = at_header(page_field(pg, SHOWN_HEADER), w);
    enum status st = import_peek(&peek, w->db, &request, w->arena, &w->err);

    if (st != OK) {
        return st;
    }
    for (size_t i = 0; i < peek.mapping.n; i++) {
        const char *field = page_field(pg, arena_printf(w->arena, "col%zu", i));

        if (field != NULL) {
            peek.mapping.column[i].field = strcmp(field, "-") == 0 ? SYNONYMS_NONE
                                           : strcmp(field, "ID") == 0
                                               ? SYNONYMS_ID
                                               : entity_field(u->entity, field);
            peek.mapping.column[i].chosen = true;
        }
    }
    *out = mapping_json(&peek.mapping, w->arena);
    return arena_status(w->arena, &w->err);
}

/*
 * Whether the file is to be read in another way than the columns that were posted: by the button,
 * or because sheet, header or encoding differ from what the page showed. *url: the page anew. A
 * header row of one sheet says nothing about another sheet.
 */
static bool reads_anew(const char **url, const struct upload *u, const struct page *pg,
                       struct work *w)
{
    enum { SHEET, HEADER, ENCODING };
    static const struct {
        const char *control, *shown;
    } way[] = {
        [SHEET] = {"sheet",   SHOWN_SHEET },
        [HEADER] = {"header",  SHOWN_HEADER},
        [ENCODING] = {"read_as", "encoding"  },
    };
    const char *wish[COUNT(way)];
    bool differs[COUNT(way)], anew = page_field(pg, "again") != NULL;
    struct upload as = *u;

    for (size_t i = 0; i < COUNT(way); i++) {
        const char *shown = page_field(pg, way[i].shown);

        wish[i] = page_field(pg, way[i].control);
        differs[i] = wish[i] != NULL && shown != NULL && strcmp(wish[i], shown) != 0;
        anew |= differs[i];
    }
    if (!anew) {
        return false;
    }
    if (wish[ENCODING] != NULL) {
        as.encoding = upload_encoding(wish[ENCODING]);
    }
    if (differs[SHEET] || at_header(wish[HEADER], w) == NULL) {
        wish[HEADER] = NULL;
    }
    if (wish[SHEET] != NULL && strlen(wish[SHEET]) > SHEET_MAX) {
        wish[SHEET] = NULL;
    }
    *url = import_columns_url(&as, wish[SHEET], wish[HEADER], pg, w);
    return true;
}

enum status post_import_preview(struct page *pg, struct work *w)
{
    struct upload u;
    const char *mapping, *anew;
    enum status st = upload_find(&u, pg, w);

    if (st == OK && reads_anew(&anew, &u, pg, w)) {
        page_go(pg, anew, MSG_NONE, NULL);
        return OK;
    }
    if (st == OK) {
        st = posted_mapping(&mapping, &u, pg, w);
    }
    if (st != OK) {
        return st;
    }
    st = import_preview_show(
        pg, w, &u, mapping,
        import_columns_url(&u, page_field(pg, SHOWN_SHEET), page_field(pg, SHOWN_HEADER), pg, w));
    return is_unfit(st) ? show_columns(pg, w, &u, mapping, import_said(w)) : st;
}
