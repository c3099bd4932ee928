#include "web/checklist_pages.h"

#include "base/date.h"
#include "base/id.h"
#include "web/checklist.html.h"
#include "web/field_view.h"
#include "web/form_pages.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const sections_of[] = {"0", "1", "2", "3", "4"};

/* ---- What was posted, or stored, about one item ---- */

struct answer_input {
    const char *reply, *target, *why, *note;
    const char *error; /* said of the answer as a whole */
};

static const char *control(const char *what, const struct edition_item *item, struct arena *a)
{
    return arena_printf(a, "%s-%s", what, item->id);
}

static struct answer_input input_posted(const struct page *pg, const struct edition_item *item,
                                        struct arena *a)
{
    return (struct answer_input){
        page_field(pg, control("reply", item, a)), page_field(pg, control("target", item, a)),
        page_field(pg, control("why", item, a)), page_field(pg, control("note", item, a)), NULL};
}

static const struct round_item *round_item_of(const struct checklist_state *s,
                                              const struct edition_item *item)
{
    for (size_t i = 0; s->round.round != NULL && i < s->round.n; i++) {
        if (strcmp(s->round.item[i].item->id, item->id) == 0) {
            return &s->round.item[i];
        }
    }
    return NULL;
}

static struct answer_input input_stored(const struct record *answer, struct work *w)
{
    struct answer_input in = {0};
    struct date d;

    if (answer == NULL) {
        return in;
    }
    in.reply = record_get(answer, "reply");
    in.target = record_get(answer, "target_on");
    in.why = record_get(answer, "reason");
    in.note = record_get(answer, "note");
    if (in.target != NULL && date_from_iso(&d, in.target, NULL) == OK) {
        in.target = date_slash(w->arena, d);
    }
    return in;
}

/* Which time (1 ... 3) is answered next: the first that some item still lacks. */
static int next_time(const struct checklist_state *s)
{
    for (int nth = 1; nth <= ROUND_TIMES; nth++) {
        for (size_t i = 0; i < s->assessment.n; i++) {
            const struct round_item *r = round_item_of(s, s->assessment.item[i].item);
            const struct record *last = r == NULL ? NULL : round_last(r);
            bool settled = last != NULL && strcmp(record_get(last, "reply"), "no") != 0;

            if (r == NULL || (r->answer[nth - 1] == NULL && !settled)) {
                return nth;
            }
        }
    }
    return ROUND_TIMES;
}

static int time_of(const struct page *pg, const struct checklist_state *s)
{
    const char *posted = page_field(pg, "nth"), *asked = page_query(pg, "nth");
    int nth = posted != NULL ? atoi(posted) : asked != NULL ? atoi(asked) : 0;

    return nth >= 1 && nth <= ROUND_TIMES ? nth : next_time(s);
}

/* ---- One line ---- */

static const struct checklist_reason *reasons_of(const struct assess_item *it,
                                                 const struct page *pg, struct work *w)
{
    struct checklist_reason *out = arena_make(w->arena, struct checklist_reason, it->n);

    for (size_t i = 0; out != NULL && i < it->n; i++) {
        const struct assess_reason *r = &it->reason[i];
        struct parts_link *link = arena_make(w->arena, struct parts_link, r->n);

        for (size_t k = 0; link != NULL && k < r->n; k++) {
            const struct assess_record *rec = &r->record[k];
            const char *url = page_record_url(pg, rec->entity, rec->id);
            size_t field = strcspn(rec->fields, ",");

            link[k] = (struct parts_link){
                field == 0 ? url
                           : arena_printf(w->arena, "%s/edit#%.*s", url, (int)field, rec->fields),
                *rec->detail == '\0' ? rec->label
                                     : arena_printf(w->arena, "%s（%s）", rec->label, rec->detail)};
        }
        out[i] = (struct checklist_reason){
            .tone = r->level == CHECK_BLOCKS ? PARTS_BAD : PARTS_WARN,
            .text = r->message,
            .records = {link, link == NULL ? 0 : r->n},
        };
    }
    return out;
}

