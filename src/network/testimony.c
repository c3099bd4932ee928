#include "network/testimony.h"

#include "db/stmt.h"
#include "network/testimony.sql.h" /* generated from testimony.sql */

#include <stdlib.h>
#include <string.h>

/* Claims repeat, once an address or a peer: more are read than are kept. */
enum { READ_MAX = 500 };

static int by_kind(const void *pa, const void *pb)
{
    const struct testimony_line *a = pa, *b = pb;

    if (a->kind != b->kind) {
        return a->kind < b->kind ? -1 : 1;
    }
    if (a->grade != b->grade) {
        return a->grade < b->grade ? -1 : 1;
    }
    if (a->last_seen_at != b->last_seen_at) {
        return a->last_seen_at > b->last_seen_at ? -1 : 1;
    }
    int d = strcmp(a->claim, b->claim);
    return d != 0 ? d : strcmp(a->ip, b->ip);
}

/* The line that says the same already; it was then said as early as this. */
static bool is_said(struct testimony_line *line, size_t n, const struct testimony_line *new)
{
    for (size_t i = 0; i < n; i++) {
        if (line[i].kind == new->kind && strcmp(line[i].claim, new->claim) == 0 &&
            (new->claim[0] != '\0' || strcmp(line[i].ip, new->ip) == 0)) {
            if (new->first_seen_at < line[i].first_seen_at) {
                line[i].first_seen_at = new->first_seen_at;
            }
            return true;
        }
    }
    return false;
}

static int kind_named(const char *name)
{
    for (int i = 0; i < FACT_KINDS; i++) {
        if (strcmp(fact_kind_row[i].name, name) == 0) {
            return i;
        }
    }
    return -1;
}

/* A MAC or an address as sightings spell it, "" for neither. */
static bool spell(char text[ADDR_TEXT_SIZE], const char *key)
{
    uint8_t mac[6];
    struct addr ip;
    bool is_mac = mac_read(mac, key);

    text[0] = '\0';
    if (is_mac) {
        mac_text(text, mac);
    } else if (addr_read(&ip, key)) {
        addr_text(text, &ip);
    }
    return is_mac;
}

/* What one key's sightings add to line[*n] of TESTIMONY_MAX. */
static enum status add_lines(struct testimony_line *line, size_t *n, struct db *db,
                             int64_t facility_id, const char *key, struct arena *a, struct err *err)
{
    char text[ADDR_TEXT_SIZE];
    bool is_mac = spell(text, key);

    if (text[0] == '\0') {
        return OK;
    }
    CLEANUP(stmt_close)
    struct stmt *q = is_mac ? sql_testimony_of_mac(db, facility_id, text, READ_MAX)
                            : sql_testimony_of_ip(db, facility_id, text, READ_MAX);
    struct sql_testimony_of_mac_row row; /* both have the same columns */

    while (*n < TESTIMONY_MAX && sql_testimony_of_mac_next(q, &row)) {
        int kind = kind_named(row.fact);
        struct testimony_line new = {
            .kind = (enum fact_kind)kind,
            .grade =
                row.grade < 0 || row.grade >= GRADE_COUNT ? GRADE_SUSPECTED : (enum grade)row.grade,
            .claim = row.claim,
            .ip = row.ip,
            .frame = row.frame,
            .first_seen_at = row.first_seen_at,
            .last_seen_at = row.last_seen_at,
        };

        if (kind < 0 || is_said(line, *n, &new)) {
            continue;
        }
        new.claim = arena_copy(a, row.claim);
        new.ip = arena_copy(a, row.ip);
        new.mac = arena_copy(a, row.mac);
        new.from = arena_copy(a, row.decoder);
        new.sensor = arena_copy(a, row.sensor);
        if (arena_status(a, NULL) != OK) {
            break;
        }
        line[(*n)++] = new;
    }
    return stmt_status(q, err) == OK ? arena_status(a, err)
                                     : err_note(err, "what the wire says of %s", text);
}

enum status testimony_read_all(struct testimony *out, struct db *db, int64_t facility_id,
                               const char *const *key, size_t n, struct arena *a, struct err *err)
{
    struct testimony_line *line = arena_make(a, struct testimony_line, TESTIMONY_MAX);
    size_t lines = 0;
    enum status st = arena_status(a, err);

    for (size_t i = 0; st == OK && i < n; i++) {
        st = add_lines(line, &lines, db, facility_id, key[i], a, err);
    }
    if (st == OK) {
        if (lines > 1) {
            qsort(line, lines, sizeof(*line), by_kind);
        }
        *out = (struct testimony){line, lines};
    }
    return st;
}

enum status testimony_read(struct testimony *out, struct db *db, int64_t facility_id,
                           const char *key, struct arena *a, struct err *err)
{
    return testimony_read_all(out, db, facility_id, &key, 1, a, err);
}

enum status testimony_answers(const char *mac[TESTIMONY_CARDS_MAX], size_t *n, struct db *db,
                              int64_t facility_id, const char *ip, struct arena *a, struct err *err)
{
    char text[ADDR_TEXT_SIZE];
    struct sql_testimony_answers_row row;

    *n = 0;
    if (spell(text, ip) || text[0] == '\0') {
        return OK;
    }
    CLEANUP(stmt_close)
    struct stmt *q = sql_testimony_answers(db, facility_id, text, TESTIMONY_CARDS_MAX);

    while (*n < TESTIMONY_CARDS_MAX && sql_testimony_answers_next(q, &row)) {
        mac[(*n)++] = arena_copy(a, row.mac);
    }
    return stmt_status(q, err) == OK ? arena_status(a, err)
                                     : err_note(err, "who answers for %s", text);
}

enum status testimony_any(bool *out, struct db *db, int64_t facility_id, struct err *err)
{
    CLEANUP(stmt_close) struct stmt *q = sql_testimony_any(db, facility_id);
    struct sql_testimony_any_row row;

    *out = sql_testimony_any_next(q, &row);
    return stmt_status(q, err);
}

const char *testimony_claim(const struct testimony *t, enum fact_kind kind)
{
    for (size_t i = 0; i < t->n; i++) {
        if (t->line[i].kind == kind) {
            return kind == FACT_ADDRESS || kind == FACT_TALKS ? t->line[i].ip : t->line[i].claim;
        }
    }
    return NULL;
}

const char *testimony_device_kind(const struct testimony *t)
{
    static const struct {
        enum fact_kind kind;
        const char *begins;
        const char *device;
    } row[] = {
        {FACT_MEDICAL, "dicom",       "medical"},
        {FACT_MEDICAL, "sdc",         "medical"},
        {FACT_ROLE,    "printer",     "printer"},
        {FACT_ROLE,    "router",      "network"},
        {FACT_ROLE,    "switch",      "network"},
        {FACT_ROLE,    "bridge",      "network"},
        {FACT_ROLE,    "dhcp-server", "server" },
        {FACT_ROLE,    "dns-server",  "server" },
    };
    for (size_t r = 0; r < COUNT(row); r++) {
        for (size_t i = 0; i < t->n; i++) {
            if (t->line[i].kind == row[r].kind &&
                strncmp(t->line[i].claim, row[r].begins, strlen(row[r].begins)) == 0) {
                return row[r].device;
            }
        }
    }
    return NULL;
}
