/*
 * Frames laid by hand: hex text to bytes, and headers around a payload, for the tests of network.
 */
#ifndef LAY_H
#define LAY_H

#include "network/packet.h"

#include <stdlib.h>
#include <string.h>

/* Hex digits (anything else between them is for the eye) to bytes; how many. */
static inline size_t lay_hex(uint8_t *out, const char *hex)
{
    static const char digits[] = "0123456789abcdef";
    size_t n = 0;

    for (const char *p = hex; *p != '\0'; p++) {
        const char *d = strchr(digits, *p);

        if (d != NULL) {
            size_t value = (size_t)(d - digits);

            out[n / 2] = (uint8_t)(n % 2 == 0 ? value << 4 : out[n / 2] | value);
            n++;
        }
    }
    return n / 2;
}

#define LAY_SIZE 4096
struct lay {
    uint8_t byte[LAY_SIZE];
    size_t len;
    struct frame frame;
};

static inline const struct frame *lay_frame(struct lay *l, int link)
{
    l->frame = (struct frame){.byte = l->byte,
                              .len = (uint32_t)l->len,
                              .wire_len = (uint32_t)l->len,
                              .link = link,
                              .at_us = 1000000,
                              .number = 1};
    return &l->frame;
}

static inline const struct frame *lay_link(struct lay *l, int link, const char *hex)
{
    l->len = lay_hex(l->byte, hex);
    return lay_frame(l, link);
}

static inline void lay_u16(struct lay *l, size_t at, size_t value)
{
    l->byte[at] = (uint8_t)(value >> 8);
    l->byte[at + 1] = (uint8_t)value;
}

/* An Ethernet frame from 02:..:src to 02:..:dst with IPv4 192.0.2.src to 192.0.2.dst. */
static inline const struct frame *lay_ipv4(struct lay *l, uint8_t src, uint8_t dst,
                                           uint8_t protocol, const void *payload, size_t len)
{
    static const uint8_t head[34] = {2, 0, 0, 0, 0, 0,  2, 0, 0, 0,   0, 0, 8, 0,   0x45, 0, 0,
                                     0, 0, 0, 0, 0, 64, 0, 0, 0, 192, 0, 2, 0, 192, 0,    2, 0};
    memcpy(l->byte, head, sizeof(head));
    l->byte[5] = dst;
    l->byte[11] = src;
    lay_u16(l, 16, 20 + len);
    l->byte[23] = protocol;
    l->byte[29] = src;
    l->byte[33] = dst;
    memcpy(l->byte + sizeof(head), payload, len);
    l->len = sizeof(head) + len;
    return lay_frame(l, LINK_ETHERNET);
}

static inline const struct frame *lay_udp(struct lay *l, uint8_t src, uint16_t sport, uint8_t dst,
                                          uint16_t dport, const void *payload, size_t len)
{
    uint8_t udp[LAY_SIZE - 64] = {(uint8_t)(sport >> 8),     (uint8_t)sport,
                                  (uint8_t)(dport >> 8),     (uint8_t)dport,
                                  (uint8_t)((len + 8) >> 8), (uint8_t)(len + 8)};
    memcpy(udp + 8, payload, len);
    return lay_ipv4(l, src, dst, 17, udp, len + 8);
}

static inline const struct frame *lay_tcp(struct lay *l, uint8_t src, uint16_t sport, uint8_t dst,
                                          uint16_t dport, uint32_t seq, uint8_t flags,
                                          const void *payload, size_t len)
{
    uint8_t tcp[LAY_SIZE - 64] = {(uint8_t)(sport >> 8),
                                  (uint8_t)sport,
                                  (uint8_t)(dport >> 8),
                                  (uint8_t)dport,
                                  (uint8_t)(seq >> 24),
                                  (uint8_t)(seq >> 16),
                                  (uint8_t)(seq >> 8),
                                  (uint8_t)seq,
                                  0,
                                  0,
                                  0,
                                  0,
                                  0x50,
                                  flags};
    memcpy(tcp + 20, payload, len);
    return lay_ipv4(l, src, dst, 6, tcp, len + 20);
}

#endif
