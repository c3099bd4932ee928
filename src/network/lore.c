#include "network/lore.h"

/* Keep what is wrong with file, unless it is our memory that is at an end. */
static enum status leave_aside(struct lore *lore, const char *file, struct arena *a,
                               struct err *err)
{
    char sentence[1024];
    struct err said;

    if (err->status == E_NOMEM || arena_status(a, NULL) != OK) {
        return err->status;
    }
    err_say(&said, err->status, MSG_LORE_LEFT_ASIDE, file, err->detail);
    lore->problem[lore->n_problems++] =
        arena_copy(a, err_text(&said, LANG_JA, sentence, sizeof(sentence)));
    return arena_status(a, err);
}

enum status lore_load(struct lore *out, const char *data_dir, struct arena *a, struct err *err)
{
    struct lore lore = {.makers = maker_built_in()};
    enum status st = eol_load(&lore.eol, data_dir, a, err);

    if (st != OK && data_dir != NULL) {
        st = leave_aside(&lore, EOL_FILE, a, err);
        st = st == OK ? eol_load(&lore.eol, NULL, a, err) : st;
    }
    if (st == OK && data_dir != NULL) {
        st = maker_load(&lore.makers, data_dir, a, err);
        if (st != OK) {
            st = leave_aside(&lore, MAKER_FILE, a, err);
        }
    }
    if (st == OK) {
        lore.makers_are_own = lore.makers != maker_built_in();
        *out = lore;
    }
    return st;
}
