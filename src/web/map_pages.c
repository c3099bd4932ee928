#include "web/map_pages.h"

#include "base/id.h"
#include "network/map.h"
#include "record/entity.h"
#include "render/svg.h"
#include "web/field_view.h"
#include "web/form_pages.h"
#include "web/map.html.h"
#include "web/map_draw.h"

#include <inttypes.h>
#include <string.h>

enum { SVG_MAX = 4 << 20, WORDS_MAX = MAP_KINDS + 2 };

/* ---- Words ---- */

static const char *choice_ja(const char *entity, const char *field, const char *code)
{
    const struct entity *e = entity_named(entity);
    const struct choice *c =
        code == NULL ? NULL : choice_of(&e->field[entity_field(e, field)], code);

    return c == NULL ? "" : c->ja;
}

static const char *kind_ja(size_t at)
{
    const struct entity *e = entity_named("device");

    return e->field[entity_field(e, "kind")].choices[at].ja;
}

static const char *kind_code(size_t at)
{
    const struct entity *e = entity_named("device");

    return e->field[entity_field(e, "kind")].choices[at].code;
}

/* What a joint is: of the network devices' kinds, else of all devices'. */
static const char *what_ja(const struct map_joint *j)
{
    const char *ja = choice_ja("device", "network_kind", j->what);

    return *ja != '\0' ? ja : choice_ja("device", "kind", j->what);
}

static const char *outside_label(const struct map_outside *o, struct arena *a)
{
    static const char *const label[] = {
        [MAP_INTERNET] = "インターネット",          [MAP_CLOSED] = "閉域網",
        [MAP_MOBILE] = "モバイル回線（SIM）",       [MAP_UNKNOWN] = "外部接続が未確認",
        [MAP_FAR_END] = "遠隔操作・トンネルの相手", [MAP_CLOUD] = "クラウドサービス",
    };

    if (o->kind != MAP_VENDOR) {
        return label[o->kind];
    }
    return *o->label == '\0' && *o->line == '\0'
               ? arena_printf(a, "ほかの事業者の回線 %" PRId64 "件", o->n)
               : o->label;
}

static const char *outside_note(const struct map_outside *o, struct arena *a)
{
    return o->kind == MAP_CLOUD    ? arena_printf(a, "利用中 %" PRId64 "件", o->n)
           : o->kind == MAP_VENDOR ? choice_ja("remote_access", "line", o->line)
                                   : NULL;
}

static const char *network_name(const struct map_network *n)
{
    return n->id == 0 ? "ネットワークが未記入" : n->name;
}

static const char *joint_label(const struct map_joint *j, struct arena *a)
{
    return j->n == 1 ? j->label : arena_printf(a, "%s ほか%" PRId64 "台", j->label, j->n - 1);
}

static bool is_settled(const struct map_joint *j)
{
    return j->finding != 0 && strcmp(j->state, "accepted") == 0;
}

/* 「所見（確実）：VPN・トンネル」; NULL without a finding. */
static const char *found_words(const struct map_joint *j, struct arena *a)
{
    if (j->finding == 0) {
        return NULL;
    }
    return arena_printf(a, "%s（%s）：%s", is_settled(j) ? "許容" : "所見",
                        choice_ja("finding", "grade", j->grade),
                        choice_ja("finding", "rule", j->rule));
}

/* ---- The picture ---- */

static struct map_box network_box(const struct map_network *n, bool heard, struct arena *a)
{
    const char **word = arena_make(a, const char *, WORDS_MAX);
    int64_t seen = 0, devices = map_devices(n);
    struct map_box box = {.word = word};

    box.title = network_name(n);
    box.tail = *n->cidr == '\0' ? NULL : n->cidr;
    for (size_t k = 0; word != NULL && k < MAP_KINDS; k++) {
        seen += n->seen[k];
        if (n->count[k] > 0) {
            word[box.n_words++] = arena_printf(a, "%s %" PRId64, kind_ja(k), n->count[k]);
        }
    }
    if (word != NULL && devices == 0) {
        word[box.n_words++] = "機器の登録なし";
    } else if (word != NULL && heard) {
        word[box.n_words++] =
            arena_printf(a, "通信で見えた %" PRId64 "／%" PRId64 "台", seen, devices);
    }
    if (n->unlisted > 0) {
        box.mark = arena_printf(a, "台帳にない機器 %" PRId64 "件", n->unlisted);
    }
    return box;
}

