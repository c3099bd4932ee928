#include "checklist/assess.h"

#include "base/buf.h"
#include "base/date.h"
#include "checklist/ask.h"
#include "checklist/assess.sql.h"
#include "checklist/limits.h"

#include <inttypes.h>
#include <string.h>

enum { TOPICS_MAX = 4000, NEEDS_MAX = 32 };

static const struct {
    const char *code, *ja;
} candidates[CANDIDATES] = {
    [CANDIDATE_YES] = {"yes",            "はい"      },
    [CANDIDATE_NO] = {"no",             "いいえ"   },
    [CANDIDATE_UNKNOWN] = {"unknown",        "不明"      },
    [CANDIDATE_NOT_APPLICABLE] = {"not-applicable", "該当なし"},
};

const char *candidate_code(enum candidate c)
{
    return candidates[c].code;
}

const char *candidate_ja(enum candidate c)
{
    return candidates[c].ja;
}

bool candidate_named(enum candidate *out, const char *code)
{
    for (int i = 0; i < CANDIDATES; i++) {
        if (strcmp(candidates[i].code, code) == 0) {
            *out = (enum candidate)i;
            return true;
        }
    }
    return false;
}

const char *assess_level_code(enum check_level level)
{
    return level == CHECK_BLOCKS ? "blocks" : "warns";
}

const struct assess_item *assess_item(const struct assessment *all, const char *item_id)
{
    for (size_t i = 0; i < all->n; i++) {
        if (strcmp(all->item[i].item->id, item_id) == 0) {
            return &all->item[i];
        }
    }
    return NULL;
}

/* ---- One run over the items ---- */

/* The three scopes an inspection is asked for, with the interval of their updates. */
static const struct {
    enum scope bit;
    const char *code, *patch_limit;
} device_scope[] = {
    {SCOPE_SERVER,  "server",  "patch_server" },
    {SCOPE_CLIENT,  "client",  "patch_client" },
    {SCOPE_NETWORK, "network", "patch_network"},
};

/* What a need said in a scope, so that it is asked once. */
struct need {
    const struct sql_entry *check;
    const char *scope;
    bool met;
    struct assess_reason reason; /* when not met */
};

struct run {
    struct asking ask;
    const struct assess_query *query;
    const char *patch_old[COUNT(device_scope)];
    struct need need[NEEDS_MAX];
    size_t n_needs;
};

static const char *iso(struct arena *a, struct date d)
{
    char *text = arena_alloc(a, DATE_SIZE);

    return text != NULL ? date_iso(text, d) : NULL;
}

static const char *day_before(struct arena *a, struct date d)
{
    return iso(a, date_of_day(date_day_number(d) - 1));
}

static const char *old(struct run *r, const char *limit, struct date today)
{
    return iso(r->ask.arena, limit_old(limit_named(limit), today));
}

/* The last millisecond that is too old. */
static int64_t old_at(const char *limit, struct date today)
{
    struct date last = limit_old(limit_named(limit), today);

    return date_start_ms(date_of_day(date_day_number(last) + 1)) - 1;
}

/* ",officer,ledger," of every item a regulation must answer. */
static const char *every_topic(const struct edition *e, struct arena *a)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(TOPICS_MAX);

    buf_char(&b, ',');
    for (size_t i = 0; i < e->n; i++) {
        if (!e->item[i].gate && strcmp(e->item[i].topic, "rules") != 0) {
            buf_printf(&b, "%s,", e->item[i].topic);
        }
    }
    return buf_status(&b, NULL) == OK ? arena_copy(a, buf_text(&b)) : NULL;
}

/* ---- Checks ---- */

/* Ask a need once a scope. *out lives as long as the run. */
static enum status ask_need(struct run *r, const struct need **out, const struct sql_entry *check)
{
    for (size_t i = 0; i < r->n_needs; i++) {
        if (r->need[i].check == check && strcmp(r->need[i].scope, r->ask.arguments.scope) == 0) {
            *out = &r->need[i];
            return OK;
        }
    }
    if (r->n_needs == NEEDS_MAX) {
        return err_set(r->ask.err, E_LIMIT, "more than %d needs", NEEDS_MAX);
    }
    struct need *need = &r->need[r->n_needs];
    enum status st = ask_check(&r->ask, &need->reason, check);

    if (st == OK) {
        need->check = check;
        need->scope = r->ask.arguments.scope;
        need->met = need->reason.count == 0;
        r->n_needs++;
        *out = need;
    }
    return st;
}

/* ---- Items ---- */

struct verdict {
    struct assess_item *item;
    size_t room; /* reasons that fit */
    bool blocked, muted, spoken;
};

/* Reasons stand in the order blocks, needs, excuses, warns; equal ones in the edition's order. */
static int rank(enum check_level level)
{
    static const int at[CHECK_LEVELS] = {
        [CHECK_BLOCKS] = 0, [CHECK_NEEDS] = 1, [CHECK_EXCUSES] = 2, [CHECK_WARNS] = 3};

    return at[level];
}

