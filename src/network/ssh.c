#include "network/ssh.h"

#include "base/hash.h"
#include "network/look.h"
#include "network/os_hint.h"
#include "network/wire.h"

#include <stdio.h>
#include <string.h>

static const char from[] = "ssh";

enum { MSG_KEXINIT = 20, MSG_DH_REPLY = 31, MSG_GEX_REPLY = 33, PACKETS_MAX = 4 };
enum { VERSION_AT = 4 }; /* "SSH-2.0-software": after the first dash */

struct line {
    const uint8_t *text;
    size_t len;
    size_t end; /* where the next byte of the stream stands */
};

/* The identification string with which a side begins. */
static bool find_line(struct line *out, const uint8_t *byte, size_t len)
{
    const uint8_t *stop = len > 0 ? memchr(byte, '\n', len) : NULL;

    if (stop == NULL) {
        return false;
    }
    size_t n = (size_t)(stop - byte);
    *out = (struct line){byte, byte[n - 1] == '\r' ? n - 1 : n, n + 1};
    return true;
}

/* The software of "SSH-2.0-OpenSSH_9.2p1 Debian-2": what follows the second dash. */
static void tell_software(const struct flow *flow, struct fact_sink *sink, enum flow_side side,
                          const struct line *line)
{
    const uint8_t *at = memchr(line->text + VERSION_AT, '-', line->len - VERSION_AT);
    char software[FACT_CLAIM_SIZE];
    struct os_hint os;

    if (at == NULL) {
        return;
    }
    at++;
    fact_claim(software, at, line->len - (size_t)(at - line->text));
    decode_tell_side(sink, flow, side, from, FACT_SOFTWARE, GRADE_CERTAIN, software);
    if (os_hint_find(&os, OS_FROM_SSH, software)) {
        decode_tell_side(sink, flow, side, from, FACT_OS, os.grade, os.claim);
    }
}

/* "SSH-1.5", but not "SSH-1.99", which speaks 2.0 as well (RFC 4253, 5.1). */
static bool is_version_1(const struct line *line)
{
    return look_is_word(line->text, line->len, "SSH-1.") &&
           !look_is_word(line->text, line->len, "SSH-1.99");
}

static void base64(char *out, const uint8_t *byte, size_t len)
{
    static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    for (size_t i = 0; i < len; i += 3) {
        uint32_t v = (uint32_t)byte[i] << 16 | (i + 1 < len ? (uint32_t)byte[i + 1] << 8 : 0) |
                     (i + 2 < len ? byte[i + 2] : 0);

        for (int k = 0; k < 4 && i * 4 + (size_t)k * 3 < len * 4; k++) {
            *out++ = digit[v >> (18 - 6 * k) & 63];
        }
    }
    *out = '\0';
}

static bool is_key_type(const uint8_t *key, size_t len)
{
    struct wire w = wire_begin(key, len);
    size_t n = wire_take_u32(&w);
    const uint8_t *type = wire_take(&w, n);

    return type != NULL && (look_is_word(type, n, "ssh-") || look_is_word(type, n, "ecdsa-") ||
                            look_is_word(type, n, "rsa-") || look_is_word(type, n, "sk-"));
}

static void tell_key(const struct flow *flow, struct fact_sink *sink, const uint8_t *key,
                     size_t len)
{
    uint8_t hash[HASH_SIZE];
    char text[HASH_SIZE * 2], claim[FACT_CLAIM_SIZE];

    hash_of(hash, key, len);
    base64(text, hash, sizeof(hash));
    snprintf(claim, sizeof(claim), "ssh-host-key SHA256:%s", text);
    decode_tell_side(sink, flow, SIDE_SERVER, from, FACT_IDENTITY, GRADE_CERTAIN, claim);
}

/*
 * Walk the server's unencrypted packets (RFC 4253, 6) up to the reply that carries its host key.
 * True when the key was told or there is nothing more to wait for.
 */
static bool read_key(const struct flow *flow, struct fact_sink *sink, const struct line *line)
{
    struct wire w = wire_begin(flow->side[SIDE_SERVER].byte + line->end,
                               flow->side[SIDE_SERVER].len - line->end);

    for (int i = 0; i < PACKETS_MAX; i++) {
        uint32_t size = wire_take_u32(&w);
        wire_take_u8(&w); /* padding */
        uint8_t type = wire_take_u8(&w);

        if (w.short_of) {
            return false;
        }
        if (size < 2 || (i == 0) != (type == MSG_KEXINIT)) {
            return true;
        }
        if (type == MSG_DH_REPLY || type == MSG_GEX_REPLY) {
            struct wire reply = w;
            size_t n = wire_take_u32(&reply);
            const uint8_t *key = wire_take(&reply, n);

            if (key != NULL && is_key_type(key, n)) {
                tell_key(flow, sink, key, n);
                return true;
            }
        }
        wire_take(&w, size - 2); /* also a group (31 in RFC 4419), which is no key */
    }
    return true;
}

static enum flow_look tell(const struct flow *flow, struct fact_sink *sink,
                           const struct line line[2])
{
    const struct line *server = &line[SIDE_SERVER];

    look_tell_service(flow, sink, from, GRADE_CERTAIN, "ssh");
    for (int side = SIDE_CLIENT; side <= SIDE_SERVER; side++) {
        if (line[side].text != NULL) {
            tell_software(flow, sink, (enum flow_side)side, &line[side]);
        }
    }
    if (server->text == NULL) {
        return LOOK_MINE;
    }
    decode_tell_side(sink, flow, SIDE_SERVER, from, FACT_REMOTE_TOOL, GRADE_CERTAIN, "ssh");
    if (is_version_1(server)) {
        decode_tell_side(sink, flow, SIDE_SERVER, from, FACT_WEAK, GRADE_CERTAIN, "ssh1");
    }
    return read_key(flow, sink, server) && line[SIDE_CLIENT].text != NULL ? LOOK_DONE : LOOK_MINE;
}

enum flow_look ssh_look(const struct flow *flow, struct fact_sink *sink)
{
    struct flow placed = look_late(flow);
    struct line line[2] = {
        {NULL, 0, 0},
        {NULL, 0, 0}
    };

    for (int side = SIDE_CLIENT; side <= SIDE_SERVER; side++) {
        const uint8_t *byte = placed.side[side].byte;
        size_t len = placed.side[side].len;

        if (LOOK_BEGINS(&placed, (enum flow_side)side, "SSH-") == LOOK_NO) {
            return LOOK_NO;
        }
        if (!find_line(&line[side], byte, len) && len > SSH_LINE_MAX) {
            return LOOK_NO;
        }
    }
    bool any = line[SIDE_CLIENT].text != NULL || line[SIDE_SERVER].text != NULL;
    return any ? tell(&placed, sink, line) : LOOK_MORE;
}
