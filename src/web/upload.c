#include "web/upload.h"

#include "base/file.h"
#include "base/id.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { CHUNK = 64 * 1024 };

const char *upload_path(const char *data_dir, int64_t facility_id, int64_t id, struct arena *a)
{
    char facility[ID_TEXT_SIZE], text[ID_TEXT_SIZE];

    return arena_printf(a, "%s/uploads/%s-%s", data_dir, id_text(facility, facility_id),
                        id_text(text, id));
}

static enum status copy_file(int from, int to, struct err *err)
{
    char chunk[CHUNK];
    ssize_t n;

    while ((n = read(from, chunk, sizeof(chunk))) > 0) {
        enum status st = file_write_all(to, chunk, (size_t)n, err);

        if (st != OK) {
            return st;
        }
    }
    return n == 0 ? OK : err_errno(err, errno, "reading an upload");
}

static enum status keep(const char *path, const struct page_upload *file, const char *paste,
                        struct err *err)
{
    CLEANUP(file_new_close) struct file_new f = FILE_NEW;
    enum status st = file_new_open(&f, path, 0600, err);

    if (st == OK) {
        st = file != NULL ? copy_file(file->fd, f.fd, err)
                          : file_write_all(f.fd, paste, strlen(paste), err);
    }
    return st == OK ? file_new_done(&f, err) : st;
}

static const char *const encoding_name[] = {
    [ENCODING_FIND] = "", [ENCODING_UTF8] = "utf8", [ENCODING_CP932] = "cp932"};

enum book_encoding upload_encoding(const char *name)
{
    for (size_t i = 0; name != NULL && i < COUNT(encoding_name); i++) {
        if (strcmp(encoding_name[i], name) == 0) {
            return (enum book_encoding)i;
        }
    }
    return ENCODING_FIND;
}

static enum status name_it(struct upload *u, const struct page *pg, struct work *w)
{
    const char *entity = page_field(pg, "entity"), *encoding = page_field(pg, "encoding");

    entity = entity != NULL ? entity : page_query(pg, "entity");
    encoding = encoding != NULL ? encoding : page_query(pg, "encoding");
    u->entity = entity == NULL ? NULL : entity_named(entity);
    u->encoding = upload_encoding(encoding);
    return u->entity != NULL ? OK : err_say(&w->err, E_INVALID, MSG_IMPORT_WHERE);
}

enum status upload_keep(struct upload *out, struct page *pg, struct work *w)
{
    struct page_upload file;
    const char *paste = page_field(pg, "paste");
    bool has_file = page_upload(pg, "file", &file) && file.size > 0;
    struct upload u = {.id = id_make(w->now_ms)};
    enum status st = name_it(&u, pg, w);

    if (st == OK && !has_file && (paste == NULL || *paste == '\0')) {
        st = err_say(&w->err, E_INVALID, MSG_IMPORT_NOTHING);
    }
    if (st == OK) {
        st = file_make_dirs(arena_printf(w->arena, "%s/uploads", w->data_dir), 0700, &w->err);
    }
    if (st != OK) {
        return st;
    }
    u.path = upload_path(w->data_dir, w->facility_id, u.id, w->arena);
    u.name = has_file ? file.name : "貼り付け";
    if (arena_status(w->arena, &w->err) != OK) {
        return w->err.status;
    }
    st = keep(u.path, has_file ? &file : NULL, paste, &w->err);
    if (st == OK) {
        *out = u;
    }
    return st;
}

enum status upload_keep_file(int64_t *id, const struct page_upload *file, struct work *w)
{
    int64_t made = id_make(w->now_ms);
    enum status st =
        file_make_dirs(arena_printf(w->arena, "%s/uploads", w->data_dir), 0700, &w->err);
    const char *path = upload_path(w->data_dir, w->facility_id, made, w->arena);

    if (st == OK) {
        st = path == NULL ? arena_status(w->arena, &w->err) : keep(path, file, NULL, &w->err);
    }
    if (st == OK) {
        *id = made;
    }
    return st;
}

enum status upload_find(struct upload *out, const struct page *pg, struct work *w)
{
    const char *id = page_field(pg, "upload"), *name = page_field(pg, "name");
    struct upload u = {0};
    enum status st = name_it(&u, pg, w);

    id = id != NULL ? id : page_query(pg, "upload");
    name = name != NULL ? name : page_query(pg, "name");
    if (st != OK) {
        return st;
    }
    if (id == NULL || !id_parse(&u.id, id)) {
        return err_say(&w->err, E_NOTFOUND, MSG_IMPORT_GONE);
    }
    u.path = upload_path(w->data_dir, w->facility_id, u.id, w->arena);
    u.name = name == NULL ? "" : name;
    if (u.path == NULL || access(u.path, R_OK) != 0) {
        return err_say(&w->err, E_NOTFOUND, MSG_IMPORT_GONE);
    }
    *out = u;
    return OK;
}

struct parts_hidden *upload_hidden(const struct upload *u, size_t *n, size_t room, struct arena *a)
{
    struct parts_hidden *h = arena_make(a, struct parts_hidden, 4 + room);
    char id[ID_TEXT_SIZE];

    *n = 0;
    if (h != NULL) {
        h[(*n)++] = (struct parts_hidden){"upload", arena_copy(a, id_text(id, u->id))};
        h[(*n)++] = (struct parts_hidden){"entity", u->entity->name};
        h[(*n)++] = (struct parts_hidden){"name", u->name};
        h[(*n)++] = (struct parts_hidden){"encoding", encoding_name[u->encoding]};
    }
    return h;
}

struct import_request upload_request(const struct upload *u, struct work *w)
{
    return (struct import_request){
        .entity = u->entity,
        .facility_id = w->facility_id,
        .source = {.path = u->path, .encoding = u->encoding},
        .file_name = u->name,
        .actor = &w->actor,
        .now_ms = w->now_ms,
    };
}
