#include "readiness/copy_fact.h"

#include "base/buf.h"
#include "base/json.h"
#include "base/text.h"
#include "readiness/copy_fact.sql.h"

#include <inttypes.h>
#include <string.h>

enum { NOTE_ROOM = 64 * 1024, WEEK = 7, MONTH = 31, YEAR = 366 };

static const struct {
    const char *code, *word;
    int days; /* what can change overnight is looked at weekly, what needs hands yearly */
} kind_table[COPY_KINDS] = {
    [COPY_FRESH] = {"fresh",            "新しさ",                         MONTH},
    [COPY_GENERATIONS] = {"generations",      "世代数",                         MONTH},
    [COPY_TREND] = {"trend",            "急な増減がない",             MONTH},
    [COPY_STRUCTURE] = {"structure",        "構造が壊れていない",       MONTH},
    [COPY_READ_BACK] = {"read_back",        "読み出せる",                   MONTH},
    [COPY_MANIFEST] = {"manifest",         "目録と一致する",             MONTH},
    [COPY_RANSOM] = {"ransom_signs",     "暗号化された形跡がない", MONTH},
    [COPY_RESTORED] = {"restored",         "戻せる",                         YEAR },
    [COPY_OFFLINE] = {"offline",          "オフライン",                   WEEK },
    [COPY_IMMUTABLE] = {"immutable",        "書き換えできない",          MONTH},
    [COPY_NETWORK] = {"separate_network", "別のネットワーク",          MONTH},
    [COPY_OFF_SITE] = {"off_site",         "離れた場所",                   MONTH},
    [COPY_MEDIUM] = {"medium",           "媒体の種類",                   MONTH},
};

static const struct {
    const char *code, *word;
} proof_table[COPY_PROOFS] = {
    [COPY_UNKNOWN] = {"unknown",      "不明"      },
    [COPY_CLAIMED] = {"claimed",      "申告のみ"},
    [COPY_PROVED] = {"proved",       "確認済"   },
    [COPY_CONTRADICTED] = {"contradicted", "矛盾"      },
};

/* A source's first word tells who looked. */
static const struct {
    const char *first, *word;
} source_table[] = {
    {"verify", "写しの検証"            },
    {"repo",   "控えの道具での検査"},
    {"drill",  "復旧確認"               },
    {"reach",  "届くかの検査"         },
    {"canary", "書き込みの検査"      },
    {"label",  "ラベルの読み取り"   },
};

const char *copy_kind_code(enum copy_kind kind)
{
    return kind_table[kind].code;
}

const char *copy_kind_word(enum copy_kind kind)
{
    return kind_table[kind].word;
}

int copy_fact_days(const struct copy_fact *f)
{
    static const char label[] = "label."; /* whoever holds a medium does so until it moves again */
    int days = kind_table[f->kind].days;

    return days < MONTH && strncmp(f->source, label, sizeof(label) - 1) == 0 ? MONTH : days;
}

const char *copy_proof_code(enum copy_proof proof)
{
    return proof_table[proof].code;
}

const char *copy_proof_word(enum copy_proof proof)
{
    return proof_table[proof].word;
}

const char *copy_source_word(const char *source)
{
    size_t len = strcspn(source, ".");

    for (size_t i = 0; i < COUNT(source_table); i++) {
        if (strlen(source_table[i].first) == len &&
            memcmp(source_table[i].first, source, len) == 0) {
            return source_table[i].word;
        }
    }
    return "そのほかの検査";
}

/* ---- Filing ---- */

static enum status check_fact(const struct copy_fact *f, int64_t now_ms, struct err *err)
{
    size_t len = f->source == NULL ? 0 : strlen(f->source);

    if (len == 0 || len >= COPY_SOURCE_SIZE ||
        strspn(f->source, "abcdefghijklmnopqrstuvwxyz0123456789._-") != len) {
        return err_set(err, E_INVALID, "the source of a fact: %s", len == 0 ? "none" : f->source);
    }
    if (f->at > now_ms) {
        return err_set(err, E_INVALID, "a fact from the future: %s", f->source);
    }
    return OK;
}

static enum status has_backups(struct db *db, int64_t facility_id, const struct copy_fact *fact,
                               size_t n, struct err *err)
{
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    int64_t known = 0;
    enum status st = arena_status(a, err);

    for (size_t i = 0; st == OK && i < n; i++) {
        struct arena_mark mark = arena_mark(a);
        struct record *r;

        if (fact[i].backup_id != known) {
            st =
                record_read(&r, db, entity_named("backup"), facility_id, fact[i].backup_id, a, err);
        }
        known = fact[i].backup_id;
        arena_reset(a, mark);
    }
    return st;
}