static const char *answer_text(const struct record *answer, struct work *w)
{
    const struct entity *e = answer->entity;
    struct value_scope scope = field_scope(w);
    const struct field *reply = &e->field[entity_field(e, "reply")];
    const char *target = record_get(answer, "target_on"), *on = record_get(answer, "answered_on");
    const struct field *date = &e->field[entity_field(e, "target_on")];

    return arena_printf(
        w->arena, "%s（%s %s）%s%s", value_show(reply, record_get(answer, "reply"), &scope),
        value_show(date, on, &scope),
        record_get(answer, "answered_by") == NULL ? "" : record_get(answer, "answered_by"),
        target == NULL ? "" : " 目標日 ", target == NULL ? "" : value_show(date, target, &scope));
}

static void add_given(struct checklist_line *line, const struct round_item *r, struct work *w)
{
    static const char *const label[ROUND_TIMES] = {"1回目", "2回目", "3回目"};
    struct checklist_answer *given = arena_make(w->arena, struct checklist_answer,
                                                ROUND_TIMES + (r == NULL ? 0 : r->n_last_year));
    size_t n = 0;

    for (int i = 0; r != NULL && given != NULL && i < ROUND_TIMES; i++) {
        if (r->answer[i] != NULL) {
            given[n++] = (struct checklist_answer){label[i], answer_text(r->answer[i], w)};
        }
    }
    for (size_t i = 0; r != NULL && given != NULL && i < r->n_last_year; i++) {
        given[n++] = (struct checklist_answer){"前年度", answer_text(r->last_year[i], w)};
    }
    line->given = given;
    line->n_given = n;
}

static const struct form_choice *reply_choices(const char *reply, struct arena *a)
{
    static const struct form_choice all[] = {
        {"yes",            "はい",       false},
        {"no",             "いいえ",    false},
        {"not-applicable", "該当なし", false}
    };
    struct form_choice *out = arena_make(a, struct form_choice, COUNT(all));

    for (size_t i = 0; out != NULL && i < COUNT(all); i++) {
        out[i] = all[i];
        out[i].chosen = reply != NULL && strcmp(reply, all[i].value) == 0;
    }
    return out;
}

static void add_controls(struct checklist_line *line, const struct edition_item *item,
                         const struct answer_input *in, const struct checklist_state *s,
                         struct work *w)
{
    struct arena *a = w->arena;

    line->reply = (struct form_field){.name = control("reply", item, a),
                                      .label = "回答",
                                      .control = FORM_RADIOS,
                                      .error = in->error,
                                      .choice = reply_choices(in->reply, a),
                                      .n_choices = 3};
    if (item->target_date_required && !item->reference_only && !item->gate) {
        line->target = (struct form_field){.name = control("target", item, a),
                                           .label = "目標日（いいえのとき）",
                                           .control = FORM_DATE,
                                           .value = in->target,
                                           .example = date_slash(a, fiscal_last(s->year))};
    }
    line->reason_why = (struct form_field){.name = control("why", item, a),
                                           .label = "理由（候補と違うとき・該当なしのとき）",
                                           .control = FORM_TEXT,
                                           .value = in->why};
    line->remark = (struct form_field){
        .name = control("note", item, a), .label = "備考", .control = FORM_TEXT, .value = in->note};
    line->save = item->id;
    line->is_open = true;
}

static struct parts_badge candidate_badge(enum candidate c, struct arena *a)
{
    static const enum parts_tone tone[CANDIDATES] = {
        [CANDIDATE_YES] = PARTS_OK,
        [CANDIDATE_NO] = PARTS_BAD,
        [CANDIDATE_UNKNOWN] = PARTS_WARN,
        [CANDIDATE_NOT_APPLICABLE] = PARTS_PLAIN,
    };

    return (struct parts_badge){tone[c], arena_printf(a, "候補 %s", candidate_ja(c))};
}

/* The page that answers a topic. */
static struct parts_link screen_of(const struct edition_item *item, const struct page *pg)
{
    static const struct {
        const char *topic, *place, *label;
    } screen[] = {
        {"gate",       "scope",          "管理対象の確認"         },
        {"officer",    "appointment",    "安全管理責任者・役割"},
        {"ledger",     "device",         "機器台帳"                  },
        {"remote",     "remote_inquiry", "リモート保守の確認"   },
        {"disclosure", "disclosure",     "開示書（MDS/SDS）"        },
        {"contact",    "contact",        "連絡先・連絡体制図"   },
        {"backup",     "backup",         "バックアップ"            },
        {"bcp",        "bcp",            "サイバーBCP"               },
        {"rules",      "regulation",     "規程"                        },
    };

