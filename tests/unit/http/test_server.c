#include "http/server.h"

#include "client.h"

#include <stdio.h>

/* Moved by the tests of deadlines; the real clock is not asked. */
static int64_t fake_us;

static int64_t fake_clock(void)
{
    return fake_us;
}

struct house {
    struct server *server;
    struct listen_address address;
    int listen_fd;
    int64_t file_limit;
    size_t memory_limit;
    enum status plan_says;
    int handled;
};

static enum status plan(void *self, const struct http_request *rq, struct http_plan *p,
                        struct err *err)
{
    struct house *h = self;

    (void)rq;
    p->file_limit = h->file_limit;
    if (h->memory_limit > 0) {
        p->memory_limit = h->memory_limit;
    }
    return h->plan_says == OK ? OK : err_set(err, h->plan_says, "refused by the test");
}

static void echo_pairs(struct buf *b, const char *what, const struct http_pairs *pairs)
{
    for (size_t i = 0; i < pairs->n; i++) {
        buf_printf(b, "%s %s=%s\n", what, pairs->pair[i].name, pairs->pair[i].value);
    }
}

/* Answers with what it was asked. */
static enum status echo(void *self, const struct http_request *rq, struct http_response *rs,
                        struct err *err)
{
    struct house *h = self;
    struct buf *b = &rs->body;

    h->handled++;
    response_type(rs, "text/plain; charset=utf-8");
    if (rq->broken != NULL) {
        rs->status = status_http(rq->broken->status);
        buf_printf(b, "broken %s %d", status_name(rq->broken->status), (int)rq->broken->msg);
        return OK;
    }
    if (strcmp(rq->path, "/fail") == 0) {
        buf_str(b, "half a page");
        return err_set(err, E_FULL, "the test's disk is full");
    }
    if (strcmp(rq->path, "/split") == 0) {
        response_header(rs, "X", "a\r\nb");
        return OK;
    }
    if (strcmp(rq->path, "/etag") == 0) {
        response_etag(rs, "v1");
    }
    if (strcmp(rq->path, "/large") == 0) {
        for (int i = 0; i < 100000; i++) {
            buf_str(b, "0123456789\n");
        }
        return OK;
    }
    if (strcmp(rq->path, "/file") == 0) {
        int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);

        response_file(rs, fd, 1, 3);
        return OK;
    }
    if (strcmp(rq->path, "/stop") == 0) {
        server_stop(h->server);
    }
    buf_printf(b, "method %d\npath %s\npeer %s tls %d\n", (int)rq->method, rq->path, rq->peer,
               rq->is_tls);
    echo_pairs(b, "query", &rq->query);
    echo_pairs(b, "field", &rq->form);
    echo_pairs(b, "cookie", &rq->cookie);
    for (size_t i = 0; i < rq->n_files; i++) {
        char head[6] = "";
        ssize_t n = read(rq->file[i].fd, head, 5);

        buf_printf(b, "file %s name=%s type=%s size=%lld begins=%.*s\n", rq->file[i].field,
                   rq->file[i].name, rq->file[i].type, (long long)rq->file[i].size, (int)n, head);
    }
    if (rq->body != NULL) {
        buf_printf(b, "body %zu %s\n", rq->body_size, rq->body);
    }
    return OK;
}

static void open_house(struct house *h, struct server_limits limits, bool moved_clock)
{
    const struct server_listen *one;
    struct err err;

    *h = (struct house){.listen_fd = -1};
    T_OK(listen_parse(&h->address, "127.0.0.1:0", &err));
    T_OK(listen_open(&h->listen_fd, &h->address, &err));
    one = &(struct server_listen){h->listen_fd, NULL};
    fake_us = 1000000;
    const struct server_options options = {
        .listen = one,
        .n_listen = 1,
        .upload_dir = t_temp_dir(),
        .limits = limits,
        .plan = plan,
        .handle = echo,
        .self = h,
        .clock_us = moved_clock ? fake_clock : NULL,
    };
    T_OK(server_open(&h->server, &options, &err));
}

static void close_house(struct house *h)
{
    server_close(&h->server);
    assert_true(fcntl(h->listen_fd, F_GETFD) >= 0); /* stays the caller's */
    close(h->listen_fd);
}

