#include "network/snmp.h"

#include "network/ber.h"
#include "network/claim.h"
#include "network/look.h"
#include "network/os_hint.h"

#include <stdio.h>
#include <string.h>

static const char from[] = "snmp";

enum { VERSION_1 = 0, VERSION_2C = 1, VERSION_3 = 3, PORT_AGENT = 161, PORT_TRAP = 162 };
enum {
    PDU_FIRST = 0xa0,
    PDU_RESPONSE = 0xa2,
    PDU_TRAP_1 = 0xa4,
    PDU_TRAP_2 = 0xa7,
    PDU_LAST = 0xa8
};
enum { IP_ADDRESS = 0x40, ENGINE_MIN = 5, ENGINE_MAX = 32, COMMUNITY_MAX = 64 };

struct message {
    int64_t version;
    bool factory; /* community "public" or "private" */
    uint8_t pdu;
    struct wire binding;
    const uint8_t *engine;
    size_t engine_len;
};

static bool is_factory(const struct ber *community)
{
    return (community->len == 6 && memcmp(community->value, "public", 6) == 0) ||
           (community->len == 7 && memcmp(community->value, "private", 7) == 0);
}

/* Request id, error status, error index (or GETBULK's numbers), then the bindings. */
static bool read_pdu(struct message *out, struct wire *w)
{
    struct wire pdu;
    struct ber b;
    uint8_t tag = wire_left(w) > 0 ? *w->at : 0;

    if (tag < PDU_FIRST || tag > PDU_LAST || !ber_enter(&pdu, w, tag)) {
        return false;
    }
    out->pdu = tag;
    if (tag == PDU_TRAP_1) {
        return ber_take(&b, &pdu, BER_OID); /* its bindings are the sender's own affair */
    }
    return ber_take(&b, &pdu, BER_INTEGER) && ber_take(&b, &pdu, BER_INTEGER) &&
           ber_take(&b, &pdu, BER_INTEGER) && ber_enter(&out->binding, &pdu, BER_SEQUENCE);
}

/* RFC 3412, 6 and RFC 3414, 2.4: the engine stands in the security parameters, an octet string that
   holds a sequence. The user name behind it is not read. */
static bool read_v3(struct message *out, struct wire *w)
{
    struct wire global, security, parameters;
    struct ber b;

    if (!ber_enter(&global, w, BER_SEQUENCE) || !ber_take(&b, &global, BER_INTEGER) ||
        !ber_take(&b, &global, BER_INTEGER) || !ber_enter(&security, w, BER_OCTETS) ||
        !ber_enter(&parameters, &security, BER_SEQUENCE) ||
        !ber_take(&b, &parameters, BER_OCTETS)) {
        return false;
    }
    if (b.len >= ENGINE_MIN && b.len <= ENGINE_MAX) {
        out->engine = b.value;
        out->engine_len = b.len;
    }
    return true;
}

static bool read_message(struct message *out, const uint8_t *byte, size_t len)
{
    struct wire all = wire_begin(byte, len), w;
    struct ber b;

    *out = (struct message){.version = -1};
    if (!ber_enter(&w, &all, BER_SEQUENCE) || !ber_take(&b, &w, BER_INTEGER) || b.len != 1) {
        return false;
    }
    out->version = b.value[0];
    if (out->version == VERSION_3) {
        return read_v3(out, &w);
    }
    if ((out->version != VERSION_1 && out->version != VERSION_2C) ||
        !ber_take(&b, &w, BER_OCTETS) || b.len > COMMUNITY_MAX) {
        return false;
    }
    out->factory = is_factory(&b);
    return read_pdu(out, &w);
}

