#include "cli/prober_carry.h"

#include "base/file.h"
#include "base/hash.h"
#include "network/probe_frame.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

enum { PORTS = PROBE_PORT_LAST - PROBE_PORT_FIRST + 1, TRIES = 20 };

enum status prober_carry_open(struct prober_carry *c, const char *iface, struct err *err)
{
    const int on = 1;

    c->udp = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (c->udp < 0 ||
        setsockopt(c->udp, SOL_SOCKET, SO_BINDTODEVICE, iface, (socklen_t)strlen(iface)) != 0 ||
        setsockopt(c->udp, SOL_SOCKET, SO_DONTROUTE, &on, sizeof(on)) != 0) {
        return err_errno(err, errno, "prober: its UDP socket");
    }
    return OK;
}

bool prober_carry_bind(struct prober_carry *c, uint32_t self)
{
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(self)};
    uint16_t start;

    random_bytes(&start, sizeof(start));
    for (unsigned i = 0; i < TRIES; i++) {
        in.sin_port = htons((uint16_t)(PROBE_PORT_FIRST + (start + i) % PORTS));
        if (bind(c->udp, (const struct sockaddr *)&in, sizeof(in)) == 0) {
            return true;
        }
    }
    return false;
}

void prober_carry_close(struct prober_carry *c)
{
    file_close(&c->udp);
    file_close(&c->pair);
}

/* A reader that does not take it has given up already. */
static void tell(struct prober_carry *c, struct carry_message *m, enum carry_what what)
{
    m->what = what;
    m->run = c->run;
    (void)(send(c->pair, m, sizeof(*m), MSG_NOSIGNAL | MSG_DONTWAIT) > 0);
}

static void refuse(struct prober_carry *c, enum never_why why)
{
    c->waiting.why = (uint16_t)why;
    tell(c, &c->waiting, CARRY_REFUSED);
    c->waiting.len = 0;
}

static void take_orders(struct prober_carry *c, struct course *course)
{
    struct carry_message m;

    while (c->waiting.len == 0 &&
           recv(c->pair, &m, sizeof(m), MSG_DONTWAIT) == (ssize_t)sizeof(m)) {
        if (m.run != c->run) {
            continue;
        }
        if (m.what == CARRY_OVER) {
            course_read_all(course);
        } else if (m.what == CARRY_SEND && m.len > 0 && m.len <= SNMP_ASK_SIZE) {
            c->waiting = m;
            if (snmp_ask_word(m.byte, m.len, m.len) == NULL) {
                refuse(c, NEVER_PORT);
            }
        }
    }
}

static void take_answers(struct prober_carry *c)
{
    struct carry_message m;
    struct sockaddr_in from;
    socklen_t size = sizeof(from);
    ssize_t n;

    memset(&m, 0, sizeof(m));
    while ((n = recvfrom(c->udp, m.byte, sizeof(m.byte), MSG_DONTWAIT, (struct sockaddr *)&from,
                         &size)) >= 0) {
        if (n > 0 && ntohl(from.sin_addr.s_addr) == c->asked &&
            ntohs(from.sin_port) == SNMP_ASK_PORT) {
            m.ip = c->asked;
            m.len = (uint16_t)n;
            tell(c, &m, CARRY_ANSWER);
        }
        size = sizeof(from);
    }
}

void prober_carry_turn(struct prober_carry *c, struct course *course)
{
    if (c->pair < 0) {
        return;
    }
    take_answers(c);
    if (!prober_carry_is_waiting(c)) {
        take_orders(c, course);
    }
    if (!prober_carry_is_waiting(c)) {
        return;
    }
    if (course_has_read(course)) {
        refuse(c, NEVER_OUTSIDE);
    } else if (course_is_reading(course)) {
        const enum never_why why = course_carry(course, c->waiting.ip);

        if (why != NEVER_NOTHING) {
            refuse(c, why);
        }
    }
}

bool prober_carry_is_waiting(const struct prober_carry *c)
{
    return c->waiting.len > 0;
}

void prober_carry_send(struct prober_carry *c)
{
    const struct sockaddr_in to = {.sin_family = AF_INET,
                                   .sin_addr.s_addr = htonl(c->waiting.ip),
                                   .sin_port = htons(SNMP_ASK_PORT)};

    c->asked = c->waiting.ip;
    if (sendto(c->udp, c->waiting.byte, c->waiting.len, MSG_NOSIGNAL, (const struct sockaddr *)&to,
               sizeof(to)) != (ssize_t)c->waiting.len) {
        refuse(c, NEVER_STRANGER);
        return;
    }
    tell(c, &c->waiting, CARRY_SENT);
    c->waiting.len = 0;
}

void prober_carry_stop(struct prober_carry *c)
{
    struct carry_message m;

    if (c->pair >= 0) {
        memset(&m, 0, sizeof(m));
        tell(c, &m, CARRY_STOP);
    }
}
