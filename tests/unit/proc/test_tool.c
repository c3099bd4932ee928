/*
 * What a program of others sees and may do, tried by small scripts in its place.
 */
#include "proc/tool.h"

#include "base/clock.h"
#include "base/file.h"
#include "t.h"

#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SOON_MS = 20000, AT_ONCE_MS = 300, OUTPUT_MAX = 1 << 20 };

static struct scratch scratch = SCRATCH_INIT;
static char dir[PATH_MAX]; /* where the scripts stand */

/* A script named `fake` that does what body says. */
static void write_tool(const char *body)
{
    char path[PATH_MAX + 8];
    struct err err;
    CLEANUP(buf_close) struct buf b = BUF_INIT(1 << 16);

    buf_printf(&b, "#!/bin/sh\n%s\n", body);
    snprintf(path, sizeof(path), "%s/fake", dir);
    T_OK(file_replace(path, buf_text(&b), b.len, 0755, &err));
}

static struct tool fake(void)
{
    static const char *const none[] = {NULL};

    return (struct tool){.name = "fake",
                         .path = dir,
                         .argument = none,
                         .scratch = &scratch,
                         .timeout_ms = SOON_MS,
                         .output_max = OUTPUT_MAX};
}

static void run_script(struct tool_result *r, const char *body)
{
    struct tool t = fake();
    struct err err;

    write_tool(body);
    T_OK(tool_run(r, &t, &err));
}

static void tells_what_it_said_and_how_it_ended(void **state)
{
    (void)state;
    CLEANUP(tool_result_close) struct tool_result r = TOOL_RESULT_INIT;

    run_script(&r, "echo out; echo words >&2; exit 3");
    assert_int_equal(r.end, TOOL_EXITED);
    assert_int_equal(r.code, 3);
    assert_string_equal(buf_text(&r.out), "out\n");
    assert_string_equal(buf_text(&r.words), "words\n");
    tool_result_close(&r);
    run_script(&r, "kill -SEGV $$; ulimit -c; exit 9");
    assert_true(r.end == TOOL_EXITED); /* kill is refused */
    assert_string_equal(buf_text(&r.out), "0\n");
}

static void sees_nothing_of_our_environment_and_descriptors(void **state)
{
    (void)state;
    CLEANUP(tool_result_close) struct tool_result r = TOOL_RESULT_INIT;
    char want[3 * PATH_MAX];

    setenv("SONAE_SECRET", "s3cret", 1);
    run_script(&r, "env | sort | grep -v -e ^_= -e ^PWD=; for i in 3 4 5 6 7 8 9; do "
                   "{ true >&$i; } 2>/dev/null && echo open $i; done; true");
    snprintf(want, sizeof(want), "HOME=%s\nLC_ALL=C.UTF-8\nPATH=" TOOL_PATH "\nTMPDIR=%s\nTZ=UTC\n",
             scratch.path, scratch.path);
    assert_string_equal(buf_text(&r.out), want);
}

static void gets_its_secret_on_a_descriptor(void **state)
{
    (void)state;
    static const struct {
        int fd;
        const char *body;
    } row[] = {
        {0, "cat"    },
        {3, "cat <&3"},
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        CLEANUP(tool_result_close) struct tool_result r = TOOL_RESULT_INIT;
        struct tool t = fake();
        struct err err;

        write_tool(row[i].body);
        t.secret = "合言葉";
        t.secret_fd = row[i].fd;
        T_OK(tool_run(&r, &t, &err));
        assert_string_equal(buf_text(&r.out), "合言葉");
    }
}

static void takes_a_secret_of_so_many_bytes(void **state)
{
    (void)state;
    char secret[TOOL_SECRET_MAX + 2];
    struct err err;

    memset(secret, 's', sizeof(secret));
    write_tool("cat");
    for (size_t len = TOOL_SECRET_MAX; len <= TOOL_SECRET_MAX + 1; len++) {
        CLEANUP(tool_result_close) struct tool_result r = TOOL_RESULT_INIT;
        struct tool t = fake();

        memset(secret, 's', sizeof(secret));
        secret[len] = '\0';
        t.secret = secret;
        T_STATUS("length", tool_run(&r, &t, &err), len > TOOL_SECRET_MAX ? E_LIMIT : OK);
        assert_int_equal(r.out.len, len > TOOL_SECRET_MAX ? 0 : len);
    }
}

