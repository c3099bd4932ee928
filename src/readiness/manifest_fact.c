#include "readiness/manifest_fact.h"

#include <inttypes.h>

static const char source[] = "verify.check";

static uint64_t count(const struct found_totals *t, bool differences)
{
    uint64_t n = 0;

    for (int i = 0; i < FOUND_WHATS; i++) {
        n += differences ? found_is_difference((enum found_what)i) * t->found[i]
                         : found_is_unjudged((enum found_what)i) * t->found[i];
    }
    return n;
}

enum manifest_answer manifest_answer(const struct found_totals *t, bool key_known)
{
    return count(t, true) > 0                  ? MANIFEST_BAD
           : count(t, false) > 0 || !key_known ? MANIFEST_UNKNOWN
                                               : MANIFEST_GOOD;
}

/* Content that is not what it was, whatever the names say. */
static uint64_t content_faults(const struct found_totals *t)
{
    return t->found[FOUND_CHANGED] + t->found[FOUND_TRUNCATED] + t->found[FOUND_APPENDED] +
           t->found[FOUND_RETYPED];
}

/* What was read and compared: a generation that came since has nothing to be compared with. */
static int64_t percent_read(const struct found_totals *t)
{
    return t->size == 0 ? 100
                        : (int64_t)((double)(t->size_read - t->size_new) * 100 / (double)t->size);
}

/* 「目録のあとにできた世代 1、…」, or nothing where no folder turns. */
static const char *turned(const struct found_totals *t, struct arena *a)
{
    const uint64_t came = t->found[FOUND_CAME], went = t->found[FOUND_WENT];

    return came + went == 0
               ? ""
               : arena_printf(a,
                              "目録のあとにできた世代が %" PRIu64
                              "つ、入れ替わりで消えた古い世代が %" PRIu64
                              "つあります。新しい世代の中身は、目録を作り直すまで比べられま"
                              "せん。",
                              came, went);
}

enum status manifest_facts(struct copy_fact out[MANIFEST_FACTS], int64_t backup_id, int64_t now_ms,
                           const struct found_totals *t, bool key_known, struct arena *a,
                           struct err *err)
{
    static const enum copy_proof proof[] = {COPY_PROVED, COPY_CONTRADICTED, COPY_UNKNOWN};
    const uint64_t differences = count(t, true), unjudged = count(t, false);
    const uint64_t faults = content_faults(t), signs = t->found[FOUND_SUSPECT];
    const struct copy_fact common = {
        .backup_id = backup_id, .source = source, .at = now_ms, .has_figure = true};

    for (int i = 0; i < MANIFEST_FACTS; i++) {
        out[i] = common;
    }
    out[0].kind = COPY_MANIFEST;
    out[0].proof = proof[manifest_answer(t, key_known)];
    out[0].figure = (int64_t)differences;
    out[0].note = !key_known ? "目録の署名が、この施設の鍵によるものではありません。"
                             : arena_printf(a,
                                            "署名した目録との違いは %" PRIu64
                                            "件、確かめられないものは %" PRIu64 "件でした。%s",
                                            differences, unjudged, turned(t, a));
    out[1].kind = COPY_READ_BACK;
    out[1].proof = faults > 0                                         ? COPY_CONTRADICTED
                   : unjudged > 0 || !key_known || t->files_read == 0 ? COPY_UNKNOWN
                                                                      : COPY_PROVED;
    out[1].figure = percent_read(t);
    out[1].note = arena_printf(a,
                               "ファイル %" PRIu64 "件、%" PRIu64
                               "バイトを読み、中身が違うものは %" PRIu64 "件でした。",
                               t->files_read, t->size_read, faults);
    out[2].kind = COPY_RANSOM;
    out[2].proof = signs > 0                                                ? COPY_CONTRADICTED
                   : unjudged > 0 || !key_known || t->files_read < t->files ? COPY_UNKNOWN
                                                                            : COPY_PROVED;
    out[2].figure = (int64_t)signs;
    out[2].note =
        signs > 0 ? arena_printf(a, "暗号化された疑いのあるものが %" PRIu64 "件あります。", signs)
        : t->files_read < t->files
            ? "中身を読んだのは一部のファイルなので、まだ言い切れません。"
            : "変わったファイルと増えたファイルに、暗号化された様子はありませんでした。";
    return arena_status(a, err);
}

enum status manifest_fact_file(struct db *db, int64_t facility_id, const struct actor *actor,
                               int64_t backup_id, int64_t now_ms, const struct found_totals *t,
                               bool key_known, struct err *err)
{
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 16);
    struct copy_fact fact[MANIFEST_FACTS];
    enum status st = manifest_facts(fact, backup_id, now_ms, t, key_known, a, err);

    return st == OK ? copy_fact_file(db, facility_id, actor, now_ms, fact, MANIFEST_FACTS, err)
                    : st;
}
