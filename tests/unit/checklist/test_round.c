#include "checklist/round.h"

#include "house.h"

static const struct actor officer = {.account_id = 7, .name = "見本 次郎", .via = "test"};

static const struct edition *edition_of(struct edition_set *set, const char *code, enum form form,
                                        struct arena *a)
{
    struct err err;

    T_OK(edition_set_load(set, NULL, a, &err));
    return edition_find(set, code, form);
}

static enum status open_round(struct record **out, struct house *h,
                              const struct round_request *request, struct err *err)
{
    CLEANUP(writer_close) struct writer *w = NULL;
    enum status st = writer_begin(&w, h->db, HOUSE_FACILITY, &officer, house_now(), err);

    if (st == OK) {
        st = round_open(out, h->db, w, request, h->arena, err);
    }
    return st == OK ? writer_commit(w, err) : st;
}

static struct record *round_of(struct house *h, const struct edition *e, int year)
{
    struct round_request request = {
        .facility_id = HOUSE_FACILITY, .fiscal_year = year, .edition = e, .form = FORM_IRYOKIKAN};
    struct record *r = NULL;
    struct err err;

    T_OK(open_round(&r, h, &request, &err));
    return r;
}

static enum status answer(struct house *h, const struct record *round,
                          const struct round_reply *reply, struct err *err)
{
    CLEANUP(writer_close) struct writer *w = NULL;
    enum status st = writer_begin(&w, h->db, HOUSE_FACILITY, &officer, house_now(), err);

    if (st == OK) {
        st = round_answer(h->db, w, round, reply, house_now(), h->arena, err);
    }
    return st == OK ? writer_commit(w, err) : st;
}

static const char *said(const struct err *err)
{
    static char text[1024];

    return err_text(err, LANG_JA, text, sizeof(text));
}

/* ---- Rounds ---- */

static void a_round_is_opened_once_a_year_and_form(void **state)
{
    CLEANUP(house_close) struct house *h = house_open(t_engine(state));
    struct edition_set set;
    const struct edition *r6 = edition_of(&set, "r6", FORM_IRYOKIKAN, h->arena);
    struct record *first = round_of(h, r6, 2026), *again = round_of(h, r6, 2026);

    assert_int_equal(first->id, again->id);
    assert_string_equal(record_get(first, "edition"), "r6");
    assert_string_equal(record_get(first, "form"), "iryokikan");
    assert_int_not_equal(round_of(h, r6, 2025)->id, first->id);
}

static void a_vendors_form_belongs_to_a_vendor(void **state)
{
    CLEANUP(house_close) struct house *h = house_open(t_engine(state));
    struct edition_set set;
    const struct edition *r6 = edition_of(&set, "r6", FORM_JIGYOSHA, h->arena);
    struct round_request request = {
        .facility_id = HOUSE_FACILITY, .fiscal_year = 2026, .edition = r6, .form = FORM_JIGYOSHA};
    struct record *round = NULL;
    struct err err;

    T_STATUS("no vendor", open_round(&round, h, &request, &err), E_INVALID);
    assert_int_equal(err.msg, MSG_ROUND_VENDOR);
    request.vendor_id = house_id(h, "emr");
    T_OK(open_round(&round, h, &request, &err));

    request.form = FORM_IRYOKIKAN;
    T_STATUS("another form", open_round(&round, h, &request, &err), E_INVALID);
    assert_string_equal(said(&err),
                        "「r6」の版には医療機関確認用がありません。ほかの版を選んでください。");
    request.edition = edition_find(&set, "r6", FORM_IRYOKIKAN);
    T_STATUS("a vendor too many", open_round(&round, h, &request, &err), E_INVALID);
    assert_int_equal(err.msg, MSG_ROUND_NO_VENDOR);
}

/* ---- Answers ---- */

