#include "readiness/chart.h"

#include "base/date.h"
#include "base/text.h"
#include "record/value.h"

#include <stdlib.h>
#include <string.h>

enum { LINES = 10, LINE_COLUMNS = 24, LINE_SLACK = 6, BRACKET = 0xFF08, READ_ALL = -1 };

/* What reading needs everywhere. */
struct reading {
    struct db *db;
    int64_t facility_id;
    const char *today;
    struct arena *arena;
};

/* ---- The contacts one by one ---- */

/* The open record that a reference names; NULL where there is none (any more). */
static enum status read_linked(struct record **out, const struct record *r, const char *field,
                               const struct reading *rd, struct err *err)
{
    const char *id = record_get(r, field);

    *out = NULL;
    if (id == NULL) {
        return OK;
    }
    const struct field *f = &r->entity->field[entity_field(r->entity, field)];
    enum status st = record_read(out, rd->db, entity_named(f->ref), rd->facility_id,
                                 strtoll(id, NULL, 10), rd->arena, err);

    if (st == OK && (*out)->closed_on != NULL) {
        *out = NULL;
    }
    return st == E_NOTFOUND ? OK : st;
}

static struct chart_phone phone_of(const struct record *contact, const struct record *linked,
                                   const char *field)
{
    const char *typed = record_get(contact, field);
    const char *other = linked == NULL ? NULL : record_get(linked, field);
    const struct record *from = typed != NULL ? contact : linked;
    struct chart_phone phone = {.number = typed != NULL ? typed : other};

    if (phone.number == NULL) {
        return phone;
    }
    phone.own = typed != NULL && other != NULL && strcmp(typed, other) != 0;
    int i = entity_field(from->entity, field);

    phone.confidential = (from->entity->field[i].flags & CONFIDENTIAL) != 0;
    return phone;
}

/* 情報システム担当 情報 一郎; in a company it is the role that tells contacts apart. */
static const char *title_of(const struct chart_contact *c, struct arena *a)
{
    const char *who = c->organisation;

    if (c->role != NULL) {
        who = arena_printf(a, "%s（%s）", c->organisation, c->role);
    }
    return c->name == NULL ? who : arena_printf(a, "%s %s", who, c->name);
}

static enum status fill(struct chart_contact *c, const struct record *r, const struct reading *rd,
                        struct err *err)
{
    struct value_scope scope = {.db = rd->db, .facility_id = rd->facility_id, .arena = rd->arena};
    struct record *person, *vendor;
    enum status st = read_linked(&person, r, "person", rd, err);

    if (st == OK) {
        st = read_linked(&vendor, r, "vendor", rd, err);
    }
    if (st != OK) {
        return st;
    }
    const struct record *linked = person != NULL ? person : vendor;
    const char *systems = record_get(r, "systems");

    *c = (struct chart_contact){
        .record = r,
        .category = text_or(record_get(r, "category"), "other"),
        .organisation = text_or(record_get(r, "organisation"), ""),
        .role = record_get(r, "role"),
        .name = record_get(r, "name"),
        .day = phone_of(r, linked, "phone_day"),
        .night = phone_of(r, linked, "phone_night"),
        .email = record_get(r, "email"),
        .url = record_get(r, "url"),
        .occasion = record_get(r, "occasion"),
        .confirmed_on = record_get(r, "confirmed_on"),
        .parent = -1,
    };
    if (c->name == NULL && person != NULL) {
        c->name = record_get(person, "name");
    }
    if (systems != NULL) {
        c->systems =
            value_show(&r->entity->field[entity_field(r->entity, "systems")], systems, &scope);
    }
    c->internal = strcmp(c->category, "internal") == 0;
    c->title = title_of(c, rd->arena);
    return arena_status(rd->arena, err);
}

static enum status read_open(struct record_list *out, const char *entity, const struct reading *rd,
                             struct err *err)
{
    const struct entity *e = entity_named(entity);
    struct record_query q = {.entity = e,
                             .facility_id = rd->facility_id,
                             .sort = e->sort == NULL ? -1 : entity_field(e, e->sort),
                             .limit = READ_ALL};

    return record_list_read(out, rd->db, &q, rd->arena, err);
}

static enum status read_contacts(struct chart *c, const struct reading *rd, struct err *err)
{
    struct record_list list;
    enum status st = read_open(&list, "contact", rd, err);

    if (st != OK) {
        return st;
    }
    if (list.n > CHART_MAX) {
        return err_say(err, E_LIMIT, MSG_CHART_MANY);
    }
    c->contact = arena_make(rd->arena, struct chart_contact, list.n + 1);
    for (; st == OK && c->contact != NULL && c->n < list.n; c->n++) {
        st = fill(&c->contact[c->n], list.row[c->n], rd, err);
    }
    return st == OK ? arena_status(rd->arena, err) : st;
}

/* ---- Who may decide ---- */

static bool is_set(const struct record *r, const char *field)
{
    const char *value = record_get(r, field);

    return value != NULL && strcmp(value, "1") == 0;
}

