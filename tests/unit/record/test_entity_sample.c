/*
 * The files of the sample hospital fit the entity tables: every column is a field that an import
 * may fill, and every register is there. (Values are tried by the import itself.)
 */
#include "record/entity.h"
#include "t.h"

#include <stdio.h>

enum { LINE_SIZE = 4096 };

/* The importable field with this label, or NULL. */
static const struct field *labelled(const struct entity *e, const char *label)
{
    for (size_t i = 0; i < e->n; i++) {
        if (strcmp(e->field[i].ja, label) == 0 && !(e->field[i].flags & MACHINE)) {
            return &e->field[i];
        }
    }
    return NULL;
}

static void check_header(const struct entity *e, const char *file)
{
    static const char mark[] = "\xef\xbb\xbf";
    char path[256], line[LINE_SIZE], *rest = line;

    snprintf(path, sizeof(path), "sample/%s", file);
    FILE *f = fopen(t_source(path), "rb");

    assert_non_null(f);
    assert_non_null(fgets(line, sizeof(line), f));
    fclose(f);
    assert_memory_equal(line, mark, strlen(mark));
    line[strcspn(line, "\r\n")] = '\0';
    rest += strlen(mark);
    for (char *label; (label = strsep(&rest, ",")) != NULL;) {
        if (labelled(e, label) == NULL) {
            fail_msg("%s: %s has no such field: %s", file, e->name, label);
        }
    }
}

static void every_file_fits_its_entity(void **state)
{
    (void)state;
    char entity[64], file[128];
    bool seen[64] = {false};
    size_t n;
    const struct entity *const *all = entity_all(&n);
    FILE *order = fopen(t_source("sample/order.txt"), "rb");

    assert_non_null(order);
    while (fscanf(order, "%63s %127s", entity, file) == 2) {
        const struct entity *e = entity_named(entity);

        assert_non_null(e);
        for (size_t i = 0; i < n; i++) {
            seen[i] |= all[i] == e;
        }
        if (strstr(file, ".xlsx") == NULL) {
            check_header(e, file);
        }
    }
    fclose(order);
    for (size_t i = 0; i < n; i++) {
        /* findings are what the network shows: no hospital has them in a file */
        if (!seen[i] && strcmp(all[i]->name, "finding") != 0) {
            fail_msg("the sample hospital has no %s", all[i]->name);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_file_fits_its_entity)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
