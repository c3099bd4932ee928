/* Who is responsible: 組織図（氏名入り）, appointments; regulations; training. */
#include "dossier/pack_part.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

enum { LINES = 4, TOP_MAX = 8 };

/* ---- 組織図 ---- */

/* Below whom each role stands: the first of these that is filled; none: the management. */
static const struct {
    const char *role, *below[3];
} order[] = {
    {"officer", {NULL}},
    {"auditor", {NULL}},
    {"delegate", {"officer"}},
    {"assistant", {"officer"}},
    {"planner", {"officer"}},
    {"csirt", {"officer"}},
    {"trainer", {"planner", "officer"}},
    {"operator", {"planner", "officer"}},
};

struct organisation {
    struct tree tree;
    const char *role[TREE_NODES_MAX]; /* of each node; NULL: the management */
};

static struct tree_node *add_node(struct organisation *o, int parent, enum tree_kind kind,
                                  const char **line)
{
    struct tree_node *node = &o->tree.node[o->tree.n++];

    *node = (struct tree_node){.parent = parent, .kind = kind, .line = line};
    return node;
}

static int node_of_role(const struct organisation *o, const char *role)
{
    for (int i = 0; role != NULL && i < o->tree.n; i++) {
        if (o->role[i] != NULL && strcmp(o->role[i], role) == 0) {
            return i;
        }
    }
    return -1;
}

/* Posts of the management, highest first; others come after them. */
static const char *const posts[] = {"理事長", "開設者", "院長",    "管理薬剤師",
                                    "副院長", "事務長", "事務部長"};

static size_t rank_of(const struct record *person)
{
    const char *title = record_get(person, "title");
    size_t rank = 0;

    while (rank < COUNT(posts) && (title == NULL || strcmp(title, posts[rank]) != 0)) {
        rank++;
    }
    return rank;
}

/* 経営層: 院長 山田 太郎, ... */
static void add_management(struct organisation *o, const struct pack *k)
{
    const char **line = arena_make(k->arena, const char *, TOP_MAX + 1);

    if (line == NULL) {
        return;
    }
    struct tree_node *node = add_node(o, -1, TREE_STRONG, line);

    line[node->n_lines++] = "経営層";
    for (size_t rank = 0; rank <= COUNT(posts); rank++) {
        for (size_t i = 0; i < k->people.n && node->n_lines <= TOP_MAX; i++) {
            const struct record *r = k->people.row[i];

            if (rank_of(r) == rank && pack_is(r, "executive", "1") &&
                record_get(r, "left_on") == NULL) {
                line[node->n_lines++] = arena_printf(k->arena, "%s %s", pack_show(k, r, "title"),
                                                     pack_show(k, r, "name"));
            }
        }
    }
}

static void add_appointment(struct organisation *o, const struct pack *k, const struct record *r,
                            const char *role, int parent)
{
    const struct record *person = pack_linked(&k->people, r, "person");
    const char **line = arena_make(k->arena, const char *, LINES);
    bool outside = person != NULL && record_get(person, "vendor") != NULL;
    bool decides = pack_is(r, "may_stop_systems", "1") || pack_is(r, "may_cut_network", "1");

    if (line == NULL) {
        return;
    }
    o->role[o->tree.n] = role;
    struct tree_node *node = add_node(o, parent,
                                      outside   ? TREE_OUTSIDE
                                      : decides ? TREE_STRONG
                                                : TREE_PLAIN,
                                      line);

    line[node->n_lines++] = pack_show(k, r, "role");
    line[node->n_lines++] = pack_show(k, r, "person");
    if (outside) {
        line[node->n_lines++] = pack_show(k, person, "vendor");
    } else if (person != NULL) {
        const char *title = pack_show(k, person, "title");
        const char *department = pack_show(k, person, "department");

        line[node->n_lines++] =
            arena_printf(k->arena, "%s%s%s", department,
                         *department == '\0' || *title == '\0' ? "" : " ", title);
    }
    if (record_get(r, "dedication") != NULL) {
        line[node->n_lines++] = pack_show(k, r, "dedication");
    }
}

