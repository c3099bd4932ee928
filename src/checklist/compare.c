#include "checklist/compare.h"

#include <string.h>

const char *compare_ja(enum compare_how how)
{
    static const char *const ja[COMPARE_HOWS] = {
        [COMPARE_NEW] = "新しい項目",      [COMPARE_REQUIRED] = "参考から通常へ",
        [COMPARE_RESCOPED] = "対象の変更", [COMPARE_REWORDED] = "文言の変更",
        [COMPARE_SAME] = "変わらない",     [COMPARE_DROPPED] = "なくなった項目",
    };

    return ja[how];
}

bool edition_item_meets(const struct edition_item *a, const struct edition_item *b)
{
    return strcmp(a->topic, b->topic) == 0 &&
           ((a->scope & b->scope) != 0 || ((a->scope | b->scope) & SCOPE_GENERAL) != 0);
}

/* The item of e that meets item; of several the one with the very same 対象. */
static const struct edition_item *counterpart(const struct edition *e,
                                              const struct edition_item *item)
{
    const struct edition_item *found = NULL;

    for (size_t i = 0; i < e->n; i++) {
        if (edition_item_meets(&e->item[i], item) &&
            (found == NULL || e->item[i].scope == item->scope)) {
            found = &e->item[i];
        }
    }
    return found;
}

static enum compare_how how_changed(const struct edition_item *before,
                                    const struct edition_item *after)
{
    if (before == NULL) {
        return COMPARE_NEW;
    }
    if (before->reference_only && !after->reference_only) {
        return COMPARE_REQUIRED;
    }
    if (before->scope != after->scope) {
        return COMPARE_RESCOPED;
    }
    bool known = edition_item_official(before) && edition_item_official(after);

    return known && strcmp(before->wording, after->wording) != 0 ? COMPARE_REWORDED : COMPARE_SAME;
}

enum status edition_compare(struct comparison *out, const struct edition *before,
                            const struct edition *after, struct arena *a, struct err *err)
{
    struct comparison c = {
        .before = before,
        .after = after,
        .row = arena_make(a, struct compare_row, before->n + after->n),
    };

    if (c.row == NULL) {
        return arena_status(a, err);
    }
    for (size_t i = 0; i < after->n; i++) {
        const struct edition_item *was = counterpart(before, &after->item[i]);

        c.row[c.n++] =
            (struct compare_row){how_changed(was, &after->item[i]), was, &after->item[i]};
    }
    for (size_t i = 0; i < before->n; i++) {
        if (counterpart(after, &before->item[i]) == NULL) {
            c.row[c.n++] = (struct compare_row){COMPARE_DROPPED, &before->item[i], NULL};
        }
    }
    *out = c;
    return OK;
}
