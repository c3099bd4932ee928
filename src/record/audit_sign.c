#include "record/audit.h"

#include "base/file.h"
#include "record/audit.sql.h"
#include "record/audit_entry.h"
#include "record/site_key.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { BATCH = 1000, LINE_BUFFER = 1 << 20, EXPORT_MAX = 2 << 20 };

struct head {
    int64_t seq;
    uint8_t hash[HASH_SIZE];
};

static enum status read_head(struct head *out, struct db *db, int64_t facility_id, struct err *err)
{
    CLEANUP(stmt_close) struct stmt *q = sql_audit_head_get(db, facility_id);
    struct sql_audit_head_get_row row;
    bool has = false;

    while (sql_audit_head_get_next(q, &row)) {
        if (row.hash_size != HASH_SIZE) {
            return err_set(err, E_CORRUPT, "audit head of %zu bytes", row.hash_size);
        }
        out->seq = row.seq;
        memcpy(out->hash, row.hash, HASH_SIZE);
        has = true;
    }
    if (stmt_status(q, err) != OK) {
        return err->status;
    }
    return has ? OK : err_set(err, E_NOTFOUND, "the history is empty");
}

enum status audit_checkpoint(struct db *db, int64_t facility_id, const char *data_dir,
                             int64_t now_ms, struct err *err)
{
    CLEANUP(buf_close) struct buf json = BUF_INIT(1024);
    struct site_key key;
    struct head head;
    uint8_t signature[SIGN_SIZE];
    enum status st = site_key_read(&key, data_dir, err);

    if (st == OK) {
        st = read_head(&head, db, facility_id, err);
    }
    if (st != OK) {
        return st;
    }
    audit_head_json(&json, facility_id, head.seq, now_ms, head.hash);
    if (buf_status(&json, err) != OK) {
        return err->status;
    }
    sign_make(signature, json.data, json.len, key.secret);
    return sql_checkpoint_add_run(db, facility_id, head.seq, head.hash, HASH_SIZE, now_ms,
                                  key.public, SIGN_PUBLIC_SIZE, signature, SIGN_SIZE, NULL,
                                  err) == OK
               ? OK
               : err_note(err, "storing a checkpoint");
}

static enum status write_out(int fd, struct buf *b, struct err *err)
{
    enum status st = buf_status(b, err);

    if (st == OK && b->len > 0) {
        st = file_write_all(fd, b->data, b->len, err);
    }
    buf_clear(b);
    return st;
}

static enum status export_batch(struct db *db, int64_t facility_id, int64_t *seq, int *n, int fd,
                                struct buf *b, struct err *err)
{
    CLEANUP(stmt_close) struct stmt *q = sql_audit_entry_list(db, facility_id, *seq, BATCH);
    struct sql_audit_entry_list_row row;
    char hex[HASH_HEX_SIZE];

    for (*n = 0; sql_audit_entry_list_next(q, &row); ++*n) {
        if (row.hash_size != HASH_SIZE) {
            return err_set(err, E_CORRUPT, "entry %" PRId64 ": hash of %zu bytes", row.seq,
                           row.hash_size);
        }
        buf_str(b, hash_hex(hex, row.hash, HASH_SIZE));
        buf_char(b, ' ');
        buf_add(b, row.bytes, row.bytes_size);
        buf_char(b, '\n');
        *seq = row.seq;
        if (b->len > LINE_BUFFER / 2) {
            enum status st = write_out(fd, b, err);

            if (st != OK) {
                return st;
            }
        }
    }
    return stmt_status(q, err);
}

static enum status export_chain(struct db *db, int64_t facility_id, const struct site_key *key,
                                int fd, int64_t now_ms, struct err *err)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(EXPORT_MAX);
    CLEANUP(buf_close) struct buf json = BUF_INIT(1024);
    char hex[2 * SIGN_SIZE + 1];
    uint8_t signature[SIGN_SIZE];
    struct head head;
    int64_t seq = 0;
    int n = BATCH;
    enum status st = read_head(&head, db, facility_id, err);

    while (st == OK && n == BATCH) {
        st = export_batch(db, facility_id, &seq, &n, fd, &b, err);
    }
    if (st != OK) {
        return st;
    }
    audit_head_json(&json, facility_id, head.seq, now_ms, head.hash);
    if (buf_status(&json, err) != OK) {
        return err->status;
    }
    sign_make(signature, json.data, json.len, key->secret);
    buf_printf(&b, "head %s %s ", json.data, hash_hex(hex, key->public, SIGN_PUBLIC_SIZE));
    buf_printf(&b, "%s\n", hash_hex(hex, signature, SIGN_SIZE));
    return write_out(fd, &b, err);
}

enum status audit_export(struct db *db, int64_t facility_id, const char *data_dir, int fd,
                         int64_t now_ms, struct err *err)
{
    struct site_key key;
    enum status st = site_key_read(&key, data_dir, err);

    if (st == OK) {
        st = db_begin_read(db, err);
    }
    if (st != OK) {
        return st;
    }
    st = export_chain(db, facility_id, &key, fd, now_ms, err);
    db_rollback(db);
    return st == OK ? OK : err_note(err, "exporting the history");
}
