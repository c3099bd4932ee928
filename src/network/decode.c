#include "network/decode.h"

#include <string.h>

static void put_claim(struct fact *fact, const char *claim)
{
    fact_claim(fact->claim, (const uint8_t *)claim, strlen(claim));
}

void decode_tell(struct fact_sink *sink, const struct packet *packet, const char *from,
                 enum fact_kind kind, enum grade grade, const char *claim)
{
    struct fact fact = {
        .kind = kind,
        .grade = grade,
        .from = from,
        .vlan = packet->vlan,
        .ip = packet->src,
        .peer = packet->dst,
        .at_us = packet->frame->at_us,
        .frame = packet->frame->number,
    };

    memcpy(fact.mac, packet->src_mac, sizeof(fact.mac));
    put_claim(&fact, claim);
    sink->take(sink->self, &fact);
}

void decode_tell_about(struct fact_sink *sink, const struct packet *packet, const uint8_t *mac,
                       const struct addr *ip, const char *from, enum fact_kind kind,
                       enum grade grade, const char *claim)
{
    struct fact fact = {
        .kind = kind,
        .grade = grade,
        .from = from,
        .vlan = packet->vlan,
        .at_us = packet->frame->at_us,
        .frame = packet->frame->number,
    };

    if (mac != NULL) {
        memcpy(fact.mac, mac, sizeof(fact.mac));
    }
    if (ip != NULL) {
        fact.ip = *ip;
    }
    put_claim(&fact, claim);
    sink->take(sink->self, &fact);
}

void decode_tell_side(struct fact_sink *sink, const struct flow *flow, enum flow_side side,
                      const char *from, enum fact_kind kind, enum grade grade, const char *claim)
{
    enum flow_side other = side == SIDE_CLIENT ? SIDE_SERVER : SIDE_CLIENT;
    bool one_way = flow->side[other].payloads == 0;
    struct fact fact = {
        .kind = kind,
        .grade = one_way && grade < GRADE_SUSPECTED ? grade + 1 : grade,
        .from = from,
        .vlan = flow->vlan,
        .ip = flow->side[side].ip,
        .peer = flow->side[other].ip,
        .port = flow->side[SIDE_SERVER].port,
        .one_way = one_way,
        .at_us = flow->packet->frame->at_us,
        .frame = flow->packet->frame->number,
    };

    memcpy(fact.mac, flow->side[side].mac, sizeof(fact.mac));
    put_claim(&fact, claim);
    sink->take(sink->self, &fact);
}
