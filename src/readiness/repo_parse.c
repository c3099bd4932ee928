#include "readiness/repo_parse.h"

#include "base/date.h"
#include "base/json.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static enum status refuse(struct err *err, const char *tool, const char *why)
{
    (void)err_say(err, E_INVALID, MSG_REPO_ANSWER, tool);
    return err_note(err, "%s", why);
}

/* A text of the answer, as long as we take it; NULL otherwise. */
static const char *text_of(const struct json *object, const char *key)
{
    const char *s = json_get_text(object, key);

    return s != NULL && s[0] != '\0' && strlen(s) <= REPO_TEXT_MAX ? s : NULL;
}

/* A count or size: never negative. -1: none there. */
static int64_t size_of(const struct json *object, const char *key)
{
    int64_t n = json_get_int(object, key, -1);

    return n < 0 ? -1 : n;
}

/* ---- Times ---- */

/* Two or four digits at s; -1 when there are none. */
static int digits(const char *s, int n)
{
    int value = 0;

    for (int i = 0; i < n; i++) {
        if (s[i] < '0' || s[i] > '9') {
            return -1;
        }
        value = value * 10 + (s[i] - '0');
    }
    return value;
}

/* "Z", "+09:00", "" after a time: minutes east of UTC. */
static bool read_zone(int *minutes, const char *s)
{
    if (s[0] == '\0' || strcmp(s, "Z") == 0 || strcmp(s, " GMT") == 0) {
        *minutes = 0;
        return true;
    }
    if ((s[0] != '+' && s[0] != '-') || strlen(s) != 6 || s[3] != ':') {
        return false;
    }
    int h = digits(s + 1, 2), m = digits(s + 4, 2);

    if (h < 0 || h > 14 || m < 0 || m > 59) {
        return false;
    }
    *minutes = (s[0] == '-' ? -1 : 1) * (h * 60 + m);
    return true;
}

bool repo_parse_time(int64_t *out_ms, const char *text)
{
    const size_t len = strlen(text);
    struct err err;
    struct date d;
    char day[DATE_SIZE];
    int zone, ms = 0;

    if (len < 19 || len > 48 || (text[10] != 'T' && text[10] != ' ') || text[13] != ':' ||
        text[16] != ':') {
        return false;
    }
    memcpy(day, text, DATE_SIZE - 1);
    day[DATE_SIZE - 1] = '\0';
    int h = digits(text + 11, 2), m = digits(text + 14, 2), s = digits(text + 17, 2);
    const char *rest = text + 19;

    if (rest[0] == '.') {
        int place = 100;

        for (rest++; isdigit((unsigned char)*rest); rest++, place /= 10) {
            ms += place * (*rest - '0');
        }
    }
    if (date_from_iso(&d, day, &err) != OK || d.day == 0 || h < 0 || h > 23 || m < 0 || m > 59 ||
        s < 0 || s > 60 || !read_zone(&zone, rest)) {
        return false;
    }
    *out_ms = ((date_day_number(d) * 24 + h) * 60 + m - zone) * 60000 + s * 1000 + ms;
    return true;
}

/* ---- Generations ---- */

static int by_time(const void *a, const void *b)
{
    const struct repo_generation *x = a, *y = b;

    if (x->at_ms != y->at_ms) {
        return x->at_ms < y->at_ms ? -1 : 1;
    }
    return strcmp(x->id, y->id);
}

/* The members of an array as generations: id and name by these keys. */
static enum status read_generations(struct repo_generations *out, const struct json *array,
                                    const char *tool, const char *id_key, const char *name_key,
                                    struct arena *a, struct err *err)
{
    const size_t n = json_count(array);
    struct repo_generations g = {.row = arena_make(a, struct repo_generation, n + 1)};

    if (!json_is_array(array)) {
        return refuse(err, tool, "no list of generations");
    }
    if (n > REPO_GENERATIONS_MAX) {
        return err_set(err, E_LIMIT, "%zu generations", n);
    }
    for (size_t i = 0; i < n && g.row != NULL; i++) {
        const struct json *one = json_at(array, i);
        const char *id = text_of(one, id_key), *name = text_of(one, name_key);
        const char *at = text_of(one, "time");
        struct repo_generation *row = &g.row[g.n++];

        *row = (struct repo_generation){.files = -1, .bytes = -1, .changed = -1};
        if (id == NULL || name == NULL || at == NULL || !repo_parse_time(&row->at_ms, at)) {
            return refuse(err, tool, "a generation without name or time");
        }
        row->id = arena_copy(a, id);
        row->name = arena_copy(a, name);
    }
    if (arena_status(a, err) != OK) {
        return err->status;
    }
    qsort(g.row, g.n, sizeof(g.row[0]), by_time);
    *out = g;
    return OK;
}

