/*
 * The check device_os_ended and catalogue/support_ends.json give one date for one Windows: the
 * check is SQL over the ledger, the file is for what the wire shows and may be replaced.
 */
#include "checklist/check.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/json.h"
#include "t.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { FILE_MAX = 1 << 20, NAME_SIZE = 64 };

/* "Windows Server 2008 R2" as the check spells it: "server2008r2". */
static void spell(char out[NAME_SIZE], const char *claim)
{
    static const char windows[] = "Windows ";
    size_t n = 0;

    claim += strncmp(claim, windows, sizeof(windows) - 1) == 0 ? sizeof(windows) - 1 : 0;
    for (; *claim != '\0' && n + 1 < NAME_SIZE; claim++) {
        if (*claim != ' ') {
            out[n++] = (char)tolower((unsigned char)*claim);
        }
    }
    out[n] = '\0';
}

/* The date of the item that has this spelling among its matches; NULL: none. */
static const char *date_of_file(const struct json *items, const char *name)
{
    for (size_t i = 0; i < json_count(items); i++) {
        const struct json *match = json_get(json_at(items, i), "match");

        for (size_t k = 0; k < json_count(match); k++) {
            char spelt[NAME_SIZE];

            spell(spelt, json_text(json_at(match, k)));
            if (strcmp(spelt, name) == 0) {
                return json_get_text(json_at(items, i), "ends_on");
            }
        }
    }
    return NULL;
}

static const struct json *read_items(struct json_doc **doc, struct arena *a)
{
    char *text;
    size_t len;
    struct err err;

    T_OK(file_read(&text, &len, t_source("catalogue/support_ends.json"), FILE_MAX, a, &err));
    T_OK(json_parse(doc, text, len, &err));
    return json_get(json_root(*doc), "items");
}

/* Each ('xp', '2014-04-08') of the check's text; how many. */
static size_t compare(const char *sql, const struct json *items)
{
    char name[NAME_SIZE], date[NAME_SIZE];
    size_t n = 0;

    for (const char *at = sql; (at = strstr(at, "('")) != NULL; at++) {
        if (sscanf(at, "('%63[^']', '%63[0-9-]')", name, date) != 2) {
            continue;
        }
        const char *want = date_of_file(items, name);

        if (want == NULL || strcmp(want, date) != 0) {
            fail_msg("%s: the check says %s, the file %s", name, date, want == NULL ? "-" : want);
        }
        n++;
    }
    return n;
}

static void the_check_and_the_file_agree(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(8 << 20);
    CLEANUP(json_close) struct json_doc *doc = NULL;
    const struct json *items = read_items(&doc, a);
    char *sql;
    size_t len;
    struct err err;

    (void)state;
    assert_non_null(check_named("device_os_ended"));
    T_OK(file_read(&sql, &len, t_source("src/checklist/checks/ledger.sql"), FILE_MAX, a, &err));
    const char *from = strstr(sql, "-- name: device_os_ended ");

    assert_non_null(from);
    assert_int_equal(compare(strstr(from, "ended(os, ends_on)"), items), 11);
}

static void a_date_that_differs_is_seen(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(8 << 20);
    CLEANUP(json_close) struct json_doc *doc = NULL;
    const struct json *items = read_items(&doc, a);

    (void)state;
    assert_int_equal(compare("('xp', '2014-04-08'), ('server2008r2', '2020-01-14')", items), 2);
    assert_string_not_equal(date_of_file(items, "xp"), "2014-04-09");
    assert_null(date_of_file(items, "nt"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_check_and_the_file_agree),
        cmocka_unit_test(a_date_that_differs_is_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
