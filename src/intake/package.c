#include "intake/package.h"

#include "base/fault.h"
#include "base/mem.h"
#include "intake/xlsx_guard.h"

#include <errno.h>
#include <expat.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

enum { CHUNK = 64 * 1024, NAME_SLOTS = 2 * XLSX_NAMES_MAX };

struct package {
    zip_t *zip;
};

struct xlsx_part {
    zip_file_t *file;
    uint64_t size; /* as the table of contents says; never more is read */
    uint64_t read;
    XML_Parser parser;
    const struct xlsx_handler *handler;
    struct err *err;    /* of the call that is running */
    enum status status; /* what a handler or a guard said */
    bool paused;
    bool at_end;
    unsigned depth;
    size_t names;
    uint64_t name[NAME_SLOTS]; /* hashes of all names seen; 0: free */
};

static enum status broken(struct err *err)
{
    return err_say(err, E_INVALID, MSG_INTAKE_BROKEN);
}

static enum status of_zip_error(int code, int system, struct err *err)
{
    switch (code) {
    case ZIP_ER_MEMORY:
        return err_set(err, E_NOMEM, "zip: no memory");
    case ZIP_ER_READ:
    case ZIP_ER_SEEK:
    case ZIP_ER_OPEN:
        return err_errno(err, system, "zip: reading failed");
    case ZIP_ER_NOPASSWD:
    case ZIP_ER_WRONGPASSWD:
    case ZIP_ER_ENCRNOTSUPP:
        return err_say(err, E_INVALID, MSG_INTAKE_PASSWORD);
    default:
        return broken(err);
    }
}

static enum status open_file(zip_t **out, const struct raw *raw, struct err *err)
{
    int code = 0, fd = dup(raw->fd);

    if (fd < 0) {
        return err_errno(err, errno, "zip: dup");
    }
    *out = zip_fdopen(fd, 0, &code);
    if (*out == NULL) {
        int system = errno;

        close(fd);
        return of_zip_error(code, system, err);
    }
    return OK;
}

static enum status open_bytes(zip_t **out, const struct raw *raw, struct err *err)
{
    zip_error_t e;
    enum status st = OK;

    zip_error_init(&e);

    zip_source_t *source = zip_source_buffer_create(raw->bytes, raw->size, 0, &e);

    *out = source == NULL ? NULL : zip_open_from_source(source, ZIP_RDONLY, &e);
    if (*out == NULL) {
        st = of_zip_error(zip_error_code_zip(&e), zip_error_code_system(&e), err);
        zip_source_free(source);
    }
    zip_error_fini(&e);
    return st;
}

enum status package_open(struct package **out, const struct raw *raw, struct err *err)
{
    enum status st = xlsx_guard(raw, err);

    if (st != OK) {
        return st;
    }
    if (fault_hit(FAULT_IO)) {
        return err_errno(err, EIO, "zip: opening failed");
    }

    CLEANUP(package_close) struct package *x = mem_new(sizeof(*x));

    if (x == NULL) {
        return err_set(err, E_NOMEM, "xlsx: no memory");
    }
    st = raw->fd >= 0 ? open_file(&x->zip, raw, err) : open_bytes(&x->zip, raw, err);
    if (st == OK) {
        *out = x;
        x = NULL;
    }
    return st;
}

void package_close(struct package **x)
{
    if (*x != NULL) {
        if ((*x)->zip != NULL) {
            zip_discard((*x)->zip);
        }
        mem_free(*x);
        *x = NULL;
    }
}

bool package_has(const struct package *x, const char *path)
{
    return zip_name_locate(x->zip, path, ZIP_FL_NOCASE) >= 0;
}

/* ---- One part ---- */

enum status package_part_open(struct xlsx_part **out, struct package *x, const char *path,
                              struct err *err)
{
    zip_int64_t at = zip_name_locate(x->zip, path, ZIP_FL_NOCASE);
    zip_stat_t stat;

    if (at < 0) {
        return err_set(err, E_NOTFOUND, "xlsx: no part %s", path);
    }
    if (zip_stat_index(x->zip, (zip_uint64_t)at, 0, &stat) != 0 ||
        (stat.valid & ZIP_STAT_SIZE) == 0 || (stat.valid & ZIP_STAT_COMP_SIZE) == 0) {
        return broken(err);
    }
    if (stat.size > XLSX_PART_SIZE ||
        (stat.size > XLSX_FREE_SIZE && stat.size / XLSX_RATIO_MAX > stat.comp_size)) {
        return err_say(err, E_LIMIT, MSG_INTAKE_BOMB);
    }
    if (fault_hit(FAULT_IO)) {
        return err_errno(err, EIO, "zip: opening a part failed");
    }

