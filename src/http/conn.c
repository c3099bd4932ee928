#include "http/conn.h"

#include "base/mem.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

static const uint8_t v4_mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

static void read_address(uint8_t out[16], const struct sockaddr *address)
{
    memset(out, 0, 16);
    if (address->sa_family == AF_INET) {
        memcpy(out, v4_mapped, sizeof(v4_mapped));
        memcpy(out + 12, &((const struct sockaddr_in *)(const void *)address)->sin_addr, 4);
    } else if (address->sa_family == AF_INET6) {
        memcpy(out, &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr, 16);
    }
}

/*
 * Only the sending and receiving ends here: the library still owns the socket, sees its end of
 * file in the next turn of the loop and closes it.
 */
static void cut(struct conn_table *t, struct conn *c)
{
    shutdown(c->fd, SHUT_RDWR);
    c->is_cut = true;
    t->evicted++;
}

bool conn_admit(struct conn_table *t, const struct sockaddr *address)
{
    uint8_t from[16];
    unsigned all = 0, same = 0;
    struct conn *oldest = NULL, *oldest_same = NULL;

    read_address(from, address);
    for (struct conn *c = t->first; c != NULL; c = c->next) {
        if (c->is_cut) {
            continue;
        }
        bool is_same = memcmp(c->address, from, sizeof(from)) == 0;

        all++;
        same += is_same;
        if (c->state == CONN_HEAD) {
            if (oldest == NULL || c->since_us < oldest->since_us) {
                oldest = c;
            }
            if (is_same && (oldest_same == NULL || c->since_us < oldest_same->since_us)) {
                oldest_same = c;
            }
        }
    }
    if (same >= t->limits.per_address) {
        oldest = oldest_same;
    } else if (all < t->limits.connections) {
        return true;
    }
    if (oldest == NULL) {
        return false;
    }
    cut(t, oldest);
    return true;
}

struct conn *conn_add(struct conn_table *t, int fd, const struct sockaddr *address, bool is_tls,
                      int64_t now_us)
{
    struct conn *c = mem_new(sizeof(*c));

    if (c == NULL) {
        return NULL;
    }
    *c = (struct conn){.prev = t->last, .fd = fd, .is_tls = is_tls, .since_us = now_us};
    read_address(c->address, address);
    if (memcmp(c->address, v4_mapped, sizeof(v4_mapped)) == 0) {
        inet_ntop(AF_INET, c->address + 12, c->peer, sizeof(c->peer));
    } else {
        inet_ntop(AF_INET6, c->address, c->peer, sizeof(c->peer));
    }
    if (t->last != NULL) {
        t->last->next = c;
    } else {
        t->first = c;
    }
    t->last = c;
    t->n++;
    return c;
}

void conn_remove(struct conn_table *t, struct conn *c)
{
    if (c->prev != NULL) {
        c->prev->next = c->next;
    } else {
        t->first = c->next;
    }
    if (c->next != NULL) {
        c->next->prev = c->prev;
    } else {
        t->last = c->prev;
    }
    t->n--;
    mem_free(c);
}

void conn_enter(struct conn *c, enum conn_state state, int64_t bytes, int64_t now_us)
{
    c->state = state;
    c->bytes = bytes;
    c->since_us = now_us;
}

static int64_t allowed_us(const struct conn_limits *limits, const struct conn *c)
{
    return c->state == CONN_HEAD ? limits->head_us
                                 : limits->grace_us + c->bytes * 1000000 / limits->bytes_per_s;
}

void conn_sweep(struct conn_table *t, int64_t now_us)
{
    for (struct conn *c = t->first; c != NULL; c = c->next) {
        if (!c->is_cut && now_us - c->since_us > allowed_us(&t->limits, c)) {
            cut(t, c);
        }
    }
}

unsigned conn_running(const struct conn_table *t)
{
    unsigned n = 0;

    for (const struct conn *c = t->first; c != NULL; c = c->next) {
        n += c->state != CONN_HEAD;
    }
    return n;
}
