/*
 * What rules know of the world beside hosts and ledger: ends of support, and who makes cards. Built
 * in; a file of the data directory replaces each (eol.h, maker.h).
 *
 * A file that breaks its format is left aside, and said: one slip in it must not blind the rules.
 */
#ifndef NETWORK_LORE_H
#define NETWORK_LORE_H

#include "network/eol.h"
#include "network/maker.h"

enum { LORE_FILES = 2 };

struct lore {
    struct eol_list eol;
    const struct maker_list *makers;
    bool makers_are_own;             /* the administrator's oui.csv */
    const char *problem[LORE_FILES]; /* [n_problems] sentences about files left aside */
    size_t n_problems;
};

/* Load both, in the arena. data_dir NULL: what is built in. E_NOMEM, E_LIMIT: the arena's. */
MUST_CHECK enum status lore_load(struct lore *out, const char *data_dir, struct arena *a,
                                 struct err *err);

#endif
