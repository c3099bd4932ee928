/* Writing a manifest. */
#include "readiness/manifest.h"

#include "render/json.h"

#include <inttypes.h>
#include <string.h>

enum { PIECE = 1 << 16, BUFFER_MAX = PIECE + 2 * MANIFEST_LINE_MAX };

/* Send a buffer on when it is long enough, or at the end. */
static enum status send(struct file_new *to, struct buf *b, struct hash *h, bool all,
                        struct err *err)
{
    enum status st = buf_status(b, err);

    if (st == OK && b->len > 0 && (all || b->len >= PIECE)) {
        hash_add(h, b->data, b->len);
        st = file_write_all(to->fd, b->data, b->len, err);
        buf_clear(b);
    }
    return st;
}

enum status manifest_create(struct manifest_out *m, const char *path, struct err *err)
{
    char beside[PATH_MAX];

    *m = MANIFEST_OUT;
    m->line_buf = BUF_INIT(BUFFER_MAX);
    m->block_buf = BUF_INIT(BUFFER_MAX);
    hash_start(&m->line_hash);
    hash_start(&m->block_hash);
    if ((size_t)snprintf(beside, sizeof(beside), "%s" MANIFEST_BLOCKS_SUFFIX, path) >=
        sizeof(beside)) {
        return err_set(err, E_INVALID, "%s: path too long", path);
    }
    enum status st = file_new_open(&m->lines, path, 0600, err);

    if (st == OK) {
        st = file_new_open(&m->blocks, beside, 0600, err);
    }
    if (st == OK) {
        buf_str(&m->line_buf, "sonae manifest 1\n");
    }
    return st;
}

enum status manifest_add_blocks(struct manifest_out *m, const uint8_t (*leaf)[HASH_SIZE], size_t n,
                                struct err *err)
{
    for (size_t i = 0; i < n; i++) {
        buf_add(&m->block_buf, leaf[i], MANIFEST_BLOCK_SIZE);
        if (m->block_buf.len >= PIECE &&
            send(&m->blocks, &m->block_buf, &m->block_hash, false, err) != OK) {
            return err->status;
        }
    }
    m->end.blocks += n;
    m->blocks_of_file += n;
    return OK;
}

/* Zeros for the blocks that this file should have had. */
static enum status fill_up(struct manifest_out *m, const struct entry *e, struct err *err)
{
    static const uint8_t zero[1][HASH_SIZE];
    enum status st = OK;

    for (uint64_t n = manifest_blocks(e); st == OK && m->blocks_of_file < n;) {
        st = manifest_add_blocks(m, zero, 1, err);
    }
    m->blocks_of_file = 0;
    return st;
}

enum status manifest_add(struct manifest_out *m, const struct entry *e, struct err *err)
{
    struct buf *b = &m->line_buf;
    bool sized = e->kind == ENTRY_FILE || e->kind == ENTRY_LINK, before = e->mtime_ns < 0;
    uint64_t ns = before ? -(uint64_t)e->mtime_ns : (uint64_t)e->mtime_ns;
    char hex[HASH_HEX_SIZE] = "-";

    buf_char(b, "fdlo"[e->kind]);
    if (sized) {
        buf_printf(b, " %" PRIu64, e->size);
    } else {
        buf_str(b, " -");
    }
    if (sized && e->has_digest) {
        hash_hex(hex, e->digest, HASH_SIZE);
    }
    buf_printf(b, " %s%" PRIu64 ".%09" PRIu64 " %04o %s %s ", before ? "-" : "", ns / 1000000000,
               ns % 1000000000, e->mode, content_word(e->content), hex);
    manifest_escape(b, e->path, e->path_len);
    buf_char(b, '\n');
    m->end.entries++;
    m->end.files += e->kind == ENTRY_FILE;
    m->end.size += e->kind == ENTRY_FILE ? e->size : 0;
    enum status st = fill_up(m, e, err);

    return st == OK ? send(&m->lines, b, &m->line_hash, false, err) : st;
}

static void end_json(struct buf *b, const struct manifest_end *e)
{
    struct json_out j = JSON_OUT(b);
    char hex[HASH_HEX_SIZE];

    json_put_object(&j, NULL);
    json_put_int(&j, "made_at", e->made_at);
    json_put_int(&j, "entries", (int64_t)e->entries);
    json_put_int(&j, "files", (int64_t)e->files);
    json_put_int(&j, "size", (int64_t)e->size);
    json_put_int(&j, "blocks", (int64_t)e->blocks);
    json_put_text(&j, "lines_sha256", hash_hex(hex, e->lines_sha256, HASH_SIZE));
    json_put_text(&j, "blocks_sha256", hash_hex(hex, e->blocks_sha256, HASH_SIZE));
    json_put_end(&j);
}

enum status manifest_done(struct manifest_out *m, int64_t made_at,
                          const uint8_t secret_key[SIGN_SECRET_SIZE], struct err *err)
{
    CLEANUP(buf_close) struct buf json = BUF_INIT(4096);
    struct manifest_end *e = &m->end;
    char hex[2 * SIGN_SIZE + 1];
    enum status st = send(&m->lines, &m->line_buf, &m->line_hash, true, err);

    if (st == OK) {
        st = send(&m->blocks, &m->block_buf, &m->block_hash, true, err);
    }
    if (st != OK) {
        return st;
    }
    hash_end(&m->line_hash, e->lines_sha256);
    hash_end(&m->block_hash, e->blocks_sha256);
    e->made_at = made_at;
    memcpy(e->public, secret_key + SIGN_SECRET_SIZE - SIGN_PUBLIC_SIZE, SIGN_PUBLIC_SIZE);
    end_json(&json, e);
    if (buf_status(&json, err) != OK) {
        return err->status;
    }
    sign_make(e->signature, json.data, json.len, secret_key);
    buf_printf(&m->line_buf, "end %s %s ", json.data, hash_hex(hex, e->public, SIGN_PUBLIC_SIZE));
    buf_printf(&m->line_buf, "%s\n", hash_hex(hex, e->signature, SIGN_SIZE));
    st = send(&m->lines, &m->line_buf, &m->line_hash, true, err);
    if (st == OK) {
        st = file_new_done(&m->blocks, err); /* first: lines without blocks would miss them */
    }
    return st == OK ? file_new_done(&m->lines, err) : st;
}

void manifest_drop(struct manifest_out *m)
{
    file_new_close(&m->lines);
    file_new_close(&m->blocks);
    buf_close(&m->line_buf);
    buf_close(&m->block_buf);
}
