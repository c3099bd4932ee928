#include "checklist/round.h"

#include "base/date.h"
#include "checklist/compare.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBER_SIZE = 24 };

static void set(struct record *r, const char *field, const char *value)
{
    r->value[entity_field(r->entity, field)] = value;
}

static const char *number(struct arena *a, int64_t n)
{
    return n == 0 ? NULL : arena_printf(a, "%" PRId64, n);
}

static bool same(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* ---- Rounds ---- */

/* The rounds of a year and form. */
static enum status rounds_of(struct record_list *out, struct db *db, int64_t facility_id,
                             const char *fiscal_year, const char *form, struct arena *a,
                             struct err *err)
{
    const struct entity *e = entity_named("round");
    const struct filter filter[] = {
        {entity_field(e, "fiscal_year"), FILTER_IS, fiscal_year},
        {entity_field(e, "form"),        FILTER_IS, form       },
    };
    const struct record_query q = {
        .entity = e,
        .facility_id = facility_id,
        .filter = filter,
        .n_filters = COUNT(filter),
        .sort = -1,
        .limit = -1,
    };

    return record_list_read(out, db, &q, a, err);
}

static struct record *round_like(const struct record_list *list, const char *vendor,
                                 const char *system)
{
    for (size_t i = 0; i < list->n; i++) {
        if (same(record_get(list->row[i], "vendor"), vendor) &&
            same(record_get(list->row[i], "system"), system)) {
            return list->row[i];
        }
    }
    return NULL;
}

static const char *form_ja(enum form form)
{
    const struct entity *e = entity_named("round");

    return choice_of(&e->field[entity_field(e, "form")], form_code(form))->ja;
}

static enum status check_request(const struct round_request *request, struct err *err)
{
    if ((request->edition->forms & 1u << request->form) == 0) {
        return err_say(err, E_INVALID, MSG_ROUND_EDITION, request->edition->code,
                       form_ja(request->form));
    }
    if (request->form == FORM_JIGYOSHA && request->vendor_id == 0) {
        return err_say(err, E_INVALID, MSG_ROUND_VENDOR);
    }
    if (request->form != FORM_JIGYOSHA && request->vendor_id != 0) {
        return err_say(err, E_INVALID, MSG_ROUND_NO_VENDOR, form_ja(request->form));
    }
    return OK;
}

enum status round_open(struct record **out, struct db *db, struct writer *w,
                       const struct round_request *request, struct arena *a, struct err *err)
{
    const char *year = number(a, request->fiscal_year), *form = form_code(request->form);
    const char *vendor = number(a, request->vendor_id), *system = number(a, request->system_id);
    struct record_list list;
    enum status st = check_request(request, err);

    if (st == OK) {
        st = rounds_of(&list, db, request->facility_id, year, form, a, err);
    }
    if (st != OK) {
        return st;
    }
    struct record *r = round_like(&list, vendor, system);

    if (r == NULL) {
        r = record_new(entity_named("round"), request->facility_id, a);
        if (r == NULL) {
            return arena_status(a, err);
        }
        set(r, "fiscal_year", year);
        set(r, "edition", request->edition->code);
        set(r, "form", form);
        set(r, "vendor", vendor);
        set(r, "system", system);
        st = record_put(w, r, NULL, err);
    }
    if (st == OK) {
        *out = r;
    }
    return st;
}

/* ---- Answers: the rules ---- */

/* "2-(1)" or, where the printed number is not known, our label. */
static const char *name_of(const struct edition_item *item)
{
    return item->no != NULL && strcmp(item->no, "-") != 0 ? item->no : item->label;
}

static int year_of(const struct record *round)
{
    return (int)strtol(record_get(round, "fiscal_year"), NULL, 10);
}

static enum status check_target(const struct record *round, const struct round_reply *reply,
                                struct arena *a, struct err *err)
{
    int year = year_of(round);
    struct date last = fiscal_last(year), target;
    const char *until = date_both(a, last), *label = fiscal_label(a, year);

    if (strcmp(reply->reply, "no") != 0 || !reply->item->target_date_required) {
        return OK;
    }
    if (reply->target_on == NULL) {
        return err_say(err, E_INVALID, MSG_ANSWER_TARGET_MISSING, name_of(reply->item), until,
                       label);
    }
    enum status st = date_from_iso(&target, reply->target_on, err);

    if (st == OK &&
        (date_compare(target, fiscal_first(year)) < 0 || date_compare(target, last) > 0)) {
        return err_say(err, E_INVALID, MSG_ANSWER_TARGET_OUTSIDE, name_of(reply->item),
                       date_slash(a, target), label, until);
    }
    return st;
}

static const char *reply_ja(const char *code)
{
    const struct entity *e = entity_named("answer");

    return choice_of(&e->field[entity_field(e, "reply")], code)->ja;
}

/* The reason to store, or NULL; *needed tells whether there must be one. */
static const char *reason_of(const struct record *round, const struct round_reply *reply,
                             bool *needed)
{
    bool is_na = strcmp(reply->reply, "not-applicable") == 0;
    bool agrees = strcmp(reply->reply, candidate_code(reply->candidate)) == 0;
    bool of_vendor = same(record_get(round, "form"), form_code(FORM_JIGYOSHA));
    bool unsure = reply->candidate == CANDIDATE_UNKNOWN;

    if (is_na && agrees && reply->reason == NULL) {
        *needed = true;
        return reply->excuse;
    }
    *needed = is_na || (unsure ? strcmp(reply->reply, "yes") == 0 && !of_vendor : !agrees);
    return reply->reason;
}

static enum status check_reason(const char **reason, const struct record *round,
                                const struct round_reply *reply, struct err *err)
{
    bool needed;

    *reason = reason_of(round, reply, &needed);
    if (!needed || (*reason != NULL && **reason != '\0')) {
        return OK;
    }
    if (strcmp(reply->reply, "not-applicable") == 0) {
        return err_say(err, E_INVALID, MSG_ANSWER_REASON_NA, name_of(reply->item));
    }
    return err_say(err, E_INVALID, MSG_ANSWER_REASON_DIFFERS, name_of(reply->item),
                   reply_ja(reply->reply), candidate_ja(reply->candidate));
}

static enum status check_day(const char **answered_on, const struct round_reply *reply,
                             int64_t now_ms, struct arena *a, struct err *err)
{
    struct date today = date_of_ms(now_ms), day;

    if (reply->answered_on == NULL) {
        char *text = arena_alloc(a, DATE_SIZE);

        *answered_on = text != NULL ? date_iso(text, today) : NULL;
        return arena_status(a, err);
    }
    enum status st = date_from_iso(&day, reply->answered_on, err);

    if (st == OK && date_compare(day, today) > 0) {
        return err_say(err, E_INVALID, MSG_ANSWER_DATE_FUTURE, name_of(reply->item),
                       date_slash(a, day));
    }
    *answered_on = reply->answered_on;
    return st;
}

static bool is_reply(const char *code)
{
    const struct entity *e = entity_named("answer");

    return code != NULL && choice_of(&e->field[entity_field(e, "reply")], code) != NULL;
}

/* ---- Answers: storing ---- */

static enum status answers_of(struct record_list *out, struct db *db, int64_t facility_id,
                              int64_t round_id, struct arena *a, struct err *err)
{
    const struct record_query q = {
        .entity = entity_named("answer"),
        .facility_id = facility_id,
        .sort = -1,
        .limit = -1,
        .parent_id = round_id,
    };

    return record_list_read(out, db, &q, a, err);
}

static struct record *answer_in(const struct record_list *list, const char *item, int nth)
{
    for (size_t i = 0; i < list->n; i++) {
        const char *times = record_get(list->row[i], "nth");

        if (same(record_get(list->row[i], "item"), item) && times != NULL &&
            strtol(times, NULL, 10) == nth) {
            return list->row[i];
        }
    }
    return NULL;
}

/* An answer's 対象: the item's, when it is one of the form's four. */
static const char *answer_scope(const struct edition_item *item)
{
    bool one = (item->scope & (item->scope - 1)) == 0;

    return scope_code(one ? item->scope : SCOPE_GENERAL);
}

static enum status check_times(const struct record_list *list, const struct round_reply *reply,
                               struct arena *a, struct err *err)
{
    if (reply->nth < 1 || reply->nth > ROUND_TIMES) {
        return err_say(err, E_INVALID, MSG_ANSWER_TIMES, name_of(reply->item));
    }
    if (reply->nth > 1 && answer_in(list, reply->item->id, reply->nth - 1) == NULL) {
        return err_say(err, E_INVALID, MSG_ANSWER_BEFORE, name_of(reply->item),
                       number(a, reply->nth), number(a, reply->nth - 1));
    }
    return OK;
}

/* The record to change: the one the user saw, or a new one. */
static enum status answer_record(struct record **out, const struct record_list *list,
                                 const struct record *round, const struct round_reply *reply,
                                 struct arena *a, struct err *err)
{
    struct record *r = answer_in(list, reply->item->id, reply->nth);

    if (r == NULL) {
        r = record_new(entity_named("answer"), round->facility_id, a);
        if (r == NULL) {
            return arena_status(a, err);
        }
    } else if (r->id != reply->id || r->version != reply->version) {
        return err_set(err, E_CONFLICT, "answer to %s, time %d, is at version %" PRId64,
                       reply->item->id, reply->nth, r->version);
    }
    *out = r;
    return OK;
}

enum status round_answer(struct db *db, struct writer *w, const struct record *round,
                         const struct round_reply *reply, int64_t now_ms, struct arena *a,
                         struct err *err)
{
    const char *reason = NULL, *answered_on = NULL;
    struct record_list list;
    struct record *r = NULL;

    if (!is_reply(reply->reply)) {
        return err_say(err, E_INVALID, MSG_ANSWER_REPLY, name_of(reply->item));
    }
    enum status st = answers_of(&list, db, round->facility_id, round->id, a, err);

    st = st != OK ? st : check_times(&list, reply, a, err);
    st = st != OK ? st : check_day(&answered_on, reply, now_ms, a, err);
    st = st != OK ? st : check_target(round, reply, a, err);
    st = st != OK ? st : check_reason(&reason, round, reply, err);
    st = st != OK ? st : answer_record(&r, &list, round, reply, a, err);
    if (st != OK) {
        return st;
    }
    set(r, "round", number(a, round->id));
    set(r, "item", reply->item->id);
    set(r, "scope", answer_scope(reply->item));
    set(r, "nth", number(a, reply->nth));
    set(r, "reply", reply->reply);
    set(r, "answered_on", answered_on);
    set(r, "target_on", reply->target_on);
    set(r, "note", reply->note);
    set(r, "candidate", candidate_code(reply->candidate));
    set(r, "reason", reason);
    set(r, "answered_by", reply->answered_by);
    st = arena_status(a, err);
    return st != OK ? st : record_put(w, r, NULL, err);
}

/* ---- A round to look at ---- */

static const struct edition *edition_of_round(const struct edition_set *set,
                                              const struct record *round)
{
    enum form form;

    return form_named(&form, record_get(round, "form"))
               ? edition_find(set, record_get(round, "edition"), form)
               : NULL;
}

static struct record *last_answer(const struct record_list *list, const char *item)
{
    struct record *last = NULL;

    for (int nth = 1; nth <= ROUND_TIMES; nth++) {
        struct record *r = answer_in(list, item, nth);

        last = r != NULL ? r : last;
    }
    return last;
}

/* The answers of the year before to the items that meet this one. */
static void put_last_year(struct round_item *out, const struct edition *before,
                          const struct record_list *answers, struct arena *a)
{
    out->last_year = arena_make(a, struct record *, before->n);
    for (size_t i = 0; i < before->n && out->last_year != NULL; i++) {
        struct record *r = edition_item_meets(&before->item[i], out->item)
                               ? last_answer(answers, before->item[i].id)
                               : NULL;

        if (r != NULL) {
            out->last_year[out->n_last_year++] = r;
        }
    }
}

static enum status read_year_before(struct round_view *v, struct record_list *answers,
                                    struct db *db, int64_t facility_id,
                                    const struct edition_set *editions, struct arena *a,
                                    struct err *err)
{
    struct record_list list;
    enum status st = rounds_of(&list, db, facility_id, number(a, year_of(v->round) - 1),
                               record_get(v->round, "form"), a, err);

    if (st != OK) {
        return st;
    }
    v->round_before =
        round_like(&list, record_get(v->round, "vendor"), record_get(v->round, "system"));
    if (v->round_before == NULL) {
        return OK;
    }
    v->edition_before = edition_of_round(editions, v->round_before);
    return answers_of(answers, db, facility_id, v->round_before->id, a, err);
}

enum status round_read(struct round_view *out, struct db *db, int64_t facility_id, int64_t round_id,
                       const struct edition_set *editions, struct arena *a, struct err *err)
{
    struct record *round;
    struct record_list answers, before = {0};
    enum status st = record_read(&round, db, entity_named("round"), facility_id, round_id, a, err);

    if (st != OK) {
        return st;
    }
    struct round_view v = {.round = round, .edition = edition_of_round(editions, round)};

    st = answers_of(&answers, db, facility_id, round_id, a, err);
    st = st != OK ? st : read_year_before(&v, &before, db, facility_id, editions, a, err);
    if (st != OK) {
        return err_note(err, "reading round %" PRId64, round_id);
    }
    v.n = v.edition != NULL ? v.edition->n : 0;
    v.item = arena_make(a, struct round_item, v.n);
    for (size_t i = 0; i < v.n && v.item != NULL; i++) {
        v.item[i].item = &v.edition->item[i];
        for (int nth = 1; nth <= ROUND_TIMES; nth++) {
            v.item[i].answer[nth - 1] = answer_in(&answers, v.item[i].item->id, nth);
        }
        if (v.edition_before != NULL) {
            put_last_year(&v.item[i], v.edition_before, &before, a);
        }
    }
    st = arena_status(a, err);
    if (st == OK) {
        *out = v;
    }
    return st;
}

const struct record *round_last(const struct round_item *item)
{
    const struct record *last = NULL;

    for (int i = 0; i < ROUND_TIMES; i++) {
        last = item->answer[i] != NULL ? item->answer[i] : last;
    }
    return last;
}
