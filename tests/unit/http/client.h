/*
 * A client and its server in one process and one thread: what the client
 * waits for is made by turning the server's loop.
 */
#ifndef UNIT_HTTP_CLIENT_H
#define UNIT_HTTP_CLIENT_H

#include "base/buf.h"
#include "http/listen.h"
#include "http/server.h"
#include "t.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { TURNS_MAX = 4000 }; /* of 5 ms: nothing here takes longer */

/* Open descriptors of this process. */
static inline int open_fds(void)
{
    DIR *dir = opendir("/proc/self/fd");
    int n = 0;

    while (readdir(dir) != NULL) {
        n++;
    }
    closedir(dir);
    return n;
}

static inline int client_connect(const struct listen_address *to)
{
    int fd = socket(to->address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_true(fd >= 0);
    assert_int_equal(connect(fd, (const struct sockaddr *)&to->address, to->size), 0);
    assert_int_equal(fcntl(fd, F_SETFL, O_NONBLOCK), 0);
    return fd;
}

static inline void turn(struct server *s, int wait_ms)
{
    struct err err;

    T_OK(server_step(s, wait_ms, &err));
}

/* Send all of bytes[len]; false when the server has closed. */
static inline bool client_send(struct server *s, int fd, const char *bytes, size_t len)
{
    for (int i = 0; len > 0 && i < TURNS_MAX; i++) {
        ssize_t n = send(fd, bytes, len, MSG_NOSIGNAL);

        if (n > 0) {
            bytes += n;
            len -= (size_t)n;
        } else if (n < 0 && errno != EAGAIN) {
            return false;
        }
        turn(s, n > 0 ? 0 : 5);
    }
    return len == 0;
}

static inline bool client_say(struct server *s, int fd, const char *text)
{
    return client_send(s, fd, text, strlen(text));
}

/* Has got[len] a whole answer? (Content-Length only: that is all this server sends.) */
static inline bool is_whole(const struct buf *got)
{
    const char *body = got->len > 0 ? strstr(got->data, "\r\n\r\n") : NULL;
    const char *size = body != NULL ? strcasestr(got->data, "\r\nContent-Length:") : NULL;

    if (body == NULL) {
        return false;
    }
    if (strncmp(got->data, "HTTP/1.1 304", 12) == 0) {
        return true;
    }
    return size != NULL && size < body &&
           got->len >= (size_t)(body + 4 - got->data) + strtoul(size + 17, NULL, 10);
}

/* Read until there is a whole answer or the server closes; true: it closed. */
static inline bool client_read(struct server *s, int fd, struct buf *got, bool until_closed)
{
    for (int i = 0; i < TURNS_MAX; i++) {
        char bytes[65536];
        ssize_t n = recv(fd, bytes, sizeof(bytes), 0);

        if (n > 0) {
            buf_add(got, bytes, (size_t)n);
            continue;
        }
        if (n == 0 || errno != EAGAIN) {
            return true;
        }
        if (!until_closed && is_whole(got)) {
            return false;
        }
        turn(s, 5);
    }
    fail_msg("no answer: %s", buf_text(got));
    return true;
}

/* One request on a connection of its own; the whole answer as text. */
static inline void client_ask(struct server *s, const struct listen_address *to, const char *bytes,
                              size_t len, struct buf *got)
{
    int fd = client_connect(to);

    buf_clear(got);
    if (client_send(s, fd, bytes, len)) {
        client_read(s, fd, got, false);
    } else {
        client_read(s, fd, got, true);
    }
    close(fd);
}

static inline const char *body_of(const struct buf *got)
{
    const char *body = got->len > 0 ? strstr(got->data, "\r\n\r\n") : NULL;

    return body == NULL ? "" : body + 4;
}

static inline int status_of(const struct buf *got)
{
    return got->len > 12 && strncmp(got->data, "HTTP/1.", 7) == 0 ? atoi(got->data + 9) : 0;
}

#endif