static void an_answer_keeps_the_rules(void **state)
{
    static const struct {
        const char *what, *item;
        struct round_reply reply;
        enum status want;
        const char *says; /* part of the sentence */
    } row[] = {
        {"nothing chosen",                                   "r6-med-2-1", {.reply = NULL},                                                                   E_INVALID, "はい、いいえ、該当なしから"                                                },
        {"a reply that is none",                             "r6-med-2-1", {.reply = "maybe"},                                                                E_INVALID, "2-(1)の確認結果"                                                                   },
        {"はい as proposed",                               "r6-med-1-1", {.reply = "yes", .candidate = CANDIDATE_YES},                                      OK,        ""                                                                                       },
        {"いいえ without a target date",
         "r6-med-2-1",                                                     {.reply = "no", .candidate = CANDIDATE_NO},
         E_INVALID,                                                                                                                                                      "「いいえ」の項目には目標日が必要です（2-(1)）。令和9年3月31日"},
        {"the day before the year",
         "r6-med-2-1",                                                     {.reply = "no", .candidate = CANDIDATE_NO, .target_on = "2026-03-31"},
         E_INVALID,                                                                                                                                                      "2-(1)の目標日「2026/03/31」は令和8年度の外です"                          },
        {"the first day of the year",
         "r6-med-2-1",                                                     {.reply = "no", .candidate = CANDIDATE_NO, .target_on = "2026-04-01"},
         OK,                                                                                                                                                             ""                                                                                       },
        {"the last day of the year",
         "r6-med-2-2",                                                     {.reply = "no", .candidate = CANDIDATE_NO, .target_on = "2027-03-31"},
         OK,                                                                                                                                                             ""                                                                                       },
        {"the day after the year",
         "r6-med-2-3",                                                     {.reply = "no", .candidate = CANDIDATE_NO, .target_on = "2027-04-01"},
         E_INVALID,                                                                                                                                                      "令和8年度の外"                                                                    },
        {"いいえ to the gate needs no date",
         "r6-med-0",                                                       {.reply = "no", .candidate = CANDIDATE_NO},
         OK,                                                                                                                                                             ""                                                                                       },
        {"はい against いいえ",
         "r6-med-3-1",                                                     {.reply = "yes", .candidate = CANDIDATE_NO},
         E_INVALID,                                                                                                                                                      "3-(1)の答え「はい」は候補「いいえ」と違います"                      },
        {"はい against いいえ, with blank words",
         "r6-med-3-1",                                                     {.reply = "yes", .candidate = CANDIDATE_NO, .reason = ""},
         E_INVALID,                                                                                                                                                      "理由を入力してください"                                                      },
        {"はい against いいえ, with a reason",
         "r6-med-3-1",                                                     {.reply = "yes", .candidate = CANDIDATE_NO, .reason = "紙の体制図がある"},
         OK,                                                                                                                                                             ""                                                                                       },
        {"いいえ against はい",
         "r6-med-3-2",                                                     {.reply = "no", .candidate = CANDIDATE_YES, .target_on = "2027-01-31"},
         E_INVALID,                                                                                                                                                      "候補「はい」と違います"                                                      },
        {"はい where nothing could be judged",
         "r6-med-3-3",                                                     {.reply = "yes", .candidate = CANDIDATE_UNKNOWN},
         E_INVALID,                                                                                                                                                      "候補「不明」と違います"                                                      },
        {"いいえ where nothing could be judged",
         "r6-med-3-3",                                                     {.reply = "no", .candidate = CANDIDATE_UNKNOWN, .target_on = "2027-01-31"},
         OK,                                                                                                                                                             ""                                                                                       },
        {"該当なし without a reason",
         "r6-med-2-sv-log",                                                {.reply = "not-applicable", .candidate = CANDIDATE_YES},
         E_INVALID,                                                                                                                                                      "2-(6)を「該当なし」とする理由"                                              },
        {"該当なし as proposed, with the rule's reason",
         "r6-med-2-sv-log",                                                {.reply = "not-applicable",
          .candidate = CANDIDATE_NOT_APPLICABLE,
          .excuse = "契約している事業者がないため、記入は不要です。"},
         OK,                                                                                                                                                             ""                                                                                       },
        {"a day in the future",
         "r6-med-2-sv-acct",                                               {.reply = "yes", .candidate = CANDIDATE_YES, .answered_on = "2026-11-21"},
         E_INVALID,                                                                                                                                                      "確認日「2026/11/21」は先の日付"                                               },
        {"today",
         "r6-med-2-sv-acct",                                               {.reply = "yes", .candidate = CANDIDATE_YES, .answered_on = "2026-11-20"},
         OK,                                                                                                                                                             ""                                                                                       },
        {"2回目 before 1回目",
         "r6-med-2-pc-acct",                                               {.reply = "yes", .candidate = CANDIDATE_YES, .nth = 2},
         E_INVALID,                                                                                                                                                      "2-(5)の2回目は、1回目を記入してから"                                      },
        {"2回目 after 1回目",
         "r6-med-2-sv-acct",                                               {.reply = "yes", .candidate = CANDIDATE_YES, .nth = 2},
         OK,                                                                                                                                                             ""                                                                                       },
        {"4回目",
         "r6-med-2-sv-acct",                                               {.reply = "yes", .candidate = CANDIDATE_YES, .nth = 4},
         E_INVALID,                                                                                                                                                      "1から3まで"                                                                         },
        {"0回目",
         "r6-med-2-sv-acct",                                               {.reply = "yes", .candidate = CANDIDATE_YES, .nth = -1},
         E_INVALID,                                                                                                                                                      "1から3まで"                                                                         },
    };
    CLEANUP(house_close) struct house *h = house_open(t_engine(state));
    struct edition_set set;
    const struct edition *r6 = edition_of(&set, "r6", FORM_IRYOKIKAN, h->arena);
    const struct record *round = round_of(h, r6, 2026);

    for (size_t i = 0; i < COUNT(row); i++) {
        struct round_reply reply = row[i].reply;
        struct err err = {0};

        reply.item = edition_item(r6, row[i].item);
        reply.nth = reply.nth == 0 ? 1 : reply.nth;
        T_STATUS(row[i].what, answer(h, round, &reply, &err), row[i].want);
        if (row[i].want != OK && strstr(said(&err), row[i].says) == NULL) {
            fail_msg("%s: %s", row[i].what, said(&err));
        }
    }
}