    for (size_t i = 0; i < COUNT(screen); i++) {
        if (strcmp(screen[i].topic, item->topic) == 0) {
            return (struct parts_link){page_url(pg, "/%s", screen[i].place), screen[i].label};
        }
    }
    return item->inspection != NULL
               ? (struct parts_link){page_url(pg, "/inspection?kind=%s", item->inspection), "点検"}
               : (struct parts_link){0};
}

static struct checklist_line line_of(const struct assess_item *it, const struct answer_input *in,
                                     const struct checklist_state *s, const struct page *pg,
                                     struct work *w)
{
    const struct edition_item *item = it->item;
    struct checklist_line line = {
        .anchor = arena_printf(w->arena, "i-%s", item->id),
        .no = item->no == NULL ? "（番号未確認）" : item->no,
        .scope = item->scope == SCOPE_GENERAL ? NULL : scope_ja(item->scope),
        .wording = edition_item_official(item) ? item->wording : item->label,
        .wording_note = edition_item_official(item) ? NULL : "公式様式で確認してください",
        .candidate = candidate_badge(it->candidate, w->arena),
        .reason = reasons_of(it, pg, w),
        .n_reasons = it->n,
        .screen = screen_of(item, pg),
        .about = item->note,
    };

    add_given(&line, round_item_of(s, item), w);
    if ((w->may & MAY_EDIT) != 0) {
        line.evidence_url =
            arena_printf(w->arena, "%s?about=item%%3A%s", page_url(pg, "/evidence/new"), item->id);
    }
    if ((w->may & MAY_ANSWER) != 0) {
        add_controls(&line, item, in, s, w);
    }
    return line;
}

/* ---- The page ---- */

static struct parts_links rounds_of(const struct checklist_state *s, const struct page *pg,
                                    struct work *w)
{
    struct parts_link *link = arena_make(w->arena, struct parts_link, s->set.n + 1);
    const char *base = page_url(pg, "/checklist");
    size_t n = 0;

    for (size_t i = 0; link != NULL && i < s->set.n; i++) {
        const struct edition *e = s->set.edition[i];
        bool here = e == s->edition;

        if ((e->forms & (1u << s->form)) == 0) {
            continue;
        }
        link[n++] = (struct parts_link){
            here ? NULL
                 : arena_printf(w->arena, "%s?year=%d&edition=%s&form=%s", base, s->year, e->code,
                                form_code(s->form)),
            arena_printf(w->arena, "%s%s", fiscal_label(w->arena, e->fiscal_year),
                         here ? "版（表示中）" : "版")};
    }
    return (struct parts_links){link, n};
}

static const char *rest_of(const struct checklist_state *s, struct work *w)
{
    size_t open = 0, without_target = 0;

    for (size_t i = 0; i < s->assessment.n; i++) {
        const struct round_item *r = round_item_of(s, s->assessment.item[i].item);
        const struct record *last = r == NULL ? NULL : round_last(r);

        open += last == NULL;
        without_target += last != NULL && strcmp(record_get(last, "reply"), "no") == 0 &&
                          record_get(last, "target_on") == NULL;
    }
    return arena_printf(w->arena, "残り %zu項目%s", open,
                        without_target > 0 ? "・目標日のない「いいえ」があります" : "");
}

static enum status show(struct page *pg, struct work *w, const struct checklist_state *s,
                        const struct answer_input *input, const char *answered_on,
                        struct parts_errors errors)
{
    struct checklist_chapter *chapter =
        arena_make(w->arena, struct checklist_chapter, COUNT(sections_of));
    struct checklist_line *line = arena_make(w->arena, struct checklist_line, s->assessment.n);
    static const struct form_choice times[] = {
        {"1", "1回目", false},
        {"2", "2回目", false},
        {"3", "3回目", false}
    };
    struct form_choice *nth = arena_make(w->arena, struct form_choice, COUNT(times));
    struct parts_notice notice[3];
    size_t n_notices = 0;

    if (chapter == NULL || line == NULL || nth == NULL) {
        return arena_status(w->arena, &w->err);
    }
    struct checklist_view v = {
        .head = {.title = "チェックリスト",
                 .note = arena_printf(w->arena, "%s %s %s", fiscal_label(w->arena, s->year),
                 s->edition->title, s->edition->form_title)},
        .rounds = rounds_of(s, pg, w),
        .errors = errors,
        .post = page_post(pg, arena_printf(w->arena, "%s?year=%d&edition=%s&form=%s",
                                           page_url(pg, "/checklist"), s->year, s->edition->code,
                                           form_code(s->form))),
        .chapter = chapter,
        .rest = rest_of(s, w),
    };

