#include "network/dns_name.h"

#include "network/wire.h"

#include <string.h>

enum { LABEL_MAX = 63, POINTER = 0xc0 };

bool dns_name_read(char name[DNS_NAME_SIZE], const uint8_t *message, size_t len, size_t *at)
{
    size_t used = 0, here = *at, before = *at;
    bool jumped = false;

    for (;;) {
        if (here >= len) {
            return false;
        }
        size_t label = message[here];

        if ((label & POINTER) == POINTER) {
            if (len - here < 2) {
                return false;
            }
            size_t to = wire_u16(message + here) & 0x3fff;

            if (!jumped) {
                *at = here + 2;
                jumped = true;
            }
            if (to >= before) { /* each jump goes further back, so there is an end to them */
                return false;
            }
            here = before = to;
            continue;
        }
        if (label > LABEL_MAX || len - here - 1 < label) {
            return false;
        }
        here++;
        if (label == 0) {
            break;
        }
        if (used + (used > 0) + label >= DNS_NAME_SIZE) {
            return false;
        }
        if (used > 0) {
            name[used++] = '.';
        }
        for (size_t i = 0; i < label; i++) {
            uint8_t c = message[here + i];

            name[used++] = (char)(c < ' ' || c == 0x7f ? '?' : c);
        }
        here += label;
    }
    name[used] = '\0';
    if (!jumped) {
        *at = here;
    }
    return true;
}

bool dns_name_netbios(char name[NETBIOS_NAME_SIZE], uint8_t *suffix, const char half[32])
{
    uint8_t byte[16];

    for (size_t i = 0; i < sizeof(byte); i++) {
        char high = half[2 * i], low = half[2 * i + 1];

        if (high < 'A' || high > 'P' || low < 'A' || low > 'P') {
            return false;
        }
        byte[i] = (uint8_t)((high - 'A') << 4 | (low - 'A'));
    }
    *suffix = byte[15];
    size_t n = 15;

    while (n > 0 && (byte[n - 1] == ' ' || byte[n - 1] == 0)) {
        n--;
    }
    for (size_t i = 0; i < n; i++) {
        name[i] = (char)(byte[i] < ' ' || byte[i] == 0x7f ? '?' : byte[i]);
    }
    name[n] = '\0';
    return true;
}
