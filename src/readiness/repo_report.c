#include "readiness/repo_report.h"

#include "base/date.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Which fact is about what; in the order of repo_report.fact. */
static const enum copy_kind kinds[REPO_FACTS] = {COPY_FRESH, COPY_GENERATIONS, COPY_TREND,
                                                 COPY_STRUCTURE, COPY_READ_BACK};

struct looking {
    struct repo_report *report;
    const struct repo_want *want;
    const char *source;
    struct arena *arena;
};

static struct copy_fact *fact_of(struct looking *l, enum copy_kind kind)
{
    for (size_t i = 0; i < REPO_FACTS; i++) {
        if (kinds[i] == kind) {
            return &l->report->fact[i];
        }
    }
    return NULL;
}

static void say(struct looking *l, enum copy_kind kind, enum copy_proof proof, int64_t figure,
                const char *note)
{
    *fact_of(l, kind) = (struct copy_fact){.kind = kind,
                                           .proof = proof,
                                           .source = l->source,
                                           .at = l->want->now_ms,
                                           .has_figure = true,
                                           .figure = figure,
                                           .note = note};
}

/* Nothing is known of it, and the sentence says why. */
static void say_unknown(struct looking *l, enum copy_kind kind, const char *why)
{
    say(l, kind, COPY_UNKNOWN, 0, why);
    fact_of(l, kind)->has_figure = false;
}

/* ---- What the generations tell ---- */

