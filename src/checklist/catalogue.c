#include "checklist/catalogue.h"

#include "base/json.h"
#include "checklist/catalogue_files.h" /* made by tools/embed */

#include <string.h>

const struct embedded *catalogue_files(size_t *n)
{
    *n = COUNT(catalogue_file);
    return catalogue_file;
}

/* The list "items" of a built-in file; close *doc afterwards. */
static enum status open_items(struct json_doc **doc, const struct json **items, const char *name,
                              struct err *err)
{
    for (size_t i = 0; i < COUNT(catalogue_file); i++) {
        if (strcmp(catalogue_file[i].name, name) == 0) {
            enum status st = json_parse(doc, catalogue_file[i].data, catalogue_file[i].size, err);

            *items = st == OK ? json_get(json_root(*doc), "items") : NULL;
            return st == OK ? OK : err_note(err, "built-in %s", name);
        }
    }
    return err_set(err, E_NOTFOUND, "no built-in file %s", name);
}

static const char *text(struct arena *a, const struct json *object, const char *key)
{
    return arena_copy(a, json_get_text(object, key));
}

enum status catalogue_contact_seeds(struct contact_seed **out, size_t *n, struct arena *a,
                                    struct err *err)
{
    CLEANUP(json_close) struct json_doc *doc = NULL;
    const struct json *items;
    enum status st = open_items(&doc, &items, "contact_seeds.json", err);
    size_t count = json_count(st == OK ? items : NULL);
    struct contact_seed *all = arena_make(a, struct contact_seed, count);

    for (size_t i = 0; i < count && all != NULL; i++) {
        const struct json *x = json_at(items, i);

        all[i] = (struct contact_seed){
            .id = text(a, x, "id"),
            .position = (int)json_get_int(x, "position", 0),
            .category = text(a, x, "category"),
            .agency = text(a, x, "agency"),
            .organisation = text(a, x, "organisation"),
            .phone_day = text(a, x, "phone_day"),
            .url = text(a, x, "url"),
            .occasion = text(a, x, "occasion"),
            .mark = text(a, x, "mark"),
            .seed = json_get_bool(x, "seed", false),
        };
    }
    if (st == OK) {
        st = arena_status(a, err);
    }
    if (st == OK) {
        *out = all;
        *n = count;
    }
    return st;
}

enum status catalogue_bcp_questions(struct bcp_question **out, size_t *n, struct arena *a,
                                    struct err *err)
{
    CLEANUP(json_close) struct json_doc *doc = NULL;
    const struct json *items;
    enum status st = open_items(&doc, &items, "bcp_confirmation.json", err);
    size_t count = json_count(st == OK ? items : NULL);
    struct bcp_question *all = arena_make(a, struct bcp_question, count);

    for (size_t i = 0; i < count && all != NULL; i++) {
        const struct json *x = json_at(items, i);
        const char *wording = text(a, x, "wording");

        all[i] = (struct bcp_question){
            .id = text(a, x, "id"),
            .phase = text(a, x, "phase"),
            .no = text(a, x, "no"),
            .title = text(a, x, "title"),
            .wording = wording,
            .text = wording != NULL ? wording
                                    : arena_printf(a, "%s（公式様式で確認してください）",
                                                   json_get_text(x, "label")),
            .evidence = text(a, x, "evidence"),
        };
    }
    if (st == OK) {
        st = arena_status(a, err);
    }
    if (st == OK) {
        *out = all;
        *n = count;
    }
    return st;
}

enum status catalogue_references(struct reference **out, size_t *n, struct arena *a,
                                 struct err *err)
{
    CLEANUP(json_close) struct json_doc *doc = NULL;
    const struct json *items;
    enum status st = open_items(&doc, &items, "references.json", err);
    size_t count = json_count(st == OK ? items : NULL);
    struct reference *all = arena_make(a, struct reference, count);

    for (size_t i = 0; i < count && all != NULL; i++) {
        const struct json *x = json_at(items, i);

        all[i] = (struct reference){
            .id = text(a, x, "id"),
            .group = text(a, x, "group"),
            .title = text(a, x, "title"),
            .url = text(a, x, "url"),
            .checked_on = text(a, x, "checked_on"),
            .checked_how = text(a, x, "checked_how"),
            .note = text(a, x, "note"),
        };
    }
    if (st == OK) {
        st = arena_status(a, err);
    }
    if (st == OK) {
        *out = all;
        *n = count;
    }
    return st;
}
