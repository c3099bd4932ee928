/* dhcpd.leases of ISC DHCP (dhcpd.leases(5)): the last block of an address counts, if active. */
#include "network/outside.h"

#include <stdio.h>
#include <string.h>

enum { WORD_MAX = 128 };

struct reader {
    const char *at, *end;
};

/* The next word, a string without its quotes, or one of { } ;. False at the end. */
static bool next_word(struct reader *r, char out[WORD_MAX])
{
    size_t n = 0;

    while (r->at < r->end && strchr(" \t\r\n", *r->at) != NULL && *r->at != '\0') {
        r->at++;
    }
    if (r->at < r->end && *r->at == '#') {
        while (r->at < r->end && *r->at != '\n') {
            r->at++;
        }
        return next_word(r, out);
    }
    if (r->at == r->end) {
        return false;
    }
    bool quoted = *r->at == '"';

    if (!quoted && strchr("{};", *r->at) != NULL && *r->at != '\0') {
        out[n++] = *r->at++;
    } else {
        r->at += quoted;
        while (r->at < r->end && (quoted ? *r->at != '"' : strchr(" \t\r\n{};", *r->at) == NULL)) {
            if (n < WORD_MAX - 1) {
                out[n++] = *r->at;
            }
            r->at++;
        }
        r->at += quoted && r->at < r->end;
        r->at += n == 0 && !quoted && r->at < r->end; /* a NUL: step over it */
    }
    out[n] = '\0';
    return true;
}

/* From behind "lease ADDRESS {" to its "}". */
static bool read_lease(struct outside_machine *m, char name[WORD_MAX], struct reader *r)
{
    char word[WORD_MAX], before[WORD_MAX] = "";
    bool has_mac = false, is_active = true, first = true;

    name[0] = '\0';
    while (next_word(r, word) && strcmp(word, "}") != 0) {
        if (strcmp(before, "ethernet") == 0) {
            has_mac = mac_read(m->mac, word);
        } else if (strcmp(before, "client-hostname") == 0) {
            snprintf(name, WORD_MAX, "%s", word);
        } else if (strcmp(before, "state") == 0 && first) { /* "binding state"; "next binding
                                                               state" comes after */
            is_active = strcmp(word, "active") == 0;
            first = false;
        }
        snprintf(before, sizeof(before), "%s", word);
    }
    return has_mac && is_active;
}

size_t outside_isc(const char *text, size_t len, int64_t at_us, struct fact_sink *sink)
{
    struct reader r = {text, text + len};
    char word[WORD_MAX], ip[WORD_MAX], name[WORD_MAX];
    size_t n = 0;

    while (next_word(&r, word)) {
        struct outside_machine m = {.from = outside_form_row[OUTSIDE_ISC].name,
                                    .grade = GRADE_LIKELY,
                                    .line = n + 1,
                                    .at_us = at_us};

        if (strcmp(word, "lease") != 0 || !next_word(&r, ip) || !addr_read(&m.ip, ip) ||
            !next_word(&r, word) || strcmp(word, "{") != 0) {
            continue;
        }
        if (read_lease(&m, name, &r) && !addr_is_multicast(&m.ip)) {
            m.name = name;
            m.name_len = strlen(name);
            outside_tell(&m, sink);
            n++;
        }
    }
    return n;
}
