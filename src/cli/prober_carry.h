/*
 * Messages to SNMP agents, carried for the reader (cli/switch_reader.h) by the prober: from their
 * pair of sockets to a UDP socket and back. The reader waits until a message is on its way.
 */
#ifndef CLI_PROBER_CARRY_H
#define CLI_PROBER_CARRY_H

#include "network/probe_course.h"
#include "network/snmp_ask.h"

enum carry_what {
    CARRY_SEND, /* from the reader: byte[len] to ip */
    CARRY_OVER, /* from the reader: no more */
    CARRY_SENT,
    CARRY_REFUSED, /* it is not sent, and nothing to this ip will be: why */
    CARRY_ANSWER,  /* byte[len] from ip */
    CARRY_STOP     /* the run has ended */
};

struct carry_message {
    uint32_t what, run, ip;
    uint16_t len, why;
    uint8_t byte[SNMP_ASK_SIZE];
};

struct prober_carry {
    int pair, udp; /* -1: none */
    uint32_t run;
    struct carry_message waiting; /* len 0: none */
    uint32_t asked;               /* who may answer; host order */
};
#define PROBER_CARRY_INIT     \
    {                         \
        .pair = -1, .udp = -1 \
    }

/* Open the UDP socket, that reaches iface's own wire alone; pair is set already. E_IO. */
MUST_CHECK enum status prober_carry_open(struct prober_carry *c, const char *iface,
                                         struct err *err);
/* Take a port of ours at our address self. False: none is free. */
bool prober_carry_bind(struct prober_carry *c, uint32_t self);
void prober_carry_close(struct prober_carry *c);

/* Take what the reader wants, as far as the course takes it, and hand it what came in. */
void prober_carry_turn(struct prober_carry *c, struct course *course);
bool prober_carry_is_waiting(const struct prober_carry *c);

/* Send what waits: its turn has come. */
void prober_carry_send(struct prober_carry *c);

void prober_carry_stop(struct prober_carry *c); /* tell the reader that the run has ended */

#endif