static int setup(void **state)
{
    static struct house h;

    open_house(&h, (struct server_limits){0}, false);
    *state = &h;
    return 0;
}

static int teardown(void **state)
{
    close_house(*state);
    return 0;
}

static void ask(struct house *h, const char *request, struct buf *got)
{
    client_ask(h->server, &h->address, request, strlen(request), got);
}

static void hands_over_a_whole_request(void **state)
{
    struct house *h = *state;
    CLEANUP(buf_close) struct buf got = BUF_INIT(1 << 20);

    ask(h,
        "GET /f/%E7%AB%AF/x?words=%E5%86%85+1&id=1&id=2 HTTP/1.1\r\nHost: a\r\n"
        "Cookie: s=1; t=2\r\n\r\n",
        &got);
    assert_int_equal(status_of(&got), 200);
    assert_string_equal(body_of(&got), "method 0\npath /f/%E7%AB%AF/x\npeer 127.0.0.1 tls 0\n"
                                       "query words=内 1\nquery id=1\nquery id=2\n"
                                       "cookie s=1\ncookie t=2\n");
}

static void reads_forms_and_bodies(void **state)
{
    struct house *h = *state;
    CLEANUP(buf_close) struct buf got = BUF_INIT(1 << 20);
    static const struct {
        const char *what, *type, *body, *want;
    } row[] = {
        {"form",                "application/x-www-form-urlencoded",                "a=1&b=%E7%AB%AF%0D%0Ax",
         "field a=1\nfield b=端\nx\n"                                                                                            },
        {"form with a charset", "application/x-www-form-urlencoded; charset=UTF-8", "a=1",
         "field a=1\n"                                                                                                            },
        {"json",                "application/json",                                 "{\"a\":1}",              "body 7 {\"a\":1}\n"},
        {"multipart",           "multipart/form-data; boundary=X",
         "--X\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\n端\r\nx\r\n--X--\r\n",                    "field b=端\nx\n"  },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        for (int chunked = 0; chunked < 2; chunked++) {
            char text[2000];
            size_t len = strlen(row[i].body);

            if (chunked) {
                snprintf(
                    text, sizeof(text),
                    "POST /p HTTP/1.1\r\nHost: a\r\nContent-Type: %s\r\n"
                    "Transfer-Encoding: chunked\r\n\r\n1\r\n%.1s\r\n%zx;x=y\r\n%s\r\n0\r\n\r\n",
                    row[i].type, row[i].body, len - 1, row[i].body + 1);
            } else {
                snprintf(text, sizeof(text),
                         "POST /p HTTP/1.1\r\nHost: a\r\nContent-Type: %s\r\n"
                         "Content-Length: %zu\r\n\r\n%s",
                         row[i].type, len, row[i].body);
            }
            ask(h, text, &got);
            assert_int_equal(status_of(&got), 200);
            assert_string_equal(strstr(body_of(&got), "tls 0\n") + 6, row[i].want);
        }
    }
}

static void answers_several_requests_on_one_connection(void **state)
{
    struct house *h = *state;
    CLEANUP(buf_close) struct buf got = BUF_INIT(1 << 20);
    int fd = client_connect(&h->address);

    for (int i = 0; i < 5; i++) {
        char text[100];

        snprintf(text, sizeof(text), "GET /%d HTTP/1.1\r\nHost: a\r\n\r\n", i);
        buf_clear(&got);
        assert_true(client_say(h->server, fd, text));
        assert_false(client_read(h->server, fd, &got, false));
        snprintf(text, sizeof(text), "path /%d\n", i);
        assert_non_null(strstr(body_of(&got), text));
    }
    close(fd);
    assert_int_equal(server_state(h->server).requests, 5);
}