static void add_reason(struct verdict *v, const struct assess_reason *reason)
{
    struct assess_item *item = v->item;
    size_t at = item->n;

    for (size_t i = 0; i < item->n; i++) {
        if (item->reason[i].check == reason->check && item->reason[i].message == reason->message) {
            return; /* a need that mutes several checks is said once */
        }
    }
    if (item->n == v->room) {
        return;
    }
    while (at > 0 && rank(item->reason[at - 1].level) > rank(reason->level)) {
        item->reason[at] = item->reason[at - 1];
        at--;
    }
    item->reason[at] = *reason;
    item->n++;
}

/* May the check speak? What keeps it from speaking becomes a reason. */
static enum status needs_met(struct run *r, struct verdict *v, const struct sql_entry *check,
                             bool *met)
{
    const char *names = check_tag(check, "needs");
    enum status st = OK;

    *met = true;
    while (*names != '\0' && st == OK) {
        size_t len = strcspn(names, " ");
        const char *name = arena_copy_n(r->ask.arena, names, len);
        const struct need *need = NULL;

        st = name != NULL ? ask_need(r, &need, check_named(name))
                          : arena_status(r->ask.arena, r->ask.err);
        if (need != NULL && !need->met) {
            add_reason(v, &need->reason);
            *met = false;
        }
        names += len + strspn(names + len, " ");
    }
    return st;
}

static enum status judge_check(struct run *r, struct verdict *v, const struct sql_entry *check)
{
    bool blocks = check_level(check) == CHECK_BLOCKS, met;
    struct assess_reason reason;
    enum status st = needs_met(r, v, check, &met);

    if (st != OK || !met) {
        v->muted = v->muted || blocks;
        return st;
    }
    st = ask_check(&r->ask, &reason, check);
    if (st == OK && reason.count > 0) {
        add_reason(v, &reason);
        v->blocked = v->blocked || blocks;
    }
    v->spoken = v->spoken || blocks;
    return st;
}

/* All checks of the item in the current scope; *excused when its na rule applies instead. */
static enum status judge_scope(struct run *r, struct verdict *v, bool *excused)
{
    const struct edition_item *item = v->item->item;
    struct assess_reason reason = {.count = 0};
    enum status st = OK;

    if (item->na != NULL) {
        st = ask_check(&r->ask, &reason, check_named(item->na));
        if (st == OK && reason.count > 0) {
            add_reason(v, &reason);
        }
    }
    *excused = reason.count > 0;
    for (size_t i = 0; i < item->n_checks && st == OK && !*excused; i++) {
        st = judge_check(r, v, check_named(item->check[i]));
    }
    return st;
}

/* An item behind which an inspection stands is asked scope by scope, any other once. */
static enum status judge_scopes(struct run *r, struct verdict *v, bool *excused)
{
    const struct edition_item *item = v->item->item;
    enum status st = OK;
    bool one;

    r->ask.scope = item->scope;
    if (item->inspection == NULL) {
        r->ask.arguments.scope = "";
        return judge_scope(r, v, excused);
    }
    *excused = true;
    for (size_t i = 0; i < COUNT(device_scope) && st == OK; i++) {
        if ((item->scope & (SCOPE_GENERAL | device_scope[i].bit)) == 0) {
            continue;
        }
        r->ask.scope = device_scope[i].bit;
        r->ask.arguments.scope = device_scope[i].code;
        r->ask.arguments.patch_old = r->patch_old[i];
        r->ask.patch_limit = device_scope[i].patch_limit;
        st = judge_scope(r, v, &one);
        *excused = *excused && one;
    }
    return st;
}

static enum candidate conclude(const struct verdict *v, bool excused)
{
    if (excused) {
        return CANDIDATE_NOT_APPLICABLE;
    }
    if (v->blocked) {
        return CANDIDATE_NO;
    }
    return v->muted || !v->spoken ? CANDIDATE_UNKNOWN : CANDIDATE_YES;
}

static enum status judge(struct run *r, struct assess_item *out, const struct edition_item *item,
                         const char *topics)
{
    size_t room = (item->n_checks * 2 + 2) * COUNT(device_scope);
    struct verdict v = {.item = out, .room = room};
    bool excused = false;

    *out = (struct assess_item){
        .item = item,
        .reason = arena_make(r->ask.arena, struct assess_reason, room),
    };
    if (out->reason == NULL) {
        return arena_status(r->ask.arena, r->ask.err);
    }
    r->ask.item = item;
    r->ask.arguments.inspection = item->inspection != NULL ? item->inspection : "";
    r->ask.arguments.item = item->id;
    r->ask.arguments.topics = strcmp(item->topic, "rules") == 0
                                  ? topics
                                  : arena_printf(r->ask.arena, ",%s,", item->topic);
    enum status st = judge_scopes(r, &v, &excused);

    out->candidate = conclude(&v, excused);
    return st;
}