/* A copy as root's backup software leaves it: nobody else may look. */
static void may_read_what_is_named_and_write_its_scratch_only(void **state)
{
    (void)state;
    CLEANUP(tool_result_close) struct tool_result r = TOOL_RESULT_INIT;
    CLEANUP(buf_close) struct buf body = BUF_INIT(1 << 16);
    char copy[PATH_MAX], inside[PATH_MAX + 16], outside[PATH_MAX];
    const char *const read[] = {copy};
    struct tool t = fake();
    struct err err;

    snprintf(copy, sizeof(copy), "%s/copy", t_temp_dir());
    snprintf(inside, sizeof(inside), "%s/file", copy);
    snprintf(outside, sizeof(outside), "%s/outside", t_temp_dir());
    assert_int_equal(mkdir(copy, 0700), 0);
    T_OK(file_replace(inside, "copy\n", 5, 0600, &err));
    T_OK(file_replace(outside, "else\n", 5, 0644, &err));
    buf_printf(&body,
               "cat %s && echo may read; cat %s && echo may read outside\n"
               "(echo x > %s) && echo may write; (echo x > %s/new) && echo may make\n"
               "(: > %s) && echo may cut; rm -f %s && echo may remove\n"
               "mv %s %s/moved && echo may rename; chmod 777 %s && echo may chmod\n"
               "touch %s && echo may touch; ln %s $HOME/link && echo may link\n"
               "echo x > $HOME/own && cat own && cd / && (echo x > /tmp/x) && echo may write /tmp",
               inside, outside, inside, copy, inside, inside, inside, copy, inside, inside, inside);
    write_tool(buf_text(&body));
    t.read = read;
    t.n_read = 1;
    T_OK(tool_run(&r, &t, &err));
    assert_string_equal(buf_text(&r.out), "copy\nmay read\nx\n");
}

static void reaches_no_network_and_no_other_process(void **state)
{
    (void)state;
    CLEANUP(tool_result_close) struct tool_result r = TOOL_RESULT_INIT;

    run_script(&r, "python3 -S -c '\n"
                   "import os, socket\n"
                   "def tried(what, f):\n"
                   "    try:\n"
                   "        f()\n"
                   "        print(what)\n"
                   "    except OSError as e:\n"
                   "        assert e.errno in (1, 3, 13), e\n"
                   "tried(\"inet\", lambda: socket.socket(socket.AF_INET))\n"
                   "tried(\"inet6\", lambda: socket.socket(socket.AF_INET6))\n"
                   "tried(\"packet\", lambda: socket.socket(socket.AF_PACKET))\n"
                   "tried(\"signal\", lambda: os.kill(os.getppid(), 0))\n"
                   "tried(\"root\", lambda: os.setuid(0))\n"
                   "tried(\"own\", lambda: open(os.environ[\"HOME\"] + \"/y\", \"w\"))'");
    assert_string_equal(buf_text(&r.out), "own\n");
    assert_string_equal(buf_text(&r.words), "");
}

static void is_ended_when_it_takes_too_long(void **state)
{
    (void)state;
    static const char *const body[] = {
        "sleep 1000",                              /* its child holds the output open */
        "exec >/dev/null 2>&1; sleep 1000",        /* nothing holds it open */
        "trap '' TERM; while true; do true; done", /* and works */
    };
    for (size_t i = 0; i < COUNT(body); i++) {
        CLEANUP(tool_result_close) struct tool_result r = TOOL_RESULT_INIT;
        struct tool t = fake();
        struct err err;

        write_tool(body[i]);
        t.timeout_ms = AT_ONCE_MS;
        T_OK(tool_run(&r, &t, &err));
        assert_int_equal(r.end, TOOL_SLOW);
        assert_true(r.took_us < INT64_C(10) * 1000 * 1000);
    }
}

static enum status take(void *self, const char *line, size_t len, struct err *err)
{
    struct buf *b = self;

    assert_int_equal(strlen(line), len);
    if (strcmp(line, "stop") == 0) {
        return err_set(err, E_INVALID, "stop");
    }
    buf_printf(b, "[%s]", line);
    return OK;
}

static void is_heard_line_by_line(void **state)
{
    (void)state;
    static const struct {
        const char *body, *want;
        enum status status;
    } row[] = {
        {"printf 'a\\n\\nb'",                    "[a][][b]", OK       },
        {"printf 'a\\nstop\\nb\\n'; sleep 1000", "[a]",      E_INVALID},
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        CLEANUP(tool_result_close) struct tool_result r = TOOL_RESULT_INIT;
        CLEANUP(buf_close) struct buf heard = BUF_INIT(1000);
        struct tool t = fake();
        struct err err;

        write_tool(row[i].body);
        t.line = take;
        t.self = &heard;
        T_STATUS(row[i].body, tool_run(&r, &t, &err), row[i].status);
        assert_string_equal(buf_text(&heard), row[i].want);
    }
}

