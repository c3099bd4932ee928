#include "network/snmp_ask.h"

#include "network/ber.h"

enum { VERSION_2C = 1, VERSION_3 = 3, GET = 0xa0, GETNEXT = 0xa1, GETBULK = 0xa5 };

const char *snmp_ask_word(const uint8_t *byte, size_t len, size_t size)
{
    struct wire all = wire_begin(byte, len), w;
    struct ber version, community;

    if (size > SNMP_ASK_SIZE || !ber_enter(&w, &all, BER_SEQUENCE) ||
        !ber_take(&version, &w, BER_INTEGER) || version.len != 1) {
        return NULL;
    }
    if (version.value[0] == VERSION_3) {
        return "v3";
    }
    if (version.value[0] != VERSION_2C || !ber_take(&community, &w, BER_OCTETS) ||
        wire_left(&w) == 0) {
        return NULL;
    }
    switch (*w.at) {
    case GET:
        return "get";
    case GETNEXT:
        return "getnext";
    case GETBULK:
        return "getbulk";
    default:
        return NULL;
    }
}
