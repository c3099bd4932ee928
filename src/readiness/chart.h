/*
 * 連絡体制図: who calls whom, drawn from the list of contacts (checklist 3-(1)). The list comes
 * first; the training deck says that whom to call matters more than a pretty drawing.
 *
 * Every contact that is not closed stands in it once. Whoever calls somebody and is called by
 * nobody is a root; who is neither called nor calls stands in `alone`. A number typed on the
 * contact itself wins over the one of the person or vendor it names.
 */
#ifndef READINESS_CHART_H
#define READINESS_CHART_H

#include "base/arena.h"
#include "record/record.h"
#include "render/tree.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CHART_MAX TREE_NODES_MAX /* contacts; more is E_LIMIT */

struct chart_phone {
    const char *number; /* NULL: none */
    bool own;           /* typed here although the person or vendor has another one */
    bool confidential;  /* not for outsiders: somebody's own number */
};

struct chart_contact {
    const struct record *record;
    const char *category;     /* code: "internal", "public", ... */
    const char *organisation; /* never NULL */
    const char *role;         /* these three, and what follows: NULL where there is none */
    const char *name;         /* typed, else of the person */
    const char *title; /* 安全管理責任者 田中 次郎: organisation or role, and name */
    struct chart_phone day, night;
    const char *email, *url;
    const char *occasion;
    const char *systems;      /* labels, joined */
    const char *confirmed_on; /* ISO */
    bool internal;
    bool decides; /* is appointed today to stop systems or to cut the network */
    bool cut;     /* the line to who calls it is left out: it would close a circle, or who calls
                     it was closed */
    int parent;   /* index; -1: nobody calls it */
    int depth;    /* 0: a root, or alone */
    int n_children;
};

/* Places in chart.contact. */
struct chart_list {
    int *at;
    size_t n;
};

struct chart {
    struct chart_contact *contact; /* [n], in the order of the list: No, then as entered */
    size_t n;
    struct chart_list tree;  /* depth first from the roots, as it is read aloud */
    struct chart_list alone; /* not connected */
    struct chart_list inside; /* 院内の連絡網: the internal ones, who is called first comes first */
    struct chart_list outside;    /* 外部連絡リスト: all others, in the order of the list */
    const struct record *edition; /* the newest contact_chart; NULL: none was ever fixed */
};

/* The chart of a facility today. E_LIMIT with a sentence above CHART_MAX. */
MUST_CHECK enum status chart_read(struct chart *out, struct db *db, int64_t facility_id,
                                  int64_t now_ms, struct arena *a, struct err *err);

/*
 * What to show for a number: itself, with 「※」 behind it where it is typed here although another
 * one is on record (CHART_OWN_NOTE explains); for outsiders 「登録あり」 instead of a confidential
 * one; NULL for none.
 */
#define CHART_OWN_NOTE \
    "※ 登録済みの職員・事業者の番号ではなく、この連絡先に直接入力された番号です。"
const char *chart_phone(const struct chart_phone *phone, bool outsiders, struct arena *a);

/* How to reach it by the external list's one column: telephone, else web page, else e-mail. */
const char *chart_reach(const struct chart_contact *c, struct arena *a);

/* The connected contacts as a drawing for tree_layout(); n is 0 when nobody calls anybody. */
MUST_CHECK enum status chart_tree(struct tree *out, const struct chart *c, bool outsiders,
                                  struct arena *a, struct err *err);

#endif