static void refuses_hostile_heads_and_lives_on(void **state)
{
    struct house *h = *state;
    CLEANUP(buf_close) struct buf got = BUF_INIT(1 << 20);
#define A10 "aaaaaaaaaa"
#define A100 A10 A10 A10 A10 A10 A10 A10 A10 A10 A10
#define A1000 A100 A100 A100 A100 A100 A100 A100 A100 A100 A100
#define POST "POST /p HTTP/1.1\r\nHost: a\r\n"
    static const struct {
        const char *what, *request;
        int want; /* 0: closed, or any 4xx of the library's own */
    } row[] = {
        {"long address",               "GET /" A1000 A1000 A1000 A1000 A100 " HTTP/1.1\r\nHost: a\r\n\r\n", 413},
        {"address at its limit",
         "GET /" A1000 A1000 A1000 A1000 A10 A10 A10 A10 A10 A10 A10 A10 A10
         "aaaaa HTTP/1.1\r\nHost: a\r\n\r\n",                                                               200},
        {"long header",
         "GET / HTTP/1.1\r\nHost: a\r\nX: " A1000 A1000 A1000 A1000 A1000 A1000 A1000 A1000 A1000
             A1000 A1000 A1000 A1000 A1000 A1000 A1000 A1000 "\r\n\r\n",
         413                                                                                                   },
        {"no host",                    "GET / HTTP/1.1\r\n\r\n",                                            0  },
        {"path traversal",             "GET /../../etc/hostname HTTP/1.1\r\nHost: a\r\n\r\n",               422},
        {"escaped path traversal",     "GET /f/%2e%2e/%2e%2e HTTP/1.1\r\nHost: a\r\n\r\n",                  422},
        {"NUL in the path",            "GET /a%00b HTTP/1.1\r\nHost: a\r\n\r\n",                            422},
        {"broken escape in the path",  "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n",                              422},
        {"broken escape in the query", "GET /?a=%zz HTTP/1.1\r\nHost: a\r\n\r\n",                           422},
        {"not UTF-8",                  "GET /?a=%8a%bf HTTP/1.1\r\nHost: a\r\n\r\n",                        422},
        {"absolute address",           "GET http://192.0.2.1/ HTTP/1.1\r\nHost: a\r\n\r\n",                 422},
        {"unknown method",             "BREW / HTTP/1.1\r\nHost: a\r\n\r\n",                                200},
        {"two lengths",                POST "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",             0  },
        {"length and chunks",
         POST "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",                           422},
        {"chunks twice",
         POST "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",                  422},
        {"unknown coding",             POST "Transfer-Encoding: gzip\r\n\r\nab",                            422},
        {"negative length",            POST "Content-Length: -1\r\n\r\n",                                   0  },
        {"length of letters",          POST "Content-Length: ten\r\n\r\n",                                  0  },
        {"length past 64 bits",        POST "Content-Length: 99999999999999999999\r\n\r\n",                 0  },
        {"chunk of letters",           POST "Transfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n0\r\n\r\n",      0  },
        {"chunk without end",          POST "Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n",      0  },
        {"huge chunk size",            POST "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\nab",   0  },
        {"no HTTP at all",             "\x16\x03\x01\x02\x01\x01\xfc\x01\xfc\x03\x03\r\n\r\n",              0  },
        {"half a line",                "GET\r\n\r\n",                                                       0  },
        {"header without a colon",     "GET / HTTP/1.1\r\nHost: a\r\nnothing\r\n\r\n",                      0  },
        {"later version",              "GET / HTTP/2.0\r\nHost: a\r\n\r\n",                                 0  },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        int fd = client_connect(&h->address);
        int got_status;

        buf_clear(&got);
        client_send(h->server, fd, row[i].request, strlen(row[i].request));
        shutdown(fd, SHUT_WR); /* nothing more will come: no case here may wait */
        client_read(h->server, fd, &got, row[i].want == 0);
        got_status = status_of(&got);
        close(fd);
        if (row[i].want != 0 ? got_status != row[i].want
                             : got_status != 0 && (got_status < 400 || got_status > 505)) {
            fail_msg("%s: %d", row[i].what, got_status);
        }
        ask(h, "GET /after HTTP/1.1\r\nHost: a\r\n\r\n", &got);
        assert_int_equal(status_of(&got), 200);
    }
}

