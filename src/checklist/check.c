#include "checklist/check.h"

#include "base/err.h"
#include "checklist/checks.sql.h" /* the table, generated from the directory checks */

#include <assert.h>
#include <string.h>

static const char *const level[CHECK_LEVELS] = {
    [CHECK_BLOCKS] = "blocks",
    [CHECK_WARNS] = "warns",
    [CHECK_NEEDS] = "needs",
    [CHECK_EXCUSES] = "excuses",
};

const struct sql_entry *check_all(size_t *n)
{
    *n = COUNT(check_sql);
    return check_sql;
}

const struct sql_entry *check_named(const char *name)
{
    for (size_t i = 0; i < COUNT(check_sql); i++) {
        if (strcmp(check_sql[i].name, name) == 0) {
            return &check_sql[i];
        }
    }
    return NULL;
}

const char *check_tag(const struct sql_entry *check, const char *word)
{
    for (size_t i = 0; i < check->n_tags; i++) {
        if (strcmp(check->tag[i].word, word) == 0) {
            return check->tag[i].rest;
        }
    }
    return "";
}

enum check_level check_level(const struct sql_entry *check)
{
    const char *word = check_tag(check, "level");
    int at = 0;

    while (at < CHECK_LEVELS && strcmp(level[at], word) != 0) {
        at++;
    }
    assert(at < CHECK_LEVELS); /* our own .sql file */
    return (enum check_level)at;
}

bool check_lists(const char *list, const char *word)
{
    size_t len = strlen(word);

    for (const char *p = list; *p != '\0'; p += strspn(p, " ")) {
        size_t n = strcspn(p, " ");

        if (n == len && memcmp(p, word, len) == 0) {
            return true;
        }
        p += n;
    }
    return false;
}

struct stmt *check_open(struct db *db, const struct sql_entry *check,
                        const struct check_arguments *a)
{
    return check_sql_open(db, check, a->facility_id, a->today, a->yesterday, a->year_old,
                          a->half_year_old, a->year_old_at, a->finding_old_at, a->now_at,
                          a->contacts_old, a->scope, a->patch_old, a->inspection, a->topics,
                          a->item);
}

bool check_next(struct stmt *q, struct check_gap *out)
{
    struct check_sql_row row;

    if (!check_sql_next(q, &row)) {
        return false;
    }
    *out = (struct check_gap){row.entity, row.id, row.fields, row.detail};
    return true;
}
