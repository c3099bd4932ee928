/*
 * What the tools of others answer: JSON and listings of a stranger.
 *
 * Pure, but for the arena. Every byte comes from another program that read somebody's disk, so this
 * file has a fuzz target, tests/fuzz/repo.c. All return E_INVALID for what is not understood, in
 * the sentence MSG_REPO_ANSWER, and E_LIMIT past a limit of repo.h.
 */
#ifndef READINESS_REPO_PARSE_H
#define READINESS_REPO_PARSE_H

#include "readiness/repo.h"

#define REPO_TEXT_MAX 4096   /* bytes of one name or path; a longer one is refused */
#define REPO_SUM_SIZE_MAX 64 /* bytes of a digest: SHA-512 */

/* RFC 3339 with any fraction of a second; without a zone it is UTC. */
bool repo_parse_time(int64_t *out_ms, const char *text);

/* `restic snapshots --json`, any order; sorted. */
MUST_CHECK enum status repo_parse_restic_snapshots(struct repo_generations *out, const char *text,
                                                   size_t len, struct arena *a, struct err *err);
/* One line of `restic ls --json`. E_NOTFOUND: a snapshot, directory, link, ... : no file. */
MUST_CHECK enum status repo_parse_restic_file(struct repo_file *out, const char *text, size_t len,
                                              struct arena *a, struct err *err);
/* `restic stats --json --mode restore-size`. */
MUST_CHECK enum status repo_parse_restic_stats(struct repo_generation *g, const char *text,
                                               size_t len, struct err *err);
/* The last line of `restic diff --json`: bytes added in the younger one. */
MUST_CHECK enum status repo_parse_restic_diff(int64_t *added, const char *text, size_t len,
                                              struct err *err);

/* `borg list --json`. */
MUST_CHECK enum status repo_parse_borg_list(struct repo_generations *out, const char *text,
                                            size_t len, struct arena *a, struct err *err);
/* `borg info --json`: sizes for those of g that it names. */
MUST_CHECK enum status repo_parse_borg_info(struct repo_generations *g, const char *text,
                                            size_t len, struct err *err);
MUST_CHECK enum status repo_parse_borg_file(struct repo_file *out, const char *text, size_t len,
                                            struct arena *a, struct err *err);

/* A backup_manifest of pg_basebackup: each() for every file of it. */
MUST_CHECK enum status
repo_parse_pg_manifest(const char *text, size_t len,
                       enum status (*each)(void *self, const struct repo_file *f, struct err *err),
                       void *self, struct arena *a, struct err *err);

/* One line of `tar -tv --full-time --quoting-style=escape`, and of `unzip -Z -T`. */
MUST_CHECK enum status repo_parse_tar_file(struct repo_file *out, const char *line, struct arena *a,
                                           struct err *err);
MUST_CHECK enum status repo_parse_zip_file(struct repo_file *out, const char *line, struct arena *a,
                                           struct err *err);

/* One line of a list of digests, as sha256sum, md5sum and their kin write it:
   "HEX  NAME", "HEX *NAME", "\\HEX  NAME" with \\\\ and \\n in it, "SHA256 (NAME) = HEX", or "HEX"
   alone. */
struct repo_sum {
    enum repo_sum_kind { REPO_MD5, REPO_SHA1, REPO_SHA256, REPO_SHA512, REPO_SUM_KINDS } kind;
    uint8_t digest[REPO_SUM_SIZE_MAX];
    const char *path; /* below the list's directory, plain; "": the line names none */
};
/* E_NOTFOUND: blank or a comment. E_INVALID: anything else, also a name that leads out. */
MUST_CHECK enum status repo_parse_sum(struct repo_sum *out, const char *line, struct arena *a,
                                      struct err *err);
/* Is a file of this name such a list? SHA256SUMS, md5sum.txt, karte.dump.sha256 ... */
bool repo_parse_is_sums(const char *name);

/*
 * When a generation that is a directory or a file was made, by its name: 2026-11-20, 20261120,
 * 2026-11-20T0315, 20261120_031500, karte-2026-11-20.tar.gz ... JST. False: no date in it.
 */
bool repo_parse_name_time(int64_t *out_ms, const char *name);
/* The same; and where in the name its date begins. */
bool repo_parse_name_date(size_t *at, int64_t *out_ms, const char *name);

/*
 * When a generation was made, by its name and its own time. Copying an old one gives it a young
 * time, so the older of the two counts; but a date to come stays what it is, an error.
 */
int64_t repo_made_at(const char *name, int64_t mtime_ms, int64_t now_ms);

/* daily.0, hourly.3, weekly.1: the names of rsnapshot. */
bool repo_parse_is_rotation(const char *name);

#endif
