/*
 * The manifest that is kept of a registered copy, DATA/manifests/ID: taken from the copy's page or
 * by `sonae verify record DIR --backup ID`, compared with by jobs.
 */
#ifndef READINESS_KEPT_H
#define READINESS_KEPT_H

#include "readiness/copy_fact.h"
#include "readiness/found.h"
#include "readiness/manifest.h"
#include "readiness/sample.h"

/* Where it is, whether it is there or not; NULL: no memory. */
char *kept_path(const char *data_dir, int64_t backup_id, struct arena *a);

/* When it was taken, UTC ms; 0: none is kept. */
int64_t kept_taken_at(const char *data_dir, int64_t backup_id, struct arena *a);

/* The place for it is made. */
MUST_CHECK enum status kept_make_place(const char *data_dir, struct err *err);

/* Is the manifest signed with the key of this house? A house without a key signed nothing. */
MUST_CHECK enum status kept_is_ours(bool *out, const struct manifest_end *end, const char *data_dir,
                                    struct err *err);

/* A registered copy and its manifest. */
struct kept {
    const char *data_dir;
    int64_t backup_id;
    const char *top; /* the directory of the copy */
    int64_t now_ms;
};

/* Take the manifest, in place of one that is kept. As manifest_take(). */
MUST_CHECK enum status kept_take(const struct kept *k, struct found_watch *watch, struct arena *a,
                                 struct err *err);

/*
 * Compare the copy with it. sample: as sample_parse(), or NULL for everything. *ours: as
 * kept_is_ours(). E_NOTFOUND: none is kept. Else as manifest_open() and manifest_check().
 */
MUST_CHECK enum status kept_check(bool *ours, const struct kept *k, const char *sample,
                                  struct found_watch *watch, struct arena *a, struct err *err);

#endif