static struct map_box joint_box(const struct map_joint *j, struct arena *a)
{
    const char **word = arena_make(a, const char *, WORDS_MAX);
    struct map_box box = {.title = joint_label(j, a), .tail = what_ja(j), .word = word};

    if (word == NULL) {
        return box;
    }
    if (j->device == 0) {
        box.tail = "台帳にない";
        if (j->mac != NULL) {
            word[box.n_words++] = j->mac;
        }
    }
    if (j->n_networks > 1) {
        word[box.n_words++] = arena_printf(a, "%zuつのネットワーク", j->n_networks);
    } else if (j->kind == MAP_DUAL) {
        word[box.n_words++] = "2系統（相手は未記入）";
    }
    if (is_settled(j)) {
        word[box.n_words++] = found_words(j, a);
    } else {
        box.mark = found_words(j, a);
    }
    return box;
}

/* Outside places that something leads to, with their boxes; at[i]: the box of place i. */
static size_t outside_boxes(struct map_box *box, uint32_t *at, const struct map *m, struct arena *a)
{
    size_t n = 0;

    for (size_t i = 0; i < m->n_outside; i++) {
        const char **word = arena_make(a, const char *, 1);
        const struct map_outside *o = &m->outside[i];

        if (o->n == 0 || word == NULL) {
            continue;
        }
        word[0] = outside_note(o, a);
        at[i] = (uint32_t)n;
        box[n++] = (struct map_box){.title = outside_label(o, a),
                                    .word = word,
                                    .n_words = word[0] != NULL && *word[0] != '\0'};
    }
    return n;
}

static enum status draw(struct buf *svg, const struct map *m, struct work *w)
{
    struct arena *a = w->arena;
    struct map_box *outer = arena_make(a, struct map_box, m->n_outside);
    struct map_box *middle = arena_make(a, struct map_box, m->n_joints);
    struct map_box *inner = arena_make(a, struct map_box, m->n_networks);
    uint32_t *at = arena_make(a, uint32_t, m->n_outside);
    struct map_edge *out = arena_make(a, struct map_edge, m->n_joints * m->n_outside);
    struct map_edge *in = arena_make(a, struct map_edge, m->n_joints * MAP_ENDS);

    if (arena_status(a, &w->err) != OK) {
        return arena_status(a, &w->err);
    }
    struct map_picture p = {
        .title = "ネットワーク図",
        .description =
            "左は外とのつながり、中はつなぐ機器、右は院内のネットワークです。同じ内容を、下"
            "に一覧で示しています。",
    };
    p.head[MAP_OUTER] = "外とのつながり";
    p.head[MAP_MIDDLE] = "つなぐ機器";
    p.head[MAP_INNER] = "院内のネットワーク";
    p.box[MAP_OUTER] = outer;
    p.box[MAP_MIDDLE] = middle;
    p.box[MAP_INNER] = inner;
    p.edge[MAP_OUTER] = out;
    p.edge[MAP_MIDDLE] = in;
    p.n[MAP_OUTER] = outside_boxes(outer, at, m, a);
    p.n[MAP_MIDDLE] = m->n_joints;
    p.n[MAP_INNER] = m->n_networks;
    for (uint32_t i = 0; i < m->n_joints; i++) {
        const struct map_joint *j = &m->joint[i];

        middle[i] = joint_box(j, a);
        for (size_t o = 0; o < m->n_outside; o++) {
            if ((j->outside >> o & 1) != 0) {
                out[p.n_edges[MAP_OUTER]++] = (struct map_edge){at[o], i};
            }
        }
        for (size_t k = 0; k < j->n_networks; k++) {
            in[p.n_edges[MAP_MIDDLE]++] = (struct map_edge){i, j->network[k]};
        }
    }
    for (size_t i = 0; i < m->n_networks; i++) {
        inner[i] = network_box(&m->network[i], m->heard, a);
    }
    return map_draw(svg, &p, a, &w->err);
}

/* ---- The lists ---- */

/* The networks a joint stands in: 「電子カルテ系 サーバ、保守用」. */
static const char *networks_of(const struct map_joint *j, const struct map *m, struct arena *a)
{
    const char *text = NULL;

    for (size_t i = 0; i < j->n_networks; i++) {
        const char *name = network_name(&m->network[j->network[i]]);

        text = text == NULL ? name : arena_printf(a, "%s、%s", text, name);
    }
    return text;
}