static int by_size(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

/* The median size of the generations before the newest, of those known; -1: none is. */
static int64_t usual_size(const struct repo_generations *g)
{
    int64_t size[REPO_TREND_MAX];
    size_t n = 0;

    for (size_t i = g->n - 1; i > 0 && n < COUNT(size); i--) {
        if (g->row[i - 1].bytes >= 0) {
            size[n++] = g->row[i - 1].bytes;
        }
    }
    if (n == 0) {
        return -1;
    }
    qsort(size, n, sizeof(size[0]), by_size);
    return size[n / 2];
}

static void say_trend(struct looking *l)
{
    const struct repo_generations *g = &l->report->generations;
    const struct repo_generation *newest = &g->row[g->n - 1];
    const int64_t usual = usual_size(g);
    const int64_t percent = usual > 0 && newest->bytes >= 0 ? newest->bytes * 100 / usual : -1;

    if (percent >= 0 && percent < REPO_SHRUNK_PERCENT) {
        say(l, COPY_TREND, COPY_CONTRADICTED, percent,
            arena_printf(l->arena, "最新の世代の大きさが、これまでの%" PRId64 "%%しかありません。",
                         percent));
    } else if (newest->changed > REPO_CHANGED_PER_MILLE) {
        say(l, COPY_TREND, COPY_CONTRADICTED, newest->changed / 10,
            arena_printf(l->arena,
                         "最新の世代で、中身の%d%%が入れ替わっています。暗号化されていないかを確か"
                         "めてください。",
                         newest->changed / 10));
    } else if (percent >= 0) {
        say(l, COPY_TREND, COPY_PROVED, percent,
            arena_printf(l->arena, "最新の世代の大きさは、これまでの%" PRId64 "%%です。", percent));
    } else {
        say_unknown(l, COPY_TREND, "比べる前の世代がありません。");
    }
}

static void say_generations(struct looking *l)
{
    const struct repo_generations *g = &l->report->generations;
    const int64_t n = (int64_t)g->n;

    if (n == 0) {
        say(l, COPY_FRESH, COPY_CONTRADICTED, 0, "写しが1つも入っていません。");
        say(l, COPY_GENERATIONS, COPY_CONTRADICTED, 0, "写しが1つも入っていません。");
        say_unknown(l, COPY_TREND, "写しが1つも入っていません。");
        return;
    }
    const struct repo_generation *newest = &g->row[n - 1];
    const char *at = date_time(l->arena, newest->at_ms);

    if (newest->at_ms > l->want->now_ms + REPO_AHEAD_MS) {
        say(l, COPY_FRESH, COPY_CONTRADICTED, newest->at_ms,
            arena_printf(l->arena,
                         "最新の世代の日時（%s）が、未来になっています。時計を確かめてください。",
                         at));
    } else {
        say(l, COPY_FRESH, COPY_PROVED, newest->at_ms,
            arena_printf(l->arena, "最新の世代は %s のものです。", at));
    }
    say(l, COPY_GENERATIONS, COPY_PROVED, n,
        arena_printf(l->arena, "%" PRId64 "世代あります。", n));
    say_trend(l);
}

/* ---- What the check tells ---- */

static void say_check(struct looking *l)
{
    const struct repo_check *c = &l->report->check;
    const char *first = c->n_damage > 0 ? c->damage[0] : NULL;
    const char *broken = first == NULL ? "写しが壊れています。"
                                       : arena_printf(l->arena, "写しが壊れています（%zuか所）：%s",
                                                      c->n_damage, first);

    if (c->structure == REPO_BAD) {
        say(l, COPY_STRUCTURE, COPY_CONTRADICTED, (int64_t)c->n_damage, broken);
    } else {
        say(l, COPY_STRUCTURE, COPY_PROVED, 0, "構造に壊れたところはありません。");
    }
    if (c->data == REPO_BAD) {
        say(l, COPY_READ_BACK, COPY_CONTRADICTED, c->percent, broken);
    } else if (c->by != NULL) {
        say(l, COPY_READ_BACK, c->data == REPO_GOOD ? COPY_PROVED : COPY_UNKNOWN, c->percent,
            c->by);
    } else if (c->data == REPO_GOOD) {
        say(l, COPY_READ_BACK, COPY_PROVED, c->percent,
            arena_printf(l->arena, "中身の%d%%を読み出し、壊れたところはありません。", c->percent));
    } else {
        say_unknown(
            l, COPY_READ_BACK,
            c->percent > 0
                ? arena_printf(l->arena,
                               "中身の%d%%"
                               "を読み出せましたが、正しいかどうかの手がかりがありません。目録（写"
                               "しを確かめる、sonae verify check）と比べると分かります。",
                               c->percent)
                : "中身が正しいかどうかは、確かめていません。");
    }
}

/* What is not answered yet stays so, for this reason. */
static void give_up(struct looking *l, const struct err *why)
{
    char text[COPY_NOTE_SIZE];

    l->report->why = arena_copy(l->arena, err_text(why, LANG_JA, text, sizeof(text)));
    for (size_t i = 0; i < REPO_FACTS; i++) {
        if (l->report->fact[i].source == NULL) {
            say_unknown(l, kinds[i], l->report->why);
        }
    }
}

static enum status look(struct looking *l, int percent, struct err *err)
{
    CLEANUP(repo_close) struct repo r = REPO_INIT;
    struct repo_report *out = l->report;
    enum status st = repo_open(&r, l->want, l->arena, err);

    if (st != OK) {
        return st;
    }
    out->kind = r.kind;
    l->source = arena_printf(l->arena, "repo.%s", r.kind->code);
    st = r.kind->list(&out->generations, &r, err);
    if (st == OK) {
        say_generations(l);
        st = out->generations.n == 0
                 ? OK
                 : r.kind->check(&out->check, &r, &out->generations, percent, err);
    }
    if (st == OK && out->generations.n > 0) {
        say_check(l);
    } else if (st == OK) {
        say_unknown(l, COPY_STRUCTURE, "写しが1つも入っていません。");
        say_unknown(l, COPY_READ_BACK, "写しが1つも入っていません。");
    }
    if (st == E_CORRUPT) { /* not even its list can be read */
        char text[COPY_NOTE_SIZE];
        const char *note = arena_copy(l->arena, err_text(err, LANG_JA, text, sizeof(text)));

        say(l, COPY_STRUCTURE, COPY_CONTRADICTED, 1, note);
    }
    return st;
}

static enum repo_answer sum_up(const struct repo_report *r)
{
    enum repo_answer answer = REPO_GOOD;

    for (size_t i = 0; i < REPO_FACTS; i++) {
        if (r->fact[i].proof == COPY_CONTRADICTED) {
            return REPO_BAD;
        }
        /* A first generation has nothing to be compared with: that alone is no doubt. */
        if (r->fact[i].proof == COPY_UNKNOWN && r->fact[i].kind != COPY_TREND) {
            answer = REPO_UNKNOWN;
        }
    }
    return answer;
}

enum status repo_look(struct repo_report *out, const struct repo_want *want, int percent,
                      struct arena *a, struct err *err)
{
    struct repo_report report = {.kind = NULL};
    struct looking l = {.report = &report, .want = want, .source = "repo.none", .arena = a};
    const char *kind = want->kind;

    if (kind != NULL && strcmp(kind, "auto") != 0) { /* known before it is looked at */
        if (repo_kind_named(kind) == NULL) {
            return err_say(err, E_INVALID, MSG_REPO_NO_SUCH_KIND, kind);
        }
        l.source = arena_printf(a, "repo.%s", kind);
    }
    enum status st = look(&l, percent, err);

    if (st == E_CANCELLED || st == E_NOMEM) {
        return st;
    }
    if (st != OK) {
        give_up(&l, err);
    }
    report.answer = sum_up(&report);
    st = arena_status(a, err);
    if (st == OK) {
        *out = report;
    }
    return st;
}
