#include "readiness/verdict.h"

#include "base/date.h"
#include "base/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { HOUR_MS = 3600 * 1000, SOURCES_MAX = 32 };
#define DAY_MS (INT64_C(24) * HOUR_MS)

/* One judgement in the making. */
struct judging {
    const struct verdict_input *in;
    struct arena *arena;
};

static int64_t number(const struct record *r, const char *field)
{
    const char *got = record_get(r, field);

    return got == NULL ? 0 : strtoll(got, NULL, 10);
}

/* ---- What is claimed ---- */

/* A choice of the record as people read it. */
static const char *label(const struct record *r, const char *field)
{
    const char *got = record_get(r, field);
    const struct choice *c =
        got == NULL ? NULL : choice_of(&r->entity->field[entity_field(r->entity, field)], got);

    return c == NULL ? NULL : c->ja;
}

static void say(struct verdict_point *p, enum copy_proof proof, const char *claim, const char *why)
{
    p->said = true;
    p->proof = proof;
    p->claim = claim;
    p->why = why;
}

/* Longer ago than the stated interval allows? Never where no interval is stated. */
static bool is_late(const struct judging *j, int64_t made_at, int64_t at)
{
    int64_t hours = number(j->in->backup, "every_hours");

    return hours > 0 && at - made_at > VERDICT_LATE_TIMES * hours * HOUR_MS;
}

static void claim_fresh(struct verdict_point *p, const struct judging *j)
{
    const struct record *r = j->in->backup;
    int64_t at = number(r, "last_success_at"), hours = number(r, "every_hours");

    if (at == 0) {
        p->why = "最後に成功した日時が書かれていません。";
        return;
    }
    const char *when = date_time(j->arena, at);
    const char *claim =
        hours == 0 ? arena_printf(j->arena, "最後の成功 %s", when)
                   : arena_printf(j->arena, "%" PRId64 "時間ごと、最後の成功 %s", hours, when);

    if (at > j->in->now_ms + VERDICT_SKEW_MS) {
        say(p, COPY_CONTRADICTED, claim, "最後に成功した日時が未来になっています。");
    } else if (is_late(j, at, j->in->now_ms)) {
        say(p, COPY_UNKNOWN, claim, "決めた間隔の2倍より長く、成功した記録がありません。");
    } else {
        say(p, COPY_CLAIMED, claim, NULL);
    }
}

static void claim_generations(struct verdict_point *p, const struct judging *j)
{
    int64_t n = number(j->in->backup, "generations");

    if (n > 0) {
        say(p, COPY_CLAIMED, arena_printf(j->arena, "%" PRId64 "世代", n), NULL);
    } else {
        p->why = "世代数が書かれていません。";
    }
}

/* Is this drill about the copy: by name, or about its system as a whole? */
static bool is_about(const struct record *drill, const struct record *backup)
{
    return record_get(drill, "backup") != NULL
               ? number(drill, "backup") == backup->id
               : record_get(drill, "system") != NULL &&
                     number(drill, "system") == number(backup, "system");
}

/* The newest drill that people wrote down; on paper nothing was restored. */
static void claim_restored(struct verdict_point *p, const struct judging *j)
{
    char old[DATE_SIZE], today[DATE_SIZE];
    const struct record *newest = NULL;

    date_iso(old, date_of_ms(j->in->now_ms - VERDICT_DRILL_DAYS * DAY_MS));
    date_iso(today, date_of_ms(j->in->now_ms));
    for (size_t i = 0; i < j->in->n_drills; i++) {
        const struct record *d = j->in->drill[i];
        const char *held_on = record_get(d, "held_on");

        if (!record_is(d, "kind", "desk") && is_about(d, j->in->backup) &&
            strcmp(held_on, old) > 0 && strcmp(held_on, today) <= 0 &&
            (newest == NULL || strcmp(held_on, record_get(newest, "held_on")) > 0)) {
            newest = d;
        }
    }
    if (newest == NULL) {
        p->why = "1年以内に実際に戻した記録がありません。";
        return;
    }
    struct date held = {0};

    if (date_from_iso(&held, record_get(newest, "held_on"), NULL) == OK) {
        p->said_at = date_start_ms(held);
    }
    const char *claim = arena_printf(j->arena, "%s（%s、%s）", label(newest, "kind"),
                                     record_get(newest, "held_on"), label(newest, "outcome"));

    if (record_is(newest, "outcome", "failure")) {
        say(p, COPY_CONTRADICTED, claim, "最後の復旧確認は失敗でした。");
    } else {
        say(p, COPY_CLAIMED, claim, NULL);
    }
}

