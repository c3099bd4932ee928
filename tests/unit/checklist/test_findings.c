/* What each kind of 所見 means for the checklist, and that a person's decision is respected. */
#include "checklist/assess.h"

#include "house.h"

/* Which checks speak of an open finding of a rule; "": none, it is for the list of 所見 alone. */
static const struct {
    const char *rule, *checks;
} row[] = {
    {"unknown_device",     "finding_unlisted"                     },
    {"changed_address",    "finding_ledger_differs"               },
    {"maker_differs",      "finding_ledger_differs"               },
    {"gone",               "finding_ledger_differs"               },
    {"address_conflict",   "finding_ledger_differs"               },
    {"dual_homed",         "finding_dual_homed finding_dual_homed"},
    {"dual_homed_routing", "finding_dual_homed finding_dual_homed"},
    {"internet_gateway",   "finding_way_out finding_way_out"      },
    {"hidden_uplink",      "finding_way_out finding_way_out"      },
    {"rogue_service",      "finding_way_out finding_way_out"      },
    {"tunnel",             "remote_traffic_unexplained"           },
    {"remote_tool",        "remote_traffic_unexplained"           },
    {"reverse_tunnel",     "remote_traffic_unexplained"           },
    {"eol_os",             "finding_support_ended"                },
    {"eol_software",       "finding_support_ended"                },
    {"retired_talking",    "finding_retired_talking"              },
    {"weak_protocol",      ""                                     },
    {"medical_node",       ""                                     },
    {"facility_node",      ""                                     },
    {"sensor_silent",      ""                                     },
    {"too_many",           ""                                     },
};

static void set_finding(struct house *h, const char *rule, const char *state, const char *until)
{
    char sql[256];
    struct err err;

    snprintf(sql, sizeof(sql),
             "UPDATE finding SET rule = '%s', state = '%s', expires_on = '%s' "
             "WHERE subject = '198.51.100.9'",
             rule, state, until);
    T_OK(db_script(h->db, sql, &err));
}

/* The checks that lead to that finding, one for each item, and to nothing else. */
static const char *speaking(struct house *h, struct arena *a)
{
    struct edition_set set;
    struct assessment all;
    const char *said = "";
    struct err err;

    T_OK(edition_set_load(&set, NULL, a, &err));
    struct assess_query q = {.facility_id = HOUSE_FACILITY,
                             .edition = edition_find(&set, "r6", FORM_IRYOKIKAN),
                             .at_ms = house_now()};

    T_OK(assess_run(&all, h->db, &q, a, &err));
    for (size_t i = 0; i < all.n; i++) {
        for (size_t k = 0; k < all.item[i].n; k++) {
            const struct assess_reason *r = &all.item[i].reason[k];

            assert_int_equal(r->count, 1);
            assert_int_equal(r->n, 1);
            assert_string_equal(r->record[0].entity->name, "finding");
            assert_int_equal(r->record[0].id, house_id(h, "tunnel"));
            assert_string_equal(r->record[0].fields, "state");
            assert_int_equal(r->level, CHECK_WARNS);
            said = arena_printf(a, "%s%s%s", said, *said == '\0' ? "" : " ", r->check);
        }
    }
    return said;
}

static void every_kind_of_finding_has_its_check_or_none(void **state)
{
    CLEANUP(house_close) struct house *h = house_open(t_engine(state));
    const struct field *rule = &entity_named("finding")->field[0];
    size_t n = 0;

    for (const struct choice *c = rule->choices; c->code != NULL; c++) {
        size_t i = 0;

        while (i < COUNT(row) && strcmp(row[i].rule, c->code) != 0) {
            i++;
        }
        if (i == COUNT(row)) {
            fail_msg("%s: which check hears of it?", c->code);
        }
        n++;
    }
    assert_int_equal(n, COUNT(row));
    for (size_t i = 0; i < COUNT(row); i++) {
        CLEANUP(arena_close) struct arena *a = arena_open(16 << 20);
        const char *said;

        set_finding(h, row[i].rule, "open", "2027-03-31");
        said = speaking(h, a);
        if (strcmp(said, row[i].checks) != 0) {
            fail_msg("%s: %s", row[i].rule, said);
        }
    }
}

static void a_decision_is_respected_until_its_day(void **state)
{
    static const struct {
        const char *state, *until;
        bool speaks;
    } decided[] = {
        {"open",     "2027-03-31", true },
        {"working",  "2027-03-31", true },
        {"accepted", "2026-11-20", false}, /* to the end of this day */
        {"accepted", "2026-11-19", true },
        {"resolved", "2020-01-01", false},
    };
    CLEANUP(house_close) struct house *h = house_open(t_engine(state));

    for (size_t i = 0; i < COUNT(row); i++) {
        bool again = i > 0 && strcmp(row[i].checks, row[i - 1].checks) == 0; /* the same check */

        for (size_t k = 0; !again && k < COUNT(decided); k++) {
            CLEANUP(arena_close) struct arena *a = arena_open(16 << 20);

            set_finding(h, row[i].rule, decided[k].state, decided[k].until);
            assert_string_equal(speaking(h, a), decided[k].speaks ? row[i].checks : "");
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T_BOTH(every_kind_of_finding_has_its_check_or_none),
        T_BOTH(a_decision_is_respected_until_its_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