static void put_organisation(struct paper *p, const struct pack *k)
{
    struct organisation *o = arena_make(k->arena, struct organisation, 1);

    if (o == NULL) {
        return;
    }
    o->tree.title = "組織図";
    o->tree.node = arena_make(k->arena, struct tree_node, k->appointments.n + 1);
    if (o->tree.node == NULL || k->appointments.n >= TREE_NODES_MAX) {
        return;
    }
    add_management(o, k);
    for (size_t i = 0; i < COUNT(order); i++) {
        for (size_t n = 0; n < k->appointments.n; n++) {
            const struct record *r = k->appointments.row[n];
            int parent = 0;

            if (!pack_is(r, "role", order[i].role) || !pack_in_office(k, r)) {
                continue;
            }
            for (size_t b = COUNT(order[i].below); b-- > 0;) {
                int found = node_of_role(o, order[i].below[b]);

                parent = found >= 0 ? found : parent;
            }
            add_appointment(o, k, r, order[i].role, parent);
        }
    }
    pdf_heading(p->pdf, 1, "組織図（氏名入り）");
    pdf_text(p->pdf, PDF_SMALL,
             "濃い枠：経営層と、停止・遮断を判断する人　　薄い色の枠：院内　　白い枠：事業者");
    pdf_tree(p->pdf, &o->tree);
}

/* ---- Appointments ---- */

static const struct pdf_column appointment_columns[] = {
    {.title = "役割", .weight = 1.5, .flags = PDF_LABEL},
    {.title = "氏名", .mm = 24},
    {.title = "役職・部署", .mm = 30},
    {.title = "着任日", .mm = 17, .flags = PDF_FIT},
    {.title = "退任日", .mm = 17, .flags = PDF_FIT},
    {.title = "専任区分", .mm = 19},
    {.title = "役割・権限", .weight = 3},
    {.title = "非常時の判断", .mm = 22},
    {.title = "周知", .weight = 1.3},
};
static const struct pdf_table roomy = {.roomy = true};

static const char *post_of(const struct pack *k, const struct record *person)
{
    if (person == NULL) {
        return "";
    }
    const char *department = pack_show(k, person, "department");
    const char *vendor = pack_show(k, person, "vendor");
    const char *title = pack_show(k, person, "title");
    const char *list = *vendor == '\0' ? NULL : vendor;

    if (*department != '\0') {
        list = list == NULL ? department : arena_printf(k->arena, "%s\n%s", list, department);
    }
    if (*title != '\0') {
        list = list == NULL ? title : arena_printf(k->arena, "%s\n%s", list, title);
    }
    return text_or(list, "");
}

static const char *dedication_of(const struct pack *k, const struct record *r)
{
    const char *share = record_get(r, "time_share");

    return share == NULL
               ? pack_show(k, r, "dedication")
               : arena_printf(k->arena, "%s\n（%s%%）", pack_show(k, r, "dedication"), share);
}

static const char *decisions_of(const struct record *r)
{
    bool stop = pack_is(r, "may_stop_systems", "1"), cut = pack_is(r, "may_cut_network", "1");

    return stop && cut ? "停止・遮断" : stop ? "停止" : cut ? "遮断" : "";
}

static void put_appointment(struct paper *p, const struct pack *k, const struct record *r)
{
    const char *how = pack_show(k, r, "announced_how");

    paper_cell(p, pack_show(k, r, "role"));
    paper_cell(p, pack_show(k, r, "person"));
    paper_cell(p, post_of(k, pack_linked(&k->people, r, "person")));
    paper_cell(p, pack_show(k, r, "starts_on"));
    paper_cell(p, pack_show(k, r, "ends_on"));
    paper_cell(p, dedication_of(k, r));
    paper_cell(p, pack_show(k, r, "duties"));
    paper_cell(p, decisions_of(r));
    paper_needed(p, *how == '\0'
                        ? pack_show(k, r, "announced_on")
                        : arena_printf(k->arena, "%s\n%s", pack_show(k, r, "announced_on"), how));
    paper_row(p);
}

enum status pack_write_people(struct paper *p, struct pack *k, struct err *err)
{
    bool has_band = false;

    (void)err;
    paper_part(p, pack_part_title(PACK_PEOPLE), true, NULL);
    put_organisation(p, k);
    pdf_page_break(p->pdf);
    pdf_heading(p->pdf, 1, "任命の一覧");
    paper_table(p, "任命", appointment_columns, COUNT(appointment_columns), &roomy);
    for (int past = 0; past < 2; past++) { /* who is in office comes first */
        for (size_t i = 0; i < COUNT(order); i++) {
            for (size_t n = 0; n < k->appointments.n; n++) {
                const struct record *r = k->appointments.row[n];

                if (!pack_is(r, "role", order[i].role) || pack_in_office(k, r) != (past == 0)) {
                    continue;
                }
                if (past == 1 && !has_band) {
                    paper_band(p, "在任していない人（退任・着任前）");
                    has_band = true;
                }
                put_appointment(p, k, r);
            }
        }
    }
    paper_table_end(p);
    return OK;
}

