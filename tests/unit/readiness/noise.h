/* Bytes as a cipher leaves them, the same in every run. */
#ifndef TESTS_READINESS_NOISE_H
#define TESTS_READINESS_NOISE_H

#include <stddef.h>
#include <stdint.h>

/* SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014). */
static inline uint64_t noise_next(uint64_t *state)
{
    uint64_t z = *state += 0x9E3779B97F4A7C15u;

    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static inline void noise(uint8_t *out, size_t len, uint64_t seed)
{
    for (size_t i = 0; i < len; i++) {
        out[i] = (uint8_t)noise_next(&seed);
    }
}

/* The same in the letters of base64, in lines of 76. */
static inline void noise_base64(uint8_t *out, size_t len, uint64_t seed)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    for (size_t i = 0; i < len; i++) {
        out[i] = i % 77 == 76 ? '\n' : (uint8_t)letters[noise_next(&seed) % 64];
    }
}

#endif
