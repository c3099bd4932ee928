#include "readiness/looking.h"

#include <errno.h>

enum status looking_step(struct found_watch *watch, const struct walk_step *step, struct err *err)
{
    static const enum found_what what[] = {
        [WALK_UNREADABLE] = FOUND_UNREADABLE,
        [WALK_VANISHED] = FOUND_VANISHED,
        [WALK_DEEP] = FOUND_DEEP,
        [WALK_LOOP] = FOUND_LOOP,
    };
    struct found f = {.what = FOUND_SPECIAL, .errnum = step->errnum};

    watch->totals.entries++;
    watch->totals.files += step->entry.kind == ENTRY_FILE;
    watch->totals.size += step->entry.kind == ENTRY_FILE ? step->entry.size : 0;
    if (step->trouble == WALK_FINE && step->entry.kind != ENTRY_OTHER) {
        return OK;
    }
    if (step->trouble != WALK_FINE) {
        f.what = what[step->trouble];
    }
    return found_tell(watch, &f, step->entry.path, step->entry.path_len, err);
}

enum status looking_take(struct found_watch *watch, struct walk *w, const struct walk_step *step,
                         struct reading_item *item, struct err *err)
{
    int errnum = 0, fd = walk_take(w, step, &errnum);

    if (fd < 0) {
        struct found f = {.what = errnum == ENOENT   ? FOUND_VANISHED
                                  : errnum == ESTALE ? FOUND_MOVING
                                                     : FOUND_UNREADABLE,
                          .errnum = errnum};

        return found_tell(watch, &f, step->entry.path, step->entry.path_len, err);
    }
    item->fd = fd;
    item->stat = step->stat;
    return OK;
}

enum status looking_done(struct found_watch *watch, const struct reading_item *item,
                         struct err *err)
{
    const struct entry *e = &item->entry;
    struct found f = {.size = e->size, .errnum = item->read_errnum};

    if (item->fd < 0) {
        return OK;
    }
    watch->totals.files_read++;
    watch->totals.size_read += e->size;
    if (item->read_errnum != 0) {
        f.what = FOUND_UNREADABLE;
        f.run[f.runs++] = (struct found_run){item->bad_block, 1};
        return found_tell(watch, &f, e->path, e->path_len, err);
    }
    if (item->moved) {
        f.what = FOUND_MOVING;
        return found_tell(watch, &f, e->path, e->path_len, err);
    }
    return OK;
}

enum status looking_far(const struct found_watch *watch, uint64_t blocks, uint64_t total,
                        struct err *err)
{
    return progress_step(watch->progress,
                         (int64_t)(watch->totals.size_read + blocks * VERITY_BLOCK), (int64_t)total,
                         "写しを読んでいます（バイト）", err);
}
