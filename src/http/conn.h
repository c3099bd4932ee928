/*
 * The open connections of a server: who may stay, and for how long.
 */
#ifndef HTTP_CONN_H
#define HTTP_CONN_H

#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#define CONN_PEER_SIZE 46 /* an IPv6 address as text, and the closing 0 */

enum conn_state {
    CONN_HEAD,  /* nothing, or not yet a complete head, since `since_us` */
    CONN_BODY,  /* its body is coming */
    CONN_ANSWER /* its answer is going out */
};

struct conn {
    struct conn *prev, *next;
    int fd;
    enum conn_state state;
    int64_t since_us; /* when it entered its state */
    int64_t bytes;    /* CONN_BODY: received; CONN_ANSWER: to be sent */
    bool is_cut;      /* shut down by us, not closed yet */
    bool is_tls;
    uint8_t address[16]; /* IPv4 as ::ffff:a.b.c.d */
    char peer[CONN_PEER_SIZE];
};

struct conn_limits {
    unsigned connections;
    unsigned per_address;
    int64_t head_us;
    int64_t grace_us;
    int64_t bytes_per_s;
};

struct conn_table {
    struct conn *first; /* oldest connection first */
    struct conn *last;
    unsigned n;
    uint64_t evicted;
    struct conn_limits limits;
};

/*
 * May one more come from this address? Where a limit is reached, the connection that has waited
 * longest for its head (of that address, or of all) is cut to make room; false if none waits.
 */
bool conn_admit(struct conn_table *t, const struct sockaddr *address);

/* A new connection in CONN_HEAD. NULL: no memory. */
struct conn *conn_add(struct conn_table *t, int fd, const struct sockaddr *address, bool is_tls,
                      int64_t now_us);
void conn_remove(struct conn_table *t, struct conn *c);

void conn_enter(struct conn *c, enum conn_state state, int64_t bytes, int64_t now_us);
void conn_sweep(struct conn_table *t, int64_t now_us); /* cut what is past its deadline */
unsigned conn_running(const struct conn_table *t);     /* in CONN_BODY or CONN_ANSWER */

#endif