static void refuses_bad_bodies_in_words(void **state)
{
    struct house *h = *state;
    CLEANUP(buf_close) struct buf got = BUF_INIT(1 << 20);
    static const struct {
        const char *what, *type, *body;
        int want;
        enum msg msg;
    } row[] = {
        {"broken escape",             "application/x-www-form-urlencoded", "a=%zz",     422, MSG_HTTP_FORM},
        {"NUL",                       "application/x-www-form-urlencoded", "a=%00",     422, MSG_HTTP_FORM},
        {"no boundary",               "multipart/form-data",               "a=1",       422, MSG_HTTP_FORM},
        {"wrong boundary",            "multipart/form-data; boundary=X",   "--Y--",     422, MSG_HTTP_FORM},
        {"cut off",                   "multipart/form-data; boundary=X",
         "--X\r\nContent-Disposition: form-data; name=a\r\n\r\nv",                      422, MSG_HTTP_FORM},
        {"file where none is wanted", "multipart/form-data; boundary=X",
         "--X\r\nContent-Disposition: form-data; name=a; filename=b\r\n\r\nv\r\n--X--", 422,
         MSG_HTTP_NO_FILE                                                                                 },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        char text[1000], want[100];

        snprintf(text, sizeof(text),
                 "POST /p HTTP/1.1\r\nHost: a\r\nContent-Type: %s\r\nContent-Length: %zu\r\n\r\n%s",
                 row[i].type, strlen(row[i].body), row[i].body);
        ask(h, text, &got);
        assert_int_equal(status_of(&got), row[i].want);
        snprintf(want, sizeof(want), "broken E_INVALID %d", (int)row[i].msg);
        assert_string_equal(body_of(&got), want);
    }
}

/* A POST of one field with size bytes in all, whole and as chunks. */
static int post_of(struct house *h, size_t size, bool chunked, struct buf *got)
{
    CLEANUP(buf_close) struct buf text = BUF_INIT(1 << 21);

    buf_str(&text, "POST /p HTTP/1.1\r\nHost: a\r\n"
                   "Content-Type: application/x-www-form-urlencoded\r\n");
    buf_printf(&text,
               chunked ? "Transfer-Encoding: chunked\r\n\r\n%zx\r\n"
                       : "Content-Length: %zu\r\n\r\n",
               size);
    buf_str(&text, "a=");
    for (size_t i = 2; i < size; i++) {
        buf_char(&text, 'x');
    }
    buf_str(&text, chunked ? "\r\n0\r\n\r\n" : "");
    client_ask(h->server, &h->address, text.data, text.len, got);
    return status_of(got);
}

static void takes_as_much_body_as_its_route_says(void **state)
{
    struct house *h = *state;
    CLEANUP(buf_close) struct buf got = BUF_INIT(1 << 20);

    for (int chunked = 0; chunked < 2; chunked++) {
        h->memory_limit = 0;
        assert_int_equal(post_of(h, SERVER_BODY_MAX, chunked, &got), 200);
        assert_int_equal(post_of(h, SERVER_BODY_MAX + 1, chunked, &got), 413);
        assert_int_equal(post_of(h, 1000000, chunked, &got),
                         413); /* read to its end, then refused */
        h->memory_limit = 10;
        assert_int_equal(post_of(h, 10, chunked, &got), 200);
        assert_int_equal(post_of(h, 11, chunked, &got), 413);
    }
    h->memory_limit = 0;
    h->plan_says = E_DENIED;
    assert_int_equal(post_of(h, 100, false, &got), 403);
    assert_string_equal(body_of(&got), "broken E_DENIED 0");
    h->plan_says = OK;
}

static void answers_before_a_body_it_will_not_read(void **state)
{
    struct house *h = *state;
    CLEANUP(buf_close) struct buf got = BUF_INIT(1 << 20);

    ask(h,
        "POST /p HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 900000\r\n\r\n",
        &got);
    assert_int_equal(status_of(&got), 413);
    assert_non_null(strstr(got.data, "Connection: close"));
    ask(h, "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n", &got);
    assert_int_equal(status_of(&got), 413);
}

