#include "dossier/record_json.h"

#include "base/date.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char *id_text_of(int64_t id, struct arena *a)
{
    return arena_printf(a, "%" PRId64, id);
}

/* Parts of a canonical list as an array of strings. */
static void put_list(struct json_out *j, const char *key, const char *list, char separator,
                     struct arena *a)
{
    char stop[2] = {separator, '\0'};

    json_put_array(j, key);
    for (const char *p = list; p != NULL && *p != '\0';) {
        size_t len = strcspn(p, stop);

        json_put_text(j, NULL, arena_copy_n(a, p, len));
        p += len + (p[len] == separator);
    }
    json_put_end(j);
}

static void put_value(struct json_out *j, const struct field *f, const char *value, struct arena *a)
{
    switch (f->kind) {
    case K_REFS:
    case K_ANYREFS:
    case K_ENUMS:
        put_list(j, f->name, value, ',', a);
        return;
    case K_TEXTS:
        put_list(j, f->name, value, '\n', a);
        return;
    default:
        break;
    }
    if (value == NULL) {
        json_put_null(j, f->name);
        return;
    }
    switch (f->kind) {
    case K_INT:
        json_put_int(j, f->name, strtoll(value, NULL, 10));
        return;
    case K_BOOL:
        json_put_bool(j, f->name, *value == '1');
        return;
    case K_TIME:
        json_put_text(j, f->name, date_iso_time(a, strtoll(value, NULL, 10)));
        return;
    default:
        json_put_text(j, f->name, value);
    }
}

void record_json_put(struct json_out *j, const char *key, const struct record *r,
                     struct arena *scratch)
{
    struct arena_mark mark = arena_mark(scratch);

    json_put_object(j, key);
    json_put_text(j, "id", id_text_of(r->id, scratch));
    json_put_int(j, "version", r->version);
    json_put_text(j, "updated_at", date_iso_time(scratch, r->updated_at));
    json_put_text(j, "updated_by", r->updated_by);
    json_put_text(j, "closed_on", r->closed_on);
    json_put_text(j, "closed_reason", r->closed_reason);
    for (size_t i = 0; i < r->entity->n; i++) {
        put_value(j, &r->entity->field[i], r->value[i], scratch);
    }
    json_put_end(j);
    arena_reset(scratch, mark);
}

static const char *format_of(enum kind kind)
{
    switch (kind) {
    case K_TIME:
        return "date-time";
    case K_URL:
        return "uri";
    case K_EMAIL:
        return "email";
    default:
        return NULL;
    }
}

static void put_codes(struct json_out *j, const struct field *f)
{
    json_put_array(j, "enum");
    for (const struct choice *c = f->choices; c != NULL && c->code != NULL; c++) {
        json_put_text(j, NULL, c->code);
    }
    json_put_end(j);
}

void record_json_schema(struct json_out *j, const char *key, const struct field *f)
{
    bool list =
        f->kind == K_REFS || f->kind == K_ANYREFS || f->kind == K_ENUMS || f->kind == K_TEXTS;

    json_put_object(j, key);
    json_put_text(j, "title", f->ja);
    json_put_text(j, "type",
                  list                ? "array"
                  : f->kind == K_INT  ? "integer"
                  : f->kind == K_BOOL ? "boolean"
                                      : "string");
    if (f->help != NULL) {
        json_put_text(j, "description", f->help);
    }
    if (list) {
        json_put_object(j, "items");
        json_put_text(j, "type", "string");
        if (f->kind == K_ENUMS) {
            put_codes(j, f);
        }
        json_put_end(j);
    } else if (f->kind == K_ENUM || f->kind == K_TRI) {
        if (f->choices != NULL) {
            put_codes(j, f);
        }
    } else if (format_of(f->kind) != NULL) {
        json_put_text(j, "format", format_of(f->kind));
    }
    if ((f->flags & REQUIRED) == 0 && !list) {
        json_put_bool(j, "nullable", true);
    }
    json_put_end(j);
}