    CLEANUP(package_part_close) struct xlsx_part *part = mem_new(sizeof(*part));

    if (part == NULL) {
        return err_set(err, E_NOMEM, "xlsx: no memory");
    }
    part->size = stat.size;
    part->file = zip_fopen_index(x->zip, (zip_uint64_t)at, 0);
    if (part->file == NULL) {
        zip_error_t *e = zip_get_error(x->zip);

        return of_zip_error(zip_error_code_zip(e), zip_error_code_system(e), err);
    }
    *out = part;
    part = NULL;
    return OK;
}

void package_part_close(struct xlsx_part **part)
{
    if (*part != NULL) {
        if ((*part)->parser != NULL) {
            XML_ParserFree((*part)->parser);
        }
        if ((*part)->file != NULL) {
            zip_fclose((*part)->file);
        }
        mem_free(*part);
        *part = NULL;
    }
}

enum status package_part_bytes(struct xlsx_part *part, void *to, size_t size, size_t *got,
                               struct err *err)
{
    zip_int64_t n = fault_hit(FAULT_IO) ? -1 : zip_fread(part->file, to, size);

    if (n < 0) {
        zip_error_t *e = zip_file_get_error(part->file);

        return zip_error_code_zip(e) == ZIP_ER_OK
                   ? err_errno(err, EIO, "zip: reading failed")
                   : of_zip_error(zip_error_code_zip(e), zip_error_code_system(e), err);
    }
    part->read += (uint64_t)n;
    if (part->read > part->size) {
        return broken(err); /* more than its table of contents admits */
    }
    *got = (size_t)n;
    return OK;
}

/* ---- XML ---- */

static const char *local(const char *name)
{
    const char *colon = strrchr(name, ':');

    return colon == NULL ? name : colon + 1;
}

static bool stop(struct xlsx_part *part, enum status status)
{
    if (status != OK && part->status == OK) {
        part->status = status;
        XML_StopParser(part->parser, XML_FALSE);
    }
    return status != OK;
}

/*
 * expat keeps every different name until the end of the part; a file made of them would take all
 * memory. FNV-1a is enough: two names that fall together are counted once.
 */
static bool new_name_is_too_many(struct xlsx_part *part, const char *name)
{
    uint64_t hash = 0xcbf29ce484222325;

    for (const char *p = name; *p != '\0'; p++) {
        hash = (hash ^ (unsigned char)*p) * 0x100000001b3;
    }
    hash += hash == 0;
    for (size_t i = hash % NAME_SLOTS;; i = (i + 1) % NAME_SLOTS) {
        if (part->name[i] == hash) {
            return false;
        }
        if (part->name[i] == 0) {
            part->name[i] = hash;
            part->names++;
            return part->names > XLSX_NAMES_MAX;
        }
    }
}

static void on_start(void *self, const char *name, const char **attributes)
{
    struct xlsx_part *part = self;
    bool bad = ++part->depth > XLSX_DEPTH_MAX || new_name_is_too_many(part, name);

    for (size_t i = 0; !bad && attributes[i] != NULL; i += 2) {
        bad = new_name_is_too_many(part, attributes[i]);
    }
    if (part->status != OK || (bad && stop(part, err_say(part->err, E_LIMIT, MSG_INTAKE_UNSAFE)))) {
        return;
    }
    if (part->handler->start != NULL) {
        stop(part, part->handler->start(part->handler->self, local(name),
                                        (const char *const *)attributes, part->err));
    }
}

static void on_end(void *self, const char *name)
{
    struct xlsx_part *part = self;

    part->depth--;
    if (part->status == OK && part->handler->end != NULL) {
        stop(part, part->handler->end(part->handler->self, local(name), part->err));
    }
}

static void on_text(void *self, const char *text, int len)
{
    struct xlsx_part *part = self;

    if (part->status == OK && part->handler->text != NULL) {
        stop(part, part->handler->text(part->handler->self, text, (size_t)len, part->err));
    }
}