/* ---- The gate ---- */

/* 未確認 with something registered is はい: what is registered is run. */
static enum candidate gate_candidate(const struct sql_assess_facility_row *facility)
{
    if (strcmp(facility->runs_systems, "no") == 0) {
        return CANDIDATE_NO;
    }
    return strcmp(facility->runs_systems, "yes") == 0 || facility->registered ? CANDIDATE_YES
                                                                              : CANDIDATE_UNKNOWN;
}

static void excuse_by_gate(struct run *r, struct assess_item *out, const struct edition_item *item)
{
    struct assess_reason *reason = arena_make(r->ask.arena, struct assess_reason, 1);

    *out = (struct assess_item){.item = item, .candidate = CANDIDATE_NOT_APPLICABLE};
    if (reason != NULL) {
        *reason = (struct assess_reason){
            .check = "gate",
            .level = CHECK_EXCUSES,
            .message = msg_text(MSG_GATE_EXCUSES, LANG_JA),
            .source = "令和6年度版マニュアル p.5",
        };
        out->reason = reason;
        out->n = 1;
    }
}

static enum status judge_items(struct run *r, struct assessment *all,
                               const struct sql_assess_facility_row *facility)
{
    const struct edition *e = all->edition;
    const char *topics = every_topic(e, r->ask.arena);
    bool shut = false;
    enum status st = OK;

    for (size_t i = 0; i < e->n && st == OK; i++) {
        const struct edition_item *item = &e->item[i];

        if (shut) {
            excuse_by_gate(r, &all->item[i], item);
            continue;
        }
        st = judge(r, &all->item[i], item, topics);
        if (item->gate) {
            all->item[i].candidate = gate_candidate(facility);
            shut = all->item[i].candidate == CANDIDATE_NO;
        }
    }
    return st;
}

/* ---- The whole ---- */

static void set_clock(struct run *r, int64_t contacts_changed_at)
{
    struct date today = date_of_ms(r->query->at_ms);

    r->ask.arguments = (struct check_arguments){
        .facility_id = r->query->facility_id,
        .today = iso(r->ask.arena, today),
        .yesterday = day_before(r->ask.arena, today),
        .year_old = old(r, "year", today),
        .half_year_old = old(r, "half_year", today),
        .year_old_at = old_at("year", today),
        .finding_old_at = old_at("finding", today),
        .now_at = r->query->at_ms,
        .contacts_old = day_before(r->ask.arena, date_of_ms(contacts_changed_at)),
        .scope = "",
        .patch_old = "",
    };
    for (size_t i = 0; i < COUNT(device_scope); i++) {
        r->patch_old[i] = old(r, device_scope[i].patch_limit, today);
    }
    r->ask.patch_limit = device_scope[0].patch_limit;
}

static enum status assess(struct run *r, struct assessment *out)
{
    CLEANUP(stmt_close)
    struct stmt *q = sql_assess_facility(r->ask.db, r->query->facility_id);
    struct sql_assess_facility_row facility;
    bool found = sql_assess_facility_next(q, &facility);

    if (stmt_status(q, r->ask.err) != OK) {
        return err_note(r->ask.err, "assessing facility %" PRId64, r->query->facility_id);
    }
    if (!found) {
        return err_set(r->ask.err, E_NOTFOUND, "no facility %" PRId64, r->query->facility_id);
    }
    facility.runs_systems = arena_copy(r->ask.arena, facility.runs_systems);
    set_clock(r, facility.contacts_changed_at);
    struct assessment all = {
        .edition = r->query->edition,
        .form = r->query->form,
        .at_ms = r->query->at_ms,
        .n = r->query->edition->n,
        .item = arena_make(r->ask.arena, struct assess_item, r->query->edition->n),
    };

    if (arena_status(r->ask.arena, r->ask.err) != OK) {
        return r->ask.err->status;
    }
    enum status st = judge_items(r, &all, &facility);

    if (st == OK) {
        st = arena_status(r->ask.arena, r->ask.err);
    }
    if (st == OK) {
        *out = all;
    }
    return st;
}

enum status assess_run(struct assessment *out, struct db *db, const struct assess_query *query,
                       struct arena *a, struct err *err)
{
    struct run r = {
        .ask = {.db = db,
                .arena = a,
                .err = err,
                .records_max = query->records_max != 0 ? query->records_max : ASSESS_RECORDS},
        .query = query,
    };
    bool own = !db_in_transaction(db);
    enum status st = own ? db_begin_read(db, err) : OK;

    if (st == OK) {
        st = assess(&r, out);
    }
    if (own) {
        db_rollback(db);
    }
    return st;
}
