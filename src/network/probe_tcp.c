#include "network/probe_tcp.h"

#include "network/probe_frame.h"

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { THROWN_AWAY = 4096 };

void probe_tcp_open(struct probe_tcp *t, const char *iface, uint32_t self)
{
    *t = (struct probe_tcp){.next_port = PROBE_PORT_FIRST, .iface = iface, .self = self};
    for (int i = 0; i < PROBE_TCP_MAX; i++) {
        t->slot[i].fd = -1;
    }
}

void probe_tcp_close(struct probe_tcp *t)
{
    for (int i = 0; i < PROBE_TCP_MAX; i++) {
        if (t->slot[i].fd >= 0) {
            close(t->slot[i].fd);
            t->slot[i].fd = -1;
        }
    }
}

static struct sockaddr_in at(uint32_t ip, uint16_t port)
{
    return (struct sockaddr_in){
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(ip)};
}

/* From our address and port, by our interface and no other. */
static int begin(struct probe_tcp *t, uint32_t ip, uint16_t port)
{
    const struct sockaddr_in to = at(ip, port), from = at(t->self, t->next_port);
    const int yes = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    t->next_port = t->next_port == PROBE_PORT_LAST ? PROBE_PORT_FIRST : t->next_port + 1;
    if (fd < 0) {
        return -1;
    }
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) != 0 ||
        setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, t->iface, (socklen_t)strlen(t->iface)) != 0 ||
        bind(fd, (const struct sockaddr *)&from, sizeof(from)) != 0 ||
        (connect(fd, (const struct sockaddr *)&to, sizeof(to)) != 0 && errno != EINPROGRESS)) {
        close(fd);
        return -1;
    }
    return fd;
}

bool probe_tcp_connect(struct probe_tcp *t, uint32_t ip, uint16_t port, int64_t now_ms)
{
    for (int i = 0; i < PROBE_TCP_MAX; i++) {
        if (t->slot[i].fd < 0) {
            t->slot[i].fd = begin(t, ip, port);
            t->slot[i].ip = ip;
            t->slot[i].port = port;
            t->slot[i].is_closing = false;
            t->slot[i].until_ms = now_ms + PROBE_TCP_PATIENCE_MS;
            return t->slot[i].fd >= 0;
        }
    }
    return false;
}

void probe_tcp_poll(const struct probe_tcp *t, struct pollfd *out)
{
    for (int i = 0; i < PROBE_TCP_MAX; i++) {
        out[i] = (struct pollfd){.fd = t->slot[i].fd,
                                 .events = t->slot[i].is_closing ? POLLIN : POLLOUT};
    }
}

/* Has the connection come about? Then it is closed from our side. True: nothing more to do. */
static bool open_turn(struct probe_tcp *t, int i, int64_t now_ms, const struct probe_tcp_news *news)
{
    const struct pollfd waits = {.fd = t->slot[i].fd, .events = POLLOUT};
    struct pollfd ready = waits;
    int code = 0;
    socklen_t size = sizeof(code);

    if (poll(&ready, 1, 0) == 0) {
        return now_ms >= t->slot[i].until_ms;
    }
    if (getsockopt(t->slot[i].fd, SOL_SOCKET, SO_ERROR, &code, &size) != 0 || code != 0) {
        return true;
    }
    news->opened(news->self, t->slot[i].ip, t->slot[i].port);
    t->slot[i].is_closing = true;
    t->slot[i].until_ms = now_ms + PROBE_TCP_CLOSING_MS;
    return shutdown(t->slot[i].fd, SHUT_WR) != 0;
}

static bool closing_turn(struct probe_tcp *t, int i, int64_t now_ms)
{
    char thrown_away[THROWN_AWAY];
    ssize_t n = recv(t->slot[i].fd, thrown_away, sizeof(thrown_away), MSG_DONTWAIT);

    if (n > 0) {
        return false;
    }
    return n == 0 || (errno != EAGAIN && errno != EINTR) || now_ms >= t->slot[i].until_ms;
}

void probe_tcp_turn(struct probe_tcp *t, int64_t now_ms, const struct probe_tcp_news *news)
{
    for (int i = 0; i < PROBE_TCP_MAX; i++) {
        if (t->slot[i].fd >= 0 &&
            (t->slot[i].is_closing ? closing_turn(t, i, now_ms) : open_turn(t, i, now_ms, news))) {
            close(t->slot[i].fd);
            t->slot[i].fd = -1;
            news->ended(news->self, t->slot[i].ip);
        }
    }
}
