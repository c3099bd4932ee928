/*
 * A keyed hash for tables that hostile traffic fills: with the key unknown, nobody can send what
 * falls into one place. Never stored.
 */
#ifndef NETWORK_MIX_H
#define NETWORK_MIX_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct mix {
    uint64_t sum, odd;
};

static inline struct mix mix_begin(uint64_t key)
{
    return (struct mix){.sum = key, .odd = (key << 1) | 1};
}

static inline void mix_u64(struct mix *m, uint64_t word)
{
    m->sum = (m->sum ^ word) * m->odd;
    m->sum ^= m->sum >> 31;
}

static inline void mix_bytes(struct mix *m, const void *bytes, size_t len)
{
    const uint8_t *p = bytes;
    uint64_t word;

    for (; len >= sizeof(word); p += sizeof(word), len -= sizeof(word)) {
        memcpy(&word, p, sizeof(word));
        mix_u64(m, word);
    }
    word = len;
    memcpy(&word, p, len);
    mix_u64(m, word ^ (uint64_t)len << 56);
}

static inline uint64_t mix_end(const struct mix *m)
{
    uint64_t h = m->sum * UINT64_C(0x9e3779b97f4a7c15); /* 2^64 / golden ratio: spreads low bits */

    return h ^ h >> 32;
}

#endif
