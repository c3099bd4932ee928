#include "network/observe.h"

#include "base/date.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const struct actor by_machine = {.account_id = 0, .name = "探索", .via = "keeper"};

/* ---- Sightings of a table ---- */

enum status observe_table(struct sightings *out, const struct fact_table *t,
                          const struct sensor *sensor, struct arena *a, struct err *err)
{
    size_t n = fact_table_n(t);
    struct sighting *item = arena_make(a, struct sighting, n);

    for (size_t i = 0; item != NULL && i < n; i++) {
        const struct fact_row *row = fact_table_row(t, i);

        item[i] = (struct sighting){
            .fact = row->fact,
            .first_seen_at = row->fact.at_us / 1000,
            .last_seen_at = row->last_us / 1000,
            .n = (int64_t)row->n,
        };
    }
    enum status st = arena_status(a, err);

    if (st == OK) {
        *out = (struct sightings){item, n, sensor, 1};
    }
    return st;
}

int64_t observe_last_at(const struct fact_table *t)
{
    int64_t last = 0;

    for (size_t i = 0; i < fact_table_n(t); i++) {
        int64_t at = fact_table_row(t, i)->last_us / 1000;

        last = at > last ? at : last;
    }
    return last;
}

enum status observe_read(struct observed *out, struct db *db, int64_t facility_id,
                         const char *data_dir, int64_t now_ms, struct arena *a, struct err *err)
{
    struct observed o = {0};
    enum status st = ledger_read(&o.ledger, db, facility_id, a, err);

    if (st == OK) {
        st = sighting_load(&o.sightings, &o.left_out, db, facility_id, a, err);
    }
    if (st == OK) {
        st = hosts_make(&o.hosts, &o.sightings, &o.ledger.own, a, err);
    }
    if (st == OK) {
        st = lore_load(&o.lore, data_dir, a, err);
    }
    if (st == OK) {
        st = rules_run(&o.finds, &(struct rules_input){&o.hosts, &o.ledger, now_ms, &o.lore}, a,
                       err);
    }
    if (st == OK) {
        *out = o;
    }
    return st;
}

/* ---- One finding ---- */

static const char *get(const struct record *r, const char *field)
{
    return record_get(r, field);
}

static void set(struct record *r, const char *field, const char *value)
{
    r->value[entity_field(r->entity, field)] = value;
}

/* Give field this value; true when it had another. */
static bool differs(struct record *r, const char *field, const char *value)
{
    const char *old = get(r, field);

    if (value == NULL || (old != NULL && strcmp(old, value) == 0)) {
        return false;
    }
    set(r, field, value);
    return true;
}

static int64_t time_of(const struct record *r, const char *field)
{
    const char *text = get(r, field);

    return text == NULL ? 0 : strtoll(text, NULL, 10);
}

static const char *number(int64_t n, struct arena *a)
{
    return arena_printf(a, "%" PRId64, n);
}

static bool is_state(const struct record *r, const char *state)
{
    const char *is = get(r, "state");

    return strcmp(is == NULL ? "open" : is, state) == 0;
}

static const char *facts_of(const struct found *f, const struct sightings *s, struct arena *a)
{
    const char *text = NULL;

    for (size_t i = 0; i < f->n_evidence; i++) {
        const char *line = found_evidence_text(s, f->evidence[i], a);

        text = text == NULL ? line : arena_printf(a, "%s\n%s", text, line == NULL ? "" : line);
    }
    return text;
}

static bool has_expired(const struct record *r, int64_t now_ms)
{
    char today[DATE_SIZE];
    const char *until = get(r, "expires_on");

    return until != NULL && strcmp(until, date_iso(today, date_of_ms(now_ms))) < 0;
}

static bool must_open_again(const struct record *r, const struct found *f, int64_t now_ms)
{
    int64_t decided = time_of(r, "decided_at");

    if (is_state(r, "accepted")) {
        return has_expired(r, now_ms);
    }
    return is_state(r, "resolved") &&
           f->last_seen_at > (decided > 0 ? decided : r->updated_at) + OBSERVE_AGAIN_MS;
}

static bool merge_resolved(struct record *r, int64_t now_ms, struct arena *a)
{
    if (!is_state(r, "open") && !is_state(r, "working")) {
        return false;
    }
    set(r, "state", "resolved");
    set(r, "decided_by", by_machine.name);
    set(r, "decided_at", number(now_ms, a));
    if (get(r, "reason") == NULL) {
        set(r, "reason", "いまの台帳と通信からは、もう見つかりません。");
    }
    return true;
}

