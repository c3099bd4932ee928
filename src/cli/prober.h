/*
 * The prober: a process that asks the machines of one network, at a pace, with two raw sockets on
 * one interface, no files and no database; and how it is told what to do.
 *
 * Between it and who drives it (cli/probe_run.h) stands a pair of sockets that keep messages whole.
 * A switch's tables are read by a process beside it (cli/switch_reader.h), which has no line to the
 * network: what it wants to ask is carried by the prober, judged, paced and logged like all else.
 *
 * Sizes of what it is told are checked, the rates, the ports and the forms of packets are its own,
 * and each packet is judged once more by never_sends() before it goes out. It tells of every packet
 * that its interface has sent. When it hears nothing from its driver for PROBER_PATIENCE_MS it
 * stops.
 */
#ifndef CLI_PROBER_H
#define CLI_PROBER_H

#include "network/probe_frame.h"

#include "base/err.h"

#define PROBER_KEEP_MS 500       /* the driver says this often that it lives */
#define PROBER_PATIENCE_MS 15000 /* without a word */

/* Three pairs of sockets: driver and prober, driver and reader, prober and reader. */
struct prober_link {
    const char *iface;   /* NULL: no prober */
    const char *secrets; /* file of the reader's secrets; NULL: no reader, and no socket of it */
    int from_driver;     /* the prober's end */
    int from_prober;     /* the driver's end */
    int reader_driver;   /* the reader's end */
    int from_reader;     /* the driver's end */
    int carry_prober;    /* the prober's end */
    int carry_reader;    /* the reader's end */
};
#define PROBER_LINK_NONE     \
    ((struct prober_link){   \
        .from_driver = -1,   \
        .from_prober = -1,   \
        .reader_driver = -1, \
        .from_reader = -1,   \
        .carry_prober = -1,  \
        .carry_reader = -1,  \
    })

/*
 * Try that iface can be sent on and that the file of secrets (NULL: none) can be read, and make the
 * pairs. E_NOTFOUND, E_DENIED, E_INVALID, E_IO.
 */
MUST_CHECK enum status prober_link_open(struct prober_link *out, const char *iface,
                                        const char *secrets, struct err *err);
void prober_link_close(struct prober_link *link);
void prober_link_drive(struct prober_link *link); /* close all but the driver's ends */

/* In a child: fd[n] become the descriptors 3, 4, ... in this order (-1: left out), and everything
   else but the first three is closed. E_IO. */
MUST_CHECK enum status prober_link_keep(int *const fd[], size_t n, struct err *err);

/* A role for proc/supervise, or a child: does one run, then ends. self is the link. */
int prober_run(void *self, int index);

enum prober_what {
    /* to the prober: BEGIN, then so many RANGE, MAC, TARGET, CANARY and DEVICE, then GO */
    PROBER_BEGIN, /* kinds, ip .. last, bits, until_ms */
    PROBER_RANGE, /* ip .. last, why */
    PROBER_MAC,   /* mac, bits, why */
    PROBER_TARGET,
    PROBER_CANARY,
    PROBER_DEVICE, /* a switch whose tables are read */
    PROBER_GO,
    PROBER_KEEP,
    PROBER_STOP,
    /* from the prober */
    PROBER_SENT,   /* kind, ip, note, at_us */
    PROBER_ANSWER, /* kind, ip, mac, port, at_us */
    PROBER_STEP,   /* done of total */
    PROBER_END     /* end */
};

enum prober_end {
    PROBER_DONE,
    PROBER_STOPPED,    /* it was told to */
    PROBER_OVER,       /* the hours of the permission have ended */
    PROBER_CANARY_OUT, /* ip does not answer */
    PROBER_NO_ADDRESS, /* the interface has none in the network */
    PROBER_LOST,       /* packets went out that it did not see: the log would not be whole */
    PROBER_REFUSED,    /* an order that makes no sense, or a driver that fell silent */
    PROBER_BROKEN,     /* the interface failed */
    PROBER_ENDS
};

struct prober_message {
    uint32_t what;
    uint32_t run; /* drawn by the driver; both sides pass over messages of other runs */
    uint32_t kind, kinds;
    uint32_t ip, last;
    uint8_t mac[6];
    uint8_t bits, why;
    uint16_t port;
    uint16_t end;
    char note[8]; /* PROBER_SENT: "request", "syn", ... */
    int64_t at_us, until_ms;
    int64_t done, total;
};

#endif