static const char *joint_url(const struct map_joint *j, const struct page *pg)
{
    const char *finding = page_record_url(pg, entity_named("finding"), j->finding);

    return j->n > 1 && j->rule != NULL
               ? page_url(pg, "/finding?rule=%s&state=%s", j->rule, j->state)
           : j->n > 1       ? page_url(pg, "/device?kind=network")
           : j->device != 0 ? page_record_url(pg, entity_named("device"), j->device)
                            : finding;
}

static struct map_node joint_node(const struct map_joint *j, const struct map *m,
                                  const struct page *pg, struct work *w)
{
    const char *what = j->mac != NULL ? j->mac : what_ja(j), *in = networks_of(j, m, w->arena);
    struct map_node node = {.note = arena_printf(w->arena, "%s%s%s", what,
                                                 *what != '\0' && in != NULL ? " ・ " : "",
                                                 in == NULL ? "" : in)};

    node.link.url = joint_url(j, pg);
    node.link.label = joint_label(j, w->arena);
    if (j->device == 0) {
        node.badge = (struct parts_badge){PARTS_BAD, "台帳にない"};
    }
    if (j->finding != 0) {
        node.finding = (struct parts_link){page_record_url(pg, entity_named("finding"), j->finding),
                                           found_words(j, w->arena)};
    }
    return node;
}

/* The joints with this bit (0: those in several networks), as children. */
static size_t joint_nodes(const struct map_node **out, const struct map *m, uint32_t bit,
                          const struct page *pg, struct work *w)
{
    struct map_node *node = arena_make(w->arena, struct map_node, m->n_joints);
    size_t n = 0;

    for (size_t i = 0; node != NULL && i < m->n_joints; i++) {
        const struct map_joint *j = &m->joint[i];

        if (bit != 0 ? (j->outside & bit) != 0 : j->n_networks > 1 || j->kind == MAP_DUAL) {
            node[n++] = joint_node(j, m, pg, w);
        }
    }
    *out = node;
    return n;
}

static struct map_section outside_section(const struct map *m, const struct page *pg,
                                          struct work *w)
{
    struct map_node *node = arena_make(w->arena, struct map_node, m->n_outside);
    struct map_section s = {.title = "外とのつながり",
                            .node = node,
                            .empty = "外とつながるところは、台帳にも通信にもありません。"};

    for (size_t i = 0; node != NULL && i < m->n_outside; i++) {
        const struct map_outside *o = &m->outside[i];
        const char *url = o->kind == MAP_CLOUD    ? page_url(pg, "/cloud_service")
                          : o->kind == MAP_VENDOR ? page_url(pg, "/remote_access")
                                                  : NULL;
        struct map_node *to = &node[s.n];

        if (o->n == 0) {
            continue;
        }
        to->link = (struct parts_link){url, outside_label(o, w->arena)};
        to->note = outside_note(o, w->arena);
        to->n = joint_nodes(&to->child, m, UINT32_C(1) << i, pg, w);
        if (o->kind == MAP_VENDOR && to->n == 0) {
            to->badge = (struct parts_badge){PARTS_WARN, "接続点が未記入"};
        }
        s.n++;
    }
    return s;
}

/* The counted groups of one network; each leads to the list of its devices. */
static size_t group_nodes(const struct map_node **out, const struct map_network *n, bool heard,
                          const struct page *pg, struct work *w)
{
    struct map_node *node = arena_make(w->arena, struct map_node, MAP_KINDS + 1);
    const char *id = n->id == 0 ? "-empty" : arena_printf(w->arena, "%" PRId64, n->id);
    size_t used = 0;

    *out = node;
    if (node == NULL) {
        return 0;
    }
    for (size_t k = 0; k < MAP_KINDS; k++) {
        if (n->count[k] > 0) {
            struct map_node *to = &node[used++];

            to->link.url = page_url(pg, "/device?network=%s&kind=%s", id, kind_code(k));
            to->link.label = arena_printf(w->arena, "%s %" PRId64 "台", kind_ja(k), n->count[k]);
            if (heard) {
                to->note = arena_printf(w->arena, "うち通信で見えた %" PRId64 "台", n->seen[k]);
            }
        }
    }
    if (n->unlisted > 0) {
        struct map_node *to = &node[used++];

        to->link.url = page_url(pg, "/finding?rule=unknown_device&state=open&network=%s", id);
        to->link.label = arena_printf(w->arena, "台帳にない機器 %" PRId64 "件", n->unlisted);
        to->badge = (struct parts_badge){PARTS_BAD, "確かめる"};
    }
    return used;
}