/* No spreadsheet declares a document type; entity bombs and XXE begin with one. */
static void on_doctype(void *self, const char *name, const char *sysid, const char *pubid,
                       int has_internal)
{
    struct xlsx_part *part = self;

    (void)name;
    (void)sysid;
    (void)pubid;
    (void)has_internal;
    stop(part, err_say(part->err, E_INVALID, MSG_INTAKE_UNSAFE));
}

void package_part_pause(struct xlsx_part *part)
{
    if (part->status == OK) {
        part->paused = true;
        XML_StopParser(part->parser, XML_TRUE);
    }
}

static enum status open_parser(struct xlsx_part *part, struct err *err)
{
    static const XML_Memory_Handling_Suite memory = {mem_new, mem_grow, mem_free};

    part->parser = XML_ParserCreate_MM(NULL, &memory, NULL);
    if (part->parser == NULL) {
        return err_set(err, E_NOMEM, "expat: no memory");
    }
    XML_SetUserData(part->parser, part);
    XML_SetElementHandler(part->parser, on_start, on_end);
    XML_SetCharacterDataHandler(part->parser, on_text);
    XML_SetStartDoctypeDeclHandler(part->parser, on_doctype);
    return OK;
}

/* Give the parser the next piece of the file. */
static enum status feed(struct xlsx_part *part, enum XML_Status *parsed, struct err *err)
{
    size_t got = 0;
    char *to = XML_GetBuffer(part->parser, CHUNK);

    if (to == NULL) {
        return err_set(err, E_NOMEM, "expat: no memory");
    }

    enum status st = package_part_bytes(part, to, CHUNK, &got, err);

    if (st == OK) {
        part->at_end = got == 0;
        *parsed = XML_ParseBuffer(part->parser, (int)got, part->at_end);
    }
    return st;
}

/* A tag that has begun and does not end sits in expat's buffer. */
static bool token_is_too_long(const struct xlsx_part *part)
{
    XML_Index at = XML_GetCurrentByteIndex(part->parser);

    return at >= 0 && part->read - (uint64_t)at > XLSX_TOKEN_SIZE + CHUNK;
}

enum status package_part_parse(struct xlsx_part *part, const struct xlsx_handler *handler,
                               bool *more, struct err *err)
{
    enum status st = part->parser == NULL ? open_parser(part, err) : OK;

    part->handler = handler;
    part->err = err;
    *more = false;
    while (st == OK) {
        enum XML_Status parsed = XML_STATUS_OK;

        if (part->paused) {
            part->paused = false;
            parsed = XML_ResumeParser(part->parser);
        } else if (!part->at_end) {
            st = feed(part, &parsed, err);
        } else {
            return OK;
        }
        if (st == OK && part->status != OK) {
            st = part->status;
        } else if (st == OK && parsed == XML_STATUS_ERROR) {
            st = XML_GetErrorCode(part->parser) == XML_ERROR_NO_MEMORY
                     ? err_set(err, E_NOMEM, "expat: no memory")
                     : broken(err);
        } else if (st == OK && parsed == XML_STATUS_SUSPENDED) {
            *more = true;
            return OK;
        } else if (st == OK && token_is_too_long(part)) {
            st = err_say(err, E_LIMIT, MSG_INTAKE_UNSAFE);
        }
    }
    return st;
}

enum status package_read(struct package *x, const char *path, const struct xlsx_handler *handler,
                         struct err *err)
{
    CLEANUP(package_part_close) struct xlsx_part *part = NULL;
    bool more = true;
    enum status st = package_part_open(&part, x, path, err);

    while (st == OK && more) {
        st = package_part_parse(part, handler, &more, err);
    }
    return st;
}

/* ---- Names ---- */

const char *package_attribute(const char *const *attributes, const char *name)
{
    for (size_t i = 0; attributes[i] != NULL; i += 2) {
        if (strcmp(local(attributes[i]), name) == 0) {
            return attributes[i + 1];
        }
    }
    return NULL;
}

char *package_resolve(struct arena *a, const char *base, const char *target)
{
    const char *slash = strrchr(base, '/');
    size_t dir = slash == NULL ? 0 : (size_t)(slash - base);

    if (*target == '/') {
        return arena_copy(a, target + 1);
    }
    while (strncmp(target, "../", 3) == 0) {
        const char *up = dir == 0 ? NULL : memrchr(base, '/', dir);

        dir = up == NULL ? 0 : (size_t)(up - base);
        target += 3;
    }
    return dir == 0 ? arena_copy(a, target) : arena_printf(a, "%.*s/%s", (int)dir, base, target);
}
