#include "network/probe_log.h"

#include "base/date.h"
#include "base/file.h"
#include "base/id.h"
#include "network/fact.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LINE_SIZE = 128 };

const char *probe_log_path(const char *data_dir, int64_t facility_id, int64_t id, struct arena *a)
{
    char facility[ID_TEXT_SIZE], text[ID_TEXT_SIZE];

    return arena_printf(a, "%s/" PROBE_LOG_DIR "/%s/%s.tsv", data_dir,
                        id_text(facility, facility_id), id_text(text, id));
}

/* A text of a record on one line. */
static const char *one_line(const char *text, struct arena *a)
{
    char *copy = arena_copy(a, text == NULL ? "" : text);

    for (char *p = copy; p != NULL && *p != '\0'; p++) {
        *p = *p == '\n' || *p == '\r' || *p == '\t' ? ' ' : *p;
    }
    return copy == NULL ? "" : copy;
}

static enum status make_place(const char *path, struct err *err)
{
    char dir[PATH_MAX];
    const char *slash = strrchr(path, '/');

    snprintf(dir, sizeof(dir), "%.*s", slash == NULL ? 0 : (int)(slash - path), path);
    return file_make_dirs(dir, 0700, err);
}

enum status probe_log_open(struct probe_log *out, const char *path, const struct probe_terms *terms,
                           const char *by, int64_t now_ms, struct arena *a, struct err *err)
{
    enum status st = make_place(path, err);

    if (st != OK) {
        return st;
    }
    const char *head = arena_printf(
        a,
        "# 問い合わせの記録\t%s\n# ネットワーク\t%s\t%s\n# 許可した人\t%s\n# 理由\t%s\n"
        "# 始めた人\t%s\n# 時刻（UTC）\t相手\t種類\t内容\n",
        date_iso_time(a, now_ms), one_line(terms->network, a), terms->cidr,
        one_line(terms->permitted_by, a), one_line(terms->reason, a), one_line(by, a));

    st = arena_status(a, err);
    if (st != OK) {
        return st;
    }
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600);

    if (fd < 0) {
        return err_errno(err, errno, "log of a probe");
    }
    out->fd = fd;
    st = file_write_all(fd, head, strlen(head), err);
    return st == OK ? file_sync_parent(path, err) : st;
}

void probe_log_close(struct probe_log *log)
{
    file_close(&log->fd);
}

enum status probe_log_sent(struct probe_log *log, int64_t at_us, uint32_t ip, enum probe_kind kind,
                           const char *what, struct err *err)
{
    char line[LINE_SIZE], at[DATE_ISO_MS_SIZE], text[ADDR_TEXT_SIZE];
    const struct addr addr = addr_ipv4(ip);
    int n = snprintf(line, sizeof(line), "%s\t%s\t%s\t%s\n", date_iso_ms(at, at_us / 1000),
                     addr_text(text, &addr), probe_kind_row[kind].name, what);

    return file_write_all(log->fd, line, (size_t)n, err);
}

enum status probe_log_end(struct probe_log *log, int64_t now_ms, int64_t n_sent,
                          const struct err *why, struct arena *a, struct err *err)
{
    char text[512];
    const char *line = arena_printf(
        a, "# 終わり\t%s\t%" PRId64 "個を送りました\t%s\n", date_iso_time(a, now_ms), n_sent,
        why == NULL ? "最後まで" : one_line(err_text(why, LANG_JA, text, sizeof(text)), a));
    enum status st = arena_status(a, err);

    if (st == OK) {
        st = file_write_all(log->fd, line, strlen(line), err);
    }
    return st == OK ? file_sync(log->fd, err) : st;
}