/* 「医療系 ・ 192.168.10.0/24 ・ ゲートウェイ 192.168.10.1 0034 CORE-1」 */
static const char *network_note(const struct map_network *n, struct arena *a)
{
    const char *text = choice_ja("network", "kind", n->kind);

    if (*n->cidr != '\0') {
        text = arena_printf(a, "%s%s%s", text, *text == '\0' ? "" : " ・ ", n->cidr);
    }
    if (*n->gateway != '\0') {
        text = arena_printf(a, "%s ・ ゲートウェイ %s%s%s", text, n->gateway,
                            n->gateway_label == NULL ? "" : " ",
                            n->gateway_label == NULL ? "" : n->gateway_label);
    }
    return text;
}

static struct map_section network_section(const struct map *m, const struct page *pg,
                                          struct work *w)
{
    struct map_node *node = arena_make(w->arena, struct map_node, m->n_networks);
    struct map_section s = {.title = "院内のネットワーク", .node = node};
    const struct entity *e = entity_named("network");

    if (m->apart > 0) {
        s.note = arena_printf(
            w->arena, "ネットワークにつながない機器が、ほかに%" PRId64 "台あります。", m->apart);
    }
    for (size_t i = 0; node != NULL && i < m->n_networks; i++) {
        const struct map_network *n = &m->network[i];
        struct map_node *to = &node[s.n++];
        to->link.url = n->id == 0 ? NULL : page_record_url(pg, e, n->id);
        to->link.label = network_name(n);
        to->note = network_note(n, w->arena);
        to->n = group_nodes(&to->child, n, m->heard, pg, w);
    }
    return s;
}

/* ---- The page ---- */

static void add_head(struct map_view *v, const struct map *m, struct parts_notice *notice,
                     struct parts_link *link, const struct page *pg, struct work *w)
{
    int64_t devices = m->apart;

    for (size_t i = 0; i < m->n_networks; i++) {
        devices += map_devices(&m->network[i]);
    }
    v->head.note = arena_printf(w->arena, "ネットワーク %zu ・ 機器 %" PRId64 "台",
                                m->n_networks - (m->network[m->n_networks - 1].id == 0), devices);
    v->head.notice = notice;
    if (!m->heard) {
        *link = (struct parts_link){page_url(pg, "/sensor"), "探索器の状態を見る"};
        notice[v->head.n_notices++] = (struct parts_notice){
            .tone = PARTS_WARN,
            .text = "まだ通信の情報がないため、台帳だけから描いています。",
            .links = (struct parts_links){link, 1}
        };
    }
    if (m->left_out > 0) {
        notice[v->head.n_notices++] = (struct parts_notice){
            .tone = PARTS_WARN,
            .text = arena_printf(w->arena, "多すぎて描けなかったものが%" PRId64 "件あります。",
                                 m->left_out)};
    }
}

enum status page_map(struct page *pg, struct work *w)
{
    CLEANUP(buf_close) struct buf svg = BUF_INIT(SVG_MAX);
    struct map_view v = {.head = {.title = "ネットワーク図"}};
    struct map_section section[3];
    struct parts_notice notice[2];
    struct parts_link link;
    struct map m;
    enum status st = map_read(&m, w->db, w->facility_id, w->arena, &w->err);

    if (st != OK) {
        return st;
    }
    if (m.n_networks + m.n_joints > 0) {
        st = draw(&svg, &m, w);
        add_head(&v, &m, notice, &link, pg, w);
        section[v.n++] = outside_section(&m, pg, w);
        section[v.n++] = (struct map_section){
            .title = "2つ以上のネットワークにつながる機器",
            .note = "2枚挿しの機器は、ネットワークを分けていても、思わぬ通り道になります。",
            .empty = "台帳にも通信にも、見つかっていません。"};
        section[1].n = joint_nodes(&section[1].node, &m, 0, pg, w);
        section[v.n++] = network_section(&m, pg, w);
        v.svg = svg_markup(&svg);
    }
    v.section = section;
    v.empty = (struct parts_empty){
        .what = "まだ描くものがありません。",
        .why = "院内のネットワーク（名称とアドレス範囲）と機器を登録すると、つながりを図にします。",
        .action = {.label = (w->may & MAY_EDIT) != 0 ? "ネットワークを登録" : NULL,
                   .url = page_url(pg, "/network/new"),
                   .primary = true},
    };
    page_title(pg, v.head.title);
    tpl_map(page_html(pg), &v);
    return st == OK ? arena_status(w->arena, &w->err) : st;
}
