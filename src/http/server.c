#include "http/server.h"

#include "base/clock.h"
#include "base/mem.h"
#include "http/conn.h"
#include "http/url.h"

#include <errno.h>
#include <limits.h>
#include <microhttpd.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    POOL_SIZE = 2 * SERVER_HEAD_MAX, /* the library's memory a connection: head, then body pieces */
    SLACK = 64,                      /* connections cut by us that the library has not closed yet */
    TURN_MS = 1000                   /* deadlines are looked at this often */
};

struct server {
    struct server_options options;
    struct MHD_Daemon *daemon[SERVER_LISTEN_MAX];
    struct port {
        struct server *server;
        bool is_tls;
    } port[SERVER_LISTEN_MAX];
    struct server_watch watch[SERVER_WATCH_MAX];
    struct conn_table conns;
    int64_t swept_us;
    uint64_t requests;
    bool stopping;
};

/* One request from its request line to the end of its answer. */
struct call {
    struct server *server;
    struct conn *conn;
    char *uri; /* as sent */
    bool begun;
    bool is_draining; /* the body is thrown away */
    struct arena *arena;
    struct http_request request;
    struct http_response response;
    struct body *body;
    struct err err; /* what request.broken points to */
};

static int64_t now_us(const struct server *s)
{
    return s->options.clock_us();
}

static struct conn *conn_of(struct MHD_Connection *c)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

    return info == NULL ? NULL : info->socket_context;
}

/* ---- Life of a call ---- */

static void call_close(struct call *call)
{
    body_close(&call->body);
    body_close_files(&call->request);
    response_close(&call->response);
    arena_close(&call->arena);
    mem_free(call->uri);
    mem_free(call);
}

/* The request line is there: keep the address as it was sent, before the library decodes it. */
static void *on_uri(void *cls, const char *uri, struct MHD_Connection *c)
{
    const struct port *port = cls;
    struct call *call = mem_new(sizeof(*call));
    size_t size = strlen(uri) + 1;

    if (call == NULL) {
        return NULL;
    }
    call->server = port->server;
    call->conn = conn_of(c);
    call->uri = mem_new(size);
    response_open(&call->response, NULL);
    if (call->uri == NULL || call->conn == NULL) {
        call_close(call);
        return NULL;
    }
    memcpy(call->uri, uri, size);
    return call;
}

static void on_completed(void *cls, struct MHD_Connection *c, void **context,
                         enum MHD_RequestTerminationCode code)
{
    struct call *call = *context;

    (void)cls;
    (void)c;
    if (call != NULL) {
        struct server *s = call->server;

        s->requests += code == MHD_REQUEST_TERMINATED_COMPLETED_OK;
        conn_enter(call->conn, CONN_HEAD, 0, now_us(s));
        call_close(call);
        *context = NULL;
    }
}

/* ---- Reading a request ---- */

struct header_reader {
    struct http_request *rq;
    enum status status;
    struct err *err;
};

static enum MHD_Result on_header(void *cls, enum MHD_ValueKind kind, const char *name,
                                 const char *value)
{
    struct header_reader *r = cls;
    struct http_request *rq = r->rq;

    (void)kind;
    value = value == NULL ? "" : value;
    r->status = request_add(&rq->header, name, value, rq->arena, r->err);
    if (r->status == OK && strcasecmp(name, "Cookie") == 0) {
        r->status = request_read_cookies(&rq->cookie, value, rq->arena, r->err);
    }
    return r->status == OK ? MHD_YES : MHD_NO;
}

static unsigned count_headers(const struct http_request *rq, const char *name)
{
    unsigned n = 0;

    for (size_t i = 0; i < rq->header.n; i++) {
        n += strcasecmp(rq->header.pair[i].name, name) == 0;
    }
    return n;
}

/*
 * Two lengths, or a length beside a transfer coding, are how requests are smuggled past a proxy
 * (RFC 9112, 6.3): such a connection is not trusted with another request.
 */
