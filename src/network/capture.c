#include "network/capture.h"

#include "base/fault.h"
#include "base/mem.h"

#include <pcap/pcap.h>

enum { GATHER_MS = 100 /* the kernel hands frames over at least this often */ };

struct capture {
    pcap_t *pcap;
    int link;
    uint64_t number;
    struct capture_count count;
    uint32_t last_received, last_dropped; /* the kernel's counters wrap at 32 bits */
    void (*take)(void *self, const struct frame *frame);
    void *self;
};

static enum status refused(int code, pcap_t *p, const char *iface, struct err *err)
{
    switch (code) {
    case PCAP_ERROR_NO_SUCH_DEVICE:
    case PCAP_ERROR_IFACE_NOT_UP:
        return err_say(err, E_NOTFOUND, MSG_CAPTURE_NO_INTERFACE, iface);
    case PCAP_ERROR_PERM_DENIED:
    case PCAP_ERROR_PROMISC_PERM_DENIED:
        return err_say(err, E_DENIED, MSG_CAPTURE_DENIED, iface);
    default:
        return err_set(err, E_IO, "capture on %s: %s", iface, pcap_geterr(p));
    }
}

static enum status activate(pcap_t *p, const char *iface, struct err *err)
{
    char why[PCAP_ERRBUF_SIZE];

    pcap_set_snaplen(p, CAPTURE_SNAP);
    pcap_set_promisc(p, 1);
    pcap_set_timeout(p, GATHER_MS);
    pcap_set_buffer_size(p, CAPTURE_BUFFER);
    int code = pcap_activate(p);

    if (code < 0) {
        return refused(code, p, iface, err);
    }
    if (pcap_setnonblock(p, 1, why) != 0) {
        return err_set(err, E_IO, "capture on %s: %s", iface, why);
    }
    return OK;
}

enum status capture_open(struct capture **out, const char *iface, struct err *err)
{
    char why[PCAP_ERRBUF_SIZE] = "";
    struct capture *c = mem_new(sizeof(*c));

    if (c == NULL) {
        return err_set(err, E_NOMEM, "capture");
    }
    c->pcap = fault_hit(FAULT_IO) ? NULL : pcap_create(iface, why);
    enum status st = c->pcap != NULL ? activate(c->pcap, iface, err)
                                     : err_set(err, E_IO, "capture on %s: %s", iface, why);
    if (st != OK) {
        capture_close(&c);
        return st;
    }
    c->link = pcap_datalink(c->pcap);
    *out = c;
    return OK;
}

void capture_close(struct capture **c)
{
    if (*c != NULL) {
        if ((*c)->pcap != NULL) {
            pcap_close((*c)->pcap);
        }
        mem_free(*c);
        *c = NULL;
    }
}

int capture_fd(const struct capture *c)
{
    return pcap_get_selectable_fd(c->pcap);
}

static void one(u_char *self, const struct pcap_pkthdr *head, const u_char *byte)
{
    struct capture *c = (struct capture *)(void *)self;
    struct frame f = {
        .byte = byte,
        .len = head->caplen,
        .wire_len = head->len,
        .link = c->link,
        .at_us = (int64_t)head->ts.tv_sec * 1000000 + head->ts.tv_usec,
        .number = ++c->number,
    };

    c->take(c->self, &f);
}

enum status capture_read(int *n, struct capture *c, int budget,
                         void (*take)(void *self, const struct frame *frame), void *self,
                         struct err *err)
{
    c->take = take;
    c->self = self;
    int got = pcap_dispatch(c->pcap, budget, one, (u_char *)c);

    if (got < 0) {
        return err_set(err, E_IO, "capture: %s", pcap_geterr(c->pcap));
    }
    *n = got;
    return OK;
}

enum status capture_count(struct capture_count *out, struct capture *c, struct err *err)
{
    struct pcap_stat now;

    if (pcap_stats(c->pcap, &now) != 0) {
        return err_set(err, E_IO, "capture: %s", pcap_geterr(c->pcap));
    }
    c->count.received += now.ps_recv - c->last_received;
    c->count.dropped += now.ps_drop - c->last_dropped;
    c->last_received = now.ps_recv;
    c->last_dropped = now.ps_drop;
    *out = c->count;
    return OK;
}
