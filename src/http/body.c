#include "http/body.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "http/multipart.h"
#include "http/url.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum body_kind { BODY_PAIRS, BODY_MULTIPART, BODY_OTHER };

struct body {
    struct http_request *rq;
    struct http_plan plan;
    const char *upload_dir;
    enum body_kind kind;
    struct buf text;        /* a form or other body; of multipart, the field at hand */
    size_t memory_used;     /* multipart: bytes of fields so far */
    int64_t file_used;      /* bytes of files so far */
    const char *field;      /* name of the part at hand */
    struct http_file *file; /* the part at hand when it is a file */
    bool is_skipped;        /* the part at hand is a file control left empty */
    struct multipart multipart;
};

/* "64 KB", "20 MB": a limit as a clerk reads it. */
static const char *size_text(char out[24], int64_t bytes)
{
    const bool mega = bytes >= 1024 * 1024;

    snprintf(out, 24, "%" PRId64 " %s", bytes / (mega ? 1024 * 1024 : 1024), mega ? "MB" : "KB");
    return out;
}

static enum status past_memory(const struct body *b, struct err *err)
{
    char limit[24];

    return err_say(err, E_LIMIT, MSG_HTTP_BODY, size_text(limit, (int64_t)b->plan.memory_limit));
}

static enum status begin_file(struct body *b, const struct multipart_part *part, struct err *err)
{
    struct http_request *rq = b->rq;

    b->is_skipped = part->file_name[0] == '\0';
    if (b->is_skipped) {
        return OK;
    }
    if (b->plan.file_limit == 0) {
        return err_say(err, E_INVALID, MSG_HTTP_NO_FILE);
    }
    if (rq->n_files == REQUEST_FILES_MAX) {
        char limit[24];

        snprintf(limit, sizeof(limit), "%d", REQUEST_FILES_MAX);
        return err_say(err, E_LIMIT, MSG_HTTP_FILES, limit);
    }
    struct http_file file = {.field = b->field,
                             .name = arena_copy(rq->arena, part->file_name),
                             .type = arena_copy(rq->arena, part->type),
                             .fd = -1};
    enum status st = arena_status(rq->arena, err);

    if (st == OK) {
        st = file_unnamed(&file.fd, b->upload_dir, err);
    }
    if (st == OK) {
        b->file = &rq->file[rq->n_files++];
        *b->file = file;
    }
    return st;
}

static enum status begin_part(void *self, const struct multipart_part *part, struct err *err)
{
    struct body *b = self;

    b->file = NULL;
    b->is_skipped = false;
    buf_clear(&b->text);
    b->memory_used += strlen(part->name);
    if (b->memory_used > b->plan.memory_limit) {
        return past_memory(b, err);
    }
    b->field = arena_copy(b->rq->arena, part->name);
    if (b->field == NULL) {
        return arena_status(b->rq->arena, err);
    }
    return part->file_name != NULL ? begin_file(b, part, err) : OK;
}

static enum status part_data(void *self, const char *bytes, size_t len, struct err *err)
{
    struct body *b = self;

    if (b->is_skipped) {
        return OK;
    }
    if (b->file != NULL) {
        if ((int64_t)len > b->plan.file_limit - b->file_used) {
            char limit[24];

            return err_say(err, E_LIMIT, MSG_HTTP_FILE, size_text(limit, b->plan.file_limit));
        }
        b->file_used += (int64_t)len;
        b->file->size += (int64_t)len;
        return file_write_all(b->file->fd, bytes, len, err);
    }
    if (len > b->plan.memory_limit - b->memory_used) {
        return past_memory(b, err);
    }
    b->memory_used += len;
    buf_add(&b->text, bytes, len);
    return buf_status(&b->text, err);
}

static enum status end_part(void *self, struct err *err)
{
    struct body *b = self;
    struct http_request *rq = b->rq;
    char *value;

    if (b->is_skipped) {
        return OK;
    }
    if (b->file != NULL) {
        return lseek(b->file->fd, 0, SEEK_SET) == 0 ? OK : err_errno(err, errno, "upload");
    }
    enum status st = url_value(&value, rq->arena, buf_text(&b->text), b->text.len, err);

    return st == OK ? request_add(&rq->form, b->field, value, rq->arena, err) : st;
}

static enum body_kind kind_of(const char *content_type)
{
    static const char pairs[] = "application/x-www-form-urlencoded";
    static const char multipart[] = "multipart/form-data";

    if (content_type == NULL || strncasecmp(content_type, pairs, sizeof(pairs) - 1) == 0) {
        return content_type == NULL ? BODY_OTHER : BODY_PAIRS;
    }
    return strncasecmp(content_type, multipart, sizeof(multipart) - 1) == 0 ? BODY_MULTIPART
                                                                            : BODY_OTHER;
}

enum status body_open(struct body **out, struct http_request *rq, const struct http_plan *plan,
                      const char *upload_dir, struct err *err)
{
    const char *type = request_header(rq, "Content-Type");
    struct body *b = mem_new(sizeof(*b));

    if (b == NULL) {
        return err_set(err, E_NOMEM, "body");
    }
    *b = (struct body){.rq = rq,
                       .plan = *plan,
                       .upload_dir = upload_dir,
                       .kind = kind_of(type),
                       .text = BUF_INIT(plan->memory_limit)};
    if (b->kind == BODY_MULTIPART) {
        const struct multipart_sink sink = {begin_part, part_data, end_part, b};
        enum status st = multipart_start(&b->multipart, type, &sink, err);

        if (st != OK) {
            body_close(&b);
            return st;
        }
    }
    *out = b;
    return OK;
}

void body_close(struct body **b)
{
    if (*b != NULL) {
        buf_close(&(*b)->text);
        mem_free(*b);
        *b = NULL;
    }
}

enum status body_feed(struct body *b, const char *bytes, size_t len, struct err *err)
{
    if (b->kind == BODY_MULTIPART) {
        return multipart_feed(&b->multipart, bytes, len, err);
    }
    buf_add(&b->text, bytes, len);
    if (b->text.status == E_LIMIT) {
        return past_memory(b, err);
    }
    return buf_status(&b->text, err);
}

enum status body_end(struct body *b, struct err *err)
{
    struct http_request *rq = b->rq;

    switch (b->kind) {
    case BODY_MULTIPART:
        return multipart_finish(&b->multipart, err);
    case BODY_PAIRS:
        return request_read_pairs(&rq->form, buf_text(&b->text), b->text.len, rq->arena, err);
    default:
        rq->body = arena_copy_n(rq->arena, buf_text(&b->text), b->text.len);
        rq->body_size = b->text.len;
        return arena_status(rq->arena, err);
    }
}

void body_close_files(struct http_request *rq)
{
    while (rq->n_files > 0) {
        file_close(&rq->file[--rq->n_files].fd);
    }
}