static bool is_cloud_or_away(const struct record *r)
{
    return record_is(r, "place_kind", "offsite") || record_is(r, "place_kind", "cloud");
}

static void claim_choice(struct verdict_point *p, const struct record *r, const char *field,
                         bool claims)
{
    if (claims) {
        say(p, COPY_CLAIMED, label(r, field), NULL);
    }
}

static void claim_all(struct verdict_copy *v, const struct judging *j)
{
    const struct record *r = j->in->backup;
    bool is_offline = record_is(r, "separation", "offline");

    claim_fresh(&v->point[COPY_FRESH], j);
    claim_generations(&v->point[COPY_GENERATIONS], j);
    claim_restored(&v->point[COPY_RESTORED], j);
    claim_choice(&v->point[COPY_OFFLINE], r, "separation", is_offline);
    claim_choice(&v->point[COPY_NETWORK], r, "separation",
                 is_offline || record_is(r, "separation", "logical"));
    claim_choice(&v->point[COPY_OFF_SITE], r, "place_kind", is_cloud_or_away(r));
    claim_choice(&v->point[COPY_MEDIUM], r, "medium", true);
    claim_choice(&v->point[COPY_IMMUTABLE], r, "immutable",
                 record_is(r, "immutable", "worm") || record_is(r, "immutable", "object_lock") ||
                     record_is(r, "immutable", "tape"));
}

/* ---- What each fact says against the claim ---- */

struct saying {
    enum copy_proof proof;
    const char *why;
};

static struct saying judge_fresh(const struct copy_fact *f, const struct judging *j)
{
    if (!f->has_figure) {
        return (struct saying){COPY_UNKNOWN, "いつの写しか分かりませんでした。"};
    }
    const char *when = date_time(j->arena, f->figure);

    if (f->figure > f->at + VERDICT_SKEW_MS) {
        return (struct saying){
            COPY_CONTRADICTED,
            arena_printf(j->arena,
                         "いちばん新しい写しの日時が未来（%s）です。時計か写しが狂っています。",
                         when)};
    }
    if (is_late(j, f->figure, f->at)) {
        return (struct saying){COPY_CONTRADICTED,
                               arena_printf(j->arena,
                                            "いちばん新しい写しは %s で、決めた間隔（%" PRId64
                                            "時間）の2倍より古いものです。",
                                            when, number(j->in->backup, "every_hours"))};
    }
    if (number(j->in->backup, "every_hours") == 0) {
        return (struct saying){COPY_UNKNOWN,
                               "間隔が書かれていないので、新しいかどうか判定できません。"};
    }
    if (is_late(j, f->figure, j->in->now_ms)) {
        return (struct saying){COPY_UNKNOWN, "その後の写しを確かめていません。"};
    }
    return (struct saying){COPY_PROVED, NULL};
}

static struct saying judge_generations(const struct copy_fact *f, const struct judging *j)
{
    int64_t said = number(j->in->backup, "generations");

    if (f->has_figure && f->figure < said) {
        return (struct saying){
            COPY_CONTRADICTED,
            arena_printf(j->arena,
                         "%" PRId64 "世代と書かれていますが、見つかったのは%" PRId64 "世代です。",
                         said, f->figure)};
    }
    return (struct saying){f->has_figure ? COPY_PROVED : COPY_UNKNOWN, NULL};
}

static bool is_old(const struct copy_fact *f, const struct judging *j)
{
    return j->in->now_ms - f->at > copy_fact_days(f) * DAY_MS;
}

static struct saying judge_fact(const struct copy_fact *f, const struct verdict_point *p,
                                const struct judging *j)
{
    struct saying s = {f->proof, NULL};

    if (f->proof == COPY_PROVED && f->kind == COPY_FRESH) {
        s = judge_fresh(f, j);
    } else if (f->proof == COPY_PROVED && f->kind == COPY_GENERATIONS) {
        s = judge_generations(f, j);
    }
    if (s.proof == COPY_CONTRADICTED && !p->said && f->kind >= COPY_OFFLINE) {
        return (struct saying){COPY_UNKNOWN, NULL}; /* nobody said otherwise */
    }
    if (s.proof == COPY_PROVED && is_old(f, j)) {
        return (struct saying){
            COPY_CLAIMED,
            arena_printf(j->arena, "確かめてから%d日を過ぎました。", copy_fact_days(f))};
    }
    return s;
}

/* ---- From the facts of one kind to one answer ---- */

struct heard {
    const struct copy_fact *fact;
    struct saying says;
};