static bool is_framed_twice(const struct http_request *rq)
{
    const char *coding = request_header(rq, "Transfer-Encoding");

    return count_headers(rq, "Content-Length") + count_headers(rq, "Transfer-Encoding") > 1 ||
           (coding != NULL && strcasecmp(coding, "chunked") != 0);
}

/* Bytes of body announced: 0 for none, -1 for chunked. */
static int64_t body_size(const struct http_request *rq)
{
    const char *size = request_header(rq, "Content-Length");

    if (request_header(rq, "Transfer-Encoding") != NULL) {
        return -1;
    }
    return size == NULL ? 0 : strtoll(size, NULL, 10); /* digits only: the library has looked */
}

static enum status read_address(struct call *call, struct err *err)
{
    struct http_request *rq = &call->request;
    size_t len = strcspn(call->uri, "?");
    const char *query = call->uri[len] == '?' ? call->uri + len + 1 : "";

    if (len + strlen(query) > SERVER_URL_MAX) {
        return err_say(err, E_LIMIT, MSG_HTTP_ADDRESS);
    }
    char *path = arena_copy_n(rq->arena, call->uri, len);

    if (path == NULL) {
        return arena_status(rq->arena, err);
    }
    enum status st = url_check_path(path, rq->arena, err);

    if (st == OK) {
        rq->path = path;
        rq->query_text = query;
        st = request_read_pairs(&rq->query, query, strlen(query), rq->arena, err);
    }
    return st;
}

static enum status read_head(struct call *call, struct MHD_Connection *c, const char *method,
                             struct err *err)
{
    struct http_request *rq = &call->request;
    struct header_reader reader = {rq, OK, err};
    const union MHD_ConnectionInfo *head =
        MHD_get_connection_info(c, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);

    *rq = (struct http_request){.method = request_method(method),
                                .path = "/",
                                .query_text = "",
                                .peer = call->conn->peer,
                                .is_tls = call->conn->is_tls,
                                .begun_us = now_us(call->server),
                                .arena = call->arena};
    MHD_get_connection_values(c, MHD_HEADER_KIND, on_header, &reader);
    if (reader.status != OK) {
        return reader.status;
    }
    if (is_framed_twice(rq)) {
        return err_say(err, E_INVALID, MSG_HTTP_FORM);
    }
    if (head != NULL && head->header_size > SERVER_HEAD_MAX) {
        return err_say(err, E_LIMIT, MSG_HTTP_HEAD);
    }
    return read_address(call, err);
}

static enum status open_body(struct call *call, int64_t announced, struct err *err)
{
    const struct server_options *o = &call->server->options;
    struct http_plan plan = {.memory_limit = SERVER_BODY_MAX};
    enum status st = o->plan == NULL ? OK : o->plan(o->self, &call->request, &plan, err);

    if (o->upload_dir == NULL) {
        plan.file_limit = 0;
    }
    if (st == OK && announced > (int64_t)plan.memory_limit + plan.file_limit + SERVER_BODY_MAX) {
        st = err_say(err, E_LIMIT, MSG_HTTP_TOO_LARGE); /* no need to read it to know */
    }
    return st == OK ? body_open(&call->body, &call->request, &plan, o->upload_dir, err) : st;
}

/* ---- Answering ---- */

/* A page of last resort: one sentence as plain text, when no handler could make a better one. */
static void bare_page(struct http_response *rs, enum status status)
{
    const struct err err = {.status = status};
    char text[512];

    response_reset(rs);
    rs->status = status_http(status);
    err_text(&err, LANG_JA, text, sizeof(text));
    buf_str(&rs->body, text);
    response_type(rs, "text/plain; charset=utf-8");
}

static struct MHD_Response *make_response(struct http_response *rs)
{
    struct MHD_Response *made;

