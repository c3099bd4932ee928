#include "network/beside.h"

#include "base/text.h"
#include "db/stmt.h"
#include "network/beside.sql.h" /* generated from beside.sql */
#include "network/brand.h"
#include "network/claim_word.h"
#include "network/ledger.h"
#include "network/maker.h"

#include <string.h>

enum { PORTS_MAX = 32, SHOWN_ADDRESSES = 4, SHOWN_CLAIMS = 3, NETBIOS_NAME = 15 };

/* The record, its ports, and what is being put together. */
struct side {
    struct beside *out;
    const struct record *r;
    const struct lore *lore;
    const char *mac[PORTS_MAX], *ip[PORTS_MAX]; /* listed */
    size_t n_macs, n_ips;
    const char *answers[TESTIMONY_CARDS_MAX]; /* MACs behind by_address */
    size_t n_answers;
    struct arena *a;
};

/* ---- One line ---- */

/* A line about a field, with what of the testimony stands for it (NULL: nothing). */
static struct beside_line *add(struct side *s, const char *field, const struct testimony_line *by)
{
    struct beside_line *line = &s->out->line[s->out->n_lines++];

    *line = (struct beside_line){.field = entity_field(s->r->entity, field),
                                 .verdict = BESIDE_LEDGER_ONLY};
    if (by != NULL) {
        line->grade = by->grade;
        line->from = by->from;
        line->sensor = by->sensor;
        line->last_seen_at = by->last_seen_at;
    }
    return line;
}

static const struct testimony_line *best(const struct side *s, enum fact_kind kind)
{
    for (size_t i = 0; i < s->out->said.n; i++) {
        if (s->out->said.line[i].kind == kind) {
            return &s->out->said.line[i];
        }
    }
    return NULL;
}

/* The first claims of a kind, joined; "" for none. */
static const char *claims(const struct side *s, enum fact_kind kind)
{
    const char *text = "";
    size_t n = 0;

    for (size_t i = 0; i < s->out->said.n && text != NULL && n < SHOWN_CLAIMS; i++) {
        const struct testimony_line *l = &s->out->said.line[i];

        if (l->kind == kind && l->claim[0] != '\0') {
            const char *words = claim_shown(kind, l->claim, LANG_JA, s->a);

            text = n++ == 0 ? words : arena_printf(s->a, "%s、%s", text, words);
        }
    }
    return text;
}

static const char *listed(const struct side *s, const char *field)
{
    return record_get(s->r, field);
}

static bool is_open(const char *value)
{
    return value == NULL || strcmp(value, "不明") == 0;
}

/* One of two names in the other, whatever case and width. */
static bool holds(const char *one, const char *two, struct arena *a)
{
    const char *x = text_key(a, one), *y = text_key(a, two);

    return x != NULL && y != NULL && *x != '\0' && *y != '\0' &&
           (strstr(x, y) != NULL || strstr(y, x) != NULL);
}

/* ---- Addresses ---- */

static bool is_listed(const char *const *list, size_t n, const char *value)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(list[i], value) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_shown(const char *ip)
{
    struct addr a;

    return addr_read(&a, ip) && !own_is_link_local(&a);
}

static void add_address(struct side *s)
{
    const struct testimony *t = &s->out->said;
    enum fact_kind kind = best(s, FACT_ADDRESS) != NULL ? FACT_ADDRESS : FACT_TALKS;
    const struct testimony_line *by = NULL, *other = NULL;
    const char *text = NULL, *now = listed(s, "ip"), *how = listed(s, "ip_assignment");
    size_t n = 0;

    for (size_t i = 0; i < t->n; i++) {
        const struct testimony_line *l = &t->line[i];

        if (l->kind != kind || !is_shown(l->ip)) {
            continue;
        }
        if (is_listed(s->ip, s->n_ips, l->ip)) {
            by = by == NULL ? l : by;
        } else if (other == NULL) {
            other = l;
        }
        if (n++ < SHOWN_ADDRESSES) {
            text = text == NULL ? l->ip : arena_printf(s->a, "%s、%s", text, l->ip);
        }
    }
    struct beside_line *line = add(s, "ip", by != NULL ? by : other);

    line->wire =
        n > SHOWN_ADDRESSES ? arena_printf(s->a, "%s ほか%zu", text, n - SHOWN_ADDRESSES) : text;
    if (n == 0) {
        return;
    }
    if (by != NULL && other == NULL) {
        line->verdict = BESIDE_SAME;
    } else if (ledger_is(listed(s, "kind"), "network")) {
        line->verdict = BESIDE_ASIDE;
        line->note = "ネットワーク機器は、いくつものアドレスを持ちます。";
    } else if (by != NULL) {
        line->verdict = BESIDE_LOOK;
        line->note =
            "台帳にないアドレスも使っています。接続口に書くか、2枚挿しでないかを確かめます。";
    } else if (is_open(now)) {
        line->verdict = BESIDE_WIRE_ONLY;
        line->propose = other->ip;
    } else if (ledger_is(how, "dhcp")) {
        line->verdict = BESIDE_ASIDE;
        line->note = "DHCPなので、アドレスは変わります。";
    } else {
        line->verdict = BESIDE_DIFFERS;
        line->propose = other->ip;
    }
}

