#include "record/put_check.h"

#include "base/date.h"
#include "record/rules.sql.h"
#include "record/value.h"

#include <stdlib.h>
#include <string.h>

/* ---- A term ends after it begins ---- */

static const struct {
    const char *entity, *from, *until;
} term[] = {
    {"appointment",      "starts_on",     "ends_on"       },
    {"vendor",           "contract_from", "contract_until"},
    {"vendor_officer",   "since",         "until"         },
    {"remote_inquiry",   "asked_on",      "replied_on"    },
    {"disclosure",       "issued_on",     "received_on"   },
    {"inspection",       "held_on",       "next_due_on"   },
    {"evidence",         "document_on",   "valid_until"   },
    {"review",           "held_on",       "next_due_on"   },
    {"round",            "requested_on",  "received_on"   },
    {"incident",         "begun_at",      "recovered_at"  },
    {"regulation",       "approved_on",   "review_due_on" },
    {"bcp",              "approved_on",   "review_due_on" },
    {"probe_permission", "starts_on",     "expires_on"    },
};

static const char *label_of(const struct record *r, const char *field)
{
    return r->entity->field[entity_field(r->entity, field)].ja;
}

/* Is a after b? Instants are decimal milliseconds of equal length; dates are ISO text. */
static bool is_after(const char *a, const char *b, bool instant)
{
    if (instant) {
        return strtoll(a, NULL, 10) > strtoll(b, NULL, 10);
    }
    /* A partial date says too little to contradict a fuller one of the same month or year. */
    size_t n = strlen(a) < strlen(b) ? strlen(a) : strlen(b);

    return strncmp(a, b, n) > 0;
}

static enum status check_terms(struct rule_scope *s, struct err *err)
{
    const struct record *r = s->record;

    (void)err;
    for (size_t i = 0; i < COUNT(term); i++) {
        if (strcmp(term[i].entity, r->entity->name) != 0) {
            continue;
        }
        const char *from = record_get(r, term[i].from), *until = record_get(r, term[i].until);
        int at = entity_field(r->entity, term[i].until);

        if (at >= 0 && from != NULL && until != NULL &&
            is_after(from, until, r->entity->field[at].kind == K_TIME)) {
            rule_complain(s, term[i].until, MSG_ENDS_BEFORE, label_of(r, term[i].until),
                          label_of(r, term[i].from), NULL);
        }
    }
    return OK;
}

/* ---- 1 体制構築: the officer is own staff, since responsibility cannot be handed to a vendor ----
 */

static bool is_one_of(const char *value, const char *a, const char *b)
{
    return value != NULL && (strcmp(value, a) == 0 || strcmp(value, b) == 0);
}

static enum status check_own_staff(struct rule_scope *s, struct err *err)
{
    const struct record *r = s->record;
    const char *role = record_get(r, "role"), *person_id = record_get(r, "person");
    struct record *person;

    if (!is_one_of(role, "officer", "delegate") || person_id == NULL) {
        return OK;
    }
    enum status st = record_read(&person, s->db, entity_named("person"), r->facility_id,
                                 strtoll(person_id, NULL, 10), s->arena, err);

    if (st == E_NOTFOUND) {
        return OK; /* check_field() has said so */
    }
    if (st == OK && record_get(person, "vendor") != NULL) {
        rule_complain(s, "person", MSG_OFFICER_OF_VENDOR, record_get(person, "name"),
                      choice_of(&r->entity->field[entity_field(r->entity, "role")], role)->ja,
                      NULL);
    }
    return st;
}

static enum status check_overlap(struct rule_scope *s, struct err *err)
{
    const struct record *r = s->record;
    const char *role = record_get(r, "role"), *from = record_get(r, "starts_on");
    const char *until = record_get(r, "ends_on");

    if (role == NULL || strcmp(role, "officer") != 0 || from == NULL || r->closed_on != NULL) {
        return OK;
    }
    CLEANUP(stmt_close)
    struct stmt *q =
        sql_rule_overlap(s->db, r->facility_id, r->id, role, from, until == NULL ? "9999" : until);
    struct sql_rule_overlap_row row;

    while (sql_rule_overlap_next(q, &row)) {
        rule_complain(s, "starts_on", MSG_OFFICER_OVERLAP, NULL, NULL, NULL);
    }
    return stmt_status(q, err);
}

/* ---- 3 備え: nobody is called by himself, however long the chain ---- */

enum { CALL_DEPTH_MAX = 200 };

