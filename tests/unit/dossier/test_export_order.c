#include "dossier/export_order.h"
#include "t.h"

#include "render/json.h"

#include <string.h>

static const struct entity *device(void)
{
    return entity_named("device");
}

static void an_order_reads_back_as_it_was_written(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    CLEANUP(buf_close) struct buf b = BUF_INIT(4096);
    CLEANUP(json_close) struct json_doc *doc = NULL;
    const struct filter filter[] = {
        {entity_field(device(), "status"),        FILTER_IS,    "active"    },
        {entity_field(device(), "os"),            FILTER_EMPTY, NULL        },
        {entity_field(device(), "registered_on"), FILTER_SINCE, "2026-04-01"},
    };
    const struct export_request rq = {
        .query = {.entity = device(),
                  .filter = filter,
                  .n_filters = COUNT(filter),
                  .words = "ナース\"",
                  .sort = entity_field(device(), "location"),
                  .descending = true,
                  .with_closed = true},
        .format = EXPORT_CSV_CP932,
    };
    struct export_request back;
    struct err err;

    T_OK(export_order_write(&b, &rq, &err));
    T_OK(json_parse(&doc, buf_text(&b), b.len, &err));
    T_OK(export_order_read(&back, json_root(doc), 7, a, &err));
    assert_ptr_equal(back.query.entity, device());
    assert_int_equal(back.query.facility_id, 7);
    assert_int_equal(back.format, EXPORT_CSV_CP932);
    assert_string_equal(back.query.words, rq.query.words);
    assert_int_equal(back.query.sort, rq.query.sort);
    assert_true(back.query.descending && back.query.with_closed && !back.empty);
    assert_int_equal(back.query.n_filters, COUNT(filter));
    for (size_t i = 0; i < COUNT(filter); i++) {
        const struct filter *f = &back.query.filter[i];

        assert_int_equal(f->field, filter[i].field);
        assert_int_equal(f->how, filter[i].how);
        if (filter[i].text == NULL) {
            assert_null(f->text);
        } else {
            assert_string_equal(f->text, filter[i].text);
        }
    }
}

static void what_was_not_written_here_is_refused(void **state)
{
    (void)state;
    static const char *const order[] = {
        "{}",
        "{\"entity\":\"device\"}",
        "{\"entity\":\"account\",\"format\":\"csv\"}",
        "{\"entity\":\"device\",\"format\":\"pdf\"}",
        "{\"entity\":\"device\",\"format\":\"csv\",\"sort\":\"id; DROP\"}",
        "{\"entity\":\"device\",\"format\":\"csv\",\"filters\":[{\"field\":\"x\",\"how\":0}]}",
        "{\"entity\":\"device\",\"format\":\"csv\",\"filters\":[{\"field\":\"os\",\"how\":6}]}",
        "{\"entity\":\"device\",\"format\":\"csv\",\"filters\":[{\"field\":\"os\"}]}",
    };
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);

    for (size_t i = 0; i < COUNT(order); i++) {
        CLEANUP(json_close) struct json_doc *doc = NULL;
        struct export_request rq = {.format = EXPORT_JSON};
        struct err err;

        T_OK(json_parse(&doc, order[i], strlen(order[i]), &err));
        T_STATUS(order[i], export_order_read(&rq, json_root(doc), 1, a, &err), E_INVALID);
        assert_int_equal(rq.format, EXPORT_JSON); /* left untouched */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_order_reads_back_as_it_was_written),
        cmocka_unit_test(what_was_not_written_here_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
