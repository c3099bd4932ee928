/*
 * The two raw sockets of an active question on one interface: one that sends, one that sees what
 * goes out and what comes in.
 */
#ifndef NETWORK_PROBE_WIRE_H
#define NETWORK_PROBE_WIRE_H

#include "base/err.h"
#include "network/probe_frame.h"

#define PROBE_WIRE_ADDRESSES_MAX 16

struct probe_wire {
    int talk, hear; /* -1: closed */
    char iface[16];
    uint8_t mac[6];
    uint32_t ip[PROBE_WIRE_ADDRESSES_MAX]; /* of the interface; host order */
    size_t n;
};
#define PROBE_WIRE_INIT        \
    {                          \
        .talk = -1, .hear = -1 \
    }

/* E_NOTFOUND: no such interface, or not Ethernet, or down; E_DENIED: no right to raw sockets. */
MUST_CHECK enum status probe_wire_open(struct probe_wire *out, const char *iface, struct err *err);
void probe_wire_close(struct probe_wire *w);

/* Which address of the interface lies between first and last; 0: none. */
uint32_t probe_wire_address(const struct probe_wire *w, uint32_t first, uint32_t last);

/* E_IO, E_BUSY. */
MUST_CHECK enum status probe_wire_send(const struct probe_wire *w, const uint8_t *frame, size_t len,
                                       struct err *err);

/* Hand over what waits, at most budget frames; false: something was lost before we saw it. */
bool probe_wire_read(const struct probe_wire *w, int budget,
                     void (*take)(void *self, const uint8_t *frame, size_t len, bool is_outgoing),
                     void *self);

#endif
