/*
 * What flow decoders share: fixed beginnings, a flow seen from the other end, services.
 */
#ifndef NETWORK_LOOK_H
#define NETWORK_LOOK_H

#include "network/decode.h"

/*
 * How side stands to beginning[n]: LOOK_NO when its bytes differ, LOOK_MORE while they agree as far
 * as they go (also when there are none yet), LOOK_MINE when all of it is there.
 */
enum flow_look look_begins(const struct flow *flow, enum flow_side side, const void *beginning,
                           size_t n);
#define LOOK_BEGINS(flow, side, text) look_begins((flow), (side), (text), sizeof(text) - 1)

/* The same flow with client and server exchanged: a capture that began late may have them so. */
struct flow look_turned(const struct flow *flow);

/*
 * flow as it probably was where its beginning was not seen: the lower port is the server's. For
 * protocols in which the server speaks first or both say the same.
 */
struct flow look_late(const struct flow *flow);

/* Bytes of the new payload as it was on the wire, also where the capture cut it. */
size_t look_wire_len(const struct flow *flow);

/*
 * Tell that the server offers and the client uses protocol: "ssh tcp/22". The server is told of
 * only once it has sent something, the client likewise. grade is the proof of both sides; with one
 * silent side it is told a step lower (decode_tell_side).
 */
void look_tell_service(const struct flow *flow, struct fact_sink *sink, const char *from,
                       enum grade grade, const char *protocol);

#define LOOK_WORD_SIZE 40 /* bytes of a name inside a claim, with the closing 0 */

/* text[len] as a word of a claim, cut to LOOK_WORD_SIZE, white space around it left off. */
char *look_word(char word[LOOK_WORD_SIZE], const uint8_t *text, size_t len);

/* True when text[len] begins with word, ASCII letters alike. */
bool look_is_word(const uint8_t *text, size_t len, const char *word);

/* True when text stands somewhere in byte[len]. */
bool look_holds(const uint8_t *byte, size_t len, const char *text);

#endif