/* The line of a card with this MAC; NULL: none. */
static const struct testimony_line *of_card(const struct side *s, const char *mac)
{
    for (size_t i = 0; mac != NULL && i < s->out->said.n; i++) {
        if (strcmp(s->out->said.line[i].mac, mac) == 0) {
            return &s->out->said.line[i];
        }
    }
    return NULL;
}

static void add_mac(struct side *s)
{
    const char *now = listed(s, "mac");
    const char *wire = s->out->by_address == NULL ? now : s->n_answers > 0 ? s->answers[0] : NULL;
    const struct testimony_line *by = of_card(s, wire);
    struct beside_line *line = add(s, "mac", by);

    if (by == NULL) {
        return;
    }
    line->wire = wire;
    if (s->out->by_address == NULL) {
        line->verdict = BESIDE_SAME;
        return;
    }
    line->propose = wire;
    line->verdict = is_open(now) ? BESIDE_WIRE_ONLY : BESIDE_DIFFERS;
    line->note = s->n_answers > 1
                     ? "このアドレスには、ほかの機器も応答しています。アドレスが重なって"
                       "いないかを確かめます。"
                 : is_open(now) ? NULL
                                : "台帳のMACアドレスは見えず、IPアドレスには別のMACアドレスが応答"
                                  "しています。";
}

/* ---- Names ---- */

/* A NetBIOS name is cut at 15 characters; a full name begins with the host's. */
static bool is_one_name(const char *ledger, const char *wire, struct arena *a)
{
    const char *x = text_key(a, ledger), *y = text_key(a, wire);

    if (x == NULL || y == NULL) {
        return false;
    }
    size_t nx = strcspn(x, "."), ny = strcspn(y, ".");

    return strncmp(x, y, nx < ny ? nx : ny) == 0 &&
           (nx == ny || (ny == NETBIOS_NAME && nx > ny) || (nx == NETBIOS_NAME && ny > nx));
}

static void add_name(struct side *s)
{
    const struct testimony *t = &s->out->said;
    const struct testimony_line *by = best(s, FACT_NAME);
    const char *now = listed(s, "hostname");

    for (size_t i = 0; now != NULL && i < t->n; i++) {
        if (t->line[i].kind == FACT_NAME && is_one_name(now, t->line[i].claim, s->a)) {
            by = &t->line[i];
            break;
        }
    }
    struct beside_line *line = add(s, "hostname", by);

    if (by == NULL) {
        return;
    }
    line->wire = by->claim;
    if (is_open(now)) {
        line->verdict = BESIDE_WIRE_ONLY;
        line->propose = by->claim;
    } else if (is_one_name(now, by->claim, s->a)) {
        line->verdict = BESIDE_SAME;
    } else {
        line->verdict = BESIDE_DIFFERS;
        line->propose = by->claim;
    }
}

/* A value that people write in many ways. */
static void add_words(struct side *s, const char *field, enum fact_kind kind)
{
    const struct testimony_line *by = best(s, kind);
    const char *now = listed(s, field);

    if (by == NULL && kind != FACT_MAKER) {
        return;
    }
    struct beside_line *line = add(s, field, by);

    if (by == NULL) {
        return;
    }
    line->wire = by->claim;
    line->propose = by->claim;
    line->verdict = is_open(now)                  ? BESIDE_WIRE_ONLY
                    : holds(now, by->claim, s->a) ? BESIDE_SAME
                                                  : BESIDE_LOOK;
    if (line->verdict == BESIDE_SAME) {
        line->propose = NULL;
    }
}