    for (size_t c = 0; c < COUNT(sections_of); c++) {
        size_t n = 0;
        struct checklist_line *first = line;

        for (size_t i = 0; i < s->assessment.n; i++) {
            const struct assess_item *it = &s->assessment.item[i];

            if (strcmp(it->item->section, sections_of[c]) == 0) {
                *line++ = line_of(it, &input[i], s, pg, w);
                n++;
            }
        }
        for (size_t i = 0; n > 0 && i < s->edition->n_sections; i++) {
            if (strcmp(s->edition->section[i].no, sections_of[c]) == 0) {
                chapter[v.n].label =
                    arena_printf(w->arena, "%s %s", sections_of[c], s->edition->section[i].title);
            }
        }
        if (n > 0) {
            chapter[v.n].line = first;
            chapter[v.n++].n = n;
        }
    }
    if (s->of_the_year != NULL && s->of_the_year->notice != NULL) {
        notice[n_notices++] =
            (struct parts_notice){.tone = PARTS_WARN, .text = s->of_the_year->notice};
    }
    if (page_notice(pg, w, &notice[n_notices])) {
        n_notices++;
    }
    v.head.notice = notice;
    v.head.n_notices = n_notices;
    if ((w->may & MAY_ANSWER) != 0) {
        int time = time_of(pg, s);

        for (size_t i = 0; i < COUNT(times); i++) {
            nth[i] = times[i];
            nth[i].chosen = (int)i + 1 == time;
        }
        v.answered_on = (struct form_field){
            .name = "answered_on", .label = "確認日", .control = FORM_DATE, .value = answered_on};
        v.nth = (struct form_field){
            .name = "nth", .label = "回", .control = FORM_SELECT, .choice = nth, .n_choices = 3};
        v.submit = "確定する";
    }
    if (errors.n > 0) {
        page_has_errors(pg);
    }
    page_title(pg, v.head.title);
    tpl_checklist(page_html(pg), &v);
    return arena_status(w->arena, &w->err);
}

enum status page_checklist(struct page *pg, struct work *w)
{
    struct checklist_state s;
    enum status st = checklist_state_read(&s, pg, w);
    struct answer_input *input;

    if (st != OK) {
        return st;
    }
    input = arena_make(w->arena, struct answer_input, s.assessment.n);
    for (size_t i = 0; input != NULL && i < s.assessment.n; i++) {
        const struct round_item *r = round_item_of(&s, s.assessment.item[i].item);

        input[i] = input_stored(r == NULL ? NULL : r->answer[time_of(pg, &s) - 1], w);
    }
    return input == NULL ? arena_status(w->arena, &w->err)
                         : show(pg, w, &s, input, date_slash(w->arena, date_of_ms(w->now_ms)),
                                (struct parts_errors){0});
}

/* ---- Answering ---- */

static bool is_blank(const char *s)
{
    return s == NULL || *s == '\0';
}

static enum status iso_of(const char **out, const char *typed, struct work *w)
{
    struct date d;
    char iso[DATE_SIZE];

    *out = NULL;
    if (is_blank(typed)) {
        return OK;
    }
    enum status st = date_parse(&d, typed, w->now_ms, &w->err);

    if (st == OK) {
        *out = arena_copy(w->arena, date_iso(iso, d));
    }
    return st;
}

static enum status answer_one(struct writer *writer, const struct record *round,
                              const struct assess_item *it, const struct answer_input *in,
                              const struct record *stored, int nth, const char *answered_on,
                              struct work *w)
{
    const char *target;
    enum status st = iso_of(&target, in->target, w);

    if (st != OK) {
        return st;
    }
    struct round_reply reply = {
        .item = it->item,
        .nth = nth,
        .reply = in->reply,
        .answered_on = answered_on,
        .target_on = strcmp(in->reply, "no") == 0 ? target : NULL,
        .note = is_blank(in->note) ? NULL : in->note,
        .reason = is_blank(in->why) ? NULL : in->why,
        .answered_by = w->actor.name,
        .candidate = it->candidate,
        .excuse =
            it->candidate == CANDIDATE_NOT_APPLICABLE && it->n > 0 ? it->reason[0].message : NULL,
        .id = stored == NULL ? 0 : stored->id,
        .version = stored == NULL ? 0 : stored->version,
    };

