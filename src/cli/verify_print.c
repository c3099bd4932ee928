#include "cli/verify_print.h"

#include "base/file.h"
#include "readiness/verity.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PIECE = 1 << 16, PIECE_MAX = 1 << 20 };

void verify_printer_start(struct verify_printer *p, bool as_json)
{
    *p = (struct verify_printer){.buf = BUF_INIT(PIECE_MAX), .as_json = as_json};
    p->j = JSON_OUT(&p->buf);
    if (as_json) {
        json_put_object(&p->j, NULL);
        json_put_array(&p->j, "found");
    }
}

void verify_printer_close(struct verify_printer *p)
{
    buf_close(&p->buf);
}

/* Blocks 3, 7-9 ... and the first byte of the first. */
static void add_places(struct buf *b, const struct found *f)
{
    for (size_t i = 0; i < f->runs; i++) {
        const struct found_run *r = &f->run[i];

        buf_str(b, i == 0 ? "　4KiBブロック " : "、");
        buf_printf(b, "%" PRIu64, r->first);
        if (r->n > 1) {
            buf_printf(b, "-%" PRIu64, r->first + r->n - 1);
        }
    }
    if (f->runs > 0) {
        buf_str(b, f->runs == FOUND_RUNS_MAX ? " ほか" : "");
        buf_printf(b, "（先頭から %" PRIu64 " バイト目）", f->run[0].first * VERITY_BLOCK);
    }
}

void verify_print_line(struct buf *b, const struct found *f)
{
    buf_printf(b, "%s: %s", f->path, found_word(f->what));
    switch (f->what) {
    case FOUND_RENAMED:
        buf_printf(b, "（もとは %s）", f->from);
        break;
    case FOUND_CHANGED:
    case FOUND_TRUNCATED:
    case FOUND_APPENDED:
        if (f->size != f->size_before) {
            buf_printf(b, "（%" PRIu64 " バイトが %" PRIu64 " バイトに）", f->size_before, f->size);
        }
        add_places(b, f);
        break;
    case FOUND_METADATA:
        buf_printf(b, "（%s%s%s）", f->mtime_differs ? "更新日時" : "",
                   f->mtime_differs && f->mode_differs ? "と" : "", f->mode_differs ? "権限" : "");
        break;
    case FOUND_UNREADABLE:
        buf_printf(b, "（%s）", strerror(f->errnum));
        add_places(b, f);
        break;
    case FOUND_CAME:
    case FOUND_WENT:
        buf_printf(b, "（%" PRIu64 " 件）", f->count);
        break;
    case FOUND_ADDED:
    case FOUND_MISSING:
        if (f->count > 0) {
            buf_printf(b, "（この世代の %" PRIu64 " 件）", f->count);
        }
        break;
    case FOUND_UNSEEN:
        buf_printf(b, "（記録では %" PRIu64 " 件）", f->count);
        break;
    case FOUND_SUSPECT:
        buf_printf(b, "。%s", ransom_word(f->sign));
        if (f->count > 0) {
            buf_printf(b, "（%" PRIu64 " 件）", f->count);
        }
        break;
    default:
        break;
    }
    buf_char(b, '\n');
}

static void put_places(struct json_out *j, const struct found *f)
{
    json_put_array(j, "blocks");
    for (size_t i = 0; i < f->runs; i++) {
        json_put_object(j, NULL);
        json_put_int(j, "first", (int64_t)f->run[i].first);
        json_put_int(j, "n", (int64_t)f->run[i].n);
        json_put_end(j);
    }
    json_put_end(j);
}

static void put_found(struct json_out *j, const struct found *f)
{
    json_put_object(j, NULL);
    json_put_text(j, "what", found_code(f->what));
    json_put_text(j, "path", f->path);
    if (f->from != NULL) {
        json_put_text(j, "from", f->from);
    }
    if (f->runs > 0) {
        put_places(j, f);
    }
    if (f->what <= FOUND_APPENDED) {
        json_put_int(j, "size", (int64_t)f->size);
        json_put_int(j, "size_before", (int64_t)f->size_before);
        json_put_int(j, "damaged_blocks", (int64_t)f->blocks);
    }
    if (f->what == FOUND_METADATA) {
        json_put_bool(j, "mode", f->mode_differs);
        json_put_bool(j, "mtime", f->mtime_differs);
    }
    if (f->what == FOUND_SUSPECT) {
        json_put_text(j, "sign", ransom_code(f->sign));
    }
    if (f->count > 0) {
        json_put_int(j, "count", (int64_t)f->count);
    }
    json_put_text(j, "message",
                  f->what == FOUND_SUSPECT ? ransom_word(f->sign) : found_word(f->what));
    json_put_end(j);
}

enum status verify_printer_hear(void *self, const struct found *f, struct err *err)
{
    struct verify_printer *p = self;
    enum status st;

    if (p->as_json) {
        put_found(&p->j, f);
        st = p->j.status == OK ? OK : err_set(err, p->j.status, "printing what was found");
    } else {
        verify_print_line(&p->buf, f);
        st = OK;
    }
    if (st == OK) {
        st = buf_status(&p->buf, err);
    }
    if (st == OK && (p->buf.len >= PIECE || (!p->as_json && p->buf.len > 0))) {
        st = file_write_all(STDOUT_FILENO, p->buf.data, p->buf.len, err);
        buf_clear(&p->buf);
    }
    return st;
}

void verify_printer_totals(struct verify_printer *p, const struct found_totals *t)
{
    struct json_out *j = &p->j;

    json_put_end(j);
    json_put_int(j, "entries", (int64_t)t->entries);
    json_put_int(j, "files", (int64_t)t->files);
    json_put_int(j, "size", (int64_t)t->size);
    json_put_int(j, "files_read", (int64_t)t->files_read);
    json_put_int(j, "size_read", (int64_t)t->size_read);
    json_put_object(j, "counts");
    for (int i = 0; i < FOUND_WHATS; i++) {
        json_put_int(j, found_code((enum found_what)i), (int64_t)t->found[i]);
    }
    json_put_end(j);
}