/* LOOK where either maker is none we know under its names. */
static enum beside_verdict compare_maker(const char *ledger, const char *wire, struct arena *a)
{
    const char *x = brand_find(ledger, a), *y = brand_find(wire, a);

    return x == NULL || y == NULL  ? BESIDE_LOOK
           : brand_may_carry(x, y) ? BESIDE_SAME
                                   : BESIDE_DIFFERS;
}

/* Who made the card says little of who made the machine. */
static void add_maker(struct side *s)
{
    char name[MAKER_NAME_SIZE];
    const char *card = s->n_answers > 0 ? s->answers[0] : listed(s, "mac");
    const struct testimony_line *by = of_card(s, card);
    uint8_t mac[6];

    add_words(s, "maker", FACT_MAKER);
    struct beside_line *line = &s->out->line[s->out->n_lines - 1];
    const char *now = listed(s, "maker");

    if (line->verdict == BESIDE_LOOK) {
        line->verdict = compare_maker(now, line->wire, s->a);
        line->propose = line->verdict == BESIDE_SAME ? NULL : line->propose;
    }
    if (line->wire != NULL || by == NULL || !mac_read(mac, card) ||
        *maker_name(name, s->lore->makers, mac) == '\0') {
        return;
    }
    line->wire = arena_copy(s->a, name);
    line->grade = GRADE_SUSPECTED;
    line->from = by->from;
    line->sensor = by->sensor;
    line->last_seen_at = by->last_seen_at;
    line->note = "ネットワークカードのメーカーです。機器のメーカーと違うことがあります。";
    if (is_open(now)) {
        line->verdict = BESIDE_WIRE_ONLY;
        line->propose = line->wire;
        return;
    }
    line->verdict = compare_maker(now, line->wire, s->a);
    line->verdict = line->verdict == BESIDE_LOOK ? BESIDE_ASIDE : line->verdict;
}

/* ---- Systems ---- */

/* "Windows 10 22H2" and "Windows 10": one is the other, said more closely. */
static bool is_closer(const char *one, const char *two)
{
    size_t n = strcspn(one, "/"), m = strcspn(two, "/");
    size_t len = n < m ? n : m;

    while (len > 0 && one[len - 1] == ' ' && two[len - 1] == ' ') {
        len--;
    }
    return strncmp(one, two, len) == 0;
}

/* Two keys of Windows of which the ledger's, "Windows 11 Pro", has no row of its own. */
static enum beside_verdict compare_windows(const char *ledger, const char *wire,
                                           const struct eol_row *of_wire, struct arena *a)
{
    if (of_wire == NULL) { /* "Windows NT 10.0" is every Windows since 2015 */
        return strncmp(wire, "windowsnt10.0", 13) == 0 ? BESIDE_SAME : BESIDE_LOOK;
    }
    const char *product = of_wire->product, *second = strchr(product, ' ');
    size_t len = second == NULL ? strlen(product)
                                : (size_t)(second - product) + 1 + strcspn(second + 1, " ");
    const char *name = text_key(a, arena_copy_n(a, product, len)); /* "Windows 11" */

    if (name == NULL || strstr(ledger, name) != NULL) {
        return BESIDE_SAME;
    }
    return strpbrk(ledger, "0123456789") != NULL ? BESIDE_DIFFERS : BESIDE_LOOK;
}