    if (rs->fd >= 0) {
        made = MHD_create_response_from_fd_at_offset64((uint64_t)rs->fd_size, rs->fd,
                                                       (uint64_t)rs->fd_offset);
        rs->fd = made != NULL ? -1 : rs->fd; /* the library closes it */
    } else if (rs->body.len == 0) {
        made = MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
    } else {
        made = MHD_create_response_from_buffer_with_free_callback(rs->body.len, rs->body.data,
                                                                  mem_free);
        if (made != NULL) {
            rs->body = BUF_INIT(0);
        }
    }
    for (size_t i = 0; made != NULL && i < rs->n_headers; i++) {
        if (MHD_add_response_header(made, rs->header[i].name, rs->header[i].value) != MHD_YES) {
            MHD_destroy_response(made);
            made = NULL;
        }
    }
    return made;
}

static enum MHD_Result send_response(struct call *call, struct MHD_Connection *c, bool then_close)
{
    struct http_response *rs = &call->response;
    int64_t size = rs->fd >= 0 ? rs->fd_size : (int64_t)rs->body.len;

    if (then_close || call->server->stopping) {
        response_header(rs, "Connection", "close");
    }
    struct MHD_Response *made = make_response(rs);

    if (made == NULL) {
        return MHD_NO; /* no memory: the connection is closed */
    }
    conn_enter(call->conn, CONN_ANSWER, size, now_us(call->server));
    enum MHD_Result queued = MHD_queue_response(c, (unsigned)rs->status, made);

    MHD_destroy_response(made);
    return queued;
}

static bool is_reading(const struct http_request *rq)
{
    return rq->method == HTTP_GET || rq->method == HTTP_HEAD;
}

static enum MHD_Result answer(struct call *call, struct MHD_Connection *c, bool then_close)
{
    const struct server_options *o = &call->server->options;
    struct http_response *rs = &call->response;
    struct err err = {.status = OK};
    enum status st = o->handle(o->self, &call->request, rs, &err);

    if (st == OK) {
        st = response_status(rs, &err);
    }
    if (st != OK) {
        bare_page(rs, st);
    } else if (is_reading(&call->request) && response_is_known(rs, &call->request)) {
        rs->status = 304;
        response_file(rs, -1, 0, 0);
        buf_clear(&rs->body);
    }
    return send_response(call, c, then_close);
}

/* The address or the body cannot be used; the handler will say so. */
static void give_up(struct call *call)
{
    body_close(&call->body);
    body_close_files(&call->request);
    call->request.form = (struct http_pairs){.n = 0};
    call->request.broken = &call->err;
    call->is_draining = true;
}

static enum MHD_Result begin(struct call *call, struct MHD_Connection *c, const char *method)
{
    struct server *s = call->server;

    call->begun = true;
    call->arena = arena_open(SERVER_ARENA_MAX);
    response_open(&call->response, call->arena);
    if (call->arena == NULL) {
        return MHD_NO;
    }
    enum status st = read_head(call, c, method, &call->err);
    int64_t announced = body_size(&call->request);
    bool is_trusted = !is_framed_twice(&call->request);

    conn_enter(call->conn, CONN_BODY, 0, now_us(s));
    if (st == OK && announced != 0) {
        st = open_body(call, announced, &call->err);
    }
    if (st == OK) {
        return MHD_YES;
    }
    give_up(call);
    bool is_asking = request_header(&call->request, "Expect") != NULL;

    if (!is_trusted || is_asking || announced > SERVER_DRAIN_MAX) {
        return answer(call, c, true);
    }
    return MHD_YES;
}

static enum MHD_Result take(struct call *call, const char *bytes, size_t len)
{
    call->conn->bytes += (int64_t)len;
    if (call->is_draining) {
        return call->conn->bytes <= SERVER_DRAIN_MAX ? MHD_YES : MHD_NO;
    }
    if (call->body == NULL || body_feed(call->body, bytes, len, &call->err) != OK) {
        give_up(call);
    }
    return MHD_YES;
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *c, const char *url,
                                  const char *method, const char *version, const char *bytes,
                                  size_t *len, void **context)
{
    struct call *call = *context;

    (void)cls;
    (void)url;
    (void)version;
    if (call == NULL) {
        return MHD_NO;
    }
    if (!call->begun) {
        return begin(call, c, method);
    }
    if (*len > 0) {
        size_t taken = *len;

        *len = 0;
        return take(call, bytes, taken);
    }
    if (call->body != NULL && body_end(call->body, &call->err) != OK) {
        give_up(call);
    }
    return answer(call, c, false);
}

