/*
 * Talking SNMP with one switch, by net-snmp (the only file that includes it), of which only the
 * making and reading of messages is used: no configuration, no MIB files, no state on disk, no
 * sockets. Bytes travel through a carrier. Only GET and GETBULK are ever made.
 */
#ifndef NETWORK_SWITCH_TALK_H
#define NETWORK_SWITCH_TALK_H

#include "network/snmp_credential.h"
#include "network/switch_read.h"

#define SWITCH_TALK_REPEAT 10        /* rows asked for at once (max-repetitions) */
#define SWITCH_TALK_PATIENCE_MS 3000 /* for an answer; then it is asked once more */

struct switch_carrier {
    int fd; /* readable when an answer waits; below FD_SETSIZE */
    /* Send byte[len]; returns once it is on its way. False: it is not sent, and nothing will be. */
    bool (*send)(void *self, const uint8_t *byte, size_t len);
    /* An answer that waits, into byte[size]: its length; 0: none after all. */
    size_t (*take)(void *self, uint8_t *byte, size_t size);
    void *self;
};

/* Bring net-snmp up, once in a process, with the rights of the process gone already. */
void switch_talk_begin(void);

struct switch_talk; /* in the arena */

/*
 * carrier must outlive it. For v3 the device is asked for its engine (two messages).
 * E_NOTFOUND: no answer; E_DENIED; E_IO: the carrier sends nothing; E_INVALID, E_NOMEM
 */
MUST_CHECK enum status switch_talk_open(struct switch_talk **out,
                                        const struct snmp_credential *credential,
                                        const struct switch_carrier *carrier, struct arena *a,
                                        struct err *err);
void switch_talk_close(struct switch_talk **s); /* for CLEANUP */

/* What the device says of itself, "" where it says nothing. */
struct switch_system {
    char description[FACT_CLAIM_SIZE], name[FACT_CLAIM_SIZE];
};
/* E_NOTFOUND: no answer in time; E_DENIED: name or password is wrong; E_IO, E_INVALID, E_NOMEM */
MUST_CHECK enum status switch_talk_system(struct switch_system *out, struct switch_talk *s,
                                          struct err *err);

/* Ask for the rows behind `after` and hand them to r, which is then told that the answer ends. The
   same errors. */
MUST_CHECK enum status switch_talk_rows(struct switch_read *r, struct switch_talk *s,
                                        const struct switch_oid *after, struct err *err);

#endif