enum beside_verdict beside_compare_os(const char *ledger, const char *wire,
                                      const struct eol_list *eol, struct arena *a)
{
    static const char *const family[] = {"windows", "macos",  "ios",     "ipados",
                                         "android", "debian", "ubuntu",  "centos",
                                         "rhel",    "linux",  "freebsd", "fortios"};
    const struct eol_row *x = eol_find(eol, ledger), *y = eol_find(eol, wire);
    const char *kx = text_key(a, ledger), *ky = text_key(a, wire);
    size_t fx = COUNT(family), fy = COUNT(family);

    if (kx == NULL || ky == NULL || holds(ledger, wire, a)) {
        return BESIDE_SAME;
    }
    for (size_t i = 0; i < COUNT(family); i++) {
        size_t len = strlen(family[i]);

        fx = strncmp(kx, family[i], len) == 0 ? i : fx;
        fy = strncmp(ky, family[i], len) == 0 ? i : fy;
    }
    if (x != NULL && y != NULL) {
        return x == y || is_closer(x->product, y->product) ? BESIDE_SAME : BESIDE_DIFFERS;
    }
    if (fx == COUNT(family) || fy == COUNT(family)) {
        return BESIDE_LOOK;
    }
    if (fx != fy) {
        return BESIDE_DIFFERS;
    }
    return fx == 0 ? compare_windows(kx, ky, y, a) : BESIDE_LOOK;
}

static void add_os(struct side *s)
{
    const struct testimony *t = &s->out->said;
    const struct testimony_line *by = best(s, FACT_OS);
    const char *now = listed(s, "os");

    for (size_t i = 0; !is_open(now) && i < t->n; i++) {
        if (t->line[i].kind == FACT_OS && t->line[i].grade == by->grade &&
            beside_compare_os(now, t->line[i].claim, &s->lore->eol, s->a) == BESIDE_SAME) {
            by = &t->line[i];
            break;
        }
    }
    struct beside_line *line = add(s, "os", by);

    if (by == NULL) {
        return;
    }
    const struct eol_row *row = eol_find(&s->lore->eol, by->claim);

    line->wire = by->claim;
    if (row != NULL && !holds(row->product, by->claim, s->a)) {
        line->note = arena_printf(s->a, "%s のことです。", row->product);
    }
    line->verdict =
        is_open(now) ? BESIDE_WIRE_ONLY : beside_compare_os(now, by->claim, &s->lore->eol, s->a);
    if (line->verdict != BESIDE_SAME) {
        line->propose = row != NULL && strchr(row->product, '/') == NULL
                            ? arena_copy(s->a, row->product)
                            : by->claim;
    }
}

static void add_software(struct side *s)
{
    const struct testimony_line *by = best(s, FACT_SOFTWARE);
    const char *now = listed(s, "software");

    if (by == NULL) {
        return;
    }
    struct beside_line *line = add(s, "software", by);

    line->wire = claims(s, FACT_SOFTWARE);
    if (is_open(now)) {
        line->verdict = BESIDE_WIRE_ONLY;
        line->propose = by->claim;
    } else if (holds(now, by->claim, s->a)) {
        line->verdict = BESIDE_SAME;
    } else {
        line->verdict = BESIDE_ASIDE;
        line->note = "通信で名乗ったソフトウェアです。「導入ソフトウェア」に加えられます。";
    }
}

/* ---- What it does ---- */

static void add_kind(struct side *s)
{
    const char *wire = testimony_device_kind(&s->out->said), *now = listed(s, "kind");

    if (wire == NULL) {
        return;
    }
    const struct testimony_line *by =
        best(s, strcmp(wire, "medical") == 0 ? FACT_MEDICAL : FACT_ROLE);
    struct beside_line *line = add(s, "kind", by);

    line->wire = claims(s, strcmp(wire, "medical") == 0 ? FACT_MEDICAL : FACT_ROLE);
    line->verdict = ledger_is(now, wire)      ? BESIDE_SAME
                    : ledger_is(now, "other") ? BESIDE_WIRE_ONLY
                                              : BESIDE_LOOK;
    line->propose = line->verdict == BESIDE_SAME ? NULL : wire;
}

static void add_remote(struct side *s)
{
    enum fact_kind kind = best(s, FACT_REMOTE_TOOL) != NULL ? FACT_REMOTE_TOOL : FACT_TUNNEL;
    const struct testimony_line *by = best(s, kind);

    if (by == NULL) {
        return;
    }
    struct beside_line *line = add(s, "remote_maintenance", by);
    bool known = ledger_is(listed(s, "remote_maintenance"), "yes");

    line->wire = arena_printf(s->a, "%s：%s", kind == FACT_TUNNEL ? "VPN・トンネル" : "遠隔操作",
                              claims(s, kind));
    line->verdict = known ? BESIDE_SAME : BESIDE_LOOK;
    line->note = known ? NULL : "外からの保守に使われていないかを、事業者に確かめます。";
}