/* ---- Connections ---- */

static enum MHD_Result on_accept(void *cls, const struct sockaddr *address, socklen_t size)
{
    const struct port *port = cls;

    (void)size;
    return conn_admit(&port->server->conns, address) ? MHD_YES : MHD_NO;
}

static void on_connection(void *cls, struct MHD_Connection *c, void **context,
                          enum MHD_ConnectionNotificationCode code)
{
    const struct port *port = cls;
    struct server *s = port->server;

    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        const union MHD_ConnectionInfo *fd =
            MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);
        const union MHD_ConnectionInfo *address =
            MHD_get_connection_info(c, MHD_CONNECTION_INFO_CLIENT_ADDRESS);

        if (fd != NULL && address != NULL) {
            *context =
                conn_add(&s->conns, fd->connect_fd, address->client_addr, port->is_tls, now_us(s));
        }
    } else if (*context != NULL) {
        conn_remove(&s->conns, *context);
        *context = NULL;
    }
}

/* ---- The server ---- */

static int64_t or_default(int64_t value, int64_t otherwise)
{
    return value == 0 ? otherwise : value;
}

static void set_limits(struct server *s, const struct server_limits *want)
{
    s->options.limits.finish_ms = or_default(want->finish_ms, 5000);
    s->conns.limits = (struct conn_limits){
        .connections = (unsigned)or_default(want->connections, 1000),
        .per_address = (unsigned)or_default(want->per_address, 500),
        .head_us = or_default(want->head_ms, 15000) * 1000,
        .grace_us = or_default(want->grace_ms, 20000) * 1000,
        .bytes_per_s = or_default(want->bytes_per_s, 2048),
    };
}

static struct MHD_Daemon *start_daemon(struct server *s, struct port *port,
                                       const struct server_listen *listen)
{
    const struct tls *tls = listen->tls;
    const struct MHD_OptionItem secure[] = {
        {MHD_OPTION_HTTPS_MEM_CERT,   0,
         tls == NULL ? NULL : (void *)(uintptr_t)tls->certificate_pem                        },
        {MHD_OPTION_HTTPS_MEM_KEY,    0, tls == NULL ? NULL : (void *)(uintptr_t)tls->key_pem},
        {MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(uintptr_t)TLS_PRIORITIES                   },
        {MHD_OPTION_END,              0, NULL                                                },
    };
    const struct MHD_OptionItem plain[] = {
        {MHD_OPTION_END, 0, NULL}
    };

    return MHD_start_daemon(
        MHD_USE_EPOLL | (tls != NULL ? MHD_USE_TLS : MHD_NO_FLAG), 0, on_accept, port, on_request,
        port, MHD_OPTION_LISTEN_SOCKET, listen->fd, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)POOL_SIZE, MHD_OPTION_CONNECTION_LIMIT, s->conns.limits.connections + SLACK,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_URI_LOG_CALLBACK, on_uri, port,
        MHD_OPTION_NOTIFY_COMPLETED, on_completed, port, MHD_OPTION_NOTIFY_CONNECTION,
        on_connection, port, MHD_OPTION_ARRAY, tls != NULL ? secure : plain, MHD_OPTION_END);
}

enum status server_open(struct server **out, const struct server_options *options, struct err *err)
{
    if (options->n_listen > SERVER_LISTEN_MAX || options->n_watch > SERVER_WATCH_MAX) {
        return err_set(err, E_LIMIT, "server: %zu sockets, %zu watches", options->n_listen,
                       options->n_watch);
    }
    struct server *s = mem_new(sizeof(*s));

