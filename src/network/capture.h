/*
 * Frames from an interface, as they come. The only file that knows libpcap.
 *
 * Opened while the process still has its rights; afterwards only the descriptor is used.
 */
#ifndef NETWORK_CAPTURE_H
#define NETWORK_CAPTURE_H

#include "network/packet.h"

#include "base/err.h"

#define CAPTURE_SNAP 2304         /* bytes kept of a frame: FLOW_KEPT and the headers before it */
#define CAPTURE_BUFFER (32 << 20) /* of the kernel: 0.25 s of 1 Gbit/s */

struct capture;

/*
 * Open interface iface, promiscuous, without any waiting in calls later.
 *
 * E_NOTFOUND  no such interface: MSG_CAPTURE_NO_INTERFACE
 * E_DENIED    not allowed to listen: MSG_CAPTURE_DENIED
 * E_IO, E_NOMEM
 */
MUST_CHECK enum status capture_open(struct capture **out, const char *iface, struct err *err);
void capture_close(struct capture **c); /* *c may be NULL */

int capture_fd(const struct capture *c); /* readable when frames are there */

/* Give up to budget waiting frames to take(self, frame), good during the call. *n: how many. E_IO:
   the interface went down or away. */
MUST_CHECK enum status capture_read(int *n, struct capture *c, int budget,
                                    void (*take)(void *self, const struct frame *frame), void *self,
                                    struct err *err);

/* Frames that came, and frames the kernel had no room for, since the beginning. E_IO. */
struct capture_count {
    uint64_t received, dropped;
};
MUST_CHECK enum status capture_count(struct capture_count *out, struct capture *c, struct err *err);

#endif