/* A multipart POST with a file of size bytes. */
static int upload_of(struct house *h, size_t size, struct buf *got)
{
    CLEANUP(buf_close) struct buf body = BUF_INIT(1 << 23), text = BUF_INIT(1 << 23);

    buf_str(&body, "--X\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhello\r\n"
                   "--X\r\nContent-Disposition: form-data; name=\"none\"; filename=\"\"\r\n"
                   "Content-Type: application/octet-stream\r\n\r\n\r\n"
                   "--X\r\nContent-Disposition: form-data; name=\"f\"; filename=\"台帳.csv\"\r\n"
                   "Content-Type: text/csv\r\n\r\n");
    for (size_t i = 0; i < size; i++) {
        buf_char(&body, (char)('0' + i % 10));
    }
    buf_str(&body, "\r\n--X--\r\n");
    buf_printf(&text,
               "POST /p HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=X\r\n"
               "Content-Length: %zu\r\n\r\n",
               body.len);
    buf_add(&text, body.data, body.len);
    client_ask(h->server, &h->address, text.data, text.len, got);
    return status_of(got);
}

static void streams_uploads_to_unnamed_files(void **state)
{
    struct house *h = *state;
    CLEANUP(buf_close) struct buf got = BUF_INIT(1 << 20);
    int before = open_fds();

    h->file_limit = 3000000;
    assert_int_equal(upload_of(h, 3000000, &got), 200);
    assert_non_null(strstr(body_of(&got),
                           "field note=hello\n"
                           "file f name=台帳.csv type=text/csv size=3000000 begins=01234\n"));
    assert_int_equal(upload_of(h, 3000001, &got), 413);
    assert_int_equal(upload_of(h, 0, &got), 200);
    h->file_limit = 0;
    turn(h->server, 10);
    assert_int_equal(open_fds(), before);
    DIR *dir = opendir(t_temp_dir());

    for (struct dirent *e; (e = readdir(dir)) != NULL;) {
        assert_int_equal(e->d_name[0], '.'); /* nothing was left behind */
    }
    closedir(dir);
}

static void replaces_half_a_page_by_a_sentence(void **state)
{
    struct house *h = *state;
    CLEANUP(buf_close) struct buf got = BUF_INIT(1 << 20);

    ask(h, "GET /fail HTTP/1.1\r\nHost: a\r\n\r\n", &got);
    assert_int_equal(status_of(&got), 507);
    assert_string_equal(body_of(&got), msg_text(MSG_FULL, LANG_JA));
    ask(h, "GET /split HTTP/1.1\r\nHost: a\r\n\r\n", &got);
    assert_int_equal(status_of(&got), 422);
    assert_null(strstr(got.data, "half"));
}

