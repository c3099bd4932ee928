/*
 * What was told of a packet, as text: a line a fact, "address A 02:00:00:00:00:01 192.0.2.1 " -
 * kind, grade (A certain, B likely, C suspected), MAC, address, claim; "-" where there is none.
 */
#ifndef TOLD_H
#define TOLD_H

#include "lay.h"
#include "network/decode.h"
#include "t.h"

#include <stdio.h>

struct told {
    char text[16384];
    size_t len;
};

static inline void told_take(void *self, const struct fact *f)
{
    struct told *t = self;
    char mac[MAC_TEXT_SIZE], ip[ADDR_TEXT_SIZE];

    assert_true(f->kind < FACT_KINDS && f->grade < GRADE_COUNT && f->from != NULL);
    mac_text(mac, f->mac);
    addr_text(ip, &f->ip);
    t->len +=
        (size_t)snprintf(t->text + t->len, sizeof(t->text) - t->len, "%s %c %s %s %s\n",
                         fact_kind_row[f->kind].name, "ABC"[f->grade], mac[0] == '\0' ? "-" : mac,
                         ip[0] == '\0' ? "-" : ip, f->claim[0] == '\0' ? "-" : f->claim);
    assert_true(t->len < sizeof(t->text));
}

/* Decode frame alone, from an exact copy (a read past its end is seen by the sanitizer), and every
   cut of it, which may tell less and must not do harm. */
static inline void told_of(struct told *t,
                           void (*decode)(const struct packet *, struct fact_sink *),
                           const struct frame *frame)
{
    struct told passing = {.len = 0};

    for (uint32_t len = 0; len <= frame->len; len++) {
        uint8_t *copy = malloc(len + 1);
        struct frame cut = *frame;
        struct packet p;
        bool whole = len == frame->len;
        struct fact_sink sink = {told_take, whole ? t : &passing};

        assert_non_null(copy);
        cut.byte = memcpy(copy + 1, frame->byte, len);
        cut.len = len;
        passing.len = 0;
        if (packet_read(&p, &cut) && (p.payload != NULL || p.ip_version == 0)) {
            decode(&p, &sink);
        }
        free(copy);
    }
}

static inline void told_expect(const char *what,
                               void (*decode)(const struct packet *, struct fact_sink *),
                               const struct frame *frame, const char *want)
{
    struct told t = {.len = 0};

    told_of(&t, decode, frame);
    if (strcmp(t.text, want) != 0) {
        fail_msg("%s: told:\n%swant:\n%s", what, t.text, want);
    }
}

#define M1 "02:00:00:00:00:01" /* who sends in frames of lay.h */
#define IP1 "192.0.2.1"

#endif
