/*
 * The course of an active question: what to send next, and when. Pure: the time and the answers are
 * arguments, so that a test can live through hours in a moment.
 *
 * First every canary must answer. Then, as far as it is permitted, come the switches and routers
 * whose tables are read: by ARP, and then what a reader wants carried to them (course_carry()).
 * Then everybody is asked by ARP, and those who do not answer twice more; those who answered get an
 * ICMP echo, and one connection to each port of the short list. A canary is asked all the while,
 * and once more at the end: three questions without an answer stop everything. never_sends() judges
 * each packet once more, with the MAC that is known by then; an address that two MACs claim gets
 * nothing but ARP.
 */
#ifndef NETWORK_PROBE_COURSE_H
#define NETWORK_PROBE_COURSE_H

#include "network/probe_plan.h"

enum course_what {
    COURSE_ASK,  /* send step.ask now */
    COURSE_WAIT, /* nothing before step.until_ms, unless an answer comes */
    COURSE_DONE,
    COURSE_STOP /* step.ask.ip is a canary that does not answer */
};

struct course_ask {
    enum probe_kind kind;
    uint32_t ip;    /* host order */
    uint8_t mac[6]; /* zero: not known, ask everybody */
    uint16_t port;  /* of PROBE_TCP and PROBE_SNMP */
};

struct course_step {
    enum course_what what;
    struct course_ask ask;
    int64_t until_ms;
};

struct course; /* in the arena */

/* Whom to ask: target[n], of which canary[n_canaries] is left out; device[n_devices] of both. */
struct course_who {
    const uint32_t *target, *canary, *device;
    size_t n, n_canaries, n_devices;
};

/* never must outlive it. */
MUST_CHECK enum status course_open(struct course **out, const struct never *never, unsigned kinds,
                                   const struct course_who *who, struct arena *a, struct err *err);

/* now_ms never goes back. After COURSE_ASK the question counts as sent. */
void course_next(struct course_step *out, struct course *c, int64_t now_ms);

/* ip answered, by ARP from mac, or an echo. False: nobody asked for it. */
bool course_answer(struct course *c, enum probe_kind kind, uint32_t ip, const uint8_t mac[6]);

/*
 * A message to the SNMP agent of ip waits; it is sent with the COURSE_ASK that follows. One at a
 * time. NEVER_NOTHING, or why it is not sent: ip is no device of the course (NEVER_OUTSIDE), it
 * does not answer ARP (NEVER_STRANGER), or never_sends().
 */
enum never_why course_carry(struct course *c, uint32_t ip);
bool course_is_reading(const struct course *c); /* messages are taken now */
bool course_has_read(const struct course *c);   /* no message is taken any more */
void course_read_all(struct course *c);         /* the reader has no more messages */

/* The connection to ip has ended, however it did. */
void course_closed(struct course *c, uint32_t ip);

bool course_knows(const struct course *c, uint32_t ip); /* a target, or a canary */

/* How far it is: questions asked, and how many there will be as far as one knows now. */
void course_progress(const struct course *c, int64_t *done, int64_t *total);

#endif