bool observe_merge(struct record *r, const struct found *f, const struct sightings *s,
                   int64_t now_ms, struct arena *a)
{
    static const char *const grade[] = {"certain", "likely", "suspected"};
    bool is_new = r->id == 0;

    if (r->closed_on != NULL) { /* put away by a person */
        return false;
    }
    if (f == NULL) {
        return merge_resolved(r, now_ms, a);
    }
    bool again = !is_new && must_open_again(r, f, now_ms);
    bool step = is_new || again || f->last_seen_at - time_of(r, "last_seen_at") >= OBSERVE_STEP_MS;
    bool changed = is_new || again || step;

    if (is_new) {
        set(r, "rule", f->rule->code);
        set(r, "subject", f->subject);
        set(r, "state", "open");
    }
    if (again) {
        set(r, "state", "open");
        set(r, "decided_by", NULL);
        set(r, "decided_at", NULL);
    }
    changed |= differs(r, "grade", grade[f->grade]);
    if (f->network != 0) {
        changed |= differs(r, "network", number(f->network, a));
    }
    if (f->device != 0 && get(r, "device") == NULL) { /* a person's choice stays */
        changed |= differs(r, "device", number(f->device, a));
    }
    if (changed || now_ms - r->updated_at >= OBSERVE_STEP_MS) {
        changed |= differs(r, "sentence", f->sentence);
    }
    if (changed) {
        differs(r, "sensor", f->sensor);
        differs(r, "facts", facts_of(f, s, a));
        differs(r, "last_seen_at", number(f->last_seen_at, a));
        if (get(r, "first_seen_at") == NULL || f->first_seen_at < time_of(r, "first_seen_at")) {
            set(r, "first_seen_at", number(f->first_seen_at, a));
        }
    }
    return changed;
}

/* ---- All of them against what is stored ---- */

struct stored {
    struct record *record;
    bool found;
};

struct turn {
    struct db *db;
    int64_t facility_id, now_ms;
    const struct observed *o;
    struct stored *stored; /* [n] by rule and subject */
    size_t n, room;
    struct record **put; /* [n_put] what changed */
    size_t n_put;
    struct observe_result *result;
    struct arena *a;
};

static enum status keep_record(void *self, const struct record *r, struct err *err)
{
    struct turn *t = self;

    if (t->n == t->room) {
        size_t more = t->room == 0 ? 256 : 2 * t->room;
        struct stored *grown = arena_make(t->a, struct stored, more);

        if (grown == NULL) {
            return arena_status(t->a, err);
        }
        if (t->n > 0) {
            memcpy(grown, t->stored, t->n * sizeof(*grown));
        }
        t->stored = grown;
        t->room = more;
    }
    t->stored[t->n++].record = record_copy(r, t->a);
    return arena_status(t->a, err);
}

static int compare_key(const char *rule, const char *subject, const struct record *r)
{
    int d = strcmp(rule, get(r, "rule"));

    return d != 0 ? d : strcmp(subject, get(r, "subject"));
}

static int by_key(const void *pa, const void *pb)
{
    const struct record *a = ((const struct stored *)pa)->record;
    const struct record *b = ((const struct stored *)pb)->record;
    int d = compare_key(get(a, "rule"), get(a, "subject"), b);

    return d != 0 ? d : a->id < b->id ? -1 : a->id > b->id;
}

static struct stored *find(struct turn *t, const struct found *f)
{
    size_t low = 0, high = t->n;

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (compare_key(f->rule->code, f->subject, t->stored[mid].record) > 0) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return low < t->n && compare_key(f->rule->code, f->subject, t->stored[low].record) == 0
               ? &t->stored[low]
               : NULL;
}

/* Where things of a rule are counted; several rows can have one code. */
static size_t rule_at(const char *code)
{
    size_t i = 0;

    while (i < rule_table_n - 1 && strcmp(rule_table[i].code, code) != 0) {
        i++;
    }
    return i;
}

