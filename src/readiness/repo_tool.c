#include "readiness/repo_tool.h"

#include "base/text.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { SAID_MAX = 160, MINUTE_MS = 60000 };

bool repo_has(const char *path, const char *name)
{
    char full[PATH_MAX];
    struct stat st;
    int len = snprintf(full, sizeof(full), "%s/%s", path, name);

    return len > 0 && (size_t)len < sizeof(full) && lstat(full, &st) == 0;
}

enum status repo_tool_ignore(void *self, const char *line, size_t len, struct err *err)
{
    (void)self;
    (void)line;
    (void)len;
    (void)err;
    return OK;
}

const char *repo_tool_literal(const char *path, struct arena *a)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(2 * PATH_MAX);

    for (const char *p = path; *p != '\0'; p++) {
        if (strchr("*?[]\\", *p) != NULL) {
            buf_char(&b, '\\');
        }
        buf_char(&b, *p);
    }
    return arena_copy(a, buf_text(&b));
}

enum status repo_tool_run(struct tool_result *r, struct repo *repo, const struct repo_call *call,
                          struct err *err)
{
    const char *const read[] = {repo->path};
    const struct tool t = {
        .name = call->tool,
        .path = repo->tool_path != NULL ? repo->tool_path : call->path,
        .argument = call->argument,
        .env = call->env,
        .read = read,
        .n_read = COUNT(read),
        .scratch = &repo->scratch,
        .dir = "out",
        .secret = repo->secret,
        .secret_fd = call->secret_fd,
        .timeout_ms = repo->timeout_ms,
        .output_max = call->line == NULL ? REPO_OUTPUT_MAX : REPO_LISTING_MAX,
        .line = call->line,
        .self = call->self,
        .progress = repo->progress,
        .what = call->what,
    };
    char minutes[24];
    enum status st = tool_run(r, &t, err);

    if (st != OK) {
        return st;
    }
    switch (r->end) {
    case TOOL_EXITED:
        return OK;
    case TOOL_SLOW:
        snprintf(minutes, sizeof(minutes), "%" PRId64,
                 (repo->timeout_ms + MINUTE_MS - 1) / MINUTE_MS);
        st = err_say(err, E_BUSY, MSG_REPO_SLOW, call->tool, minutes);
        break;
    case TOOL_LOUD:
        st = err_say(err, E_LIMIT, MSG_REPO_ANSWER, call->tool);
        break;
    default:
        st = err_say(err, E_IO, MSG_REPO_KILLED, call->tool);
    }
    tool_result_close(r);
    return st;
}

/* The last line that says anything, cut, its control bytes as blanks. */
static const char *last_line(char out[SAID_MAX], const struct buf *b)
{
    const char *text = buf_text(b);
    size_t end = b->len;

    while (end > 0 && (unsigned char)text[end - 1] <= ' ') {
        end--;
    }
    size_t begin = end;

    while (begin > 0 && text[begin - 1] != '\n') {
        begin--;
    }
    snprintf(out, SAID_MAX, "%.*s", (int)(end - begin), text + begin);
    for (char *p = out; *p != '\0'; p++) {
        if ((unsigned char)*p < ' ' || *p == 0x7F) {
            *p = ' ';
        }
    }
    if (!text_is_utf8(out, strlen(out))) {
        text_cut(out, SAID_MAX, out);
    }
    return text_is_utf8(out, strlen(out)) ? out : "";
}

/* What an exit status other than 0 means: E_CORRUPT for damage, else why it could not be said. */
static enum status refused(const struct tool_result *r, const struct repo *repo,
                           const struct repo_call *call, struct err *err)
{
    char said[SAID_MAX];

    for (const struct repo_word *w = call->words; w->needle != NULL; w++) {
        if (strstr(buf_text(&r->words), w->needle) != NULL ||
            strstr(buf_text(&r->out), w->needle) != NULL) {
            return err_say(err, w->status, w->msg, call->tool,
                           w->msg == MSG_REPO_FAILED ? last_line(said, &r->words) : repo->path);
        }
    }
    return err_say(err, E_IO, MSG_REPO_FAILED, call->tool, last_line(said, &r->words));
}

enum status repo_tool_ask(struct tool_result *r, struct repo *repo, const struct repo_call *call,
                          struct err *err)
{
    enum status st = repo_tool_run(r, repo, call, err);

    if (st == OK && r->code > call->tolerated) {
        st = refused(r, repo, call, err);
        tool_result_close(r);
    }
    return st;
}

enum status repo_tool_time(int64_t *took_us, struct repo *repo, const struct repo_call *call,
                           struct err *err)
{
    CLEANUP(tool_result_close) struct tool_result answer = TOOL_RESULT_INIT;
    enum status st = repo_tool_ask(&answer, repo, call, err);

    if (st == OK) {
        *took_us = answer.took_us;
    }
    return st;
}

enum status repo_tool_list_line(void *self, const char *line, size_t len, struct err *err)
{
    const struct repo_listing *l = self;
    const struct arena_mark mark = arena_mark(l->arena);
    struct repo_file f;

    if (len == 0) {
        return OK;
    }
    enum status st = l->parse(&f, line, len, l->arena, err);

    if (st == OK) {
        st = l->each(l->self, &f, err);
    }
    arena_reset(l->arena, mark);
    return st == E_NOTFOUND ? OK : st;
}

/* ---- Damage ---- */

static bool is_one_of(const char *line, const char *const *needle)
{
    for (size_t i = 0; needle[i] != NULL; i++) {
        if (strstr(line, needle[i]) != NULL) {
            return true;
        }
    }
    return false;
}

static void take_lines(struct repo_check *c, const struct buf *b, const char *const *needle,
                       struct arena *a)
{
    char line[1024];

    for (const char *p = buf_text(b); *p != '\0';) {
        size_t len = strcspn(p, "\n");

        snprintf(line, sizeof(line), "%.*s", (int)len, p);
        if (is_one_of(line, needle)) {
            repo_damage(c, line, a);
        }
        p += len + (p[len] == '\n');
    }
}

enum status repo_tool_check(struct repo_check *c, struct repo *repo, const struct repo_call *call,
                            const char *name, struct err *err)
{
    CLEANUP(tool_result_close) struct tool_result r = TOOL_RESULT_INIT;
    enum status st = repo_tool_run(&r, repo, call, err);
    char said[SAID_MAX];

    if (st == OK && r.code != 0) {
        st = refused(&r, repo, call, err);
    }
    if (st != E_CORRUPT) {
        return st;
    }
    if (name != NULL) {
        repo_damage(c, name, repo->arena);
    }
    const size_t before = c->n_damage;

    take_lines(c, &r.words, call->damage, repo->arena);
    if (call->damage_in_output) {
        take_lines(c, &r.out, call->damage, repo->arena);
    }
    if (c->n_damage == before) {
        repo_damage(c, last_line(said, &r.words), repo->arena);
    }
    c->structure = c->data = REPO_BAD;
    return OK;
}
