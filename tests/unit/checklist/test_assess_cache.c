#include "checklist/assess_cache.h"

#include "house.h"

static struct assess_query query_of(struct edition_set *set, const char *code, struct arena *a)
{
    struct err err;

    T_OK(edition_set_load(set, NULL, a, &err));
    return (struct assess_query){
        .facility_id = HOUSE_FACILITY,
        .edition = edition_find(set, code, FORM_IRYOKIKAN),
        .at_ms = house_now(),
    };
}

/* Behind the program's back: the audit chain does not move, so a cache cannot know. */
static void meddle(struct house *h)
{
    struct err err;

    T_OK(db_script(h->db, "UPDATE bcp SET covers_cyber = 0", &err));
}

static enum candidate bcp_candidate(struct house *h, struct assess_cache *cache,
                                    const struct assess_query *q, struct arena *a)
{
    struct assessment all;
    struct err err;

    T_OK(assess_cached(&all, cache, h->db, q, a, &err));
    assert_ptr_equal(all.edition, q->edition);
    assert_ptr_equal(all.item[0].item, &q->edition->item[0]);
    assert_false(db_in_transaction(h->db));
    return all.item[all.n - 1].candidate;
}

static void judged_once_until_something_changes(void **state)
{
    CLEANUP(house_close) struct house *h = house_open(t_engine(state));
    CLEANUP(assess_cache_close) struct assess_cache *cache = assess_cache_open();
    struct edition_set set, again;
    struct assess_query q = query_of(&set, "r6", h->arena);
    struct record *device;
    struct err err;

    assert_int_equal(bcp_candidate(h, cache, &q, h->arena), CANDIDATE_YES);
    meddle(h);
    assert_int_equal(bcp_candidate(h, cache, &q, h->arena), CANDIDATE_YES); /* kept */
    q.edition =
        query_of(&again, "r6", h->arena).edition; /* the file read anew: the same question */
    assert_int_equal(bcp_candidate(h, cache, &q, h->arena), CANDIDATE_YES);
    assert_int_equal(bcp_candidate(h, NULL, &q, h->arena), CANDIDATE_NO); /* without a cache */

    T_OK(record_read(&device, h->db, entity_named("device"), HOUSE_FACILITY, house_id(h, "pc1"),
                     h->arena, &err));
    device->value[entity_field(device->entity, "note")] = "点検済";
    house_put(h, device, "changed"); /* a change through the one door */
    assert_int_equal(bcp_candidate(h, cache, &q, h->arena), CANDIDATE_NO);
}

static void another_day_or_edition_is_another_question(void **state)
{
    CLEANUP(house_close) struct house *h = house_open(t_engine(state));
    CLEANUP(assess_cache_close) struct assess_cache *cache = assess_cache_open();
    struct edition_set set;
    struct assess_query q = query_of(&set, "r6", h->arena), tomorrow = q, r5 = q, changed = q;
    struct edition other = *q.edition;

    assert_int_equal(bcp_candidate(h, cache, &q, h->arena), CANDIDATE_YES);
    meddle(h);
    tomorrow.at_ms += 12 * 3600 * 1000; /* from noon: midnight */
    r5.edition = edition_find(&set, "r5", FORM_IRYOKIKAN);
    other.item = arena_make(h->arena, struct edition_item, other.n);
    memcpy(other.item, q.edition->item, other.n * sizeof(*other.item));
    other.item[0].n_checks--;
    changed.edition = &other; /* the same code, but it asks something else */
    assert_int_equal(bcp_candidate(h, cache, &tomorrow, h->arena), CANDIDATE_NO);
    assert_int_equal(bcp_candidate(h, cache, &r5, h->arena), CANDIDATE_NO);
    assert_int_equal(bcp_candidate(h, cache, &changed, h->arena), CANDIDATE_NO);
    q.at_ms += 12 * 3600 * 1000 - 1; /* still today */
    assert_int_equal(bcp_candidate(h, cache, &q, h->arena), CANDIDATE_YES);
}

static void the_one_not_asked_for_the_longest_leaves(void **state)
{
    CLEANUP(house_close) struct house *h = house_open(DB_SQLITE);
    CLEANUP(assess_cache_close) struct assess_cache *cache = assess_cache_open();
    struct edition_set set;
    struct assess_query q = query_of(&set, "r6", h->arena), first = q, second = q;

    (void)state;
    second.at_ms += 24 * 3600 * 1000;
    for (int i = 0; i < ASSESS_CACHE_SLOTS; i++) {
        (void)bcp_candidate(h, cache, &q, h->arena);
        q.at_ms += 24 * 3600 * 1000;
    }
    meddle(h);
    assert_int_equal(bcp_candidate(h, cache, &first, h->arena), CANDIDATE_YES); /* all fit */
    (void)bcp_candidate(h, cache, &q, h->arena);                                /* one too many */
    assert_int_equal(bcp_candidate(h, cache, &first, h->arena), CANDIDATE_YES);
    assert_int_equal(bcp_candidate(h, cache, &second, h->arena), CANDIDATE_NO);
}

struct once {
    struct house *house;
    struct assess_query q;
};

static enum status ask_once(void *arg, struct err *err)
{
    CLEANUP(assess_cache_close) struct assess_cache *cache = assess_cache_open();
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    struct once *once = arg;
    struct assessment all = {.n = 99};

    if (cache == NULL) {
        return err_set(err, E_NOMEM, "no cache");
    }
    enum status st = assess_cached(&all, cache, once->house->db, &once->q, a, err);

    assert_true(st == OK || all.n == 99);
    assert_false(db_in_transaction(once->house->db));
    return st;
}

static void failing_leaves_no_half_answer(void **state)
{
    CLEANUP(house_close) struct house *h = house_open(DB_SQLITE);
    struct edition_set set;
    struct once once = {h, query_of(&set, "r6", h->arena)};

    (void)state;
    T_FAULTS(FAULT_STMT, ask_once, &once);
    T_FAULTS(FAULT_ALLOC, ask_once, &once);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T_BOTH(judged_once_until_something_changes),
        T_BOTH(another_day_or_edition_is_another_question),
        cmocka_unit_test(the_one_not_asked_for_the_longest_leaves),
        cmocka_unit_test(failing_leaves_no_half_answer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
