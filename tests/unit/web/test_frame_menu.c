#include "web/frame_menu.h"

#include "t.h"

static size_t items_of(const struct frame_view *v, const char **here)
{
    size_t n = 0;

    *here = NULL;
    for (size_t g = 0; g < v->n_menu; g++) {
        for (size_t i = 0; i < v->menu[g].n; i++) {
            n++;
            if (v->menu[g].item[i].is_here) {
                assert_null(*here); /* at most one */
                *here = v->menu[g].item[i].label;
            }
        }
    }
    return n;
}

static void a_page_stands_in_one_place(void **state)
{
    (void)state;
    static const struct {
        const char *here;
        const char *want;
    } row[] = {
        {"",                           "やること"},
        {"/",                          "やること"},
        {"/device",                    "機器台帳"},
        {"/device/0bcdefghijklm/edit", "機器台帳"},
        {"/device?words=x",            "機器台帳"},
        {"/device_interface",          NULL          },
        {"/search",                    NULL          },
        {"/references",                "参考資料"},
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
        struct frame_view v = {0};
        const char *here;
        struct err err;

        frame_menu(&v, &(struct frame_menu_for){.facility_url = "/f/1", .here = row[i].here}, a);
        T_OK(arena_status(a, &err));
        items_of(&v, &here);
        if (row[i].want == NULL) {
            assert_null(here);
        } else {
            assert_string_equal(here, row[i].want);
        }
    }
}

static void who_decides_only_sees_less_and_an_administrator_more(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    struct frame_menu_for who = {.facility_url = "/f/1", .here = ""};
    struct frame_view v = {0};
    const char *here;

    frame_menu(&v, &who, a);
    size_t all = items_of(&v, &here);

    who.is_admin = true;
    frame_menu(&v, &who, a);
    assert_int_equal(items_of(&v, &here), all + 1);
    who = (struct frame_menu_for){.facility_url = "/f/1", .here = "", .is_short = true};
    frame_menu(&v, &who, a);
    assert_int_equal(items_of(&v, &here), 6);
    assert_string_equal(v.menu[0].item[0].url, "/f/1");
    assert_string_equal(v.menu[1].item[0].url, "/f/1/contact");
}

static void knows_the_menus_words(void **state)
{
    (void)state;
    assert_string_equal(frame_menu_word("device"), "機器台帳");
    assert_string_equal(frame_menu_word(""), "やること");
    assert_null(frame_menu_word("nothing"));
}

static enum status make(void *arg, struct err *err)
{
    (void)arg;
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    struct frame_view v = {0};

    frame_menu(&v, &(struct frame_menu_for){.facility_url = "/f/1", .here = ""}, a);
    return arena_status(a, err);
}

static void tells_when_memory_runs_out(void **state)
{
    (void)state;
    T_FAULTS(FAULT_ALLOC, make, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_stands_in_one_place),
        cmocka_unit_test(who_decides_only_sees_less_and_an_administrator_more),
        cmocka_unit_test(knows_the_menus_words),
        cmocka_unit_test(tells_when_memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
