#include "dossier/pack_data.h"

#include "base/text.h"
#include "checklist/compare.h"

#include <stdlib.h>
#include <string.h>

enum { READ_ALL = -1 };

/* ---- Values ---- */

const char *pack_day(const struct pack *k, const char *iso)
{
    struct date d;

    return iso == NULL || date_from_iso(&d, iso, NULL) != OK ? "" : date_letter(k->arena, d);
}

static bool is_iso_day(const char *s)
{
    static const char shape[] = "0000-00-00";

    for (size_t i = 0; i < strlen(shape); i++) {
        if (shape[i] == '0' ? s[i] < '0' || s[i] > '9' : s[i] != '-') {
            return false;
        }
    }
    return s[strlen(shape)] < '0' || s[strlen(shape)] > '9';
}

const char *pack_plain(const struct pack *k, const char *label)
{
    for (const char *p = label; *p != '\0'; p++) {
        if (!is_iso_day(p) || (p > label && p[-1] >= '0' && p[-1] <= '9')) {
            continue;
        }
        const char *day = pack_day(k, arena_copy_n(k->arena, p, DATE_SIZE - 1));

        return arena_printf(k->arena, "%.*s%s%s", (int)(p - label), label, day,
                            pack_plain(k, p + DATE_SIZE - 1));
    }
    return label;
}

const char *pack_show(const struct pack *k, const struct record *r, const char *field)
{
    int i = entity_field(r->entity, field);
    struct value_scope scope = {
        .db = k->db, .facility_id = k->rq->facility_id, .now_ms = k->rq->now_ms, .arena = k->arena};
    const struct field *f = i < 0 ? NULL : &r->entity->field[i];

    if (f == NULL || (f->flags & CONFIDENTIAL) != 0) {
        return "";
    }
    if (f->kind == K_DATE) {
        return pack_day(k, r->value[i]);
    }
    if (f->kind == K_TIME && r->value[i] != NULL) {
        int64_t at = strtoll(r->value[i], NULL, 10);
        const char *text = date_time(k->arena, at); /* 2026/11/20 10:32 JST */
        const char *time = text == NULL ? NULL : strchr(text, ' ');

        return time == NULL ? ""
                            : arena_printf(k->arena, "%s %.5s",
                                           date_letter(k->arena, date_of_ms(at)), time + 1);
    }
    const char *text = value_show(f, r->value[i], &scope);

    return f->kind == K_REF || f->kind == K_REFS ? pack_plain(k, text) : text;
}

bool pack_is(const struct record *r, const char *field, const char *value)
{
    return record_is(r, field, value);
}

bool pack_is_past(const struct pack *k, const char *iso)
{
    return iso != NULL && strcmp(iso, k->today) < 0;
}

const char *pack_join(const struct pack *k, const char *list, const char *one)
{
    return list == NULL ? one : arena_printf(k->arena, "%s、%s", list, one);
}

const struct record *pack_linked(const struct record_list *list, const struct record *r,
                                 const char *field)
{
    const char *id = record_get(r, field);

    for (size_t i = 0; id != NULL && i < list->n; i++) {
        if (list->row[i]->id == strtoll(id, NULL, 10)) {
            return list->row[i];
        }
    }
    return NULL;
}

bool pack_in_office(const struct pack *k, const struct record *appointment)
{
    const char *starts_on = record_get(appointment, "starts_on");

    return (starts_on == NULL || strcmp(starts_on, k->today) <= 0) &&
           !pack_is_past(k, record_get(appointment, "ends_on"));
}

/* ---- Lists ---- */

static void drop_later(struct record_list *list, const struct pack *k, const char *dated)
{
    size_t n = 0;

    for (size_t i = 0; i < list->n; i++) {
        const char *day = record_get(list->row[i], dated);

        if (day == NULL || strcmp(day, k->today) <= 0) {
            list->row[n++] = list->row[i];
        }
    }
    list->n = n;
}

/* Without a sorted field a list comes newest first. */
static void turn_round(struct record_list *list)
{
    for (size_t i = 0; i < list->n / 2; i++) {
        struct record *r = list->row[i];

        list->row[i] = list->row[list->n - 1 - i];
        list->row[list->n - 1 - i] = r;
    }
}

