/* The files of packs that were made: each keeps its address, however many are made after it. */
#include "browser.h"
#include "dossier/pack.h"
#include "web/pack_pages.h"

#include "db/dynamic.h"

#include <sys/stat.h>

enum { PACKS = 25, FIRST_ID = 1000001 }; /* more than the page lists */

static void add_pack(struct house *h, int64_t facility, int number)
{
    static const char sql[] =
        "INSERT INTO pack (facility_id, id, fiscal_year, number, made_at, made_by, as_of, edition,"
        " form, check_number, manifest) VALUES ($1, $2, 2026, $3, 0, '見本 花子', '2026-11-24',"
        " 'r8', 'medical', '0000', '{}')";
    CLEANUP(stmt_close) struct stmt *q = stmt_dynamic(h->web.db, sql, "iii", "");
    struct err err;

    stmt_i64(q, 1, facility);
    stmt_i64(q, 2, FIRST_ID + number);
    stmt_i64(q, 3, number);
    stmt_run(q);
    T_OK(stmt_status(q, &err));
}

static void add_file(struct house *h, int number, const char *name, struct arena *a)
{
    const char *dir = pack_dir(h->web.data_dir, FIRST_ID + number, a);
    FILE *f;

    mkdir(arena_printf(a, "%s/packs", h->web.data_dir), 0700);
    mkdir(dir, 0700); /* may be there: tests share it */
    f = fopen(arena_printf(a, "%s/%s", dir, name), "wb");
    assert_non_null(f);
    fputs("%PDF", f);
    assert_int_equal(fclose(f), 0);
}

static int status_of(struct browser *b, const char *house, int number, const char *word)
{
    char id[ID_TEXT_SIZE];

    browser_get(
        b, arena_printf(b->arena, "%s/pack/%s/%s", house, id_text(id, FIRST_ID + number), word));
    return b->status;
}

static void the_first_pack_stays_when_many_follow(void **state)
{
    struct house h;
    struct browser b;

    house_open(&h, t_engine(state));
    house_fill(&h);
    browser_open(&b, &h);
    for (int i = 1; i <= PACKS; i++) {
        add_pack(&h, h.facility, i);
    }
    add_file(&h, 1, PACK_PDF, b.arena);
    add_file(&h, PACKS, PACK_PDF, b.arena);
    browser_enter(&b, h.account[ROLE_ADMIN]);

    assert_int_equal(status_of(&b, h.url, PACKS, "pdf"), 200);
    assert_int_equal(status_of(&b, h.url, 1, "pdf"), 200);
    assert_int_equal(status_of(&b, h.url, 1, "nothing"), 404);
    assert_int_equal(status_of(&b, h.url, PACKS + 1, "pdf"), 404);

    /* The page lists 20 and leads to the five before them. */
    static const char older[] = "/pack?before=";
    char id[ID_TEXT_SIZE];

    browser_get(&b, arena_printf(b.arena, "%s/pack", h.url));
    assert_int_equal(b.status, 200);
    assert_null(strstr(buf_text(&b.body), "第5版"));
    const char *link = strstr(buf_text(&b.body), older);
    assert_non_null(link);
    assert_memory_equal(link + sizeof(older) - 1, id_text(id, FIRST_ID + PACKS - 19),
                        ID_TEXT_SIZE - 1);
    browser_get(&b, arena_printf(b.arena, "%s%s%s", h.url, older, id));
    assert_non_null(strstr(buf_text(&b.body), "第5版"));
    assert_null(strstr(buf_text(&b.body), "第6版"));
    assert_null(strstr(buf_text(&b.body), older)); /* there is nothing before them */
    browser_get(&b, arena_printf(b.arena, "%s%snothing", h.url, older));
    assert_int_equal(b.status, 404);
    browser_close(&b);
    house_close(&h);
}

static void the_pack_of_another_institution_is_not_found(void **state)
{
    struct house h;
    struct browser b;

    house_open(&h, t_engine(state));
    house_fill(&h);
    browser_open(&b, &h);
    add_pack(&h, h.other_facility, 1);
    add_file(&h, 1, PACK_PDF, b.arena);
    browser_enter(&b, h.account[ROLE_ADMIN]);
    assert_int_equal(status_of(&b, h.url, 1, "pdf"), 404);
    browser_close(&b);
    house_close(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T_BOTH(the_first_pack_stays_when_many_follow),
        T_BOTH(the_pack_of_another_institution_is_not_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