static bool in_office(const struct record *r, const char *today)
{
    const char *ends_on = record_get(r, "ends_on");

    return strcmp(record_get(r, "starts_on"), today) <= 0 &&
           (ends_on == NULL || strcmp(ends_on, today) >= 0);
}

static enum status mark_deciders(struct chart *c, const struct reading *rd, struct err *err)
{
    struct record_list list;
    enum status st = read_open(&list, "appointment", rd, err);

    for (size_t k = 0; st == OK && k < list.n; k++) {
        const struct record *r = list.row[k];

        if (!in_office(r, rd->today) ||
            !(is_set(r, "may_stop_systems") || is_set(r, "may_cut_network"))) {
            continue;
        }
        for (size_t i = 0; i < c->n; i++) {
            const char *person = record_get(c->contact[i].record, "person");

            c->contact[i].decides |= person != NULL && strcmp(person, record_get(r, "person")) == 0;
        }
    }
    return st;
}

/* ---- The lines between them ---- */

static int place_of(const struct chart *c, const char *id)
{
    int64_t wanted = strtoll(id, NULL, 10);

    for (size_t i = 0; i < c->n; i++) {
        if (c->contact[i].record->id == wanted) {
            return (int)i;
        }
    }
    return -1;
}

/* Does the way up from i come back to i? */
static bool is_circle(const struct chart *c, int i)
{
    int at = c->contact[i].parent;

    for (size_t steps = 0; at >= 0 && at != i && steps < c->n; steps++) {
        at = c->contact[at].parent;
    }
    return at == i;
}

static void connect(struct chart *c)
{
    for (size_t i = 0; i < c->n; i++) {
        const char *caller = record_get(c->contact[i].record, "called_by");

        if (caller != NULL) {
            c->contact[i].parent = place_of(c, caller);
            c->contact[i].cut = c->contact[i].parent < 0;
        }
    }
    for (size_t i = 0; i < c->n; i++) { /* who stands first in the list begins */
        if (is_circle(c, (int)i)) {
            c->contact[i].parent = -1;
            c->contact[i].cut = true;
        }
    }
    for (size_t i = 0; i < c->n; i++) {
        if (c->contact[i].parent >= 0) {
            c->contact[c->contact[i].parent].n_children++;
        }
    }
}

static struct chart_list new_list(const struct chart *c, struct arena *a)
{
    return (struct chart_list){.at = arena_make(a, int, c->n + 1)};
}

static void add(struct chart_list *list, int at)
{
    if (list->at != NULL) {
        list->at[list->n++] = at;
    }
}

static void walk(struct chart *c, int at, int depth)
{
    c->contact[at].depth = depth;
    add(&c->tree, at);
    for (size_t i = 0; i < c->n; i++) {
        if (c->contact[i].parent == at) {
            walk(c, (int)i, depth + 1);
        }
    }
}

static void put_in_order(struct chart *c, struct arena *a)
{
    int deepest = 0;

    c->tree = new_list(c, a);
    c->alone = new_list(c, a);
    c->inside = new_list(c, a);
    c->outside = new_list(c, a);
    for (size_t i = 0; i < c->n; i++) {
        if (c->contact[i].parent >= 0) {
            continue;
        }
        if (c->contact[i].n_children > 0) {
            walk(c, (int)i, 0);
        } else {
            add(&c->alone, (int)i);
        }
    }
    for (size_t i = 0; i < c->n; i++) {
        deepest = c->contact[i].depth > deepest ? c->contact[i].depth : deepest;
        if (!c->contact[i].internal) {
            add(&c->outside, (int)i);
        }
    }
    for (int depth = 0; depth <= deepest; depth++) { /* those who are connected */
        for (size_t i = 0; i < c->n; i++) {
            const struct chart_contact *k = &c->contact[i];

            if (k->internal && k->depth == depth && (k->parent >= 0 || k->n_children > 0)) {
                add(&c->inside, (int)i);
            }
        }
    }
    for (size_t i = 0; i < c->alone.n; i++) {
        if (c->contact[c->alone.at[i]].internal) {
            add(&c->inside, c->alone.at[i]);
        }
    }
}

/* The edition approved last; one that was never approved only where there is no other. */
static enum status read_edition(struct chart *c, const struct reading *rd, struct err *err)
{
    struct record_list list;
    enum status st = read_open(&list, "contact_chart", rd, err);
    const char *newest = NULL;

    for (size_t i = 0; st == OK && i < list.n; i++) { /* newest record first */
        const char *approved_on = record_get(list.row[i], "approved_on");

        if (c->edition == NULL ||
            (approved_on != NULL && (newest == NULL || strcmp(approved_on, newest) > 0))) {
            c->edition = list.row[i];
            newest = approved_on;
        }
    }
    return st;
}

enum status chart_read(struct chart *out, struct db *db, int64_t facility_id, int64_t now_ms,
                       struct arena *a, struct err *err)
{
    char today[DATE_SIZE];
    struct reading rd = {db, facility_id, date_iso(today, date_of_ms(now_ms)), a};
    struct chart c = {0};
    enum status st = read_contacts(&c, &rd, err);

