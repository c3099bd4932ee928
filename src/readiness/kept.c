#include "readiness/kept.h"

#include "base/id.h"
#include "readiness/manifest_check.h"
#include "readiness/manifest_take.h"
#include "record/site_key.h"

#include <sys/stat.h>

#define PLACE "%s/manifests"

char *kept_path(const char *data_dir, int64_t backup_id, struct arena *a)
{
    char id[ID_TEXT_SIZE];

    return arena_printf(a, PLACE "/%s", data_dir, id_text(id, backup_id));
}

int64_t kept_taken_at(const char *data_dir, int64_t backup_id, struct arena *a)
{
    const char *path = kept_path(data_dir, backup_id, a);
    struct stat s;

    return path != NULL && stat(path, &s) == 0 ? s.st_mtim.tv_sec * INT64_C(1000) : 0;
}

enum status kept_make_place(const char *data_dir, struct err *err)
{
    CLEANUP(buf_close) struct buf path = BUF_INIT(PATH_MAX);

    buf_printf(&path, PLACE, data_dir);
    return buf_status(&path, err) == OK ? file_make_dirs(buf_text(&path), 0700, err) : err->status;
}

enum status kept_is_ours(bool *out, const struct manifest_end *end, const char *data_dir,
                         struct err *err)
{
    uint8_t key[SIGN_PUBLIC_SIZE];
    enum status st = site_key_public(key, data_dir, err);

    *out = st == OK && hash_same(key, end->public, SIGN_PUBLIC_SIZE);
    return st == E_NOTFOUND ? OK : st;
}

enum status kept_take(const struct kept *k, struct found_watch *watch, struct arena *a,
                      struct err *err)
{
    const char *path = kept_path(k->data_dir, k->backup_id, a);
    struct site_key key;
    enum status st = path == NULL ? arena_status(a, err) : kept_make_place(k->data_dir, err);

    if (st == OK) {
        st = site_key_read(&key, k->data_dir, err);
    }
    if (st != OK) {
        return st;
    }
    const struct manifest_taking taking = {.top = k->top,
                                           .path = path,
                                           .threads = manifest_threads(),
                                           .now_ms = k->now_ms,
                                           .secret_key = key.secret};

    return manifest_take(&taking, watch, err);
}

static enum status open_kept(struct manifest_in *m, const char *path, struct err *err)
{
    enum status st = manifest_open(m, path, err);

    return st == E_NOTFOUND                     ? err_say(err, E_NOTFOUND, MSG_KEPT_NONE)
           : st == E_INVALID || st == E_CORRUPT ? err_say(err, st, MSG_MANIFEST_BROKEN, path)
                                                : st;
}

enum status kept_check(bool *ours, const struct kept *k, const char *sample,
                       struct found_watch *watch, struct arena *a, struct err *err)
{
    CLEANUP(manifest_close) struct manifest_in m = MANIFEST_IN;
    CLEANUP(sample_close) struct sample *drawn = NULL;
    const char *path = kept_path(k->data_dir, k->backup_id, a);
    const char *days = arena_printf(a, "%s/verify", k->data_dir);
    enum status st = arena_status(a, err);

    if (st == OK) {
        st = open_kept(&m, path, err);
    }
    uint64_t n = m.end.files;

    if (st == OK) {
        st = kept_is_ours(ours, &m.end, k->data_dir, err);
    }
    if (st == OK && sample != NULL && !sample_parse(&n, sample, m.end.files)) {
        st = err_say(err, E_INVALID, MSG_SAMPLE_WHAT);
    }
    if (st == OK) {
        st = sample_open(&drawn, m.end.files, n, days, m.end.lines_sha256, err);
    }
    if (st != OK) {
        return st;
    }
    const struct manifest_checking c = {.top = k->top,
                                        .manifest = &m,
                                        .sample = drawn,
                                        .threads = manifest_threads(),
                                        .now_ms = k->now_ms};

    st = manifest_check(&c, watch, err);
    return st == OK ? sample_keep(drawn, err) : st;
}