/* ---- Regulations ---- */

static const struct pdf_column regulation_columns[] = {
    {.title = "名称", .weight = 3, .flags = PDF_LABEL},
    {.title = "文書番号", .mm = 20, .flags = PDF_FIT},
    {.title = "版", .mm = 16, .flags = PDF_FIT},
    {.title = "承認日", .mm = 19, .flags = PDF_FIT},
    {.title = "承認者", .weight = 1.6},
    {.title = "次回見直し日", .mm = 24, .flags = PDF_FIT},
};
static const struct pdf_column clause_columns[] = {
    {.title = "チェックリストの項目", .weight = 1.8, .flags = PDF_LABEL},
    {.title = "規程", .weight = 2.4},
    {.title = "条", .mm = 22},
    {.title = "説明", .weight = 1.8},
};

static void put_due(struct paper *p, const struct pack *k, const struct record *r,
                    const char *field)
{
    const char *text = pack_show(k, r, field);

    if (pack_is_past(k, record_get(r, field))) {
        paper_alert(p, arena_printf(k->arena, "%s 経過", text));
    } else {
        paper_cell(p, text);
    }
}

enum status pack_write_rules(struct paper *p, struct pack *k, struct err *err)
{
    struct record_list rules, clauses;
    enum status st = pack_records(&rules, k, "regulation", NULL, false, "approved_on", err);

    if (st == OK) {
        st = pack_records(&clauses, k, "clause", NULL, false, NULL, err);
    }
    if (st != OK) {
        return st;
    }
    paper_part(p, pack_part_title(PACK_RULES), false, NULL);
    paper_table(p, "規程", regulation_columns, COUNT(regulation_columns), &roomy);
    for (size_t i = 0; i < rules.n; i++) {
        const struct record *r = rules.row[i];

        paper_cell(p, pack_show(k, r, "title"));
        paper_cell(p, pack_show(k, r, "number"));
        paper_cell(p, pack_show(k, r, "edition"));
        paper_needed(p, pack_show(k, r, "approved_on"));
        paper_cell(p, pack_show(k, r, "approved_by"));
        put_due(p, k, r, "review_due_on");
        paper_row(p);
    }
    paper_table_end(p);
    pdf_heading(p->pdf, 2, "チェックリストの項目と規程の条");
    paper_table(p, "項目と条", clause_columns, COUNT(clause_columns), &roomy);
    for (size_t i = 0; i < clauses.n; i++) {
        const struct record *r = clauses.row[i];

        paper_cell(p, pack_show(k, r, "topic"));
        paper_cell(p, pack_show(k, r, "regulation"));
        paper_cell(p, pack_show(k, r, "article"));
        paper_cell(p, pack_show(k, r, "note"));
        paper_row(p);
    }
    paper_table_end(p);
    return OK;
}

/* ---- Training ---- */

static const struct pdf_column training_columns[] = {
    {.title = "実施日", .mm = 19, .flags = PDF_FIT},
    {.title = "種別", .mm = 30},
    {.title = "名称", .weight = 2},
    {.title = "人数", .mm = 12, .flags = PDF_END},
    {.title = "記録した参加者", .weight = 2},
    {.title = "結果・気づき", .weight = 2},
};

enum status pack_write_training(struct paper *p, struct pack *k, struct err *err)
{
    struct record_list list;
    enum status st = pack_records(&list, k, "training", "held_on", true, "held_on", err);

    if (st != OK) {
        return st;
    }
    paper_part(p, pack_part_title(PACK_TRAINING), false, NULL);
    paper_table(p, "研修・訓練", training_columns, COUNT(training_columns), &roomy);
    for (size_t i = 0; i < list.n; i++) {
        const struct record *r = list.row[i];

        paper_cell(p, pack_show(k, r, "held_on"));
        paper_cell(p, pack_show(k, r, "kind"));
        paper_cell(p, pack_show(k, r, "title"));
        paper_cell(p, pack_show(k, r, "headcount"));
        paper_cell(p, pack_show(k, r, "attendees"));
        paper_cell(p, pack_show(k, r, "outcome"));
        paper_row(p);
    }
    paper_table_end(p);
    return OK;
}
