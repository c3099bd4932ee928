#include "readiness/reach.h"

#include "base/date.h"
#include "base/fault.h"
#include "base/file.h"
#include "readiness/reach.sql.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MOUNTINFO "/proc/self/mountinfo"

struct looking {
    struct reach_found *out;
    struct db *db;
    const struct record *backup;
    const char *ip, *path; /* NULL: not written down */
    int64_t now_ms;
    struct arena *arena;
    enum reach_answer answer;
    const char *house; /* the network of the house that the address is in, or NULL */
    bool leave_alone;  /* that network is not to be probed */
};

static void add(struct looking *l, enum copy_kind kind, enum copy_proof proof, const char *source,
                const char *note)
{
    if (l->out->n < REACH_FACTS_MAX) {
        l->out->fact[l->out->n++] = (struct copy_fact){
            .backup_id = l->backup->id,
            .kind = kind,
            .proof = proof,
            .source = source,
            .at = l->now_ms,
            .note = note,
        };
    }
}

/* ---- May it be asked? ---- */

static enum status is_forbidden(bool *out, const struct looking *l, struct err *err)
{
    CLEANUP(stmt_close)
    struct stmt *q = sql_reach_forbidden(l->db, l->backup->facility_id, l->ip);
    struct sql_reach_forbidden_row row;

    *out = false;
    while (sql_reach_forbidden_next(q, &row)) {
        *out = row.found > 0;
    }
    return stmt_status(q, err);
}

/* Which network of the house the address is in, and whether it may be probed. */
static enum status find_house(struct looking *l, struct err *err)
{
    CLEANUP(stmt_close) struct stmt *q = sql_reach_networks(l->db, l->backup->facility_id);
    struct sql_reach_networks_row row;

    while (sql_reach_networks_next(q, &row)) {
        if (reach_in_range(l->ip, row.cidr)) {
            l->house = arena_copy(l->arena, row.name);
            l->leave_alone |= row.do_not_probe;
        }
    }
    return stmt_status(q, err);
}

/* ---- The three looks ---- */

static enum status look_tcp(struct looking *l, struct err *err)
{
    bool device = false;
    enum status st = is_forbidden(&device, l, err);
    uint16_t port = 0;

    if (st != OK) {
        return st;
    }
    if (device || l->leave_alone) {
        add(l, COPY_OFFLINE, COPY_UNKNOWN, "reach.tcp",
            arena_printf(l->arena, "%s が探索禁止なので、問い合わせていません。",
                         device ? "この機器" : "このネットワーク"));
        l->answer = REACH_LEFT_ALONE;
        return OK;
    }
    l->answer = reach_connect(&port, l->ip);
    switch (l->answer) {
    case REACH_ANSWERS:
        add(l, COPY_OFFLINE, COPY_CONTRADICTED, "reach.tcp",
            arena_printf(l->arena, "このコンピューターから %s に届きます（ポート%u が応答）。",
                         l->ip, port));
        break;
    case REACH_SILENT:
        add(l, COPY_OFFLINE, COPY_PROVED, "reach.tcp",
            arena_printf(l->arena, "このコンピューターから %s に届きません。", l->ip));
        break;
    case REACH_NO_WAY:
        add(l, COPY_OFFLINE, COPY_UNKNOWN, "reach.tcp",
            "このコンピューターには、そこへ行くネットワークがありません。");
        break;
    default:
        add(l, COPY_OFFLINE, COPY_UNKNOWN, "reach.tcp",
            "院内のアドレスではないので、問い合わせていません。");
    }
    return OK;
}

/* The whole text (a file of the kernel has no size), 0-terminated. */
static enum status read_mountinfo(char **out, struct arena *a, struct err *err)
{
    CLEANUP(file_close) int fd = open(MOUNTINFO, O_RDONLY | O_CLOEXEC);
    char *text = arena_alloc(a, REACH_MOUNTINFO_MAX);
    size_t len = 0;
    ssize_t n = 1;

    if (text == NULL) {
        return arena_status(a, err);
    }
    while (fd >= 0 && n > 0 && len < REACH_MOUNTINFO_MAX - 1) {
        n = fault_hit(FAULT_IO) ? -1 : read(fd, text + len, REACH_MOUNTINFO_MAX - 1 - len);
        len += n > 0 ? (size_t)n : 0;
    }
    if (fd < 0 || n != 0) { /* cut off: what is missing may be the very mount */
        return err_set(err, E_IO, "%s: error %d, %zu bytes", MOUNTINFO, errno, len);
    }
    *out = text;
    return OK;
}

/* Can anything be read at the copy's path? An empty directory is a mount point without its disk. */
static bool is_readable(const char *path)
{
    struct stat s;
    bool any = false;
    const struct dirent *e;

    if (path == NULL || stat(path, &s) != 0) {
        return false;
    }
    if (!S_ISDIR(s.st_mode)) {
        return access(path, R_OK) == 0;
    }
    DIR *dir = opendir(path);

    while (dir != NULL && !any && (e = readdir(dir)) != NULL) {
        any = strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
    }
    if (dir != NULL) {
        closedir(dir);
    }
    return any;
}

static enum status look_mounts(struct looking *l, struct err *err)
{
    char *text = NULL;
    enum status st = read_mountinfo(&text, l->arena, err);

