#include "network/directory.h"

#include "network/ber.h"
#include "network/look.h"

#include <string.h>

enum { IP_TCP = 6 };

/* LDAPMessage: message id, then an operation by its application tag (RFC 4511, 4.1.1). */
enum { BIND = 0x60, UNBIND = 0x42, SEARCH = 0x63, EXTENDED = 0x77, ABANDON = 0x50, SIMPLE = 0x80 };
enum { ID_BYTES_MAX = 4, FIRST_ENOUGH = 64 };

static uint8_t operation_of(struct wire *w, const uint8_t *byte, size_t len)
{
    struct wire all = wire_begin(byte, len);
    struct ber id;

    if (!ber_enter(w, &all, BER_SEQUENCE) || !ber_take(&id, w, BER_INTEGER) ||
        id.len > ID_BYTES_MAX || wire_left(w) == 0) {
        return 0;
    }
    return *w->at;
}

enum flow_look directory_ldap_look(const struct flow *flow, struct fact_sink *sink)
{
    const uint8_t *client = flow->side[SIDE_CLIENT].byte, *server = flow->side[SIDE_SERVER].byte;
    size_t client_len = flow->side[SIDE_CLIENT].len, server_len = flow->side[SIDE_SERVER].len;
    struct wire w, bind;
    struct ber version, name;

    if ((client_len > 0 && client[0] != BER_SEQUENCE) ||
        (server_len > 0 && server[0] != BER_SEQUENCE)) {
        return LOOK_NO;
    }
    uint8_t operation = operation_of(&w, client, client_len);

    if (operation == 0) {
        return client_len < FIRST_ENOUGH && server_len == 0 && flow->protocol == IP_TCP ? LOOK_MORE
                                                                                        : LOOK_NO;
    }
    if (operation != BIND && operation != SEARCH && operation != EXTENDED && operation != ABANDON &&
        operation != UNBIND) {
        return LOOK_NO;
    }
    look_tell_service(flow, sink, "ldap", GRADE_CERTAIN, "ldap");
    bool simple = operation == BIND && ber_enter(&bind, &w, BIND) &&
                  ber_take(&version, &bind, BER_INTEGER) && ber_take(&name, &bind, BER_OCTETS) &&
                  wire_left(&bind) >= 2 && bind.at[0] == SIMPLE && bind.at[1] != 0;

    if (simple && server_len > 0) {
        decode_tell_side(sink, flow, SIDE_SERVER, "ldap", FACT_WEAK, GRADE_CERTAIN,
                         "ldap-password");
    }
    return server_len > 0 ? LOOK_DONE : LOOK_MINE;
}

/* AS and TGS, asked and answered, and an error: application tags 10 to 13 and 30; version 5. */
enum { KERBEROS_FIRST = 0x6a, KERBEROS_LAST = 0x6d, KERBEROS_ERROR = 0x7e, KERBEROS_VERSION = 5 };

static bool is_kerberos(const uint8_t *byte, size_t len)
{
    struct wire all = wire_begin(byte, len), w, sequence, field;
    struct ber version;
    uint8_t tag = len > 0 ? byte[0] : 0;

    if ((tag < KERBEROS_FIRST || tag > KERBEROS_LAST) && tag != KERBEROS_ERROR) {
        return false;
    }
    if (!ber_enter(&w, &all, tag) || !ber_enter(&sequence, &w, BER_SEQUENCE) ||
        wire_left(&sequence) == 0 || (*sequence.at != 0xa0 && *sequence.at != 0xa1) ||
        !ber_enter(&field, &sequence, *sequence.at)) {
        return false;
    }
    return ber_take(&version, &field, BER_INTEGER) && ber_int(&version) == KERBEROS_VERSION;
}

enum flow_look directory_kerberos_look(const struct flow *flow, struct fact_sink *sink)
{
    const uint8_t *byte = flow->side[SIDE_CLIENT].byte;
    size_t len = flow->side[SIDE_CLIENT].len, head = flow->protocol == IP_TCP ? 4 : 0;

    if (len > 0 && head > 0 && byte[0] != 0) {
        return LOOK_NO;
    }
    if (len <= head + 16) {
        return head > 0 && flow->side[SIDE_SERVER].len == 0 &&
                       (len <= head || byte[head] >= KERBEROS_FIRST)
                   ? LOOK_MORE
                   : LOOK_NO;
    }
    if (!is_kerberos(byte + head, len - head)) {
        return LOOK_NO;
    }
    look_tell_service(flow, sink, "kerberos", GRADE_CERTAIN, "kerberos");
    return flow->side[SIDE_SERVER].len > 0 ? LOOK_DONE : LOOK_MINE;
}

/* Length; identifier, flags of a plain query, one question, no answer. */
enum { DNS_HEAD = 14, DNS_MAX = 600, FLAGS_MASK = 0xfe8f };

enum flow_look directory_dns_look(const struct flow *flow, struct fact_sink *sink)
{
    const uint8_t *client = flow->side[SIDE_CLIENT].byte, *server = flow->side[SIDE_SERVER].byte;
    size_t client_len = flow->side[SIDE_CLIENT].len, server_len = flow->side[SIDE_SERVER].len;

    if (client_len < DNS_HEAD) {
        bool may = client_len < 2 ? client_len == 0 || client[0] <= DNS_MAX >> 8
                                  : wire_u16(client) <= DNS_MAX;
        return may && server_len == 0 ? LOOK_MORE : LOOK_NO;
    }
    if (wire_u16(client) > DNS_MAX || (wire_u16(client + 4) & FLAGS_MASK) != 0 ||
        wire_u16(client + 6) != 1 || wire_u16(client + 8) != 0) {
        return LOOK_NO;
    }
    if (server_len < DNS_HEAD) {
        return LOOK_MORE;
    }
    if (memcmp(client + 2, server + 2, 2) != 0 || (server[4] & 0x80) == 0) {
        return LOOK_NO;
    }
    look_tell_service(flow, sink, "dns", GRADE_CERTAIN, "dns");
    return LOOK_DONE;
}
