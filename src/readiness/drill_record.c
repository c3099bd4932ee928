/* A drill in words, and what the register keeps of it. */
#include "readiness/drill.h"

#include "base/buf.h"
#include "base/date.h"
#include "base/file.h"
#include "record/store.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { REPORT_MAX = 64 << 10, MINUTE = 60, NOTE_FILES = 3 };

static const struct {
    const char *code, *word;
} outcome[] = {
    [DRILL_SUCCESS] = {"success", "成功"},
    [DRILL_PARTIAL] = {"partial", "一部"},
    [DRILL_FAILURE] = {"failure", "失敗"},
};

static const char *size_text(int64_t bytes, struct arena *a)
{
    static const char *const unit[] = {"バイト", "KB", "MB", "GB", "TB"};
    double n = (double)bytes;
    size_t i = 0;

    while (n >= 1000 && i + 1 < COUNT(unit)) {
        n /= 1000;
        i++;
    }
    return arena_printf(a, i == 0 ? "%.0f%s" : "%.1f%s", n, unit[i]);
}

/* 1秒未満 90秒 2.5分 24時間 */
static const char *time_text(double seconds, struct arena *a)
{
    const double n = seconds < 2 * MINUTE            ? seconds
                     : seconds < 2 * MINUTE * MINUTE ? seconds / MINUTE
                                                     : seconds / MINUTE / MINUTE;
    const char *unit = n == seconds ? "秒" : seconds < 2 * MINUTE * MINUTE ? "分" : "時間";

    return seconds < 1 ? "1秒未満" : arena_printf(a, "%.*f%s", fabs(n - round(n)) >= 0.05, n, unit);
}

/* The projection against the stated goal, in a sentence. */
static const char *rto_text(const struct drill_projection *p, int64_t rto_minutes, struct arena *a)
{
    const double goal = (double)rto_minutes * MINUTE;

    if (!p->is_known || rto_minutes == 0) {
        return rto_minutes == 0 ? "目標復旧時間が登録されていません。"
                                : "戻したファイルが少なく、全体の時間を見積もれません。";
    }
    return arena_printf(a, "目標復旧時間の%sに%s", time_text(goal, a),
                        p->high <= goal ? "収まる見込みです。"
                        : p->low > goal ? "収まらない見込みです。"
                                        : "収まるとは言い切れません。");
}

static const char *rpo_text(const struct drill_result *r, int64_t rpo_minutes, int64_t now_ms,
                            struct arena *a)
{
    const int64_t age = (now_ms - r->generation.at_ms) / 60000;

    if (rpo_minutes == 0) {
        return "目標復旧時点が登録されていません。";
    }
    if (age < -10) {
        return "最新の世代の日時が未来のため、目標復旧時点と比べられません。";
    }
    return arena_printf(a, "最新の世代は%s前のもので、目標復旧時点の%sに%s",
                        time_text(age < 0 ? 0 : (double)age * 60, a),
                        time_text((double)rpo_minutes * 60, a),
                        age <= rpo_minutes ? "収まっています。" : "収まっていません。");
}

static const char *whole_text(const struct drill_projection *p, struct arena *a)
{
    if (!p->is_known) {
        return "戻したファイルが少なく、全体の時間を見積もれません。";
    }
    if (p->high < 1) {
        return "全体を戻しても1秒未満の見込みです。";
    }
    return arena_printf(a, "全体を戻すと%sの見込みです（95%%の幅：%s〜%s）。",
                        time_text(p->seconds, a), time_text(p->low, a), time_text(p->high, a));
}

static const char *against(const struct drill_result *r, const struct drill_want *want)
{
    return r->generation.id != NULL && r->kind == &repo_pg ? "写しの目録（backup_manifest）の検査値"
           : want->source != NULL                          ? "元データ（1バイトずつ）"
           : r->kind->proves_restored                      ? "道具が持つ検査値"
                                                           : "なし";
}

