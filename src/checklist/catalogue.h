/*
 * The files of catalogue/ that are built in, and what they hold beside the
 * editions (edition.h): first rows of the contact list, the questions of the
 * BCP 確認表, the page 参考資料.
 */
#ifndef CHECKLIST_CATALOGUE_H
#define CHECKLIST_CATALOGUE_H

#include "base/arena.h"
#include "base/embedded.h"

#include <stdbool.h>
#include <stddef.h>

const struct embedded *catalogue_files(size_t *n);

/* A row of the 外部連絡リスト; category and agency are codes of the entity contact. */
struct contact_seed {
    const char *id;
    int position;
    const char *category;
    const char *agency; /* or NULL */
    const char *organisation;
    const char *phone_day; /* or NULL */
    const char *url;       /* or NULL */
    const char *occasion;
    const char *mark; /* 令和6年度資料・要確認, or NULL */
    bool seed;        /* put into a new institution's list; the others are suggestions */
};

/* A question of サイバー攻撃を想定した事業継続計画（BCP）策定の確認表. */
struct bcp_question {
    const char *id; /* bcp_answer.item */
    const char *phase;
    const char *no;
    const char *title;
    const char *wording; /* NULL: not seen */
    const char *text; /* wording, or our words with 「（公式様式で確認してください）」 */
    const char *evidence;
};

/* A document on the page 参考資料. */
struct reference {
    const char *id;
    const char *group;
    const char *title;
    const char *url;
    const char *checked_on; /* ISO date */
    const char *checked_how;
    const char *note; /* or NULL */
};

MUST_CHECK enum status catalogue_contact_seeds(struct contact_seed **out, size_t *n,
                                               struct arena *a, struct err *err);
MUST_CHECK enum status catalogue_bcp_questions(struct bcp_question **out, size_t *n,
                                               struct arena *a, struct err *err);
MUST_CHECK enum status catalogue_references(struct reference **out, size_t *n, struct arena *a,
                                            struct err *err);

#endif
