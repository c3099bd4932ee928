#include "readiness/media.h"

#include "base/date.h"
#include "base/hash.h"
#include "base/id.h"
#include "record/value.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const to_code[MEDIA_TO] = {
    [MEDIA_BACK] = "in", [MEDIA_SAFE] = "safe", [MEDIA_AWAY] = "away"};

const char *media_to_code(enum media_to to)
{
    return to_code[to];
}

char *media_code(char out[MEDIA_CODE_SIZE], const struct record *media)
{
    char text[80], hex[HASH_HEX_SIZE];
    uint8_t digest[HASH_SIZE];
    int len = snprintf(text, sizeof(text), "sonae media label %" PRId64 " %" PRId64,
                       media->facility_id, media->id);

    hash_of(digest, text, (size_t)len);
    hash_hex(hex, digest, HASH_SIZE);
    memcpy(out, hex, MEDIA_CODE_SIZE - 1);
    out[MEDIA_CODE_SIZE - 1] = '\0';
    return out;
}

bool media_is_overdue(const struct record *media, int64_t now_ms)
{
    char today[DATE_SIZE];
    const char *due = record_get(media, "due_on");

    return due != NULL &&
           (record_is(media, "state", "safe") || record_is(media, "state", "away")) &&
           strcmp(due, date_iso(today, date_of_ms(now_ms))) < 0;
}

static void set(struct record *r, const char *field, const char *value)
{
    r->value[entity_field(r->entity, field)] = value;
}

/* The day it is due back: so many days from today; NULL where none were stated, or it is back. */
static const char *due_day(const struct record *media, enum media_to to, int64_t now_ms,
                           struct arena *a)
{
    const char *days = record_get(media, "rotate_days");
    char day[DATE_SIZE];

    if (days == NULL || to == MEDIA_BACK) {
        return NULL;
    }
    return arena_copy(a, date_iso(day, date_of_day(date_day_number(date_of_ms(now_ms)) +
                                                   strtoll(days, NULL, 10))));
}

static enum status save(struct db *db, struct record *r, const struct actor *actor, int64_t now_ms,
                        struct err *err)
{
    CLEANUP(writer_close) struct writer *w = NULL;
    enum status st = writer_begin(&w, db, r->facility_id, actor, now_ms, err);

    if (st == OK) {
        writer_reason(w, "ラベルの読み取り", 0);
        st = record_put(w, r, NULL, err);
    }
    return st == OK ? writer_commit(w, err) : st;
}

/* The label of each medium is a source of its own: another one of the copy may be elsewhere. */
static enum status file(struct db *db, const struct record *media, enum media_to to,
                        const struct actor *actor, int64_t now_ms, struct arena *a, struct err *err)
{
    char id[ID_TEXT_SIZE];
    const char *source = arena_printf(a, "label.%s", id_text(id, media->id));
    const char *note =
        arena_printf(a, "媒体「%s」のラベルを読み取り、%s。", record_get(media, "label"),
                     to == MEDIA_AWAY   ? "院外へ持ち出しました"
                     : to == MEDIA_SAFE ? "外して保管庫に入れました"
                                        : "院内に戻しました");
    const int64_t backup = strtoll(record_get(media, "backup"), NULL, 10);
    const struct copy_fact fact[] = {
        {backup, COPY_OFFLINE,  to == MEDIA_BACK ? COPY_CLAIMED : COPY_PROVED, source, now_ms, false,
         0,                                                                                              note},
        {backup, COPY_OFF_SITE, to == MEDIA_AWAY ? COPY_PROVED : COPY_CLAIMED, source, now_ms,
         false,                                                                                       0, note},
    };

    if (arena_status(a, err) != OK) {
        return err->status;
    }
    return copy_fact_file(db, media->facility_id, actor, now_ms, fact, COUNT(fact), err);
}

enum status media_move(struct db *db, const struct record *media, enum media_to to,
                       const char *place, const struct actor *actor, int64_t now_ms,
                       struct arena *a, struct err *err)
{
    struct record *r = record_copy(media, a);

    if (r == NULL) {
        return arena_status(a, err);
    }
    set(r, "state", to_code[to]);
    set(r, "place", place);
    set(r, "moved_at", arena_printf(a, "%" PRId64, now_ms));
    set(r, "due_on", due_day(media, to, now_ms, a));

    enum status st = arena_status(a, err);

    if (st == OK) {
        st = save(db, r, actor, now_ms, err);
    }
    if (st == OK) {
        st = file(db, r, to, actor, now_ms, a, err);
    }
    return st == OK ? OK : err_note(err, "moving a medium");
}