char *drill_report(const struct drill_result *r, const struct drill_want *want,
                   const struct drill_goal *goal, int64_t now_ms, struct arena *a)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(REPORT_MAX);

    buf_printf(&b, "復旧確認（一部復元）の記録\n\n実施　　　%s　所要 %s\n", date_time(a, now_ms),
               time_text((double)r->took_ms / 1000, a));
    buf_printf(&b, "写し　　　%s（%s）\n世代　　　%s　%s\n", want->copy.path, r->kind->ja,
               r->generation.name, date_time(a, r->generation.at_ms));
    buf_printf(&b, "全体　　　%" PRId64 "ファイル　%s\n", r->all_files, size_text(r->all_bytes, a));
    buf_printf(&b, "戻したもの　無作為に選んだ%" PRId64 "ファイル　%s\n", r->files,
               size_text(r->bytes, a));
    buf_printf(&b, "比べた相手　%s\n\n結果　　　%s\n", against(r, want), outcome[r->outcome].word);
    buf_printf(&b, "　同じと確かめた　%" PRId64 "\n　戻ったが、比べる相手がない　%" PRId64 "\n",
               r->same, r->unproved);
    buf_printf(&b, "　写しのあとで元が変わった　%" PRId64 "\n　戻らない、または違う　%" PRId64 "\n",
               r->changed, r->wrong);
    for (size_t i = 0; i < r->n_found && i < REPO_DAMAGE_SHOWN; i++) {
        buf_printf(&b, "　　%s\n", r->found[i]);
    }
    if (r->n_found > REPO_DAMAGE_SHOWN) {
        buf_printf(&b, "　　ほか%zu件\n", r->n_found - REPO_DAMAGE_SHOWN);
    }
    buf_printf(&b, "\n時間　　　%s\n　　　　　%s\n　　　　　%s\n", whole_text(&r->whole, a),
               rto_text(&r->whole, goal->rto_minutes, a),
               rpo_text(r, goal->rpo_minutes, now_ms, a));
    buf_str(
        &b,
        "　　　　　この機械の作業用の場所に戻したときの見積もりです。本番の機器では変わります。\n");
    return buf_status(&b, NULL) == OK ? arena_copy(a, b.data) : NULL;
}

/* ---- Filing ---- */

static void set(struct record *r, const char *field, const char *value)
{
    r->value[entity_field(r->entity, field)] = value;
}

static int64_t minutes_of(const struct record *r, const char *field)
{
    const char *text = r == NULL ? NULL : record_get(r, field);

    return text == NULL ? 0 : strtoll(text, NULL, 10);
}

static enum status store_report(const char **out, struct db *db, const char *data_dir,
                                int64_t facility_id, const char *text, int64_t now_ms,
                                struct arena *a, struct err *err)
{
    CLEANUP(file_close) int fd = -1;
    const char *temp = arena_printf(a, "%s/tmp", data_dir);
    char day[DATE_SIZE];
    enum status st = arena_status(a, err);

    if (st == OK) {
        st = file_make_dirs(temp, 0700, err);
    }
    if (st == OK) {
        st = file_unnamed(&fd, temp, err);
    }
    if (st == OK) {
        st = file_write_all(fd, text, strlen(text), err);
    }
    if (st != OK) {
        return st;
    }
    return store_add(out, db, data_dir, facility_id, fd,
                     arena_printf(a, "drill-%s.txt", date_iso(day, date_of_ms(now_ms))),
                     "text/plain", now_ms, a, err);
}

static enum status put_records(int64_t *drill_id, struct db *db, const struct record *backup,
                               const struct drill_result *r, const struct drill_want *want,
                               const struct drill_goal *goal, const char *file,
                               const struct actor *actor, int64_t now_ms, struct arena *a,
                               struct err *err)
{
    CLEANUP(writer_close) struct writer *w = NULL;
    struct record *drill = record_new(entity_named("drill"), backup->facility_id, a);
    struct record *evidence = record_new(entity_named("evidence"), backup->facility_id, a);
    char *today = arena_alloc(a, DATE_SIZE);
    enum status st = arena_status(a, err);

