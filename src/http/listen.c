#include "http/listen.h"

#include "base/clock.h"
#include "base/fault.h"
#include "base/file.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { RETRY_STEP_MS = 20 };

static bool read_port(uint16_t *out, const char *text)
{
    size_t len = strspn(text, "0123456789");
    unsigned long port = len > 0 && len <= 5 ? strtoul(text, NULL, 10) : UINT16_MAX + 1UL;

    if (text[len] != '\0' || port > UINT16_MAX) {
        return false;
    }
    *out = (uint16_t)port;
    return true;
}

/* The part before the port, without brackets; shorthand becomes an address. */
static bool read_host(char *out, size_t size, const char *text, size_t len, bool *is_v6)
{
    *is_v6 = len >= 2 && text[0] == '[' && text[len - 1] == ']';
    if (*is_v6) {
        text++;
        len -= 2;
    }
    if (len >= size) {
        return false;
    }
    memcpy(out, text, len);
    out[len] = '\0';
    if (strcmp(out, "localhost") == 0) {
        snprintf(out, size, "127.0.0.1");
    } else if (strcmp(out, "*") == 0) {
        snprintf(out, size, "0.0.0.0");
    }
    return true;
}

enum status listen_parse(struct listen_address *out, const char *text, struct err *err)
{
    struct listen_address a = {.size = 0};
    struct sockaddr_in *v4 = (struct sockaddr_in *)(void *)&a.address;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)(void *)&a.address;
    const char *colon = strrchr(text, ':');
    char host[LISTEN_TEXT_SIZE];
    uint16_t port;
    bool is_v6;

    if (colon == NULL || !read_port(&port, colon + 1) ||
        !read_host(host, sizeof(host), text, (size_t)(colon - text), &is_v6)) {
        return err_say(err, E_INVALID, MSG_LISTEN_TEXT, text);
    }
    if (is_v6) {
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons(port);
        a.size = sizeof(*v6);
    } else {
        v4->sin_family = AF_INET;
        v4->sin_port = htons(port);
        a.size = sizeof(*v4);
    }
    if (inet_pton(is_v6 ? AF_INET6 : AF_INET, host,
                  is_v6 ? (void *)&v6->sin6_addr : (void *)&v4->sin_addr) != 1) {
        return err_say(err, E_INVALID, MSG_LISTEN_TEXT, text);
    }
    *out = a;
    return OK;
}

static const struct sockaddr_in6 *as_v6(const struct listen_address *a)
{
    return (const struct sockaddr_in6 *)(const void *)&a->address;
}

static const struct sockaddr_in *as_v4(const struct listen_address *a)
{
    return (const struct sockaddr_in *)(const void *)&a->address;
}

bool listen_is_loopback(const struct listen_address *address)
{
    return address->address.ss_family == AF_INET6
               ? IN6_IS_ADDR_LOOPBACK(&as_v6(address)->sin6_addr)
               : ntohl(as_v4(address)->sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
}

uint16_t listen_port(const struct listen_address *address)
{
    return ntohs(address->address.ss_family == AF_INET6 ? as_v6(address)->sin6_port
                                                        : as_v4(address)->sin_port);
}

char *listen_text(char out[LISTEN_TEXT_SIZE], const struct listen_address *address)
{
    const bool is_v6 = address->address.ss_family == AF_INET6;
    char host[INET6_ADDRSTRLEN];

    inet_ntop(address->address.ss_family,
              is_v6 ? (const void *)&as_v6(address)->sin6_addr
                    : (const void *)&as_v4(address)->sin_addr,
              host, sizeof(host));
    snprintf(out, LISTEN_TEXT_SIZE, is_v6 ? "[%s]:%u" : "%s:%u", host,
             (unsigned)listen_port(address));
    return out;
}

static int bind_once(const struct listen_address *a)
{
    int fd = socket(a->address.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const int on = 1;

    if (fd < 0) {
        return -1;
    }
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == 0 &&
        bind(fd, (const struct sockaddr *)&a->address, a->size) == 0 &&
        listen(fd, LISTEN_BACKLOG) == 0) {
        return fd;
    }
    int why = errno;

    close(fd);
    errno = why;
    return -1;
}

enum status listen_open(int *out, struct listen_address *address, struct err *err)
{
    const int64_t until_us = clock_steady_us() + LISTEN_RETRY_MS * 1000;
    char text[LISTEN_TEXT_SIZE];
    int fd = -1;

    listen_text(text, address);
    if (fault_hit(FAULT_IO)) {
        return err_errno(err, EIO, "listening on %s", text);
    }
    while ((fd = bind_once(address)) < 0 && errno == EADDRINUSE && clock_steady_us() < until_us) {
        poll(NULL, 0, RETRY_STEP_MS);
    }
    if (fd < 0) {
        if (errno == EADDRINUSE) {
            return err_say(err, E_CONFLICT, MSG_LISTEN_TAKEN, text);
        }
        return err_errno(err, errno, "listening on %s", text);
    }
    address->size = sizeof(address->address);
    if (getsockname(fd, (struct sockaddr *)&address->address, &address->size) != 0) {
        enum status st = err_errno(err, errno, "listening on %s", text);

        file_close(&fd);
        return st;
    }
    *out = fd;
    return OK;
}