/* Objects that a machine tells of itself, in BER: 1.3.6.1.2.1 is 2b 06 01 02 01. */
#define MIB2 "\x2b\x06\x01\x02\x01"
static const uint8_t sys_descr[] = MIB2 "\x01\x01", sys_name[] = MIB2 "\x01\x05",
                     ip_forwarding[] = MIB2 "\x04\x01", ip_address[] = MIB2 "\x04\x14\x01\x01",
                     ip_address_if[] = MIB2 "\x04\x22\x01\x03\x01\x04",
                     engine_id[] = "\x2b\x06\x01\x06\x03\x0a\x02\x01\x01";

/* oid begins with object[n - 1] (the closing 0 of its literal is not counted). */
static bool is_object(const struct ber *oid, const uint8_t *object, size_t n)
{
    return oid->len >= n - 1 && memcmp(oid->value, object, n - 1) == 0;
}
#define IS_OBJECT(oid, object) is_object((oid), (object), sizeof(object))

struct teller {
    void (*tell)(const struct teller *t, enum fact_kind kind, enum grade grade, const char *claim);
    const struct packet *packet;
    const struct flow *flow;
    enum flow_side side;
    struct fact_sink *sink;
};

static void tell_packet(const struct teller *t, enum fact_kind kind, enum grade grade,
                        const char *claim)
{
    decode_tell(t->sink, t->packet, from, kind, grade, claim);
}

static void tell_flow(const struct teller *t, enum fact_kind kind, enum grade grade,
                      const char *claim)
{
    decode_tell_side(t->sink, t->flow, t->side, from, kind, grade, claim);
}

static void tell_text(const struct teller *t, enum fact_kind kind, const struct ber *value)
{
    char claim[FACT_CLAIM_SIZE];

    if (value->tag == BER_OCTETS && value->len > 0) {
        t->tell(t, kind, GRADE_CERTAIN, fact_claim(claim, value->value, value->len));
    }
}

static void tell_description(const struct teller *t, const struct ber *value)
{
    struct os_hint os;

    tell_text(t, FACT_MODEL, value);
    if (value->tag == BER_OCTETS &&
        os_hint_bytes(&os, OS_FROM_DESCRIPTION, value->value, value->len)) {
        t->tell(t, FACT_OS, os.grade, os.claim);
    }
}

static void tell_address(const struct teller *t, const uint8_t four[4])
{
    struct addr ip = addr_ipv4(wire_u32(four));
    char text[ADDR_TEXT_SIZE];

    const struct addr *own = t->flow != NULL ? &t->flow->side[t->side].ip : &t->packet->src;

    if (four[0] != 0 && four[0] != 127 && !addr_is_multicast(&ip) &&
        memcmp(&ip, own, sizeof(ip)) != 0) {
        t->tell(t, FACT_ALIAS, GRADE_CERTAIN, addr_text(text, &ip));
    }
}

static void tell_engine(const struct teller *t, const uint8_t *engine, size_t len)
{
    char claim[FACT_CLAIM_SIZE];

    claim_hex(claim, "snmp-engine", engine, len);
    t->tell(t, FACT_IDENTITY, GRADE_CERTAIN, claim);
}

/* An index of ipAddressTable is the address itself; each part below 128 is one byte, others two. */
static bool read_index(uint8_t four[4], const uint8_t *at, size_t len)
{
    size_t i = 0;

    for (int k = 0; k < 4; k++) {
        unsigned part = 0;

        if (i < len && (at[i] & 0x80) != 0) {
            part = (at[i++] & 0x7fU) << 7;
        }
        if (i >= len || (at[i] & 0x80) != 0 || part > 0x80) {
            return false;
        }
        four[k] = (uint8_t)(part | at[i++]);
    }
    return i == len;
}