    return round_answer(w->db, writer, round, &reply, w->now_ms, w->arena, &w->err);
}

struct answering {
    const struct checklist_state *state;
    struct answer_input *input;
    const char *only; /* id of the one item to save, or NULL */
    int nth;
    const char *answered_on;
    struct parts_error *error;
    size_t n_errors, n_saved;
};

static void complain(struct answering *an, const struct edition_item *item, struct answer_input *in,
                     struct work *w)
{
    char text[1024];

    in->error = arena_copy(w->arena, err_text(&w->err, w->lang, text, sizeof(text)));
    an->error[an->n_errors++] =
        (struct parts_error){control("reply", item, w->arena), item->no, in->error};
}

static enum status answer_all(struct answering *an, struct writer *writer,
                              const struct record *round, struct work *w)
{
    for (size_t i = 0; i < an->state->assessment.n; i++) {
        const struct assess_item *it = &an->state->assessment.item[i];
        const struct round_item *r = round_item_of(an->state, it->item);

        if (is_blank(an->input[i].reply) && is_blank(an->input[i].target) &&
            is_blank(an->input[i].why) && is_blank(an->input[i].note)) {
            continue;
        }
        if (an->only != NULL && strcmp(an->only, it->item->id) != 0) {
            continue;
        }
        enum status st =
            is_blank(an->input[i].reply) /* a note alone is not thrown away in silence */
                ? err_say(&w->err, E_INVALID, MSG_ANSWER_REPLY, it->item->no)
                : answer_one(writer, round, it, &an->input[i],
                             r == NULL ? NULL : r->answer[an->nth - 1], an->nth, an->answered_on,
                             w);

        if (st == E_INVALID || st == E_CONFLICT) {
            complain(an, it->item, &an->input[i], w);
        } else if (st != OK) {
            return st;
        }
        an->n_saved++;
    }
    return OK;
}

static enum status save(struct answering *an, struct work *w)
{
    CLEANUP(writer_close) struct writer *writer = NULL;
    const struct checklist_state *s = an->state;
    struct round_request request = {.facility_id = w->facility_id,
                                    .fiscal_year = s->year,
                                    .edition = s->edition,
                                    .form = s->form,
                                    .vendor_id = s->vendor_id};
    struct record *round;
    enum status st = writer_begin(&writer, w->db, w->facility_id, &w->actor, w->now_ms, &w->err);

    if (st == OK) {
        st = round_open(&round, w->db, writer, &request, w->arena, &w->err);
    }
    if (st == OK) {
        st = answer_all(an, writer, round, w);
    }
    return st == OK && an->n_errors == 0 ? writer_commit(writer, &w->err) : st;
}

enum status post_checklist(struct page *pg, struct work *w)
{
    struct checklist_state s;
    const char *only = page_field(pg, "save"), *typed = page_field(pg, "answered_on");
    enum status st = checklist_state_read(&s, pg, w);

    if (st != OK) {
        return st;
    }
    struct answering an = {
        .state = &s,
        .input = arena_make(w->arena, struct answer_input, s.assessment.n),
        .error = arena_make(w->arena, struct parts_error, s.assessment.n + 1),
        .only = is_blank(only) ? NULL : only,
        .nth = time_of(pg, &s),
    };

    if (an.input == NULL || an.error == NULL) {
        return arena_status(w->arena, &w->err);
    }
    for (size_t i = 0; i < s.assessment.n; i++) {
        an.input[i] = input_posted(pg, s.assessment.item[i].item, w->arena);
    }
    st = iso_of(&an.answered_on, typed, w);
    if (st == E_INVALID) {
        char text[1024];

        an.error[an.n_errors++] = (struct parts_error){
            "answered_on", "確認日",
            arena_copy(w->arena, err_text(&w->err, w->lang, text, sizeof(text)))};
    } else if (st == OK) {
        st = save(&an, w);
    }
    if (an.n_errors > 0) {
        return show(pg, w, &s, an.input, typed, (struct parts_errors){an.error, an.n_errors});
    }
    if (st == OK) {
        page_go(pg,
                arena_printf(w->arena, "%s?year=%d&edition=%s&form=%s", page_url(pg, "/checklist"),
                             s.year, s.edition->code, form_code(s.form)),
                MSG_ANSWERED, arena_printf(w->arena, "%zu", an.n_saved));
    }
    return st;
}