static enum status set_fact(struct db *db, int64_t facility_id, const struct copy_fact *f,
                            struct err *err)
{
    char note[COPY_NOTE_SIZE];

    return sql_copy_fact_set_run(
        db, facility_id, f->backup_id, copy_kind_code(f->kind), f->source,
        copy_proof_code(f->proof), f->at, f->has_figure ? &f->figure : NULL,
        f->note == NULL ? NULL : text_cut(note, sizeof(note), f->note), NULL, err);
}

static void add_to_note(struct buf *b, const struct copy_fact *f)
{
    buf_printf(b,
               "%s{\"backup\":\"%" PRId64 "\",\"kind\":\"%s\",\"source\":\"%s\",\"proof\":\"%s\"}",
               b->len == 0 ? "{\"facts\":[" : ",", f->backup_id, copy_kind_code(f->kind), f->source,
               copy_proof_code(f->proof));
}

enum status copy_fact_file(struct db *db, int64_t facility_id, const struct actor *actor,
                           int64_t now_ms, const struct copy_fact *fact, size_t n, struct err *err)
{
    CLEANUP(buf_close) struct buf note = BUF_INIT(NOTE_ROOM);
    CLEANUP(writer_close) struct writer *w = NULL;
    enum status st = OK;

    if (n > COPY_FACTS_MAX) {
        return err_set(err, E_LIMIT, "%zu facts at once, at most %d", n, COPY_FACTS_MAX);
    }
    for (size_t i = 0; st == OK && i < n; i++) {
        st = check_fact(&fact[i], now_ms, err);
    }
    if (st != OK || n == 0) {
        return st;
    }
    st = has_backups(db, facility_id, fact, n, err);
    if (st == OK) {
        st = writer_begin(&w, db, facility_id, actor, now_ms, err);
    }
    for (size_t i = 0; st == OK && i < n; i++) {
        st = set_fact(db, facility_id, &fact[i], err);
        add_to_note(&note, &fact[i]);
    }
    buf_str(&note, "]}");
    if (st == OK) {
        st = buf_status(&note, err);
    }
    if (st == OK) {
        st = writer_note(w, "copy.checked", buf_text(&note), err);
    }
    if (st == OK) {
        st = writer_commit(w, err);
    }
    return st == OK ? OK : err_note(err, "filing what was seen of a copy");
}

/* ---- Reading ---- */

static int kind_of(const char *code)
{
    int i = 0;

    while (i < COPY_KINDS && strcmp(kind_table[i].code, code) != 0) {
        i++;
    }
    return i;
}

static int proof_of(const char *code)
{
    int i = 0;

    while (i < COPY_PROOFS && strcmp(proof_table[i].code, code) != 0) {
        i++;
    }
    return i;
}

enum status copy_fact_list(struct copy_facts *out, struct db *db, int64_t facility_id,
                           int64_t backup_id, struct arena *a, struct err *err)
{
    CLEANUP(stmt_close)
    struct stmt *q = sql_copy_fact_all(db, facility_id, backup_id, COPY_LIST_MAX + 1);
    struct sql_copy_fact_all_row row;
    struct copy_facts all = {0};
    size_t room = 0;

    while (sql_copy_fact_all_next(q, &row)) {
        int kind = kind_of(row.kind);
        int proof = proof_of(row.proof);

        if (kind == COPY_KINDS || proof == COPY_PROOFS) {
            continue; /* of another program version */
        }
        if (all.n == COPY_LIST_MAX) {
            return err_set(err, E_LIMIT, "more than %d facts of copies", COPY_LIST_MAX);
        }
        if (all.n == room) {
            struct copy_fact *more = arena_make(a, struct copy_fact, room = room * 2 + 64);

            if (more == NULL) {
                break;
            }
            if (all.n > 0) {
                memcpy(more, all.fact, all.n * sizeof(*more));
            }
            all.fact = more;
        }
        all.fact[all.n++] = (struct copy_fact){
            .backup_id = row.backup,
            .kind = (enum copy_kind)kind,
            .proof = (enum copy_proof)proof,
            .source = arena_copy(a, row.source),
            .at = row.at,
            .has_figure = row.has_figure,
            .figure = row.figure,
            .note = arena_copy(a, row.note),
        };
    }
    if (stmt_status(q, err) != OK || arena_status(a, err) != OK) {
        return err_note(err, "reading what is known of the copies");
    }
    *out = all;
    return OK;
}
