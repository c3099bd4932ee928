#include "record/needed.h"

#include "record/value.h"

#include <string.h>

enum {
    MAKER = 1 << 0,
    OS = 1 << 1,
    SOFTWARE = 1 << 2,
    IP = 1 << 3,
    HOSTNAME = 1 << 4,
    LOCATION = 1 << 5,
    USERS = 1 << 6,
    REGISTERED = 1 << 7,
    ALL = (1 << 8) - 1
};

static const struct {
    const char *field;
    unsigned bit;
} column[] = {
    {"maker",         MAKER     },
    {"os",            OS        },
    {"software",      SOFTWARE  },
    {"ip",            IP        },
    {"hostname",      HOSTNAME  },
    {"location",      LOCATION  },
    {"users",         USERS     },
    {"registered_on", REGISTERED},
};

static const struct {
    const char *kind;
    unsigned columns;
} must[] = {
    {"server",  ALL                                                       },
    {"client",  ALL                                                       },
    {"network", MAKER | IP | LOCATION | REGISTERED                        },
    {"storage", MAKER | IP | LOCATION | REGISTERED                        },
    {"tape",    MAKER | LOCATION | REGISTERED                             },
    {"tablet",  MAKER | OS | SOFTWARE | LOCATION | USERS | REGISTERED     },
    {"monitor", MAKER | LOCATION | REGISTERED                             },
    {"medical", MAKER | OS | SOFTWARE | IP | LOCATION | USERS | REGISTERED},
    {"printer", MAKER | IP | LOCATION | REGISTERED                        },
    {"other",   ALL                                                       },
};

static unsigned must_of(const char *kind)
{
    for (size_t i = 0; kind != NULL && i < COUNT(must); i++) {
        if (strcmp(must[i].kind, kind) == 0) {
            return must[i].columns;
        }
    }
    return 0;
}

static bool is(const struct record *r, const char *field, const char *value)
{
    const char *has = record_get(r, field);

    return has != NULL && strcmp(has, value) == 0;
}

/* Does the device say of this column that it cannot have it? */
static bool is_excused(const struct record *r, const char *field)
{
    const char *list = record_get(r, "not_applicable");
    size_t len = strlen(field);

    for (const char *p = list; p != NULL && (p = strstr(p, field)) != NULL; p += len) {
        if ((p == list || p[-1] == ',') && (p[len] == '\0' || p[len] == ',')) {
            return true;
        }
    }
    return strcmp(field, "ip") == 0 &&
           (is(r, "ip_assignment", "dhcp") || is(r, "ip_assignment", "none"));
}

static size_t missing_of_device(int out[NEEDED_MAX], const struct record *r)
{
    unsigned columns = must_of(record_get(r, "kind"));
    size_t n = 0;

    if (is(r, "in_scope", "0") || is(r, "status", "disposed")) {
        return 0;
    }
    for (size_t i = 0; i < COUNT(column); i++) {
        if ((columns & column[i].bit) != 0 && record_get(r, column[i].field) == NULL &&
            !is_excused(r, column[i].field)) {
            out[n++] = entity_field(r->entity, column[i].field);
        }
    }
    int version = entity_field(r->entity, "software_version");
    const char *software = record_get(r, "software");

    if (software != NULL && !value_is_none(software) && !is_excused(r, "software_version") &&
        (r->value[version] == NULL || value_is_unknown(r->value[version]))) {
        out[n++] = version;
    }
    return n;
}

uint64_t needed_fields(const struct entity *e)
{
    static const char *const more[] = {"kind",          "in_scope",       "status",
                                       "ip_assignment", "not_applicable", "software_version"};
    bool is_device = strcmp(e->name, "device") == 0;
    uint64_t set = 0;

    for (size_t i = 0; is_device && i < COUNT(column); i++) {
        set |= FIELD_BIT(entity_field(e, column[i].field));
    }
    for (size_t i = 0; is_device && i < COUNT(more); i++) {
        set |= FIELD_BIT(entity_field(e, more[i]));
    }
    for (size_t i = 0; !is_device && i < e->n; i++) {
        set |= (e->field[i].flags & REQUIRED) != 0 ? FIELD_BIT(i) : 0;
    }
    return set;
}

size_t needed_missing(int out[NEEDED_MAX], const struct record *r)
{
    size_t n = 0;

    if (strcmp(r->entity->name, "device") == 0) {
        return missing_of_device(out, r);
    }
    for (size_t i = 0; i < r->entity->n && n < NEEDED_MAX; i++) {
        if ((r->entity->field[i].flags & REQUIRED) != 0 && r->value[i] == NULL) {
            out[n++] = (int)i;
        }
    }
    return n;
}