/* Of each source the newest fact that knows something. */
static size_t hear(struct heard heard[SOURCES_MAX], const struct verdict_point *p,
                   const struct judging *j)
{
    size_t n = 0;

    for (size_t i = 0; i < j->in->n_facts; i++) {
        const struct copy_fact *f = &j->in->fact[i];
        size_t k = 0;

        if (f->kind != p->kind || f->proof == COPY_UNKNOWN) {
            continue;
        }
        while (k < n && strcmp(heard[k].fact->source, f->source) != 0) {
            k++;
        }
        if (k == SOURCES_MAX) {
            break;
        }
        bool is_worse = k < n && f->at == heard[k].fact->at && f->proof == COPY_CONTRADICTED;

        if (k == n || f->at > heard[k].fact->at || is_worse) {
            heard[k] = (struct heard){f, judge_fact(f, p, j)};
            n += k == n;
        }
    }
    return n;
}

static const struct heard *newest(const struct heard heard[], size_t n, enum copy_proof proof)
{
    const struct heard *best = NULL;

    for (size_t i = 0; i < n; i++) {
        if (heard[i].says.proof == proof && (best == NULL || heard[i].fact->at > best->fact->at)) {
            best = &heard[i];
        }
    }
    return best;
}

static void settle(struct verdict_point *p, const struct judging *j)
{
    struct heard heard[SOURCES_MAX];
    size_t n = hear(heard, p, j);
    const struct heard *good = newest(heard, n, COPY_PROVED), *decides = good;
    const struct heard *said = newest(heard, n, COPY_CLAIMED);
    const struct heard *bad = newest(heard, n, COPY_CONTRADICTED);

    if (p->proof == COPY_CONTRADICTED && good != NULL && p->said_at > good->fact->at) {
        good = decides = NULL; /* it failed since */
    }
    if (bad != NULL) {
        decides = bad;
    } else if (good == NULL && said != NULL && p->proof != COPY_CONTRADICTED) {
        decides = said;
    }
    if (decides != NULL) {
        p->proof = decides->says.proof;
        p->fact = decides->fact;
        p->why = decides->says.why;
    } else if (n > 0 && p->proof == COPY_UNKNOWN) {
        p->fact = heard[0].fact;
        p->why = text_or(heard[0].says.why, p->why);
    }
    for (size_t i = 0; i < j->in->n_facts; i++) {
        const struct copy_fact *f = &j->in->fact[i];

        if (f->kind == p->kind && f->proof == COPY_UNKNOWN &&
            (p->fact == NULL || f->at > p->fact->at) &&
            (p->tried == NULL || f->at > p->tried->at)) {
            p->tried = f;
        }
    }
}

/* ---- The copy as a whole ---- */

static const enum copy_kind content[] = {COPY_FRESH,    COPY_TREND,  COPY_STRUCTURE, COPY_READ_BACK,
                                         COPY_MANIFEST, COPY_RANSOM, COPY_RESTORED};

/* Fresh, and somebody read it: through its manifest, by its tool, or by restoring. */
static enum copy_proof standing(const struct verdict_copy *v)
{
    const struct verdict_point *p = v->point;
    bool was_read = p[COPY_READ_BACK].proof == COPY_PROVED ||
                    p[COPY_MANIFEST].proof == COPY_PROVED || p[COPY_RESTORED].proof == COPY_PROVED;

    for (size_t i = 0; i < COUNT(content); i++) {
        if (p[content[i]].proof == COPY_CONTRADICTED) {
            return COPY_CONTRADICTED;
        }
    }
    if (p[COPY_FRESH].proof == COPY_PROVED && was_read) {
        return COPY_PROVED;
    }
    return p[COPY_FRESH].proof == COPY_UNKNOWN ? COPY_UNKNOWN : COPY_CLAIMED;
}

static bool is_no_copy(const struct record *r)
{
    return record_is(r, "method", "replica") ||
           (record_is(r, "method", "snapshot") && record_is(r, "medium", "internal"));
}

void verdict_judge(struct verdict_copy *out, const struct verdict_input *in, struct arena *a)
{
    const struct judging j = {in, a};

    *out = (struct verdict_copy){.backup = in->backup, .counts = !is_no_copy(in->backup)};
    for (int k = 0; k < COPY_KINDS; k++) {
        out->point[k] = (struct verdict_point){.kind = (enum copy_kind)k};
    }
    claim_all(out, &j);
    for (int k = 0; k < COPY_KINDS; k++) {
        settle(&out->point[k], &j);
        out->n_contradicted += out->point[k].proof == COPY_CONTRADICTED;
    }
    out->stands = standing(out);
}
