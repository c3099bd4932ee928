#include "network/hl7.h"

#include "network/look.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static const char from[] = "hl7";

enum { BLOCK_START = 0x0b, BLOCK_END = 0x1c, SEGMENT_END = '\r', SEGMENT_MAX = 1024 };
enum { AT_MSH = 1, AT_SEPARATOR = 4, FIELDS = 13 };

/* MSH-n by its number; fields that nobody asks for are stepped over. */
enum { SENDER = 3, TYPE = 9, VERSION = 12 };

struct msh {
    struct {
        const uint8_t *text;
        size_t len;
    } field[FIELDS];
};

/* The MSH segment of a block. LOOK_MORE: it does not end yet. */
static enum flow_look read_msh(struct msh *out, const uint8_t *byte, size_t len)
{
    static const uint8_t head[] = {BLOCK_START, 'M', 'S', 'H'};
    size_t have = len < sizeof(head) ? len : sizeof(head);

    if (have > 0 && memcmp(byte, head, have) != 0) {
        return LOOK_NO;
    }
    if (len <= AT_SEPARATOR) {
        return LOOK_MORE;
    }
    uint8_t separator = byte[AT_SEPARATOR];
    size_t end = AT_SEPARATOR;

    if (isalnum(separator) || separator < ' ') {
        return LOOK_NO;
    }
    while (end < len && byte[end] != SEGMENT_END && byte[end] != BLOCK_END) {
        end++;
    }
    if (end == len) {
        return len < SEGMENT_MAX ? LOOK_MORE : LOOK_NO;
    }
    size_t at = AT_SEPARATOR + 1;

    for (int n = 2; n < FIELDS; n++) { /* MSH-1 is the separator */
        size_t begin = at;

        while (at < end && byte[at] != separator) {
            at++;
        }
        out->field[n].text = byte + begin;
        out->field[n].len = at - begin;
        at += at < end;
    }
    return LOOK_MINE;
}

/* "hl7 LAB@HOSPITAL" */
static void tell_application(const struct flow *flow, struct fact_sink *sink, enum flow_side side,
                             const struct msh *msh, int name)
{
    char application[LOOK_WORD_SIZE], place[LOOK_WORD_SIZE], claim[FACT_CLAIM_SIZE];

    look_word(application, msh->field[name].text, msh->field[name].len);
    look_word(place, msh->field[name + 1].text, msh->field[name + 1].len);
    if (application[0] != '\0') {
        snprintf(claim, sizeof(claim), "hl7 %s%s%s", application, place[0] != '\0' ? "@" : "",
                 place);
        decode_tell_side(sink, flow, side, from, FACT_MEDICAL, GRADE_CERTAIN, claim);
    } else {
        decode_tell_side(sink, flow, side, from, FACT_MEDICAL, GRADE_CERTAIN, "hl7");
    }
}

/* "hl7 ORU^R01 2.5" */
static void tell_type(const struct flow *flow, struct fact_sink *sink, const struct msh *msh)
{
    char type[LOOK_WORD_SIZE], version[LOOK_WORD_SIZE], claim[FACT_CLAIM_SIZE];

    look_word(type, msh->field[TYPE].text, msh->field[TYPE].len);
    look_word(version, msh->field[VERSION].text, msh->field[VERSION].len);
    snprintf(claim, sizeof(claim), "hl7 %s %s", type, version);
    decode_tell_side(sink, flow, SIDE_CLIENT, from, FACT_CLIENT, GRADE_CERTAIN, claim);
}

static enum flow_look look_placed(const struct flow *flow, struct fact_sink *sink)
{
    struct msh asked = {0}, answered = {0};
    enum flow_look client =
        read_msh(&asked, flow->side[SIDE_CLIENT].byte, flow->side[SIDE_CLIENT].len);
    enum flow_look server =
        read_msh(&answered, flow->side[SIDE_SERVER].byte, flow->side[SIDE_SERVER].len);

    if (client != LOOK_MINE || server == LOOK_NO) {
        return client == LOOK_MINE || server == LOOK_NO ? LOOK_NO : client;
    }
    look_tell_service(flow, sink, from, GRADE_CERTAIN, "hl7");
    tell_application(flow, sink, SIDE_CLIENT, &asked, SENDER);
    tell_type(flow, sink, &asked);
    if (server != LOOK_MINE) {
        return LOOK_MINE;
    }
    tell_application(flow, sink, SIDE_SERVER, &answered, SENDER);
    return LOOK_DONE;
}

/* MSA, the answer's second segment, tells who answers when the beginning was not seen. */
static bool is_answer(const uint8_t *byte, size_t len)
{
    const uint8_t *end = len > AT_SEPARATOR ? memchr(byte, SEGMENT_END, len) : NULL;

    return end != NULL && look_is_word(end + 1, len - (size_t)(end + 1 - byte), "MSA");
}

enum flow_look hl7_look(const struct flow *flow, struct fact_sink *sink)
{
    if (!flow->began && is_answer(flow->side[SIDE_CLIENT].byte, flow->side[SIDE_CLIENT].len)) {
        struct flow turned = look_turned(flow);
        return look_placed(&turned, sink);
    }
    return look_placed(flow, sink);
}