static void a_reference_item_asks_for_no_date(void **state)
{
    CLEANUP(house_close) struct house *h = house_open(t_engine(state));
    struct edition_set set;
    const struct edition *r5 = edition_of(&set, "r5", FORM_IRYOKIKAN, h->arena);
    const struct record *round = round_of(h, r5, 2026);
    struct round_reply reply = {
        .item = edition_item(r5, "r5-med-3-3"), .nth = 1, .reply = "no", .candidate = CANDIDATE_NO};
    struct err err;

    assert_true(reply.item->reference_only);
    T_OK(answer(h, round, &reply, &err));
}

static void a_vendors_yes_needs_no_reason_of_ours(void **state)
{
    CLEANUP(house_close) struct house *h = house_open(t_engine(state));
    struct edition_set set;
    const struct edition *r6 = edition_of(&set, "r6", FORM_JIGYOSHA, h->arena);
    struct round_request request = {.facility_id = HOUSE_FACILITY,
                                    .fiscal_year = 2026,
                                    .edition = r6,
                                    .form = FORM_JIGYOSHA,
                                    .vendor_id = house_id(h, "emr")};
    struct round_reply reply = {.item = edition_item(r6, "r6-ven-2-patch-sv"),
                                .nth = 1,
                                .reply = "yes",
                                .candidate = CANDIDATE_UNKNOWN};
    struct record *round = NULL;
    struct err err;

    T_OK(open_round(&round, h, &request, &err));
    T_OK(answer(h, round, &reply, &err));
}

static void an_answer_is_changed_only_by_who_saw_it(void **state)
{
    CLEANUP(house_close) struct house *h = house_open(t_engine(state));
    struct edition_set set;
    const struct edition *r6 = edition_of(&set, "r6", FORM_IRYOKIKAN, h->arena);
    const struct record *round = round_of(h, r6, 2026);
    struct round_reply reply = {.item = edition_item(r6, "r6-med-2-sv-log"),
                                .nth = 1,
                                .reply = "yes",
                                .note = "月1回",
                                .answered_by = "見本 次郎",
                                .candidate = CANDIDATE_YES};
    struct round_view view;
    struct err err;

    T_OK(answer(h, round, &reply, &err));
    T_STATUS("a second first answer", answer(h, round, &reply, &err), E_CONFLICT);
    T_OK(round_read(&view, h->db, HOUSE_FACILITY, round->id, &set, h->arena, &err));
    const struct record *stored = view.item[7].answer[0];

    assert_string_equal(view.item[7].item->id, "r6-med-2-sv-log");
    assert_string_equal(record_get(stored, "reply"), "yes");
    assert_string_equal(record_get(stored, "scope"), "server");
    assert_string_equal(record_get(stored, "candidate"), "yes");
    assert_string_equal(record_get(stored, "answered_on"), "2026-11-20");
    assert_string_equal(record_get(stored, "answered_by"), "見本 次郎");

    reply.id = stored->id;
    reply.version = stored->version;
    reply.note = "週1回";
    T_OK(answer(h, round, &reply, &err));
    T_STATUS("an old version", answer(h, round, &reply, &err), E_CONFLICT);
}

/* ---- Last year ---- */

