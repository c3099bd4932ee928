#include "record/value.h"

#include "base/date.h"
#include "base/id.h"
#include "base/text.h"
#include "record/record.h"
#include "record/value_ref.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

static const char *choice_label(const struct field *f, const char *code, size_t len, enum lang lang)
{
    for (const struct choice *c = value_choices(f); c->code != NULL; c++) {
        if (strlen(c->code) == len && memcmp(c->code, code, len) == 0) {
            return lang == LANG_EN ? c->en : c->ja;
        }
    }
    return code; /* a code that a later version of the program knows */
}

static const char *join(const char *list, const char *one, const struct value_scope *scope)
{
    if (list == NULL) {
        return one;
    }
    return arena_printf(scope->arena, "%s%s%s", list, scope->lang == LANG_EN ? ", " : "、", one);
}

static const char *record_name(const struct entity *e, const char *id,
                               const struct value_scope *scope)
{
    const char *label = "";
    struct err err;

    if (scope->db == NULL || e == NULL) {
        return id;
    }
    if (record_label_read(&label, scope->db, e, scope->facility_id, strtoll(id, NULL, 10),
                          scope->arena, &err) != OK ||
        *label == '\0') {
        return id;
    }
    return label;
}

/* Each comma-separated part through show(). */
static const char *show_list(const struct field *f, const char *canonical,
                             const struct value_scope *scope,
                             const char *(*show)(const struct field *f, const char *part,
                                                 const struct value_scope *scope))
{
    const char *list = NULL;

    for (const char *p = canonical; *p != '\0';) {
        size_t len = strcspn(p, ",");
        const char *part = arena_copy_n(scope->arena, p, len);

        list = join(list, part == NULL ? "" : show(f, part, scope), scope);
        p += len + (p[len] == ',');
    }
    return list == NULL ? "" : list;
}

static const char *show_choice(const struct field *f, const char *part,
                               const struct value_scope *scope)
{
    return choice_label(f, part, strlen(part), scope->lang);
}

static const char *show_ref(const struct field *f, const char *part,
                            const struct value_scope *scope)
{
    return record_name(entity_named(f->ref), part, scope);
}

static const char *show_anyref(const struct field *f, const char *part,
                               const struct value_scope *scope)
{
    const char *colon = strchr(part, ':');
    const struct entity *e =
        colon == NULL
            ? NULL
            : entity_named(text_or(arena_copy_n(scope->arena, part, (size_t)(colon - part)), ""));

    (void)f;
    if (scope->item_word != NULL && strncmp(part, "item:", 5) == 0) {
        return scope->item_word(scope->items, part + 5);
    }
    return e == NULL ? part
                     : arena_printf(scope->arena, "%s %s", scope->lang == LANG_EN ? e->en : e->ja,
                                    record_name(e, colon + 1, scope));
}

static const char *show_texts(const char *canonical, const struct value_scope *scope)
{
    const char *list = NULL;

    for (const char *p = canonical; *p != '\0';) {
        size_t len = strcspn(p, "\n");

        list = join(list, text_or(arena_copy_n(scope->arena, p, len), ""), scope);
        p += len + (p[len] == '\n');
    }
    return list == NULL ? "" : list;
}

/* "sha256hex size media/type name" -> name */
static const char *show_file(const char *canonical)
{
    const char *p = canonical;

    for (int i = 0; i < 3 && p != NULL; i++) {
        p = strchr(p, ' ');
        p = p == NULL ? NULL : p + 1;
    }
    return p == NULL ? canonical : p;
}

static const char *show(const struct field *f, const char *canonical,
                        const struct value_scope *scope)
{
    struct date d;

    switch (f->kind) {
    case K_DATE:
        return date_from_iso(&d, canonical, NULL) == OK ? date_slash(scope->arena, d) : canonical;
    case K_TIME:
        return date_time(scope->arena, strtoll(canonical, NULL, 10));
    case K_BOOL:
    case K_TRI:
    case K_ENUM:
        return show_choice(f, canonical, scope);
    case K_ENUMS:
        return show_list(f, canonical, scope, show_choice);
    case K_REF:
    case K_REFS:
        return show_list(f, canonical, scope, show_ref);
    case K_ANYREFS:
        return show_list(f, canonical, scope, show_anyref);
    case K_TEXTS:
        return show_texts(canonical, scope);
    case K_FILE:
        return show_file(canonical);
    default:
        return canonical;
    }
}