static enum status parse(struct json_doc **doc, const char *tool, const char *text, size_t len,
                         struct err *err)
{
    enum status st = json_parse(doc, text, len, err);

    return st == E_INVALID ? refuse(err, tool, "no JSON") : st;
}

/* An id of the tool goes onto its command line: letters and digits only. */
static bool is_hex(const char *s)
{
    return s[strspn(s, "0123456789abcdef")] == '\0';
}

enum status repo_parse_restic_snapshots(struct repo_generations *out, const char *text, size_t len,
                                        struct arena *a, struct err *err)
{
    CLEANUP(json_close) struct json_doc *doc = NULL;
    struct repo_generations g;
    enum status st = parse(&doc, "restic", text, len, err);

    if (st != OK) {
        return st;
    }
    if (json_is_null(json_root(doc))) { /* no snapshot at all */
        *out = (struct repo_generations){.n = 0};
        return OK;
    }
    st = read_generations(&g, json_root(doc), "restic", "id", "short_id", a, err);
    for (size_t i = 0; st == OK && i < g.n; i++) {
        if (!is_hex(g.row[i].id)) {
            st = refuse(err, "restic", "a snapshot with an odd name");
        }
    }
    if (st == OK) {
        *out = g;
    }
    return st;
}

/* What a file listing says of one file. */
static enum status take_file(struct repo_file *out, const struct json *one, const char *tool,
                             const char *path_key, const char *time_key, struct arena *a,
                             struct err *err)
{
    const char *path = text_of(one, path_key), *at = text_of(one, time_key);
    struct repo_file f = {.size = size_of(one, "size")};

    if (path == NULL || at == NULL || f.size < 0 || !repo_parse_time(&f.mtime_ms, at)) {
        return refuse(err, tool, "a file without path, size or time");
    }
    f.path = arena_copy(a, path);
    if (arena_status(a, err) != OK) {
        return err->status;
    }
    *out = f;
    return OK;
}

static enum status parse_line(struct repo_file *out, const char *tool, const char *type_key,
                              const char *file_type, const char *text, size_t len, struct arena *a,
                              struct err *err)
{
    CLEANUP(json_close) struct json_doc *doc = NULL;
    enum status st = parse(&doc, tool, text, len, err);

    if (st != OK) {
        return st;
    }
    const struct json *one = json_root(doc);
    const char *type = json_get_text(one, type_key);

    if (type == NULL && json_get_text(one, "struct_type") == NULL) {
        return refuse(err, tool, "a line that is no file");
    }
    if (type == NULL || strcmp(type, file_type) != 0) {
        return err_set(err, E_NOTFOUND, "no file");
    }
    return take_file(out, one, tool, "path", "mtime", a, err);
}

enum status repo_parse_restic_file(struct repo_file *out, const char *text, size_t len,
                                   struct arena *a, struct err *err)
{
    return parse_line(out, "restic", "type", "file", text, len, a, err);
}

enum status repo_parse_borg_file(struct repo_file *out, const char *text, size_t len,
                                 struct arena *a, struct err *err)
{
    return parse_line(out, "borg", "type", "-", text, len, a, err);
}

enum status repo_parse_restic_stats(struct repo_generation *g, const char *text, size_t len,
                                    struct err *err)
{
    CLEANUP(json_close) struct json_doc *doc = NULL;
    enum status st = parse(&doc, "restic", text, len, err);

    if (st != OK) {
        return st;
    }
    int64_t bytes = size_of(json_root(doc), "total_size");
    int64_t files = size_of(json_root(doc), "total_file_count");

    if (bytes < 0 || files < 0) {
        return refuse(err, "restic", "no sizes");
    }
    g->bytes = bytes;
    g->files = files;
    return OK;
}

enum status repo_parse_restic_diff(int64_t *added, const char *text, size_t len, struct err *err)
{
    CLEANUP(json_close) struct json_doc *doc = NULL;
    size_t end = len;

    while (end > 0 && text[end - 1] == '\n') {
        end--;
    }
    size_t begin = end;

    while (begin > 0 && text[begin - 1] != '\n') {
        begin--;
    }
    enum status st = parse(&doc, "restic", text + begin, end - begin, err);

