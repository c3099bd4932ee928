/*
 * Plain TCP connections to see whether a port answers: opened by the kernel, closed in order.
 *
 * One SYN, never repeated: a connection that is not there after PROBE_TCP_PATIENCE_MS is given up
 * before the kernel would ask again. One that opens is closed from our side at once (FIN); what the
 * other says until it closes too is thrown away unread, so that no RST is sent. Not a byte of
 * content is sent.
 */
#ifndef NETWORK_PROBE_TCP_H
#define NETWORK_PROBE_TCP_H

#include "base/err.h"

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

#define PROBE_TCP_MAX 16           /* open at once; one a machine */
#define PROBE_TCP_PATIENCE_MS 900  /* the kernel repeats a SYN after 1,000 */
#define PROBE_TCP_CLOSING_MS 10000 /* for the other side to close, too */

struct probe_tcp {
    struct {
        int fd; /* -1: free */
        uint32_t ip;
        uint16_t port;
        bool is_closing;
        int64_t until_ms;
    } slot[PROBE_TCP_MAX];
    uint16_t next_port; /* our own */
    const char *iface;
    uint32_t self; /* our address */
};

void probe_tcp_open(struct probe_tcp *t, const char *iface, uint32_t self);
void probe_tcp_close(struct probe_tcp *t);

/* False: all slots are taken, or the kernel refuses. */
bool probe_tcp_connect(struct probe_tcp *t, uint32_t ip, uint16_t port, int64_t now_ms);

/* The descriptors to wait for, PROBE_TCP_MAX of them; -1 where there is none. */
void probe_tcp_poll(const struct probe_tcp *t, struct pollfd *out);

/* What became of one connection: opened once, then ended; or ended at once. */
struct probe_tcp_news {
    void (*opened)(void *self, uint32_t ip, uint16_t port);
    void (*ended)(void *self, uint32_t ip);
    void *self;
};
void probe_tcp_turn(struct probe_tcp *t, int64_t now_ms, const struct probe_tcp_news *news);

#endif