    if (st == OK) {
        st = mark_deciders(&c, &rd, err);
    }
    if (st == OK) {
        st = read_edition(&c, &rd, err);
    }
    if (st == OK) {
        connect(&c);
        put_in_order(&c, a);
        st = arena_status(a, err);
    }
    if (st != OK) {
        return err_note(err, "the contact chart");
    }
    *out = c;
    return OK;
}

/* ---- What to show ---- */

const char *chart_phone(const struct chart_phone *phone, bool outsiders, struct arena *a)
{
    if (phone->number == NULL) {
        return NULL;
    }
    if (outsiders && phone->confidential) {
        return "登録あり";
    }
    return phone->own ? arena_printf(a, "%s※", phone->number) : phone->number;
}

const char *chart_reach(const struct chart_contact *c, struct arena *a)
{
    return c->day.number != NULL ? chart_phone(&c->day, false, a)
           : c->url != NULL      ? c->url
                                 : c->email;
}

static void add_line(struct tree_node *node, const char **line, const char *text)
{
    if (text != NULL && node->n_lines < LINES) {
        line[node->n_lines++] = text;
    }
}

/* Bytes of s that stand in one line: all of it if it is only a little longer than a line, else up
   to the last place where it may be broken (after a space, before a bracket). */
static size_t line_size(const char *s)
{
    size_t columns = 0, good = 0;
    const char *at = s;

    if (text_width(s) <= LINE_COLUMNS + LINE_SLACK) {
        return strlen(s);
    }
    for (const char *next = s; *at != '\0'; at = next) {
        char one[8] = "";
        uint32_t cp = text_next(&next);

        memcpy(one, at, (size_t)(next - at));
        if (cp == BRACKET && columns >= LINE_COLUMNS / 2) {
            good = (size_t)(at - s);
        }
        columns += text_width(one);
        if (columns > LINE_COLUMNS) {
            break;
        }
        if (text_is_space(cp) && columns >= LINE_COLUMNS / 2) {
            good = (size_t)(next - s);
        }
    }
    return good > 0 ? good : (size_t)(at - s);
}

/* A long name stands in several lines: a chart of narrow boxes can be printed larger. */
static void add_lines(struct tree_node *node, const char **line, const char *text, struct arena *a)
{
    while (text != NULL && *text != '\0') {
        size_t len = line_size(text);
        const char *one = arena_copy_n(a, text, len);

        add_line(node, line, one == NULL ? NULL : text_trim(a, one));
        text += len;
    }
}

static const char *labelled(const char *label, const char *number, struct arena *a)
{
    return number == NULL ? NULL : arena_printf(a, "%s %s", label, number);
}

static const char *without_scheme(const char *url)
{
    const char *host = strstr(url, "://");

    return host == NULL ? url : host + 3;
}

/* Numbers that an outsider may not see are left out of the drawing: it is for those who call. */
static void add_phones(struct tree_node *node, const char **line, const struct chart_contact *c,
                       bool outsiders, struct arena *a)
{
    bool has_night = c->night.number != NULL && !(outsiders && c->night.confidential);
    const char *day = chart_phone(&c->day, outsiders, a);
    const char *night = has_night ? chart_phone(&c->night, outsiders, a) : NULL;

    if (day != NULL || night != NULL) {
        add_line(node, line, night == NULL ? day : labelled("日中", day, a));
        add_line(node, line, labelled("夜間", night, a));
    } else if (c->url != NULL || c->email != NULL) {
        add_lines(node, line, without_scheme(chart_reach(c, a)), a);
    } else if (c->night.number == NULL) {
        add_line(node, line, "電話 未入力");
    }
}

static struct tree_node node_of(const struct chart_contact *c, bool outsiders, struct arena *a)
{
    const char **line = arena_make(a, const char *, LINES);
    struct tree_node node = {.line = line,
                             .kind = c->decides     ? TREE_STRONG
                                     : !c->internal ? TREE_OUTSIDE
                                                    : TREE_PLAIN};

    if (line == NULL) {
        return node;
    }
    add_lines(&node, line, c->organisation, a);
    add_lines(&node, line, c->role, a);
    add_lines(&node, line, c->name, a);
    add_phones(&node, line, c, outsiders, a);
    return node;
}

enum status chart_tree(struct tree *out, const struct chart *c, bool outsiders, struct arena *a,
                       struct err *err)
{
    int *place = arena_make(a, int, c->n + 1); /* of each contact among the nodes */
    struct tree t = {.title = "連絡体制図", .node = arena_make(a, struct tree_node, c->tree.n + 1)};

    if (place == NULL || t.node == NULL) {
        return arena_status(a, err);
    }
    for (size_t i = 0; i < c->tree.n; i++) {
        const struct chart_contact *k = &c->contact[c->tree.at[i]];

        place[c->tree.at[i]] = t.n;
        t.node[t.n] = node_of(k, outsiders, a);
        t.node[t.n++].parent = k->parent < 0 ? -1 : place[k->parent];
    }
    enum status st = arena_status(a, err);

    if (st == OK) {
        *out = t;
    }
    return st;
}