const char *value_show(const struct field *f, const char *canonical,
                       const struct value_scope *scope)
{
    const char *text = canonical == NULL ? "" : show(f, canonical, scope);

    return text == NULL ? "" : text;
}

/* ---- Exports: what an import reads back to the same canonical value ---- */

static const char *export_ref(const struct entity *e, const char *id,
                              const struct value_scope *scope)
{
    const struct field *unique = e == NULL ? NULL : entity_unique(e);
    struct record *r;
    struct err err;
    char text[ID_TEXT_SIZE];

    if (scope->db == NULL || e == NULL) {
        return id;
    }
    if (unique != NULL && record_read(&r, scope->db, e, scope->facility_id, strtoll(id, NULL, 10),
                                      scope->arena, &err) == OK) {
        const char *value = record_get(r, unique->name);

        if (value != NULL && r->closed_on == NULL && strpbrk(value, ",;#\n") == NULL &&
            strstr(value, "、") == NULL) {
            return value;
        }
    }
    /* A label is for people; the id after # is what counts. Separators inside would split it. */
    char *label = arena_copy(scope->arena, record_name(e, id, scope));

    for (char *p = label; p != NULL && (p = strpbrk(p, ",;#\n")) != NULL; p++) {
        *p = ' ';
    }
    for (char *p = label; p != NULL && (p = strstr(p, "、")) != NULL;) {
        memcpy(p, "・", 3);
    }
    return arena_printf(scope->arena, "%s #%s", label == NULL ? "" : label,
                        id_text(text, strtoll(id, NULL, 10)));
}

static const char *export_ref_part(const struct field *f, const char *part,
                                   const struct value_scope *scope)
{
    return export_ref(entity_named(f->ref), part, scope);
}

static const char *export_anyref_part(const struct field *f, const char *part,
                                      const struct value_scope *scope)
{
    (void)f;
    (void)scope;
    return part;
}

const char *value_export(const struct field *f, const char *canonical,
                         const struct value_scope *scope)
{
    const char *text = NULL;

    if (canonical == NULL) {
        return "";
    }
    switch (f->kind) {
    case K_REF:
    case K_REFS:
        text = show_list(f, canonical, scope, export_ref_part);
        break;
    case K_ANYREFS:
        text = show_list(f, canonical, scope, export_anyref_part);
        break;
    case K_TIME:
        text = date_iso_time(scope->arena, strtoll(canonical, NULL, 10));
        break;
    case K_TEXTS:
    case K_FILE:
        text = canonical;
        break;
    default:
        text = value_show(f, canonical, scope);
    }
    return text == NULL ? "" : text;
}

/* ---- Sort keys ---- */

static const char *ip_key(const char *canonical, struct arena *a)
{
    struct in_addr v4;

    return inet_pton(AF_INET, canonical, &v4) == 1
               ? arena_printf(a, "%08x", ntohl(v4.s_addr))
               : arena_printf(a, "~%s", canonical); /* IPv6 and words after every IPv4 address */
}

const char *value_sort_key(const struct field *f, const char *canonical, struct arena *a)
{
    if (canonical == NULL) {
        return NULL;
    }
    switch (f->kind) {
    case K_IP:
        return ip_key(canonical, a);
    case K_KANA:
        return text_reading_key(a, canonical);
    case K_INT:
    case K_TIME:
    case K_REF:
        return arena_printf(a, "%020lld", strtoll(canonical, NULL, 10));
    case K_DATE:
    case K_BOOL:
        return canonical;
    case K_ENUM:
    case K_TRI:
        for (int i = 0; value_choices(f)[i].code != NULL; i++) {
            if (strcmp(value_choices(f)[i].code, canonical) == 0) {
                return arena_printf(a, "%03d", i);
            }
        }
        return canonical;
    default:
        return text_natural_key(a, canonical);
    }
}
