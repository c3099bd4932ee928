#include "record/entity.h"

#include "record/entities/entities.h"

#include <string.h>

#define LIST_ENTITY(name) &entity_##name,
static const struct entity *const every[] = {RECORD_ENTITIES(LIST_ENTITY)};
#undef LIST_ENTITY

const struct entity *const *entity_all(size_t *n)
{
    *n = COUNT(every);
    return every;
}

const struct entity *entity_named(const char *name)
{
    for (size_t i = 0; i < COUNT(every); i++) {
        if (strcmp(every[i]->name, name) == 0) {
            return every[i];
        }
    }
    return NULL;
}

int entity_field(const struct entity *e, const char *name)
{
    for (size_t i = 0; i < e->n; i++) {
        const char *has = e->field[i].name;

        if (*has == *name && strcmp(has, name) == 0) { /* most differ in their first letter */
            return (int)i;
        }
    }
    return -1;
}

uint64_t entity_titles(const struct entity *e)
{
    uint64_t set = 0;

    for (size_t i = 0; i < e->n; i++) {
        set |= (e->field[i].flags & TITLE) != 0 ? FIELD_BIT(i) : 0;
    }
    return set;
}

const struct field *entity_unique(const struct entity *e)
{
    for (size_t i = 0; i < e->n; i++) {
        if (e->field[i].flags & UNIQUE) {
            return &e->field[i];
        }
    }
    return NULL;
}

bool entity_is_found(const struct entity *e)
{
    for (size_t i = 0; i < e->n; i++) {
        if ((e->field[i].flags & REQUIRED) != 0 && (e->field[i].flags & MACHINE) != 0) {
            return true;
        }
    }
    return false;
}

bool entity_is_added(const struct entity *e)
{
    return !e->single && !entity_is_found(e);
}

const char *field_initial(const struct field *f)
{
    return f->initial == NULL && f->kind == K_TRI ? "unknown" : f->initial;
}

const struct choice *choice_of(const struct field *f, const char *code)
{
    for (const struct choice *c = f->choices; c != NULL && c->code != NULL; c++) {
        if (strcmp(c->code, code) == 0) {
            return c;
        }
    }
    return NULL;
}
