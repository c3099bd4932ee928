#include "network/look.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { IP_TCP = 6 };

enum flow_look look_begins(const struct flow *flow, enum flow_side side, const void *beginning,
                           size_t n)
{
    size_t len = flow->side[side].len;
    size_t have = len < n ? len : n;

    if (have > 0 && memcmp(flow->side[side].byte, beginning, have) != 0) {
        return LOOK_NO;
    }
    return have == n ? LOOK_MINE : LOOK_MORE;
}

struct flow look_turned(const struct flow *flow)
{
    struct flow turned = *flow;

    turned.side[SIDE_CLIENT] = flow->side[SIDE_SERVER];
    turned.side[SIDE_SERVER] = flow->side[SIDE_CLIENT];
    turned.spoke = flow->spoke == SIDE_CLIENT ? SIDE_SERVER : SIDE_CLIENT;
    return turned;
}

struct flow look_late(const struct flow *flow)
{
    bool swapped = !flow->began && flow->side[SIDE_CLIENT].port < flow->side[SIDE_SERVER].port;
    return swapped ? look_turned(flow) : *flow;
}

size_t look_wire_len(const struct flow *flow)
{
    return flow->packet->payload_wire_len;
}

void look_tell_service(const struct flow *flow, struct fact_sink *sink, const char *from,
                       enum grade grade, const char *protocol)
{
    char claim[FACT_CLAIM_SIZE];

    snprintf(claim, sizeof(claim), "%s %s/%u", protocol, flow->protocol == IP_TCP ? "tcp" : "udp",
             flow->side[SIDE_SERVER].port);
    if (flow->side[SIDE_SERVER].payloads > 0) {
        decode_tell_side(sink, flow, SIDE_SERVER, from, FACT_SERVICE, grade, claim);
    }
    if (flow->side[SIDE_CLIENT].payloads > 0) {
        decode_tell_side(sink, flow, SIDE_CLIENT, from, FACT_CLIENT, grade, claim);
    }
}

char *look_word(char word[LOOK_WORD_SIZE], const uint8_t *text, size_t len)
{
    char claim[FACT_CLAIM_SIZE];

    while (len > 0 && *text == ' ') {
        text++;
        len--;
    }
    while (len > 0 && (text[len - 1] == ' ' || text[len - 1] == '\0')) {
        len--;
    }
    return text_cut(word, LOOK_WORD_SIZE, fact_claim(claim, text, len));
}

bool look_is_word(const uint8_t *text, size_t len, const char *word)
{
    size_t n = strlen(word);

    return len >= n && strncasecmp((const char *)text, word, n) == 0;
}

bool look_holds(const uint8_t *byte, size_t len, const char *text)
{
    return len > 0 && memmem(byte, len, text, strlen(text)) != NULL;
}