    if (s == NULL) {
        return err_set(err, E_NOMEM, "server");
    }
    s->options = *options;
    if (s->options.clock_us == NULL) {
        s->options.clock_us = clock_steady_us;
    }
    set_limits(s, &options->limits);
    for (size_t i = 0; i < options->n_watch; i++) {
        s->watch[i] = options->watch[i];
    }
    signal(SIGPIPE, SIG_IGN); /* a client that left is an error of its write, not of ours */
    for (size_t i = 0; i < options->n_listen; i++) {
        s->port[i] = (struct port){s, options->listen[i].tls != NULL};
        s->daemon[i] = start_daemon(s, &s->port[i], &options->listen[i]);
        if (s->daemon[i] == NULL) {
            server_close(&s);
            return err_set(err, E_IO, "server: socket %zu could not be served", i);
        }
    }
    *out = s;
    return OK;
}

void server_stop(struct server *s)
{
    for (size_t i = 0; !s->stopping && i < SERVER_LISTEN_MAX; i++) {
        if (s->daemon[i] != NULL) {
            MHD_quiesce_daemon(s->daemon[i]); /* the listening socket stays the caller's */
        }
    }
    s->stopping = true;
}

void server_close(struct server **s)
{
    if (*s == NULL) {
        return;
    }
    server_stop(*s);
    for (size_t i = 0; i < SERVER_LISTEN_MAX; i++) {
        if ((*s)->daemon[i] != NULL) {
            MHD_stop_daemon((*s)->daemon[i]);
        }
    }
    mem_free(*s);
    *s = NULL;
}

struct server_state server_state(const struct server *s)
{
    return (struct server_state){.connections = s->conns.n,
                                 .running = conn_running(&s->conns),
                                 .requests = s->requests,
                                 .evicted = s->conns.evicted};
}

/* ---- The loop ---- */

static int shortest_wait(const struct server *s, int wait_ms)
{
    for (size_t i = 0; i < s->options.n_listen; i++) {
        MHD_UNSIGNED_LONG_LONG ms;

        if (MHD_get_timeout(s->daemon[i], &ms) == MHD_YES && ms < (unsigned)wait_ms) {
            wait_ms = (int)ms;
        }
    }
    return wait_ms;
}

enum status server_step(struct server *s, int wait_ms, struct err *err)
{
    struct pollfd p[SERVER_LISTEN_MAX + SERVER_WATCH_MAX];
    const size_t n_listen = s->options.n_listen, n_watch = s->options.n_watch;

    for (size_t i = 0; i < n_listen; i++) {
        p[i] = (struct pollfd){
            MHD_get_daemon_info(s->daemon[i], MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd, POLLIN, 0};
    }
    for (size_t i = 0; i < n_watch; i++) {
        p[n_listen + i] = (struct pollfd){s->watch[i].fd, POLLIN, 0};
    }
    if (poll(p, n_listen + n_watch, shortest_wait(s, wait_ms)) < 0 && errno != EINTR) {
        return err_errno(err, errno, "server: waiting");
    }
    for (size_t i = 0; i < n_listen; i++) {
        if (MHD_run(s->daemon[i]) != MHD_YES) {
            return err_set(err, E_IO, "server: socket %zu failed", i);
        }
    }
    for (size_t i = 0; i < n_watch; i++) {
        if (p[n_listen + i].revents != 0) {
            s->watch[i].ready(s->watch[i].self, s, s->watch[i].fd);
        }
    }
    if (now_us(s) - s->swept_us >= TURN_MS * 1000) {
        s->swept_us = now_us(s);
        conn_sweep(&s->conns, s->swept_us);
        if (s->options.tick != NULL) {
            s->options.tick(s->options.self);
        }
    }
    return OK;
}

enum status server_run(struct server *s, struct err *err)
{
    enum status st = OK;

    while (st == OK && !s->stopping) {
        st = server_step(s, TURN_MS, err);
    }
    int64_t until_us = now_us(s) + s->options.limits.finish_ms * 1000;

    while (st == OK && conn_running(&s->conns) > 0 && now_us(s) < until_us) {
        st = server_step(s, 50, err);
    }
    return st;
}