static void answers_heads_ranges_and_known_versions(void **state)
{
    struct house *h = *state;
    CLEANUP(buf_close) struct buf got = BUF_INIT(1 << 21);
    int before = open_fds();
    int fd = client_connect(&h->address);

    client_say(h->server, fd, "HEAD /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    client_read(h->server, fd, &got, true);
    close(fd);
    assert_non_null(strstr(got.data, "Content-Length: 1100000\r\n"));
    assert_string_equal(body_of(&got), "");

    ask(h, "GET /file HTTP/1.1\r\nHost: a\r\n\r\n", &got);
    assert_string_equal(body_of(&got), "ELF");
    ask(h, "GET /large HTTP/1.1\r\nHost: a\r\n\r\n", &got);
    assert_int_equal(strlen(body_of(&got)), 1100000);
    ask(h, "GET /etag HTTP/1.1\r\nHost: a\r\nIf-None-Match: \"v1\"\r\n\r\n", &got);
    assert_int_equal(status_of(&got), 304);
    assert_string_equal(body_of(&got), "");
    ask(h, "GET /etag HTTP/1.1\r\nHost: a\r\nIf-None-Match: \"v2\"\r\n\r\n", &got);
    assert_int_equal(status_of(&got), 200);
    turn(h->server, 10);
    assert_int_equal(open_fds(), before);
}

static void slow_clients_are_cut_and_others_are_served(void **state)
{
    (void)state;
    enum { SLOW = 100 };
    struct house h;
    CLEANUP(buf_close) struct buf got = BUF_INIT(1 << 20);
    int before = open_fds(), slow[SLOW];

    open_house(&h, (struct server_limits){.head_ms = 1000, .grace_ms = 2000, .bytes_per_s = 100},
               true);
    for (int i = 0; i < SLOW; i++) {
        static const char *const piece[] = {
            "", "GET / HT", "GET / HTTP/1.1\r\nHost: a\r\nX: ",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 50\r\n\r\nabc"};

        slow[i] = client_connect(&h.address);
        client_say(h.server, slow[i], piece[i % 4]);
    }
    turn(h.server, 10);
    assert_int_equal(server_state(h.server).connections, SLOW);
    assert_int_equal(server_state(h.server).running, SLOW / 4);
    ask(&h, "GET / HTTP/1.1\r\nHost: a\r\n\r\n", &got);
    assert_int_equal(status_of(&got), 200);

    fake_us += 1000 * 1000; /* heads may still come */
    turn(h.server, 10);
    assert_int_equal(server_state(h.server).evicted, 0);
    fake_us += 1000 * 1000; /* heads are late, bodies have their grace */
    turn(h.server, 10);
    turn(h.server, 10);
    assert_int_equal(server_state(h.server).connections, SLOW / 4);
    fake_us += 1000 * 1000;
    turn(h.server, 10);
    turn(h.server, 10);
    assert_int_equal(server_state(h.server).connections, 0);
    assert_int_equal(server_state(h.server).evicted, SLOW);
    for (int i = 0; i < SLOW; i++) {
        buf_clear(&got);
        assert_true(client_read(h.server, slow[i], &got, true));
        close(slow[i]);
    }
    close_house(&h);
    assert_int_equal(open_fds(), before);
}

static void a_reader_that_does_not_read_is_cut(void **state)
{
    (void)state;
    struct house h;
    int fd;

    open_house(&h, (struct server_limits){.grace_ms = 2000, .bytes_per_s = 1000000}, true);
    fd = client_connect(&h.address);
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &(int){4096}, sizeof(int));
    for (int i = 0; i < 8; i++) {
        client_say(h.server, fd, "GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
    }
    for (int i = 0; i < 10; i++) {
        turn(h.server, 5);
    }
    assert_int_equal(server_state(h.server).running, 1);
    fake_us += 3000 * 1000; /* 2 s and 1.1 s for 1.1 MB */
    turn(h.server, 10);
    assert_int_equal(server_state(h.server).running, 1);
    fake_us += 1000 * 1000;
    turn(h.server, 10);
    turn(h.server, 10);
    assert_int_equal(server_state(h.server).connections, 0);
    close(fd);
    close_house(&h);
}

static void a_full_house_lets_the_longest_waiting_go(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        struct server_limits limits;
    } row[] = {
        {"all",         {.connections = 10}},
        {"one address", {.per_address = 10}},
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        struct house h;
        CLEANUP(buf_close) struct buf got = BUF_INIT(1 << 20);
        int waiting[10];

        open_house(&h, row[i].limits, true);
        for (int n = 0; n < 10; n++) {
            waiting[n] = client_connect(&h.address);
            fake_us += 1000;
            turn(h.server, 5);
        }
        assert_int_equal(server_state(h.server).evicted, 0);
        ask(&h, "GET / HTTP/1.1\r\nHost: a\r\n\r\n", &got);
        assert_int_equal(status_of(&got), 200);
        assert_int_equal(server_state(h.server).evicted, 1);
        buf_clear(&got);
        assert_true(client_read(h.server, waiting[0], &got, true)); /* the first one that came */
        assert_int_equal(recv(waiting[1], &(char){0}, 1, 0), -1);
        for (int n = 0; n < 10; n++) {
            close(waiting[n]);
        }
        close_house(&h);
    }
}

static void lets_running_requests_finish_after_a_stop(void **state)
{
    (void)state;
    struct house h;
    CLEANUP(buf_close) struct buf got = BUF_INIT(1 << 20);
    struct err err;

    open_house(&h, (struct server_limits){0}, false);
    int slow = client_connect(&h.address), last = client_connect(&h.address);

    client_say(h.server, slow, "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\na");
    turn(h.server, 10);
    static const char stop[] = "GET /stop HTTP/1.1\r\nHost: a\r\n\r\n";

    assert_int_equal(send(last, stop, strlen(stop), 0), strlen(stop));
    for (int i = 0; server_state(h.server).requests == 0 && i < TURNS_MAX; i++) {
        turn(h.server, 5);
    }
    assert_int_equal(send(slow, "b", 1, 0), 1);
    T_OK(server_run(h.server, &err));
    client_read(h.server, slow, &got, true);
    assert_int_equal(status_of(&got), 200);
    assert_non_null(strstr(body_of(&got), "body 2 ab"));
    assert_non_null(strstr(got.data, "Connection: close"));
    close(slow);
    close(last);
    close_house(&h);
}

static void hang_up(void *self, struct server *s, int fd)
{
    char byte;

    *(int *)self += read(fd, &byte, 1) == 1;
    server_stop(s);
}

static void looks_after_other_descriptors(void **state)
{
    struct house *h = *state;
    int pipe_fd[2], called = 0;
    struct server *s;
    struct err err;

    assert_int_equal(pipe(pipe_fd), 0);
    const struct server_watch watch = {pipe_fd[0], hang_up, &called};
    const struct server_options options = {
        .watch = &watch, .n_watch = 1, .handle = echo, .self = h};

    T_OK(server_open(&s, &options, &err));
    assert_int_equal(write(pipe_fd[1], "x", 1), 1);
    T_OK(server_run(s, &err));
    assert_int_equal(called, 1);
    server_close(&s);
    close(pipe_fd[0]);
    close(pipe_fd[1]);
}

/* One upload while the nth allocation or I/O fails: an honest answer or none, and life goes on. */
static void survives_every_failing_call(void **state)
{
    struct house *h = *state;
    static const char upload[] =
        "POST /p?x=1 HTTP/1.1\r\nHost: a\r\nCookie: s=1\r\n"
        "Content-Type: multipart/form-data; boundary=X\r\nContent-Length: 125\r\n\r\n"
        "--X\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\n\r\n1\r\n"
        "--X\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\n2\r\n--X--\r\n";
    static const enum fault_kind kinds[] = {FAULT_ALLOC, FAULT_IO};
    int before = open_fds(), answered = 0, failed = 0;
    CLEANUP(buf_close) struct buf got = BUF_INIT(1 << 16);

    assert_int_equal(strlen(strstr(upload, "--X\r\n")), 125);
    buf_printf(&got, "%8000d", 0); /* room for the answer, before allocations fail */
    h->file_limit = 100;
    for (size_t k = 0; k < COUNT(kinds); k++) {
        bool reached = true;

        for (uint64_t nth = 1; reached; nth++) {
            fault_arm(kinds[k], nth);
            ask(h, upload, &got);
            reached = fault_seen(kinds[k]) >= nth;
            fault_arm(kinds[k], 0);
            answered += status_of(&got) == 200;
            failed += status_of(&got) == 503 || status_of(&got) == 500 || status_of(&got) == 0;
            assert_true(reached || status_of(&got) == 200);
            turn(h->server, 5);
            assert_int_equal(open_fds(), before);
        }
    }
    assert_true(failed > 5);
    assert_true(answered >= 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(hands_over_a_whole_request, setup, teardown),
        cmocka_unit_test_setup_teardown(reads_forms_and_bodies, setup, teardown),
        cmocka_unit_test_setup_teardown(answers_several_requests_on_one_connection, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(refuses_hostile_heads_and_lives_on, setup, teardown),
        cmocka_unit_test_setup_teardown(refuses_bad_bodies_in_words, setup, teardown),
        cmocka_unit_test_setup_teardown(takes_as_much_body_as_its_route_says, setup, teardown),
        cmocka_unit_test_setup_teardown(answers_before_a_body_it_will_not_read, setup, teardown),
        cmocka_unit_test_setup_teardown(streams_uploads_to_unnamed_files, setup, teardown),
        cmocka_unit_test_setup_teardown(replaces_half_a_page_by_a_sentence, setup, teardown),
        cmocka_unit_test_setup_teardown(answers_heads_ranges_and_known_versions, setup, teardown),
        cmocka_unit_test(slow_clients_are_cut_and_others_are_served),
        cmocka_unit_test(a_reader_that_does_not_read_is_cut),
        cmocka_unit_test(a_full_house_lets_the_longest_waiting_go),
        cmocka_unit_test(lets_running_requests_finish_after_a_stop),
        cmocka_unit_test_setup_teardown(survives_every_failing_call, setup, teardown),
        cmocka_unit_test_setup_teardown(looks_after_other_descriptors, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
