#include "network/ja4.h"

#include "base/hash.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { EXTENSION_SNI = 0, EXTENSION_ALPN = 16, SHOWN_MAX = 99, HASH_DIGITS = 12 };

bool ja4_is_grease(uint16_t value)
{
    return (value & 0x0f0f) == 0x0a0a && value >> 8 == (value & 0xff);
}

static const char *version_text(uint16_t version)
{
    static const struct {
        uint16_t version;
        const char *text;
    } row[] = {
        {0x0304, "13"},
        {0x0303, "12"},
        {0x0302, "11"},
        {0x0301, "10"},
        {0x0300, "s3"},
        {0x0002, "s2"},
        {0xfeff, "d1"},
        {0xfefd, "d2"},
        {0xfefc, "d3"},
    };
    for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
        if (row[i].version == version) {
            return row[i].text;
        }
    }
    return "00";
}

/* First and last character of the first protocol; of one that is not text, of its hex digits. */
static void alpn_text(char out[3], const struct ja4 *ja4)
{
    static const char digit[] = "0123456789abcdef";

    if (ja4->alpn == NULL || ja4->alpn_len == 0) {
        memcpy(out, "00", 3);
        return;
    }
    uint8_t first = ja4->alpn[0], last = ja4->alpn[ja4->alpn_len - 1];
    bool is_text = first < 0x80 && last < 0x80 && isalnum(first) && isalnum(last);

    out[0] = is_text ? (char)first : digit[first >> 4];
    out[1] = is_text ? (char)last : digit[last & 15];
    out[2] = '\0';
}

/* Clients send a score or two, many of them in order: no call per comparison is worth it. */
static void sort(uint16_t *value, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        const uint16_t one = value[i];
        size_t at = i;

        for (; at > 0 && value[at - 1] > one; at--) {
            value[at] = value[at - 1];
        }
        value[at] = one;
    }
}

/* Hex, separated by commas. True when there was any. */
static bool add_list(struct hash *h, const uint16_t *value, size_t n, bool with_names)
{
    static const char digit[] = "0123456789abcdef";
    char text[JA4_MAX * 5];
    size_t len = 0;

    for (size_t i = 0; i < n; i++) {
        if (with_names || (value[i] != EXTENSION_SNI && value[i] != EXTENSION_ALPN)) {
            text[len++] = ',';
            for (int shift = 12; shift >= 0; shift -= 4) {
                text[len++] = digit[value[i] >> shift & 15];
            }
        }
    }
    if (len > 0) {
        hash_add(h, text + 1, len - 1);
    }
    return len > 0;
}

static void end_digits(char out[HASH_DIGITS + 1], struct hash *h, bool empty)
{
    uint8_t hash[HASH_SIZE];

    hash_end(h, hash);
    if (empty) {
        memset(out, '0', HASH_DIGITS);
        out[HASH_DIGITS] = '\0';
    } else {
        hash_hex(out, hash, HASH_DIGITS / 2);
    }
}

char *ja4_text(char out[JA4_SIZE], struct ja4 *ja4)
{
    char alpn[3], ciphers[HASH_DIGITS + 1], extensions[HASH_DIGITS + 1];
    struct hash h;
    bool any;

    sort(ja4->cipher, ja4->n_ciphers);
    sort(ja4->extension, ja4->n_extensions);
    hash_start(&h);
    any = add_list(&h, ja4->cipher, ja4->n_ciphers, true);
    end_digits(ciphers, &h, !any);
    hash_start(&h);
    any = add_list(&h, ja4->extension, ja4->n_extensions, false);
    if (ja4->n_signatures > 0) {
        hash_add(&h, "_", 1);
        add_list(&h, ja4->signature, ja4->n_signatures, true);
    }
    end_digits(extensions, &h, !any);
    alpn_text(alpn, ja4);
    snprintf(out, JA4_SIZE, "%c%s%c%02zu%02zu%s_%s_%s", ja4->transport, version_text(ja4->version),
             ja4->has_sni ? 'd' : 'i', ja4->n_ciphers < SHOWN_MAX ? ja4->n_ciphers : SHOWN_MAX,
             ja4->n_extensions < SHOWN_MAX ? ja4->n_extensions : SHOWN_MAX, alpn, ciphers,
             extensions);
    return out;
}