static void add_status(struct side *s)
{
    const char *now = listed(s, "status");

    if (ledger_is(now, "active")) {
        return;
    }
    struct beside_line *line = add(s, "status", &s->out->said.line[0]);

    line->wire = "通信しています";
    line->last_seen_at = s->out->last_seen_at;
    line->propose = "active";
    line->verdict = ledger_is(now, "stopped disposed stored") ? BESIDE_DIFFERS : BESIDE_LOOK;
}

/* ---- All of it ---- */

static void take_port(struct side *s, const char *mac, const char *ip)
{
    if (mac != NULL && ledger_has(mac) && s->n_macs < PORTS_MAX) {
        s->mac[s->n_macs++] = arena_copy(s->a, mac);
    }
    if (ip != NULL && ledger_has(ip) && s->n_ips < PORTS_MAX) {
        s->ip[s->n_ips++] = arena_copy(s->a, ip);
    }
}

static enum status read_ports(struct side *s, struct db *db, struct err *err)
{
    CLEANUP(stmt_close) struct stmt *q = sql_beside_ports(db, s->r->facility_id, s->r->id);
    struct sql_beside_ports_row row;

    take_port(s, listed(s, "mac"), listed(s, "ip"));
    while (sql_beside_ports_next(q, &row)) {
        take_port(s, row.mac, row.ip);
    }
    return stmt_status(q, err) == OK ? arena_status(s->a, err)
                                     : err_note(err, "the ports of a device");
}

/* By its MACs; else by the address of its own row, and by the MACs that answer there. */
static enum status read_said(struct side *s, struct db *db, struct err *err)
{
    int64_t facility = s->r->facility_id;
    const char *ip = listed(s, "ip");
    bool is_fixed =
        ip != NULL && ledger_has(ip) && !ledger_is(listed(s, "ip_assignment"), "dhcp none");
    enum status st = testimony_read_all(&s->out->said, db, facility, s->mac, s->n_macs, s->a, err);

    s->out->findable = s->n_macs > 0 || is_fixed;
    if (st != OK || s->out->said.n > 0 || !is_fixed) {
        return st;
    }
    st = testimony_answers(s->answers, &s->n_answers, db, facility, ip, s->a, err);
    if (st == OK) {
        /* without an answer the address stands for itself, never for the router before it */
        st = testimony_read_all(&s->out->said, db, facility, s->n_answers > 0 ? s->answers : &ip, 1,
                                s->a, err);
    }
    s->out->by_address = ip;
    return st;
}

static void sum_up(struct beside *out)
{
    for (size_t i = 0; i < out->said.n; i++) {
        const struct testimony_line *l = &out->said.line[i];

        if (i == 0 || l->first_seen_at < out->first_seen_at) {
            out->first_seen_at = l->first_seen_at;
        }
        if (l->last_seen_at > out->last_seen_at) {
            out->last_seen_at = l->last_seen_at;
        }
    }
}

enum status beside_read(struct beside *out, struct db *db, const struct record *device,
                        const struct lore *lore, struct arena *a, struct err *err)
{
    struct beside b = {0};
    struct side s = {.out = &b, .r = device, .lore = lore, .a = a};
    enum status st = testimony_any(&b.heard, db, device->facility_id, err);

    if (st == OK) {
        st = read_ports(&s, db, err);
    }
    if (st == OK) {
        st = read_said(&s, db, err);
    }
    if (st != OK) {
        return st;
    }
    b.seen = b.said.n > 0;
    sum_up(&b);
    if (b.seen) {
        add_maker(&s);
        add_os(&s);
        add_software(&s);
        add_address(&s);
        add_name(&s);
        add_status(&s);
        add_kind(&s);
        add_words(&s, "model", FACT_MODEL);
        add_mac(&s);
        add_remote(&s);
    }
    for (size_t i = 0; i < b.n_lines; i++) {
        b.n_differ += b.line[i].verdict == BESIDE_DIFFERS || b.line[i].verdict == BESIDE_LOOK;
    }
    if (arena_status(a, err) == OK) {
        *out = b;
    }
    return arena_status(a, err);
}