enum status pack_records(struct record_list *out, const struct pack *k, const char *entity,
                         const char *sort, bool descending, const char *dated, struct err *err)
{
    const struct entity *e = entity_named(entity);
    struct record_query q = {.entity = e,
                             .facility_id = k->rq->facility_id,
                             .sort = sort == NULL ? -1 : entity_field(e, sort),
                             .descending = descending,
                             .limit = READ_ALL};
    enum status st = record_list_read(out, k->db, &q, k->arena, err);

    if (st != OK) {
        return st;
    }
    if (dated != NULL) {
        drop_later(out, k, dated);
    }
    if (sort == NULL) {
        turn_round(out);
    }
    return OK;
}

/* ---- The checklist's answers and what stands behind them ---- */

const struct round_item *pack_round_item(const struct pack *k, const struct edition_item *item)
{
    for (size_t i = 0; k->round.round != NULL && i < k->round.n; i++) {
        if (k->round.item[i].item == item) {
            return &k->round.item[i];
        }
    }
    return NULL;
}

const struct record *pack_answer(const struct pack *k, const struct round_item *item)
{
    for (int nth = ROUND_TIMES; item != NULL && nth > 0; nth--) {
        const struct record *answer = item->answer[nth - 1];
        const char *day = answer == NULL ? NULL : record_get(answer, "answered_on");

        if (answer != NULL && (day == NULL || strcmp(day, k->today) <= 0)) {
            return answer;
        }
    }
    return NULL;
}

/* An item of any edition by its id. */
static const struct edition_item *any_item(const struct pack *k, const char *id)
{
    const struct edition_set *set = k->rq->editions;

    for (size_t i = 0; i < set->n; i++) {
        const struct edition_item *item = edition_item(set->edition[i], id);

        if (item != NULL) {
            return item;
        }
    }
    return NULL;
}

/* The item that a register answers ("2-(1)"), as 令和6年度版 numbers it. */
static const struct edition_item *item_of_entity(const struct pack *k, const struct entity *e)
{
    const struct edition *r6 = edition_find(k->rq->editions, "r6", FORM_IRYOKIKAN);

    for (size_t i = 0; r6 != NULL && e != NULL && e->item != NULL && i < r6->n; i++) {
        if (r6->item[i].no != NULL && strcmp(r6->item[i].no, e->item) == 0) {
            return &r6->item[i];
        }
    }
    return NULL;
}

/* Does one of "entity:id" and "item:id" in about lead to item? */
static bool is_about(const struct pack *k, const char *about, const struct edition_item *item)
{
    for (const char *p = about; p != NULL && *p != '\0';) {
        size_t len = strcspn(p, ",");
        char *part = arena_copy_n(k->arena, p, len);
        char *colon = part == NULL ? NULL : strchr(part, ':');
        const struct edition_item *other = NULL;

        if (colon != NULL) {
            *colon = '\0';
            other = strcmp(part, "item") == 0 ? any_item(k, colon + 1)
                                              : item_of_entity(k, entity_named(part));
        }
        if (other != NULL && (other == item || edition_item_meets(other, item))) {
            return true;
        }
        p += len + (p[len] == ',');
    }
    return false;
}

const struct record *pack_evidence(const struct pack *k, const struct edition_item *item, size_t i)
{
    for (size_t n = 0; n < k->evidence.n; n++) {
        if (is_about(k, record_get(k->evidence.row[n], "about"), item) && i-- == 0) {
            return k->evidence.row[n];
        }
    }
    return NULL;
}

/* ---- Reading ---- */

/* This year's round of the form: of the wanted edition if one is wanted. */
static const struct record *find_round(const struct pack *k, const struct record_list *rounds)
{
    for (size_t i = 0; i < rounds->n; i++) {
        const struct record *r = rounds->row[i];
        const char *year = record_get(r, "fiscal_year");

        if (pack_is(r, "form", form_code(k->rq->form)) && record_get(r, "vendor") == NULL &&
            year != NULL && atoi(year) == k->fiscal_year &&
            (k->rq->edition == NULL || pack_is(r, "edition", k->rq->edition->code))) {
            return r;
        }
    }
    return NULL;
}