static void is_ended_when_it_talks_too_much(void **state)
{
    (void)state;
    static const struct {
        const char *body;
        bool by_line;
        enum tool_end end;
    } row[] = {
        {"yes | head -c 1048576",                          false, TOOL_EXITED}, /* OUTPUT_MAX */
        {"yes | head -c 1048577; sleep 1000",              false, TOOL_LOUD  },
        {"yes",                                            true,  TOOL_LOUD  },
        {"yes | tr -d '\\n' | head -c 262144",             true,  TOOL_EXITED}, /* TOOL_LINE_MAX */
        {"yes | tr -d '\\n' | head -c 262145; sleep 1000", true,  TOOL_LOUD  },
        {"yes | head -c 1000000 >&2",                      true,  TOOL_EXITED}, /* words are cut */
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        CLEANUP(tool_result_close) struct tool_result r = TOOL_RESULT_INIT;
        CLEANUP(buf_close) struct buf heard = BUF_INIT(4u << 20);
        struct tool t = fake();
        struct err err;

        write_tool(row[i].body);
        t.line = row[i].by_line ? take : NULL;
        t.self = &heard;
        T_OK(tool_run(&r, &t, &err));
        if (r.end != row[i].end) {
            fail_msg("%s: ended as %d", row[i].body, (int)r.end);
        }
        assert_true(r.words.len <= TOOL_WORDS_MAX);
        assert_true(r.end == TOOL_LOUD || r.words.len + r.out.len + heard.len > 0);
    }
}

static enum status say_stop(void *self, int64_t done, int64_t total, const char *what,
                            struct err *err)
{
    (void)done;
    (void)total;
    assert_string_equal(what, "待っています");
    return ++*(int *)self < 2 ? OK : err_say(err, E_CANCELLED, MSG_CANCELLED);
}

static void can_be_cancelled(void **state)
{
    (void)state;
    CLEANUP(tool_result_close) struct tool_result r = TOOL_RESULT_INIT;
    int n = 0;
    const struct progress progress = {say_stop, &n};
    struct tool t = fake();
    struct err err;

    write_tool("yes >&2");
    t.progress = &progress;
    t.what = "待っています";
    T_STATUS("cancelled", tool_run(&r, &t, &err), E_CANCELLED);
}

static void says_when_it_is_not_installed(void **state)
{
    (void)state;
    CLEANUP(tool_result_close) struct tool_result r = TOOL_RESULT_INIT;
    struct tool t = fake();
    struct err err;
    char text[400], found[PATH_MAX];

    t.name = "no-such-tool";
    T_STATUS("missing", tool_run(&r, &t, &err), E_NOTFOUND);
    assert_non_null(strstr(err_text(&err, LANG_JA, text, sizeof(text)), "no-such-tool"));
    T_OK(tool_find(found, "tar", NULL, &err));
    assert_int_equal(found[0], '/');
    T_STATUS("a directory is no program", tool_find(found, "share", "/usr", &err), E_NOTFOUND);
}

static enum status run_once(void *arg, struct err *err)
{
    CLEANUP(tool_result_close) struct tool_result r = TOOL_RESULT_INIT;

    return tool_run(&r, arg, err);
}

static void fails_honestly(void **state)
{
    (void)state;
    struct tool t = fake();

    write_tool("echo out; echo words >&2");
    t.secret = "s";
    T_FAULTS(FAULT_IO, run_once, &t);
    T_FAULTS(FAULT_ALLOC, run_once, &t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_what_it_said_and_how_it_ended),
        cmocka_unit_test(sees_nothing_of_our_environment_and_descriptors),
        cmocka_unit_test(gets_its_secret_on_a_descriptor),
        cmocka_unit_test(takes_a_secret_of_so_many_bytes),
        cmocka_unit_test(may_read_what_is_named_and_write_its_scratch_only),
        cmocka_unit_test(reaches_no_network_and_no_other_process),
        cmocka_unit_test(is_ended_when_it_takes_too_long),
        cmocka_unit_test(is_heard_line_by_line),
        cmocka_unit_test(is_ended_when_it_talks_too_much),
        cmocka_unit_test(can_be_cancelled),
        cmocka_unit_test(says_when_it_is_not_installed),
        cmocka_unit_test(fails_honestly),
    };
    struct err err;

    snprintf(dir, sizeof(dir), "%s/tools", t_temp_dir());
    if (mkdir(dir, 0755) != 0 || chmod(t_temp_dir(), 0755) != 0 ||
        scratch_open(&scratch, t_temp_dir(), &err) != OK) {
        return 1;
    }
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    scratch_close(&scratch);
    return failed;
}
