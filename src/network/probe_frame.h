/*
 * The frames of an active question, made and read. Pure.
 *
 * Made are two, in their plainest form: an ARP request with our own address (RFC 826), and an ICMP
 * echo of the usual size (RFC 792). Read is what passes our interface, in and out: so the log of
 * what was sent is what the kernel handed to the wire, and not what we meant to send.
 */
#ifndef NETWORK_PROBE_FRAME_H
#define NETWORK_PROBE_FRAME_H

#include "network/probe_course.h"

#define PROBE_FRAME_MAX 128
#define PROBE_PORT_FIRST 61000 /* our own ports, above those the kernel draws from */
#define PROBE_PORT_LAST 61999

struct probe_self {
    uint8_t mac[6];
    uint32_t ip; /* host order */
    uint16_t id; /* of our echoes */
};

/* The bytes of the frame; 0 for a kind that is not sent as a frame of ours. */
size_t probe_frame_make(uint8_t out[PROBE_FRAME_MAX], const struct probe_self *self,
                        const struct course_ask *ask, uint16_t sequence);

struct probe_heard {
    enum probe_kind kind;
    uint32_t ip;      /* of the other machine */
    uint8_t mac[6];   /* of it; zero in a question to everybody */
    bool is_answer;   /* of a machine to ARP or an echo of ours (incoming) */
    const char *what; /* of what went out: "request", "reply", "echo", "syn", "getbulk", ... */
};

/*
 * Read frame[len] of an Ethernet interface. True for ARP with our address, for echoes with our
 * id, and for TCP and UDP of our ports; *out is only then written.
 */
bool probe_frame_read(struct probe_heard *out, const struct probe_self *self, const uint8_t *frame,
                      size_t len, bool is_outgoing);

#endif