    if (st != OK) {
        return st;
    }
    date_iso(today, date_of_ms(now_ms));
    set(drill, "backup", arena_printf(a, "%" PRId64, backup->id));
    set(drill, "system", record_get(backup, "system"));
    set(drill, "kind", "partial");
    set(drill, "held_on", today);
    set(drill, "minutes", arena_printf(a, "%" PRId64, (r->took_ms + 59999) / 60000));
    set(drill, "restored",
        arena_printf(a, "%s の世代から無作為に選んだ%" PRId64 "ファイル（%s）を作業用の場所へ",
                     date_time(a, r->generation.at_ms), r->files, size_text(r->bytes, a)));
    set(drill, "outcome", outcome[r->outcome].code);
    set(drill, "note",
        arena_printf(a,
                     "同じと確かめた%" PRId64 "、比べる相手がない%" PRId64
                     "、戻らない・違う%" PRId64 "。比べた相手：%s。%s\n%s\n%s",
                     r->same, r->unproved, r->wrong, against(r, want), whole_text(&r->whole, a),
                     rto_text(&r->whole, goal->rto_minutes, a),
                     rpo_text(r, goal->rpo_minutes, now_ms, a)));
    st = arena_status(a, err);
    if (st == OK) {
        st = writer_begin(&w, db, backup->facility_id, actor, now_ms, err);
    }
    if (st == OK) {
        st = record_put(w, drill, NULL, err);
    }
    if (st != OK) {
        return st;
    }
    set(evidence, "title", arena_printf(a, "復旧確認の記録 %s", today));
    set(evidence, "kind", "restore");
    set(evidence, "document_on", today);
    set(evidence, "file", file);
    set(evidence, "about", arena_printf(a, "drill:%" PRId64, drill->id));
    st = arena_status(a, err);
    if (st == OK) {
        st = record_put(w, evidence, NULL, err);
    }
    if (st == OK) {
        st = writer_commit(w, err);
    }
    if (st == OK) {
        *drill_id = drill->id;
    }
    return st;
}

static enum status file_fact(struct db *db, const struct record *backup,
                             const struct drill_result *r, const struct actor *actor,
                             int64_t now_ms, struct arena *a, struct err *err)
{
    const bool is_proved = r->outcome == DRILL_SUCCESS && r->same > 0;
    const struct copy_fact fact = {
        .backup_id = backup->id,
        .kind = COPY_RESTORED,
        .proof = r->outcome != DRILL_SUCCESS ? COPY_CONTRADICTED
                 : is_proved                 ? COPY_PROVED
                                             : COPY_UNKNOWN,
        .source = arena_printf(a, "drill.%s", r->kind->code),
        .at = now_ms,
        .has_figure = r->whole.is_known,
        .figure = (int64_t)ceil(r->whole.seconds / MINUTE),
        .note = arena_printf(a,
                             "%" PRId64 "ファイルを戻し、同じと確かめたもの%" PRId64
                             "、戻らない・違うもの%" PRId64 "。%s",
                             r->files, r->same, r->wrong, whole_text(&r->whole, a))};
    enum status st = arena_status(a, err);

    return st == OK ? copy_fact_file(db, backup->facility_id, actor, now_ms, &fact, 1, err) : st;
}

enum status drill_goal_read(struct drill_goal *out, struct record **backup, struct db *db,
                            int64_t facility_id, int64_t backup_id, struct arena *a,
                            struct err *err)
{
    struct record *b, *system = NULL;
    enum status st = record_read(&b, db, entity_named("backup"), facility_id, backup_id, a, err);

    if (st == OK && record_get(b, "system") != NULL) {
        st = record_read(&system, db, entity_named("system"), facility_id,
                         strtoll(record_get(b, "system"), NULL, 10), a, err);
        st = st == E_NOTFOUND ? OK : st;
    }
    if (st == OK) {
        *backup = b;
        *out = (struct drill_goal){minutes_of(system, "rto_minutes"),
                                   minutes_of(system, "rpo_minutes")};
    }
    return st;
}

enum status drill_file(int64_t *drill_id, struct db *db, const char *data_dir, int64_t facility_id,
                       int64_t backup_id, const struct drill_result *r,
                       const struct drill_want *want, const struct actor *actor, int64_t now_ms,
                       struct arena *a, struct err *err)
{
    struct record *backup;
    struct drill_goal goal;
    const char *file;
    enum status st = drill_goal_read(&goal, &backup, db, facility_id, backup_id, a, err);
    const char *report = st == OK ? drill_report(r, want, &goal, now_ms, a) : NULL;

    if (st == OK) {
        st = report == NULL ? err_set(err, E_NOMEM, "no report") : OK;
    }
    if (st == OK) {
        st = store_report(&file, db, data_dir, facility_id, report, now_ms, a, err);
    }
    if (st == OK) {
        st = put_records(drill_id, db, backup, r, want, &goal, file, actor, now_ms, a, err);
    }
    if (st == OK) {
        st = file_fact(db, backup, r, actor, now_ms, a, err);
    }
    return st == OK ? OK : err_note(err, "filing a restore drill");
}
