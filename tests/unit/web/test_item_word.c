/* What people call a checklist item, in place of its id. */
#include "t.h"

#include "web/item_word.h"

static void an_item_is_called_by_its_number_scope_and_edition(void **state)
{
    static const struct {
        const char *id, *word;
    } row[] = {
        {"r6-med-2-1",        "2-(1)（令和6年度版）"                         },
        {"r6-med-2-sv-patch", "2-(7) サーバ（令和6年度版）"               },
        {"r6-med-2-nw-patch", "2-(7) ネットワーク機器（令和6年度版）"},
        {"r6-med-no-such",    "r6-med-no-such"                                      },
    };
    CLEANUP(arena_close) struct arena *a = arena_open(8 << 20);
    struct item_words *words = item_words_make("/nowhere", a);

    for (size_t i = 0; i < COUNT(row); i++) {
        assert_string_equal(item_word(words, row[i].id), row[i].word);
    }
    assert_string_equal(item_word(NULL, "r6-med-2-1"), "r6-med-2-1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_item_is_called_by_its_number_scope_and_edition),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
