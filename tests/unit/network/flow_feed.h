/*
 * Feeding a flow decoder with hand-laid bytes of both sides, and what it told as text: a line a
 * fact, "S service A ssh tcp/22": side, kind, grade (A certain, B likely, C suspected), claim.
 */
#ifndef FLOW_FEED_H
#define FLOW_FEED_H

#include "network/decode.h"
#include "t.h"

#include <stdio.h>

#define BYTES(text) (const uint8_t *)(text), sizeof(text) - 1
#define NO_BYTES (const uint8_t *)"", 0

struct feed_row {
    const char *what;
    const uint8_t *client;
    size_t client_len;
    const uint8_t *server;
    size_t server_len;
    enum flow_look want;
    const char *facts; /* all that is told of the whole */
};

struct feed {
    enum flow_look (*look)(const struct flow *flow, struct fact_sink *sink);
    uint8_t protocol; /* 6 or 17 */
    uint16_t server_port;
    bool late;         /* the beginning was not seen */
    bool turned;       /* client and server the wrong way round */
    bool server_first; /* the server speaks first */
    char facts[8192];
    size_t len;
};

enum { FEED_CLIENT_PORT = 50123 };

static void feed_take(void *self, const struct fact *fact)
{
    static const char grade[] = "ABC";
    struct feed *feed = self;
    char side = fact->ip.byte[15] == 1 ? 'C' : 'S';
    char line[FACT_CLAIM_SIZE + 64];

    assert_true(fact->kind < FACT_KINDS && fact->grade < GRADE_COUNT && fact->from != NULL);
    snprintf(line, sizeof(line), "%c %s %c %s\n", side, fact_kind_row[fact->kind].name,
             grade[fact->grade], fact->claim);
    if (strstr(feed->facts, line) == NULL) { /* the table folds what is told again */
        feed->len +=
            (size_t)snprintf(feed->facts + feed->len, sizeof(feed->facts) - feed->len, "%s", line);
        assert_true(feed->len < sizeof(feed->facts));
    }
}

/* One look at a flow of so many bytes of each side. */
static enum flow_look feed_look(struct feed *feed, const uint8_t *client, size_t client_len,
                                const uint8_t *server, size_t server_len, enum flow_side spoke)
{
    /* exact copies: the sanitizer sees a read past the end */
    uint8_t *copy[2] = {malloc(client_len + 1), malloc(server_len + 1)};
    enum flow_side c = feed->turned ? SIDE_SERVER : SIDE_CLIENT, s = (enum flow_side)(1 - (int)c);
    struct frame frame = {.at_us = 1, .number = 1};
    struct packet packet = {.frame = &frame,
                            .src = addr_ipv4(spoke == SIDE_CLIENT ? 0xc0000201 : 0xc0000202),
                            .payload_wire_len = spoke == SIDE_CLIENT ? client_len : server_len};
    struct flow flow = {.protocol = feed->protocol,
                        .began = !feed->late,
                        .spoke = spoke == SIDE_CLIENT ? c : s,
                        .packet = &packet};
    struct fact_sink sink = {feed_take, feed};

    assert_non_null(copy[0]);
    assert_non_null(copy[1]);
    flow.side[c].byte = memcpy(copy[0] + 1, client, client_len);
    flow.side[c].len = client_len;
    flow.side[c].payloads = client_len > 0;
    flow.side[c].port = FEED_CLIENT_PORT;
    flow.side[c].ip = addr_ipv4(0xc0000201);
    flow.side[s].byte = memcpy(copy[1] + 1, server, server_len);
    flow.side[s].len = server_len;
    flow.side[s].payloads = server_len > 0;
    flow.side[s].port = feed->server_port;
    flow.side[s].ip = addr_ipv4(0xc0000202);
    enum flow_look seen = feed->look(&flow, &sink);

    free(copy[0]);
    free(copy[1]);
    return seen;
}

static void feed_clear(struct feed *feed)
{
    feed->facts[0] = '\0';
    feed->len = 0;
}

/* Of any beginning of what is its own a decoder never says that it is not. */
static inline void feed_grow(struct feed *feed, const struct feed_row *row)
{
    const size_t *first = feed->server_first ? &row->server_len : &row->client_len;
    const size_t total = row->client_len + row->server_len;

    for (size_t n = 1; n <= total; n++) {
        size_t one = n < *first ? n : *first, two = n - one;
        size_t client = feed->server_first ? two : one, server = feed->server_first ? one : two;
        enum flow_side spoke = (n <= *first) == feed->server_first ? SIDE_SERVER : SIDE_CLIENT;
        enum flow_look seen = feed_look(feed, row->client, client, row->server, server, spoke);

        if (seen == LOOK_NO) {
            fail_msg("%s: not its own after %zu and %zu bytes", row->what, client, server);
        }
        if (seen == LOOK_DONE) {
            return;
        }
    }
}

static inline void feed_rows(struct feed *feed, const struct feed_row *row, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        feed_clear(feed);
        if (row[i].want != LOOK_NO && feed->protocol == 6) {
            feed_grow(feed, &row[i]);
            feed_clear(feed);
        }
        enum flow_side last =
            (row[i].server_len > 0) != feed->server_first ? SIDE_SERVER : SIDE_CLIENT;
        enum flow_look seen = feed_look(feed, row[i].client, row[i].client_len, row[i].server,
                                        row[i].server_len, last);

        if (seen != row[i].want || strcmp(feed->facts, row[i].facts) != 0) {
            fail_msg("%s: answered %d, want %d; told:\n%swant:\n%s", row[i].what, (int)seen,
                     (int)row[i].want, feed->facts, row[i].facts);
        }
    }
}
#define FEED_ROWS(feed, rows) feed_rows((feed), (rows), COUNT(rows))

#endif
