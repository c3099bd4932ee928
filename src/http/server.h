/*
 * Serving HTTP/1.1 in the calling process: one thread, one loop, any number of
 * listening sockets, each plain or TLS. The only header above libmicrohttpd.
 *
 * A client that is slow, greedy or broken costs itself: heads, bodies and
 * answers have a deadline each, and when connections run short the one that
 * has waited longest without a complete head has to go.
 */
#ifndef HTTP_SERVER_H
#define HTTP_SERVER_H

#include "base/err.h"
#include "http/body.h"
#include "http/request.h"
#include "http/response.h"
#include "http/tls.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct server;

#define SERVER_URL_MAX 4096                 /* bytes of path and query */
#define SERVER_HEAD_MAX (16 * 1024)         /* bytes of request line and headers */
#define SERVER_BODY_MAX (64 * 1024)         /* bytes of a form, unless its route says otherwise */
#define SERVER_ARENA_MAX (16 * 1024 * 1024) /* bytes one request's arena may hold */
#define SERVER_DRAIN_MAX                                                     \
    (64 * 1024 * 1024) /* a refused body is read to its end up to this size, \
                          so that the client sees the answer */
#define SERVER_LISTEN_MAX 8
#define SERVER_WATCH_MAX 8

/* Limits with the defaults that 0 means. */
struct server_limits {
    unsigned connections; /* open at once in this process: 1000 */
    unsigned per_address; /* of those, from one address: 500 (many clerks behind one router) */
    int64_t head_ms;      /* from connecting, or the answer before, to a complete head: 15 s */
    int64_t grace_ms;     /* a body or answer may take this: 20 s ... */
    int64_t bytes_per_s;  /* ... and then must have averaged this: 2,048 */
    int64_t finish_ms;    /* after a stop, running requests get this: 5 s */
};

struct server_listen {
    int fd;                /* bound and listening; stays the caller's */
    const struct tls *tls; /* NULL: plain */
};

/* Another descriptor the loop looks after: ready() is called when it can be read or was hung up. */
struct server_watch {
    int fd;
    void (*ready)(void *self, struct server *s, int fd);
    void *self;
};

struct server_options {
    const struct server_listen *listen;
    size_t n_listen;
    const struct server_watch *watch;
    size_t n_watch;
    const char *upload_dir; /* for unnamed temporary files; NULL: no uploads at all */
    struct server_limits limits;

    /*
     * Before a body is read: may it come, and how much? *plan starts as SERVER_BODY_MAX and no
     * files. Anything but OK with err: the body is thrown away and handle() sees rq->broken. May be
     * NULL.
     */
    enum status (*plan)(void *self, const struct http_request *rq, struct http_plan *plan,
                        struct err *err);
    /* Answer rq. Anything but OK: a bare page with that status's sentence is sent instead. */
    enum status (*handle)(void *self, const struct http_request *rq, struct http_response *rs,
                          struct err *err);
    void (*tick)(void *self); /* about once a second while the loop runs; may be NULL */
    void *self;
    int64_t (*clock_us)(void); /* NULL: clock_steady_us(); tests move it */
};

/* E_INVALID: TLS material the library refuses. E_IO, E_NOMEM. options is copied, not what it names.
 */
MUST_CHECK enum status server_open(struct server **out, const struct server_options *options,
                                   struct err *err);
void server_close(struct server **s); /* cuts what still runs */

/* Serve until server_stop(), then let running requests finish (finish_ms) and return OK. */
MUST_CHECK enum status server_run(struct server *s, struct err *err);

/* Accept nothing more and leave server_run() soon. From handle(), tick() or ready(). */
void server_stop(struct server *s);

/* One turn of the loop, waiting at most wait_ms. For tests; server_run() is made of it. */
MUST_CHECK enum status server_step(struct server *s, int wait_ms, struct err *err);

struct server_state {
    unsigned connections;
    unsigned running;  /* requests whose head is complete and whose answer is not sent yet */
    uint64_t requests; /* answered since the start */
    uint64_t evicted;  /* connections cut for being slow or too many */
};
struct server_state server_state(const struct server *s);

#endif