static enum status choose_edition(struct pack *k, const struct record *round, struct err *err)
{
    const struct pack_request *rq = k->rq;

    k->edition = rq->edition;
    if (k->edition == NULL && round != NULL) {
        k->edition = edition_find(rq->editions, record_get(round, "edition"), rq->form);
    }
    if (k->edition == NULL) {
        k->edition = edition_pick(rq->editions, rq->form, k->fiscal_year);
    }
    return k->edition != NULL ? OK : err_say(err, E_NOTFOUND, MSG_NO_SUCH_EDITION, "");
}

/* The vendors' rounds of this year. */
static void keep_vendor_rounds(struct pack *k, const struct record_list *rounds)
{
    k->vendor_rounds.row = arena_make(k->arena, struct record *, rounds->n + 1);
    for (size_t i = 0; k->vendor_rounds.row != NULL && i < rounds->n; i++) {
        const char *year = record_get(rounds->row[i], "fiscal_year");

        if (pack_is(rounds->row[i], "form", form_code(FORM_JIGYOSHA)) && year != NULL &&
            atoi(year) == k->fiscal_year) {
            k->vendor_rounds.row[k->vendor_rounds.n++] = rounds->row[i];
        }
    }
}

static enum status read_checklist(struct pack *k, struct err *err)
{
    const struct pack_request *rq = k->rq;
    struct record_list rounds;
    enum status st = pack_records(&rounds, k, "round", "fiscal_year", true, NULL, err);

    if (st != OK) {
        return st;
    }
    const struct record *round = find_round(k, &rounds);

    keep_vendor_rounds(k, &rounds);
    st = choose_edition(k, round, err);
    if (st == OK && round != NULL) {
        st = round_read(&k->round, k->db, rq->facility_id, round->id, rq->editions, k->arena, err);
    }
    if (st == OK && k->round.round != NULL && k->round.edition != k->edition) {
        k->round = (struct round_view){0}; /* its file is not here, so its answers have no items */
    }
    struct assess_query query = {.facility_id = rq->facility_id,
                                 .edition = k->edition,
                                 .form = rq->form,
                                 .at_ms = rq->as_of_ms};

    return st == OK ? assess_run(&k->assessed, k->db, &query, k->arena, err) : st;
}

static enum status read_lists(struct pack *k, struct err *err)
{
    const struct {
        struct record_list *out;
        const char *entity, *sort;
        bool descending;
        const char *dated;
    } list[] = {
        {&k->people, "person", "kana", false, NULL},
        {&k->appointments, "appointment", NULL, false, NULL},
        {&k->vendors, "vendor", "kana", false, NULL},
        {&k->reviews, "review", "held_on", true, "held_on"},
        {&k->evidence, "evidence", "document_on", true, "document_on"},
    };
    enum status st = OK;

    for (size_t i = 0; st == OK && i < COUNT(list); i++) {
        st = pack_records(list[i].out, k, list[i].entity, list[i].sort, list[i].descending,
                          list[i].dated, err);
    }
    return st;
}

enum status pack_read(struct pack *k, struct err *err)
{
    const struct pack_request *rq = k->rq;
    struct record *facility;
    enum status st = record_read(&facility, k->db, entity_named("facility"), rq->facility_id,
                                 rq->facility_id, k->arena, err);

    if (st != OK) {
        return st;
    }
    k->facility = facility;
    k->name = text_or(record_get(facility, "name"), "");
    k->as_of = date_of_ms(rq->as_of_ms);
    date_iso(k->today, k->as_of);
    k->fiscal_year = fiscal_year(k->as_of);
    st = read_lists(k, err);
    if (st == OK) {
        st = read_checklist(k, err);
    }
    if (st == OK) {
        st = catalogue_bcp_questions(&k->question, &k->n_questions, k->arena, err);
    }
    if (st == OK) {
        st = chart_read(&k->chart, k->db, rq->facility_id, rq->as_of_ms, k->arena, err);
    }
    return st == OK ? arena_status(k->arena, err) : st;
}