static void tell_binding(const struct teller *t, const struct ber *oid, const struct ber *value)
{
    uint8_t four[4];

    if (IS_OBJECT(oid, sys_descr)) {
        tell_description(t, value);
    } else if (IS_OBJECT(oid, sys_name)) {
        tell_text(t, FACT_NAME, value);
    } else if (IS_OBJECT(oid, ip_forwarding)) {
        if (value->tag == BER_INTEGER && ber_int(value) == 1) {
            t->tell(t, FACT_ROLE, GRADE_LIKELY, "router");
        }
    } else if (IS_OBJECT(oid, ip_address)) {
        if (value->tag == IP_ADDRESS && value->len == 4) {
            tell_address(t, value->value);
        }
    } else if (IS_OBJECT(oid, ip_address_if)) {
        if (read_index(four, oid->value + sizeof(ip_address_if) - 1,
                       oid->len - sizeof(ip_address_if) + 1)) {
            tell_address(t, four);
        }
    } else if (IS_OBJECT(oid, engine_id)) {
        if (value->tag == BER_OCTETS && value->len >= ENGINE_MIN && value->len <= ENGINE_MAX) {
            tell_engine(t, value->value, value->len);
        }
    }
}

/* What the sender of an answer says of itself. */
static void tell_answer(const struct teller *t, struct message *m)
{
    if (m->version == VERSION_3) {
        if (m->engine != NULL) {
            tell_engine(t, m->engine, m->engine_len);
        }
        return;
    }
    t->tell(t, FACT_WEAK, GRADE_CERTAIN, m->version == VERSION_1 ? "snmp-v1" : "snmp-v2c");
    if (m->factory) {
        t->tell(t, FACT_WEAK, GRADE_CERTAIN, "snmp-public");
    }
    for (int i = 0; i < SNMP_BINDINGS_MAX; i++) {
        struct wire one;
        struct ber oid, value;

        if (!ber_enter(&one, &m->binding, BER_SEQUENCE) || !ber_take(&oid, &one, BER_OID) ||
            !ber_next(&value, &one)) {
            return;
        }
        tell_binding(t, &oid, &value);
    }
}

void snmp_decode(const struct packet *packet, struct fact_sink *sink)
{
    struct teller t = {.tell = tell_packet, .packet = packet, .sink = sink};
    struct message m;

    if (!read_message(&m, packet->payload, packet->payload_len)) {
        return;
    }
    bool answers = m.pdu == PDU_RESPONSE || (m.version == VERSION_3 && packet->sport == PORT_AGENT);

    if (answers) {
        char claim[24];

        snprintf(claim, sizeof(claim), "snmp udp/%u", packet->sport);
        t.tell(&t, FACT_SERVICE, GRADE_CERTAIN, claim);
        tell_answer(&t, &m);
    } else if (m.pdu != PDU_TRAP_1 && m.pdu != PDU_TRAP_2 && packet->dport == PORT_AGENT) {
        t.tell(&t, FACT_CLIENT, GRADE_LIKELY, "snmp udp/161");
    }
}

/* The ports of the rule above are its own. */
static bool has_own_port(const struct flow *flow)
{
    uint16_t a = flow->side[SIDE_CLIENT].port, b = flow->side[SIDE_SERVER].port;

    return a == PORT_AGENT || b == PORT_AGENT || a == PORT_TRAP || b == PORT_TRAP;
}

enum flow_look snmp_look(const struct flow *flow, struct fact_sink *sink)
{
    struct message asked, answered;

    if (has_own_port(flow) ||
        !read_message(&asked, flow->side[SIDE_CLIENT].byte, flow->side[SIDE_CLIENT].len)) {
        return LOOK_NO;
    }
    if (flow->side[SIDE_SERVER].len == 0) {
        return LOOK_MORE;
    }
    if (!read_message(&answered, flow->side[SIDE_SERVER].byte, flow->side[SIDE_SERVER].len) ||
        (answered.version != VERSION_3 && answered.pdu != PDU_RESPONSE)) {
        return LOOK_NO;
    }
    struct teller t = {.tell = tell_flow, .flow = flow, .side = SIDE_SERVER, .sink = sink};

    look_tell_service(flow, sink, from, GRADE_CERTAIN, "snmp");
    tell_answer(&t, &answered);
    return LOOK_MINE;
}
