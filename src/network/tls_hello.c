#include "network/tls_hello.h"

#include "network/wire.h"

#include <string.h>

enum { RANDOM_SIZE = 32, SESSION_MAX = 32 };
enum { EXT_SNI = 0, EXT_SIGNATURES = 13, EXT_ALPN = 16, EXT_VERSIONS = 43, EXT_ECH = 0xfe0d };

static bool is_version(uint16_t version)
{
    return (version >= 0x0300 && version <= 0x0304) || version >= 0xfefc || version == 0x0002;
}

/* DTLS versions count down. */
static bool is_newer(uint16_t a, uint16_t b)
{
    return a >= 0xfe00 && b >= 0xfe00 ? a < b : a > b;
}

static void read_sni(struct tls_hello *out, struct wire w)
{
    wire_take_u16(&w); /* of the list */
    uint8_t type = wire_take_u8(&w);
    size_t n = wire_take_u16(&w);
    const uint8_t *name = wire_take(&w, n);

    if (name != NULL && type == 0 && n > 0) {
        out->sni = name;
        out->sni_len = n;
    }
}

static void read_alpn(struct tls_hello *out, struct wire w)
{
    wire_take_u16(&w);
    size_t n = wire_take_u8(&w);
    const uint8_t *name = wire_take(&w, n);

    if (name != NULL && n > 0) {
        out->ja4.alpn = name;
        out->ja4.alpn_len = n;
    }
}

static void read_versions(struct tls_hello *out, struct wire w)
{
    size_t n = wire_take_u8(&w);

    for (size_t i = 0; i + 1 < n && !w.short_of; i += 2) {
        uint16_t version = wire_take_u16(&w);

        if (is_version(version) && is_newer(version, out->version)) {
            out->version = version;
        }
    }
}

static void read_signatures(struct tls_hello *out, struct wire w)
{
    size_t n = wire_take_u16(&w);

    while (wire_left(&w) >= 2 && n >= 2 && out->ja4.n_signatures < JA4_MAX) {
        uint16_t value = wire_take_u16(&w);

        n -= 2;
        if (!ja4_is_grease(value)) {
            out->ja4.signature[out->ja4.n_signatures++] = value;
        }
    }
}

static void read_extension(struct tls_hello *out, uint16_t type, const uint8_t *at, size_t n)
{
    struct wire w = wire_begin(at, n);

    switch (type) {
    case EXT_SNI:
        out->ja4.has_sni = true;
        read_sni(out, w);
        break;
    case EXT_ALPN:
        read_alpn(out, w);
        break;
    case EXT_VERSIONS:
        read_versions(out, w);
        break;
    case EXT_SIGNATURES:
        read_signatures(out, w);
        break;
    case EXT_ECH:
        out->has_ech = true;
        break;
    default:
        break;
    }
}

static void read_extensions(struct tls_hello *out, struct wire *w)
{
    size_t left = wire_left(w) > 0 ? wire_take_u16(w) : 0; /* none at all is allowed */

    while (left >= 4 && !w->short_of && out->ja4.n_extensions < JA4_MAX) {
        uint16_t type = wire_take_u16(w);
        size_t n = wire_take_u16(w);
        const uint8_t *at = wire_take(w, n);

        if (at == NULL || left < 4 + n) {
            w->short_of = true;
            return;
        }
        left -= 4 + n;
        if (!ja4_is_grease(type)) {
            out->ja4.extension[out->ja4.n_extensions++] = type;
        }
        read_extension(out, type, at, n);
    }
}

static bool read_ciphers(struct tls_hello *out, struct wire *w)
{
    size_t n = wire_take_u16(w);
    const uint8_t *at = wire_take(w, n);

    if (at == NULL) {
        return w->short_of; /* cut off: nothing more can be read, and nothing speaks against it */
    }
    for (size_t i = 0; i + 1 < n && out->ja4.n_ciphers < JA4_MAX; i += 2) {
        uint16_t value = wire_u16(at + i);

        if (!ja4_is_grease(value)) {
            out->ja4.cipher[out->ja4.n_ciphers++] = value;
        }
    }
    return n >= 2 && n % 2 == 0;
}

/* Version, random, session; true when they can be those of a hello. */
static bool read_head(struct tls_hello *out, struct wire *w)
{
    out->version = wire_take_u16(w);
    wire_take(w, RANDOM_SIZE);
    size_t session = wire_take_u8(w);

    wire_take(w, session);
    return (w->short_of && session == 0) || (session <= SESSION_MAX && is_version(out->version));
}

bool tls_hello_client(struct tls_hello *out, const uint8_t *body, size_t len, bool is_dtls)
{
    struct wire w = wire_begin(body, len);

    memset(out, 0, sizeof(*out));
    out->ja4.transport = is_dtls ? 'd' : 't';
    if (!read_head(out, &w)) {
        return false;
    }
    if (is_dtls) {
        wire_take(&w, wire_take_u8(&w)); /* cookie, RFC 6347, 4.2.1 */
    }
    if (!read_ciphers(out, &w)) {
        return false;
    }
    wire_take(&w, wire_take_u8(&w)); /* compression */
    read_extensions(out, &w);
    out->whole = !w.short_of;
    out->ja4.version = out->version;
    return true;
}

bool tls_hello_server(struct tls_hello *out, const uint8_t *body, size_t len)
{
    struct wire w = wire_begin(body, len);

    memset(out, 0, sizeof(*out));
    if (!read_head(out, &w)) {
        return false;
    }
    wire_take_u16(&w); /* cipher */
    wire_take_u8(&w);  /* compression */
    for (size_t left = wire_left(&w) > 0 ? wire_take_u16(&w) : 0; left >= 4 && !w.short_of;) {
        uint16_t type = wire_take_u16(&w);
        size_t n = wire_take_u16(&w);
        const uint8_t *at = wire_take(&w, n);

        if (at != NULL && type == EXT_VERSIONS && n == 2 && is_version(wire_u16(at))) {
            out->version = wire_u16(at);
        }
        left = left >= 4 + n ? left - 4 - n : 0;
    }
    out->whole = !w.short_of;
    return true;
}
