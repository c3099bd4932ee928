#include "network/probe_wire.h"

#include "base/file.h"

#include <arpa/inet.h>
#include <errno.h>
#include <ifaddrs.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { HEAR_BUFFER = 4 << 20, SEEN = 128 /* bytes of a frame */ };

/* ARP; IPv4 with ICMP, or with TCP or UDP from or to one of our ports. Everything else stays
   outside. */
static const struct sock_filter only_ours[] = {
    BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 12),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETH_P_ARP, 13, 0),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETH_P_IP, 0, 11),
    BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 23),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 1, 10, 0),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 6, 1, 0),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 17, 0, 7),
    BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 14),
    BPF_STMT(BPF_LD | BPF_H | BPF_IND, 14), /* from */
    BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, PROBE_PORT_FIRST, 0, 1),
    BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, PROBE_PORT_LAST, 0, 4),
    BPF_STMT(BPF_LD | BPF_H | BPF_IND, 16), /* to */
    BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, PROBE_PORT_FIRST, 0, 1),
    BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, PROBE_PORT_LAST, 0, 1),
    BPF_STMT(BPF_RET | BPF_K, 0),
    BPF_STMT(BPF_RET | BPF_K, SEEN),
};

static enum status refused(const char *iface, struct err *err)
{
    const int code = errno;

    if (code == EPERM || code == EACCES) {
        return err_say(err, E_DENIED, MSG_PROBE_DENIED, iface);
    }
    return code == ENODEV || code == ENXIO
               ? err_say(err, E_NOTFOUND, MSG_CAPTURE_NO_INTERFACE, iface)
               : err_errno(err, code, "raw socket on %s", iface);
}

/* Bound to nothing else but this interface; a protocol of 0 hears nothing. */
static enum status open_one(int *out, const char *iface, int protocol, struct err *err)
{
    const struct sockaddr_ll at = {.sll_family = AF_PACKET,
                                   .sll_protocol = htons((uint16_t)protocol),
                                   .sll_ifindex = (int)if_nametoindex(iface)};

    if (at.sll_ifindex == 0) {
        errno = ENODEV;
        return refused(iface, err);
    }
    *out = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (*out < 0 || bind(*out, (const struct sockaddr *)&at, sizeof(at)) != 0) {
        return refused(iface, err);
    }
    return OK;
}

static enum status read_mac(struct probe_wire *w, struct err *err)
{
    struct ifreq rq = {0};

    snprintf(rq.ifr_name, sizeof(rq.ifr_name), "%s", w->iface);
    if (ioctl(w->talk, SIOCGIFHWADDR, &rq) != 0) {
        return refused(w->iface, err);
    }
    if (rq.ifr_hwaddr.sa_family != ARPHRD_ETHER) {
        return err_say(err, E_NOTFOUND, MSG_CAPTURE_NO_INTERFACE, w->iface);
    }
    memcpy(w->mac, rq.ifr_hwaddr.sa_data, sizeof(w->mac));
    return OK;
}

static enum status read_addresses(struct probe_wire *w, struct err *err)
{
    struct ifaddrs *list;

    if (getifaddrs(&list) != 0) {
        return err_errno(err, errno, "addresses of %s", w->iface);
    }
    for (const struct ifaddrs *i = list; i != NULL; i = i->ifa_next) {
        if (i->ifa_addr != NULL && i->ifa_addr->sa_family == AF_INET &&
            strcmp(i->ifa_name, w->iface) == 0 && w->n < PROBE_WIRE_ADDRESSES_MAX) {
            struct sockaddr_in in;

            memcpy(&in, i->ifa_addr, sizeof(in));
            w->ip[w->n++] = ntohl(in.sin_addr.s_addr);
        }
    }
    freeifaddrs(list);
    return OK;
}

enum status probe_wire_open(struct probe_wire *out, const char *iface, struct err *err)
{
    struct sock_filter program[COUNT(only_ours)];
    const struct sock_fprog filter = {.len = COUNT(program), .filter = program};
    const int size = HEAR_BUFFER;
    struct probe_wire w = PROBE_WIRE_INIT;

    memcpy(program, only_ours, sizeof(program));
    snprintf(w.iface, sizeof(w.iface), "%s", iface);
    enum status st = open_one(&w.talk, iface, 0, err);

    if (st == OK) {
        st = open_one(&w.hear, iface, 0, err); /* deaf until its filter stands */
    }
    if (st == OK &&
        setsockopt(w.hear, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof(filter)) != 0) {
        st = err_errno(err, errno, "filter on %s", iface);
    }
    if (st == OK) {
        const struct sockaddr_ll all = {.sll_family = AF_PACKET,
                                        .sll_protocol = htons(ETH_P_ALL),
                                        .sll_ifindex = (int)if_nametoindex(iface)};

        (void)setsockopt(w.hear, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
        if (bind(w.hear, (const struct sockaddr *)&all, sizeof(all)) != 0) {
            st = refused(iface, err);
        }
    }
    if (st == OK) {
        st = read_mac(&w, err);
    }
    if (st == OK) {
        st = read_addresses(&w, err);
    }
    if (st != OK) {
        probe_wire_close(&w);
        return st;
    }
    *out = w;
    return OK;
}

void probe_wire_close(struct probe_wire *w)
{
    file_close(&w->talk);
    file_close(&w->hear);
}

uint32_t probe_wire_address(const struct probe_wire *w, uint32_t first, uint32_t last)
{
    for (size_t i = 0; i < w->n; i++) {
        if (w->ip[i] >= first && w->ip[i] <= last) {
            return w->ip[i];
        }
    }
    return 0;
}

enum status probe_wire_send(const struct probe_wire *w, const uint8_t *frame, size_t len,
                            struct err *err)
{
    if (send(w->talk, frame, len, MSG_NOSIGNAL) != (ssize_t)len) {
        return err_errno(err, errno, "sending on %s", w->iface);
    }
    return OK;
}

bool probe_wire_read(const struct probe_wire *w, int budget,
                     void (*take)(void *self, const uint8_t *frame, size_t len, bool is_outgoing),
                     void *self)
{
    struct tpacket_stats lost = {0};
    socklen_t size = sizeof(lost);
    uint8_t frame[SEEN];

    for (int i = 0; i < budget; i++) {
        struct sockaddr_ll from;
        socklen_t from_size = sizeof(from);
        ssize_t n = recvfrom(w->hear, frame, sizeof(frame), MSG_DONTWAIT, (struct sockaddr *)&from,
                             &from_size);

        if (n < 0) {
            break;
        }
        take(self, frame, (size_t)n, from.sll_pkttype == PACKET_OUTGOING);
    }
    return getsockopt(w->hear, SOL_PACKET, PACKET_STATISTICS, &lost, &size) != 0 ||
           lost.tp_drops == 0;
}