    if (st == E_NOMEM) {
        return st;
    }
    if (st != OK) {
        add(l, COPY_OFFLINE, COPY_UNKNOWN, "reach.mount", "マウントの一覧を読めませんでした。");
        return OK;
    }
    const char *where = reach_mounted(text, l->ip, l->path, l->arena);

    if (where != NULL) {
        add(l, COPY_OFFLINE, COPY_CONTRADICTED, "reach.mount",
            arena_printf(
                l->arena,
                "いまこのコンピューターにつながっています（%s）。外してから、もう一度確かめて"
                "ください。",
                where));
    } else if (is_readable(l->path)) {
        add(l, COPY_OFFLINE, COPY_CONTRADICTED, "reach.mount",
            arena_printf(l->arena, "いまこのコンピューターから読めます（%s）。", l->path));
    } else {
        add(l, COPY_OFFLINE, COPY_CLAIMED, "reach.mount",
            "このコンピューターにはつながっていません。ほかの機器は分かりません。");
    }
    return OK;
}

static enum status look_traffic(struct looking *l, struct err *err)
{
    CLEANUP(stmt_close)
    struct stmt *q = sql_reach_seen(l->db, l->backup->facility_id, l->ip);
    struct sql_reach_seen_row row = {0};

    while (sql_reach_seen_next(q, &row)) {
        if (l->now_ms - row.any_at > REACH_SEEN_MS) {
            continue; /* nobody listens */
        }
        if (l->now_ms - row.seen_at <= REACH_SEEN_MS) {
            add(l, COPY_OFFLINE, COPY_CONTRADICTED, "reach.traffic",
                arena_printf(l->arena, "%s の通信を %s に見ています。", l->ip,
                             date_time(l->arena, row.seen_at)));
        } else {
            add(l, COPY_OFFLINE, COPY_CLAIMED, "reach.traffic",
                "24時間、このアドレスの通信を見ていません。");
        }
    }
    return stmt_status(q, err);
}

/* ---- The same network? ---- */

static enum status find_neighbour(const char **out, const struct looking *l, struct err *err)
{
    const char *system = record_get(l->backup, "system");
    CLEANUP(stmt_close)
    struct stmt *q = sql_reach_system_ips(l->db, l->backup->facility_id,
                                          system == NULL ? 0 : strtoll(system, NULL, 10));
    struct sql_reach_system_ips_row row;

    *out = NULL;
    while (sql_reach_system_ips_next(q, &row)) {
        if (*out == NULL && reach_are_neighbours(l->ip, row.ip)) {
            *out = arena_copy(l->arena, row.ip);
        }
    }
    return stmt_status(q, err);
}

static enum status look_network(struct looking *l, struct err *err)
{
    const char *neighbour;
    bool away = record_is(l->backup, "place_kind", "offsite");
    enum status st = find_neighbour(&neighbour, l, err);

    if (st != OK) {
        return st;
    }
    if (neighbour != NULL) {
        const char *note =
            arena_printf(l->arena, "システムの機器（%s）と同じネットワークのアドレス（%s）です。",
                         neighbour, l->ip);

        add(l, COPY_NETWORK, COPY_CONTRADICTED, "reach.network", note);
        if (away) {
            add(l, COPY_OFF_SITE, COPY_CONTRADICTED, "reach.network", note);
        }
    } else if (l->house != NULL && away) {
        add(l, COPY_OFF_SITE, COPY_CONTRADICTED, "reach.network",
            arena_printf(l->arena, "院外とありますが、院内のネットワーク「%s」のアドレスです。",
                         l->house));
    } else {
        add(l, COPY_NETWORK, l->answer == REACH_ANSWERS ? COPY_PROVED : COPY_CLAIMED,
            "reach.network",
            l->answer == REACH_ANSWERS
                ? "システムの機器とは別のネットワークのアドレスで応答しました。"
                : "アドレスはシステムの機器と別のネットワークですが、応答を見ていません。");
    }
    return OK;
}

enum status reach_look(struct reach_found *out, struct db *db, const struct record *backup,
                       int64_t now_ms, struct arena *a, struct err *err)
{
    struct reach_found found = {.n = 0};
    struct looking l = {
        .out = &found,
        .db = db,
        .backup = backup,
        .ip = record_get(backup, "check_ip"),
        .path = record_get(backup, "check_path"),
        .now_ms = now_ms,
        .arena = a,
        .answer = REACH_NO_WAY,
    };
    bool offline = record_is(backup, "separation", "offline");
    enum status st = l.ip == NULL ? OK : find_house(&l, err);

    if (st == OK && offline && l.ip != NULL) {
        st = look_tcp(&l, err);
    }
    if (st == OK && offline && (l.ip != NULL || l.path != NULL)) {
        st = look_mounts(&l, err);
    }
    if (st == OK && offline && l.ip != NULL) {
        st = look_traffic(&l, err);
    }
    if (st == OK && l.ip != NULL) {
        st = look_network(&l, err);
    }
    if (st == OK) {
        st = arena_status(a, err);
    }
    if (st != OK) {
        return err_note(err, "looking whether a copy can be reached");
    }
    *out = found;
    return OK;
}
