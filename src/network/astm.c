#include "network/astm.h"

#include "network/look.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static const char from[] = "astm";

enum { STX = 2, ETX = 3, ENQ = 5, ACK = 6, NAK = 0x15, ETB = 0x17 };
enum { AT_NUMBER = 1, AT_RECORD = 2, AT_SEPARATOR = 3, SENDER = 5, TAIL_SIZE = 5 };

/* STX, frame number, H, separator, the other three delimiters: the frame at byte, as far as it is
   there. */
static enum flow_look read_header(const uint8_t *byte, size_t len)
{
    static const size_t head = AT_SEPARATOR + 4;

    if ((len > 0 && byte[0] != STX) ||
        (len > AT_NUMBER && (byte[AT_NUMBER] < '0' || byte[AT_NUMBER] > '7')) ||
        (len > AT_RECORD && byte[AT_RECORD] != 'H') ||
        (len > AT_SEPARATOR && !ispunct(byte[AT_SEPARATOR]))) {
        return LOOK_NO;
    }
    if (len < head) {
        return LOOK_MORE;
    }
    for (size_t i = AT_SEPARATOR + 1; i < head; i++) {
        if (!ispunct(byte[i])) {
            return LOOK_NO;
        }
    }
    return LOOK_MINE;
}

static int hex_of(uint8_t c)
{
    return isdigit(c) ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/*
 * E1381, 6.3.1.2: the sum of frame number to ETX or ETB, two digits, CR, LF. LOOK_MORE: the frame
 * does not end yet.
 */
static enum flow_look check_sum(const uint8_t *byte, size_t len)
{
    unsigned sum = 0;

    for (size_t i = AT_NUMBER; i < len; i++) {
        sum += byte[i];
        if (byte[i] == ETX || byte[i] == ETB) {
            if (i + TAIL_SIZE > len) {
                return LOOK_MORE;
            }
            bool good = hex_of(byte[i + 1]) * 16 + hex_of(byte[i + 2]) == (int)(sum & 0xff) &&
                        byte[i + 3] == '\r' && byte[i + 4] == '\n';
            return good ? LOOK_MINE : LOOK_NO;
        }
    }
    return LOOK_MORE;
}

/* Field 5 of the header, only its first component: "XN-1000" of "XN-1000^00-21". */
static void tell_sender(const struct flow *flow, struct fact_sink *sink, enum flow_side side,
                        const uint8_t *byte, size_t len)
{
    uint8_t separator = byte[AT_SEPARATOR], component = byte[AT_SEPARATOR + 2];
    char word[LOOK_WORD_SIZE], claim[FACT_CLAIM_SIZE];
    size_t at = AT_SEPARATOR, end;

    for (int n = 1; n < SENDER && at < len; at++) {
        n += byte[at] == separator;
    }
    for (end = at;
         end < len && byte[end] != separator && byte[end] != component && byte[end] >= ' '; end++) {
    }
    snprintf(claim, sizeof(claim), "astm %s", look_word(word, byte + at, end - at));
    if (word[0] != '\0' && end < len) {
        decode_tell_side(sink, flow, side, from, FACT_MEDICAL, GRADE_CERTAIN, claim);
    }
}

/* The sender asks with ENQ and sends its frames; the other side says ACK. An analyser may be either
   side of the TCP connection. */
static enum flow_look look_sender(const struct flow *flow, struct fact_sink *sink,
                                  enum flow_side side)
{
    enum flow_side other = side == SIDE_CLIENT ? SIDE_SERVER : SIDE_CLIENT;
    const uint8_t *byte = flow->side[side].byte, *back = flow->side[other].byte;
    size_t len = flow->side[side].len, back_len = flow->side[other].len;
    bool asked = len > 0 && byte[0] == ENQ;

    if (back_len > 0 && back[0] != ACK && back[0] != NAK) {
        return LOOK_NO;
    }
    byte += asked;
    len -= asked;
    enum flow_look header = read_header(byte, len);

    if (header != LOOK_MINE) {
        return asked || len > 0 ? header : LOOK_NO;
    }
    enum flow_look sum = check_sum(byte, len);

    if (sum == LOOK_NO) {
        return LOOK_NO;
    }
    enum grade grade = sum == LOOK_MINE ? GRADE_CERTAIN : GRADE_LIKELY;

    look_tell_service(flow, sink, from, grade, "astm");
    decode_tell_side(sink, flow, side, from, FACT_MEDICAL, grade, "astm");
    if (sum == LOOK_MORE) {
        return LOOK_MINE;
    }
    tell_sender(flow, sink, side, byte, len);
    return back_len > 0 ? LOOK_DONE : LOOK_MINE;
}

enum flow_look astm_look(const struct flow *flow, struct fact_sink *sink)
{
    enum flow_look client = look_sender(flow, sink, SIDE_CLIENT);

    return client == LOOK_NO ? look_sender(flow, sink, SIDE_SERVER) : client;
}