static enum status check_calls(struct rule_scope *s, struct err *err)
{
    const struct record *r = s->record;
    const char *by = record_get(r, "called_by");
    int64_t id = by == NULL ? 0 : strtoll(by, NULL, 10);

    for (int depth = 0; id != 0 && r->id != 0; depth++) {
        if (id == r->id || depth == CALL_DEPTH_MAX) {
            rule_complain(s, "called_by", MSG_CALL_CIRCLE, NULL, NULL, NULL);
            return OK;
        }
        CLEANUP(stmt_close) struct stmt *q = sql_rule_caller(s->db, r->facility_id, id);
        struct sql_rule_caller_row row = {0};

        id = 0;
        while (sql_rule_caller_next(q, &row)) {
            id = row.has_called_by ? row.called_by : 0;
        }
        if (stmt_status(q, err) != OK) {
            return err->status;
        }
    }
    return OK;
}

/* ---- 2 管理・運用: a system does not depend on itself ---- */

static enum status check_depends(struct rule_scope *s, struct err *err)
{
    const char *list = record_get(s->record, "depends_on");

    (void)err;
    for (const char *p = list; p != NULL && *p != '\0';) {
        char *end;

        if (strtoll(p, &end, 10) == s->record->id && s->record->id != 0) {
            rule_complain(s, "depends_on", MSG_DEPENDS_ON_ITSELF, NULL, NULL, NULL);
        }
        p = end + (*end == ',');
    }
    return OK;
}

/* ---- 2 管理・運用: a finding is let be for a reason, until a day, by somebody ---- */

static enum status check_accepted(struct rule_scope *s, struct err *err)
{
    static const char *const needed[] = {"reason", "expires_on", "owner"};
    const char *state = record_get(s->record, "state");

    (void)err;
    for (size_t i = 0; state != NULL && strcmp(state, "accepted") == 0 && i < COUNT(needed); i++) {
        if (record_get(s->record, needed[i]) == NULL) {
            rule_complain(s, needed[i], MSG_ACCEPT_NEEDS, label_of(s->record, needed[i]), NULL,
                          NULL);
        }
    }
    return OK;
}

/* ---- 2 管理・運用: what is sent into a network, and whom nothing is ever sent ---- */

static enum status check_permission(struct rule_scope *s, struct err *err)
{
    const struct record *r = s->record;
    const char *from = record_get(r, "from_hour"), *until = record_get(r, "until_hour");

    (void)err;
    if (from != NULL && until != NULL && strcmp(from, until) == 0) {
        rule_complain(s, "until_hour", MSG_PROBE_NO_HOURS, NULL, NULL, NULL);
    }
    return OK;
}

/* Three to six pairs of hexadecimal digits with ':' or '-' between them. */
static bool is_mac_prefix(const char *text)
{
    static const char digits[] = "0123456789abcdefABCDEF";
    size_t n = 0;

    for (const char *p = text;; p += 3) {
        if (strspn(p, digits) < 2 || ++n > 6) {
            return false;
        }
        if (p[2] == '\0') {
            return n >= 3;
        }
        if (p[2] != ':' && p[2] != '-') {
            return false;
        }
    }
}

static enum status check_ban(struct rule_scope *s, struct err *err)
{
    const char *prefix = record_get(s->record, "mac_prefix");

    (void)err;
    if (prefix != NULL && !is_mac_prefix(prefix)) {
        rule_complain(s, "mac_prefix", MSG_PROBE_MAC_PREFIX, prefix, NULL, NULL);
    }
    if (prefix == NULL && record_get(s->record, "cidr") == NULL &&
        record_get(s->record, "vlan") == NULL) {
        rule_complain(s, "cidr", MSG_PROBE_BAN_EMPTY, NULL, NULL, NULL);
    }
    return OK;
}

static const struct {
    const char *entity; /* NULL: every entity */
    enum status (*check)(struct rule_scope *s, struct err *err);
} rule[] = {
    {NULL,               check_terms     },
    {"appointment",      check_own_staff },
    {"appointment",      check_overlap   },
    {"contact",          check_calls     },
    {"system",           check_depends   },
    {"finding",          check_accepted  },
    {"probe_permission", check_permission},
    {"probe_ban",        check_ban       },
};

enum status rules_check(struct rule_scope *s, struct err *err)
{
    enum status st = OK;

    for (size_t i = 0; i < COUNT(rule) && st == OK; i++) {
        if (rule[i].entity == NULL || strcmp(rule[i].entity, s->record->entity->name) == 0) {
            st = rule[i].check(s, err);
        }
    }
    return st;
}