/* Unknown: the rule found more than it gave. */
static bool may_be_left_out(const struct finds *finds, const char *code)
{
    for (size_t i = rule_at(code); i < rule_table_n; i++) {
        if (finds->left_out[i] > 0 && strcmp(rule_table[i].code, code) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_unsettled(const struct record *r)
{
    return r->closed_on == NULL && (is_state(r, "open") || is_state(r, "working"));
}

/* What was found, into what is stored; unsettled[rule_table_n] findings of each rule, at rule_at().
 */
static void merge_found(struct turn *t, size_t *unsettled)
{
    const struct finds *finds = &t->o->finds;
    const struct entity *e = entity_named("finding");

    for (size_t i = 0; i < finds->n; i++) {
        const struct found *f = &finds->item[i];
        struct stored *at = find(t, f);
        size_t *of_rule = &unsettled[rule_at(f->rule->code)];

        if (at == NULL ? *of_rule >= FOUND_RULE_MAX : at->found) { /* one row of it is enough */
            continue;
        }
        struct record *r = at != NULL ? at->record : record_new(e, t->facility_id, t->a);

        if (r == NULL) {
            break;
        }
        bool was_unsettled = at != NULL && is_unsettled(r);

        if (at != NULL) {
            at->found = true;
        }
        if (observe_merge(r, f, &t->o->sightings, t->now_ms, t->a)) {
            t->put[t->n_put++] = r;
            *of_rule += !was_unsettled && is_unsettled(r);
            t->result->n_new += at == NULL;
            t->result->n_again += at != NULL && !was_unsettled && is_state(r, "open");
            t->result->n_changed += at != NULL;
        }
    }
}

static void merge_missing(struct turn *t)
{
    for (size_t i = 0; i < t->n; i++) {
        struct record *r = t->stored[i].record;

        if (!t->stored[i].found && !may_be_left_out(&t->o->finds, get(r, "rule")) &&
            observe_merge(r, NULL, &t->o->sightings, t->now_ms, t->a)) {
            t->put[t->n_put++] = r;
            t->result->n_resolved++;
        }
    }
}

static enum status merge_all(struct turn *t, struct err *err)
{
    size_t *unsettled = arena_make(t->a, size_t, rule_table_n);

    t->put = arena_make(t->a, struct record *, t->o->finds.n + t->n);
    if (unsettled == NULL || t->put == NULL) {
        return arena_status(t->a, err);
    }
    for (size_t i = 0; i < t->n; i++) {
        const struct record *r = t->stored[i].record;

        unsettled[rule_at(get(r, "rule"))] += is_unsettled(r);
    }
    merge_found(t, unsettled);
    merge_missing(t);
    return arena_status(t->a, err);
}

/* A finding that somebody decided in this very moment is left for the next turn. */
static enum status store_group(struct turn *t, size_t from, size_t n, struct err *err)
{
    CLEANUP(writer_close) struct writer *w = NULL;
    enum status st = writer_begin(&w, t->db, t->facility_id, &by_machine, t->now_ms, err);

    for (size_t i = from; st == OK && i < from + n; i++) {
        st = record_put(w, t->put[i], NULL, err);
    }
    return st == OK ? writer_commit(w, err) : st;
}

static enum status store_all(struct turn *t, struct err *err)
{
    enum status st = OK;

    for (size_t done = 0; st == OK && done < t->n_put; done += OBSERVE_GROUP) {
        size_t n = t->n_put - done < OBSERVE_GROUP ? t->n_put - done : OBSERVE_GROUP;

        st = store_group(t, done, n, err);
        st = st == E_CONFLICT ? OK : st;
    }
    return st;
}

enum status observe_reconcile(struct observe_result *out, struct db *db, int64_t facility_id,
                              const char *data_dir, int64_t now_ms, struct err *err)
{
    CLEANUP(arena_close) struct arena *a = arena_open(OBSERVE_MEMORY);
    struct observed o;
    struct observe_result result = {0};
    struct turn t = {
        .db = db, .facility_id = facility_id, .now_ms = now_ms, .o = &o, .result = &result, .a = a};
    struct record_query q = {.entity = entity_named("finding"),
                             .facility_id = facility_id,
                             .sort = -1,
                             .with_closed = true,
                             .limit = -1};
    enum status st = observe_read(&o, db, facility_id, data_dir, now_ms, a, err);

    if (st == OK) {
        st = record_each(db, &q, keep_record, &t, err);
    }
    if (st == OK) {
        if (t.n > 1) {
            qsort(t.stored, t.n, sizeof(*t.stored), by_key);
        }
        st = merge_all(&t, err);
    }
    if (st == OK) {
        st = store_all(&t, err);
    }
    if (st != OK) {
        return err_note(err, "reconciling the network of facility %" PRId64, facility_id);
    }
    result.devices = o.hosts.n_devices;
    result.findings = o.finds.n;
    *out = result;
    return OK;
}

enum status observe_store(struct observe_result *out, struct db *db, int64_t facility_id,
                          const char *data_dir, const struct sightings *s, int64_t now_ms,
                          struct err *err)
{
    enum status st = sighting_store(db, facility_id, s, err);

    return st == OK ? observe_reconcile(out, db, facility_id, data_dir, now_ms, err) : st;
}