static void last_years_answers_stand_beside_and_are_not_copied(void **state)
{
    CLEANUP(house_close) struct house *h = house_open(t_engine(state));
    struct edition_set set;
    const struct edition *r6 = edition_of(&set, "r6", FORM_IRYOKIKAN, h->arena);
    const struct edition *r7 = edition_find(&set, "r7", FORM_IRYOKIKAN);
    const struct record *before = round_of(h, r6, 2025), *now = round_of(h, r7, 2026);
    static const char *const answered[] = {"r6-med-2-sv-acct", "r6-med-2-pc-acct"};
    struct round_view view;
    struct err err;

    for (size_t i = 0; i < COUNT(answered); i++) {
        struct round_reply reply = {.item = edition_item(r6, answered[i]),
                                    .nth = 1,
                                    .reply = "no",
                                    .target_on = "2025-12-01",
                                    .candidate = CANDIDATE_NO};

        T_OK(answer(h, before, &reply, &err));
        reply.nth = 2;
        reply.reply = "yes";
        reply.target_on = NULL;
        reply.reason = "2回目に直した";
        T_OK(answer(h, before, &reply, &err));
    }
    T_OK(round_read(&view, h->db, HOUSE_FACILITY, now->id, &set, h->arena, &err));
    assert_int_equal(view.round_before->id, before->id);
    for (size_t i = 0; i < view.n; i++) {
        bool accounts = strcmp(view.item[i].item->topic, "accounts") == 0;

        assert_null(round_last(&view.item[i])); /* this year nothing is answered */
        assert_int_equal(view.item[i].n_last_year, accounts ? 2 : 0); /* サーバ and 端末PC */
        if (accounts) {                                               /* what counted in the end */
            assert_string_equal(record_get(view.item[i].last_year[0], "reply"), "yes");
            assert_string_equal(record_get(view.item[i].last_year[1], "nth"), "2");
        }
    }
}

static void a_round_whose_edition_is_gone_can_still_be_read(void **state)
{
    CLEANUP(house_close) struct house *h = house_open(t_engine(state));
    struct edition_set set;
    const struct record *round =
        round_of(h, edition_of(&set, "r6", FORM_IRYOKIKAN, h->arena), 2026);
    struct edition_set none = {.n = 0};
    struct round_view view;
    struct err err;

    T_OK(round_read(&view, h->db, HOUSE_FACILITY, round->id, &none, h->arena, &err));
    assert_null(view.edition);
    assert_int_equal(view.n, 0);
    T_STATUS("another facility",
             round_read(&view, h->db, HOUSE_FACILITY + 1, round->id, &set, h->arena, &err),
             E_NOTFOUND);
}

/* ---- Failing ---- */

struct answering {
    struct house *house;
    const struct record *round;
    const struct edition *edition;
    size_t next;
};

static enum status answer_once(void *arg, struct err *err)
{
    struct answering *a = arg;
    struct arena_mark mark = arena_mark(a->house->arena);
    struct round_reply reply = {.item = &a->edition->item[a->next],
                                .nth = 1,
                                .reply = "no",
                                .target_on = "2027-01-31",
                                .candidate = CANDIDATE_NO};
    enum status st = answer(a->house, a->round, &reply, err);

    a->next += st == OK;
    arena_reset(a->house->arena, mark);
    return st;
}

static void a_failing_save_is_told_and_leaves_no_answer(void **state)
{
    CLEANUP(house_close) struct house *h = house_open(DB_SQLITE);
    struct edition_set set;
    const struct edition *r6 = edition_of(&set, "r6", FORM_IRYOKIKAN, h->arena);
    struct answering a = {h, round_of(h, r6, 2026), r6, 0};
    struct round_view view;
    struct err err;

    (void)state;
    T_FAULTS(FAULT_STMT, answer_once, &a);
    T_FAULTS(FAULT_ALLOC, answer_once, &a);
    T_OK(round_read(&view, h->db, HOUSE_FACILITY, a.round->id, &set, h->arena, &err));
    for (size_t i = 0; i < view.n; i++) { /* one answer for each run that was left alone */
        assert_true((round_last(&view.item[i]) != NULL) == (i < a.next));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T_BOTH(a_round_is_opened_once_a_year_and_form),
        T_BOTH(a_vendors_form_belongs_to_a_vendor),
        T_BOTH(an_answer_keeps_the_rules),
        T_BOTH(a_reference_item_asks_for_no_date),
        T_BOTH(a_vendors_yes_needs_no_reason_of_ours),
        T_BOTH(an_answer_is_changed_only_by_who_saw_it),
        T_BOTH(last_years_answers_stand_beside_and_are_not_copied),
        T_BOTH(a_round_whose_edition_is_gone_can_still_be_read),
        cmocka_unit_test(a_failing_save_is_told_and_leaves_no_answer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