    if (st != OK) {
        return st;
    }
    int64_t n = size_of(json_get(json_root(doc), "added"), "bytes");

    if (n < 0) {
        return refuse(err, "restic", "no figure of what was added");
    }
    *added = n;
    return OK;
}

/* ---- borg ---- */

enum status repo_parse_borg_list(struct repo_generations *out, const char *text, size_t len,
                                 struct arena *a, struct err *err)
{
    CLEANUP(json_close) struct json_doc *doc = NULL;
    enum status st = parse(&doc, "borg", text, len, err);

    return st != OK ? st
                    : read_generations(out, json_get(json_root(doc), "archives"), "borg", "name",
                                       "name", a, err);
}

static struct repo_generation *named(struct repo_generations *g, const char *name)
{
    for (size_t i = 0; i < g->n; i++) {
        if (strcmp(g->row[i].name, name) == 0) {
            return &g->row[i];
        }
    }
    return NULL;
}

enum status repo_parse_borg_info(struct repo_generations *g, const char *text, size_t len,
                                 struct err *err)
{
    CLEANUP(json_close) struct json_doc *doc = NULL;
    enum status st = parse(&doc, "borg", text, len, err);

    if (st != OK) {
        return st;
    }
    const struct json *archives = json_get(json_root(doc), "archives");

    for (size_t i = 0; i < json_count(archives); i++) {
        const struct json *one = json_at(archives, i), *stats = json_get(one, "stats");
        const char *name = text_of(one, "name");
        struct repo_generation *row = name == NULL ? NULL : named(g, name);
        int64_t bytes = size_of(stats, "original_size"), own = size_of(stats, "deduplicated_size");
        int64_t packed = size_of(stats, "compressed_size");

        if (row == NULL || bytes < 0) {
            return refuse(err, "borg", "sizes of an archive that was not listed");
        }
        row->bytes = bytes;
        row->files = size_of(stats, "nfiles");
        if (own >= 0 && packed > 0 && own <= packed) {
            row->changed = (int)((double)own / (double)packed * 1000);
        }
    }
    return OK;
}

/* ---- pg_basebackup ---- */

static const struct {
    const char *name, *prefix;
    size_t hex; /* digits */
} algorithm[] = {
    {"SHA256", "sha256:", 64},
    {"CRC32C", "crc32c:", 8 },
};

static const char *digest_of(const struct json *one, struct arena *a)
{
    const char *name = json_get_text(one, "Checksum-Algorithm");
    const char *hex = json_get_text(one, "Checksum");

    for (size_t i = 0; name != NULL && hex != NULL && i < COUNT(algorithm); i++) {
        if (strcmp(algorithm[i].name, name) == 0 && strlen(hex) == algorithm[i].hex &&
            is_hex(hex)) {
            return arena_printf(a, "%s%s", algorithm[i].prefix, hex);
        }
    }
    return NULL;
}

enum status repo_parse_pg_manifest(const char *text, size_t len,
                                   enum status (*each)(void *self, const struct repo_file *f,
                                                       struct err *err),
                                   void *self, struct arena *a, struct err *err)
{
    CLEANUP(json_close) struct json_doc *doc = NULL;
    enum status st = parse(&doc, "backup_manifest", text, len, err);
    const struct json *files = st == OK ? json_get(json_root(doc), "Files") : NULL;

    if (st == OK && !json_is_array(files)) {
        st = refuse(err, "backup_manifest", "no files");
    }
    for (size_t i = 0; st == OK && i < json_count(files); i++) {
        const struct arena_mark mark = arena_mark(a);
        const struct json *one = json_at(files, i);
        struct repo_file f;

        if (json_get_text(one, "Path") == NULL && json_get_text(one, "Encoded-Path") != NULL) {
            continue; /* a name that is no UTF-8: no file of PostgreSQL's own has one */
        }
        st = size_of(one, "Size") < 0 || json_get(one, "size") != NULL
                 ? refuse(err, "backup_manifest", "a file without size")
                 : OK;
        if (st == OK) {
            const char *path = text_of(one, "Path"), *at = text_of(one, "Last-Modified");

            f = (struct repo_file){
                .path = path, .size = size_of(one, "Size"), .digest = digest_of(one, a)};
            st = path == NULL || at == NULL || !repo_parse_time(&f.mtime_ms, at)
                     ? refuse(err, "backup_manifest", "a file without path or time")
                     : arena_status(a, err);
        }
        if (st == OK) {
            st = each(self, &f, err);
        }
        arena_reset(a, mark);
    }
    return st;
}
