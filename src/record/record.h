/*
 * Records: read, list, and the one door through which every change goes.
 *
 * A change writes record, links, search text, tally and audit entry in one
 * transaction. Nothing is deleted: a record is closed with a reason.
 */
#ifndef RECORD_RECORD_H
#define RECORD_RECORD_H

#include "base/arena.h"
#include "db/db.h"
#include "record/entity.h"

struct record {
    const struct entity *entity;
    int64_t facility_id;
    int64_t id;      /* 0: new */
    int64_t version; /* 0: new; counts saves */
    int64_t updated_at;
    const char *updated_by; /* name of the account that saved it last */
    const char *closed_on;  /* ISO date, or NULL: open */
    const char *closed_reason;
    const char **value; /* [entity->n] canonical texts, NULL = not asked yet */
    bool is_partial;    /* read with record_query.fields: for showing, never for record_put() */
};

/* A new record with the fields' initial values, in the arena. NULL when the arena failed. */
struct record *record_new(const struct entity *e, int64_t facility_id, struct arena *a);
struct record *record_copy(const struct record *r, struct arena *a);
const char *record_get(const struct record *r,
                       const char *field); /* canonical; NULL if no such field */
bool record_is(const struct record *r, const char *field, const char *value); /* exactly that */
const char *record_label(const struct record *r, struct arena *a);            /* its TITLE fields */

/* E_NOTFOUND when there is none in this facility. */
MUST_CHECK enum status record_read(struct record **out, struct db *db, const struct entity *e,
                                   int64_t facility_id, int64_t id, struct arena *a,
                                   struct err *err);

/* The same by the value of the UNIQUE field f of e; closed ones, too. */
MUST_CHECK enum status record_find(struct record **out, struct db *db, const struct entity *e,
                                   int64_t facility_id, const struct field *f,
                                   const char *canonical, struct arena *a, struct err *err);

/* ---- Lists ---- */

enum filter_how {
    FILTER_IS, /* equals text (canonical) */
    FILTER_IS_NOT,
    FILTER_EMPTY, /* not asked yet */
    FILTER_FILLED,
    FILTER_BEFORE, /* dates, instants: < text */
    FILTER_SINCE   /* dates, instants: >= text */
};

struct filter {
    int field; /* index in the entity */
    enum filter_how how;
    const char *text;
};

struct record_query {
    const struct entity *entity;
    int64_t facility_id;
    const struct filter *filter;
    size_t n_filters;
    const char *words; /* search text, as typed, or NULL */
    int sort;          /* index of a SORTED field, or -1: newest first */
    bool descending;
    bool with_closed;
    int limit; /* 1..500 (or -1: all, for exports) */
    int64_t offset;
    int64_t parent_id; /* with entity->parent: only the records of that parent; 0: all */
    uint64_t fields; /* a bit each (FIELD_BIT): the others, updated_at and updated_by are not read;
                        0: all of them */
};

/* Calls each(self, record) for every hit; the record lives until each returns. */
MUST_CHECK enum status record_each(struct db *db, const struct record_query *q,
                                   enum status (*each)(void *self, const struct record *r,
                                                       struct err *err),
                                   void *self, struct err *err);

struct record_list {
    struct record **row;
    size_t n;
    bool more; /* there are rows after these */
};
MUST_CHECK enum status record_list_read(struct record_list *out, struct db *db,
                                        const struct record_query *q, struct arena *a,
                                        struct err *err);

/* The label of one record, for links: *out is "" when there is none. */
MUST_CHECK enum status record_label_read(const char **out, struct db *db, const struct entity *e,
                                         int64_t facility_id, int64_t id, struct arena *a,
                                         struct err *err);

/* ---- Changes ---- */

struct actor {
    int64_t account_id; /* 0: the program itself */
    const char *name;   /* shown in the history */
    const char *via;    /* "web", "cli", "api", "import", "keeper" */
};

struct writer;

/* Begin a transaction in which facility_id's records change. err: E_BUSY, E_FULL, E_IO. */
MUST_CHECK enum status writer_begin(struct writer **out, struct db *db, int64_t facility_id,
                                    const struct actor *actor, int64_t now_ms, struct err *err);
MUST_CHECK enum status writer_commit(struct writer *w, struct err *err);
void writer_close(struct writer **w); /* rolls back what was not committed */

/* Why (shown in the history) and from which import the following changes come; NULL, 0: neither. */
void writer_reason(struct writer *w, const char *reason, int64_t import_id);

/*
 * Validate and store r: a new record (id 0: one is made and written to r) or a change of version
 * r->version. r->version is increased. *changed (may be NULL) tells whether anything differed; a
 * save without a difference writes nothing. E_INVALID: a rule is broken (err has the first
 * sentence; record_check() lists all). E_CONFLICT: somebody saved since r->version, or the UNIQUE
 * value is taken.
 */
MUST_CHECK enum status record_put(struct writer *w, struct record *r, bool *changed,
                                  struct err *err);

#define RECORD_REASON_MAX 200 /* characters */

/* May this be the reason of a change? E_INVALID in words: empty, or past RECORD_REASON_MAX. */
MUST_CHECK enum status record_check_reason(const char *reason, struct err *err);

/* Close (or open again, reason NULL) a record. Through record_put() as any change, after
   record_check_reason(). */
MUST_CHECK enum status record_close(struct writer *w, struct record *r, const char *reason,
                                    struct err *err);

struct complaint {
    int field; /* -1: the record as a whole */
    struct err err;
    struct complaint *next;
};

/* Every rule r breaks, in field order; NULL list when it is good. Cross-field rules
   (record/rules.c): a vendor's person is no officer, a term ends after it starts, ... */
MUST_CHECK enum status record_check(struct complaint **out, struct db *db, const struct record *r,
                                    int64_t now_ms, struct arena *a, struct err *err);

/* A line in the audit chain that is no record change: "account.created", {"account":"..."}. */
MUST_CHECK enum status writer_note(struct writer *w, const char *act, const char *json_object,
                                   struct err *err);

#endif
