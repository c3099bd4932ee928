#include "network/eol.h"

#include "base/embedded.h"
#include "base/file.h"
#include "base/json.h"
#include "network/eol_files.h" /* made by tools/embed */

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { BUILD_WINDOWS_10 = 10240, SCHEMA = 1 };

static bool read_matches(struct eol_row *row, const struct json *match, struct arena *a)
{
    size_t n = json_count(match);

    for (size_t i = 0; i < n && i < EOL_MATCHES_MAX; i++) {
        const char *text = json_text(json_at(match, i));

        if (text == NULL || *text == '\0') {
            return false;
        }
        row->match[i] = arena_copy(a, text);
    }
    return n > 0 && n <= EOL_MATCHES_MAX;
}

/* "2025", "2025-10", "2025-10-14" */
static bool is_date(const char *text)
{
    static const char shape[] = "dddd-dd-dd";
    size_t n = text != NULL ? strlen(text) : 0;

    if (n != 4 && n != 7 && n != 10) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (shape[i] == 'd' ? !isdigit((unsigned char)text[i]) : text[i] != '-') {
            return false;
        }
    }
    return true;
}

static enum status read_row(struct eol_row *row, const struct json *item, size_t i, struct arena *a,
                            struct err *err)
{
    const char *until = json_get_text(item, "extended_until");

    *row = (struct eol_row){
        .id = arena_copy(a, json_get_text(item, "id")),
        .product = arena_copy(a, json_get_text(item, "product")),
        .ends_on = arena_copy(a, json_get_text(item, "ends_on")),
        .extended_until = arena_copy(a, until),
        .extended = arena_copy(a, json_get_text(item, "extended")),
        .source = arena_copy(a, json_get_text(item, "source")),
        .seen_on = arena_copy(a, json_get_text(item, "seen_on")),
    };
    bool matches = read_matches(row, json_get(item, "match"), a);

    if (arena_status(a, err) != OK) {
        return err->status;
    }
    const char *wrong = row->id == NULL                          ? "id"
                        : row->product == NULL                   ? "product"
                        : !matches                               ? "match"
                        : !is_date(row->ends_on)                 ? "ends_on"
                        : until != NULL && !is_date(until)       ? "extended_until"
                        : until != NULL && row->extended == NULL ? "extended"
                        : row->source == NULL                    ? "source"
                        : !is_date(row->seen_on)                 ? "seen_on"
                                                                 : NULL;
    return wrong == NULL ? OK
                         : err_set(err, E_INVALID, "support ends, item %zu (%s): %s", i + 1,
                                   row->id != NULL ? row->id : "?", wrong);
}

enum status eol_read(struct eol_list *out, const char *json, size_t len, struct arena *a,
                     struct err *err)
{
    CLEANUP(json_close) struct json_doc *doc = NULL;
    enum status st = json_parse(&doc, json, len, err);

    if (st != OK) {
        return st;
    }
    const struct json *root = json_root(doc), *items = json_get(root, "items");
    const char *checked_on = json_get_text(root, "checked_on");
    size_t n = json_count(items);

    if (json_get_int(root, "schema", 0) != SCHEMA || !is_date(checked_on) || n == 0 ||
        n > EOL_ROWS_MAX) {
        return err_set(err, E_INVALID, "support ends: schema, checked_on or items (%zu)", n);
    }
    struct eol_row *row = arena_make(a, struct eol_row, n);

    for (size_t i = 0; i < n && st == OK && row != NULL; i++) {
        st = read_row(&row[i], json_at(items, i), i, a, err);
    }
    checked_on = arena_copy(a, checked_on);
    if (st == OK) {
        st = arena_status(a, err);
    }
    if (st == OK) {
        *out = (struct eol_list){.row = row, .n = n, .checked_on = checked_on};
    }
    return st;
}

enum status eol_load(struct eol_list *out, const char *data_dir, struct arena *a, struct err *err)
{
    char *json = NULL;
    size_t len = 0;
    enum status st = E_NOTFOUND;

    if (data_dir != NULL) {
        char *path = arena_printf(a, "%s/%s", data_dir, EOL_FILE);

        st = path == NULL ? arena_status(a, err)
                          : file_read(&json, &len, path, EOL_FILE_MAX, a, err);
    }
    if (st == E_NOTFOUND) {
        return eol_read(out, eol_file[0].data, eol_file[0].size, a, err);
    }
    if (st == OK) {
        st = eol_read(out, json, len, a, err);
    }
    if (st == OK) {
        out->is_own = true;
    }
    return st;
}

/* claim begins with match, and there a word or a part of a version ends. */
static bool begins(const char *claim, const char *match)
{
    size_t n = strlen(match);

    if (strncasecmp(claim, match, n) != 0) {
        return false;
    }
    return !isalnum((unsigned char)claim[n]);
}

/* "Windows NT 6.3 build 19045" is asked for as "Windows build 19045". */
static const char *by_build(char out[FACT_CLAIM_SIZE], const char *claim)
{
    const char *at = strncmp(claim, "Windows NT ", 11) == 0 ? strstr(claim, " build ") : NULL;

    if (at == NULL || strtol(at + 7, NULL, 10) < BUILD_WINDOWS_10) {
        return claim;
    }
    snprintf(out, FACT_CLAIM_SIZE, "Windows%s", at);
    return out;
}

const struct eol_row *eol_find(const struct eol_list *list, const char *claim)
{
    const struct eol_row *found = NULL;
    char build[FACT_CLAIM_SIZE];
    size_t longest = 0;

    claim = by_build(build, claim);
    for (size_t i = 0; i < list->n; i++) {
        for (size_t k = 0; k < EOL_MATCHES_MAX && list->row[i].match[k] != NULL; k++) {
            const char *match = list->row[i].match[k];

            if (strlen(match) > longest && begins(claim, match)) {
                longest = strlen(match);
                found = &list->row[i];
            }
        }
    }
    return found;
}

enum eol_state eol_judge(const struct eol_row *row, const char *on)
{
    if (strcmp(on, row->ends_on) <= 0) {
        return EOL_SUPPORTED;
    }
    return row->extended_until != NULL && strcmp(on, row->extended_until) <= 0 ? EOL_EXTENDED
                                                                               : EOL_ENDED;
}

enum grade eol_grade(enum eol_state state, enum grade fact)
{
    return state == EOL_EXTENDED ? GRADE_SUSPECTED : fact;
}
