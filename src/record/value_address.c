/* What reaches a machine or a person: addresses of networks, telephones, mail, pages. */
#include "record/value_address.h"

#include "base/text.h"
#include "record/value_ref.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "192.168.001.020" -> four numbers; refuses with the part that is wrong. */
static enum status parse_ipv4(char out[16], const char *s, const char *typed, struct err *err)
{
    unsigned part[4];
    int n = 0;

    for (const char *p = s; n < 4; n++) {
        size_t digits = strspn(p, "0123456789");
        char text[16];

        if (digits == 0 || digits > 3) {
            break;
        }
        part[n] = (unsigned)strtoul(p, NULL, 10);
        if (part[n] > 255) {
            snprintf(text, sizeof(text), "%u", part[n]);
            return err_say(err, E_INVALID, MSG_IP_RANGE, typed, text);
        }
        p += digits;
        if (n == 3 ? *p != '\0' : *p++ != '.') {
            return err_say(err, E_INVALID, MSG_IP_PARTS, typed);
        }
    }
    if (n < 4) {
        return err_say(err, E_INVALID, MSG_IP_PARTS, typed);
    }
    snprintf(out, 16, "%u.%u.%u.%u", part[0], part[1], part[2], part[3]);
    return OK;
}

/* Several addresses in one cell, as ledgers write a server with two cards: "10.0.0.1／10.0.1.1". */
static bool has_several(const char *typed, struct arena *a)
{
    const char *rest = text_nfkc(a, typed), *part;
    size_t len;
    unsigned n = 0;

    while (rest != NULL && value_next_part(&rest, &part, &len)) {
        char *s = arena_copy_n(a, part, len), address[16];

        for (char *one; s != NULL && (one = strtok_r(s, " /", &s)) != NULL;) {
            n += parse_ipv4(address, one, one, NULL) == OK;
        }
    }
    return n > 1;
}

enum status ip_parse(const char **out, const struct field *f, const char *typed,
                     const struct value_scope *scope, struct err *err)
{
    char *s = text_form(scope->arena, typed, TEXT_ADDRESS);
    char text[INET6_ADDRSTRLEN];
    unsigned char v6[16];
    enum status st = OK;

    (void)f;
    if (s == NULL) {
        return arena_status(scope->arena, err);
    }
    if (strchr(s, ':') == NULL) {
        st = parse_ipv4(text, s, typed, err);
    } else if (inet_pton(AF_INET6, s, v6) != 1 ||
               inet_ntop(AF_INET6, v6, text, sizeof(text)) == NULL) {
        st = err_say(err, E_INVALID, MSG_IP_PARTS, typed);
    }
    if (st != OK) {
        return has_several(typed, scope->arena) ? err_say(err, E_INVALID, MSG_IP_SEVERAL, typed)
                                                : st;
    }
    *out = arena_copy(scope->arena, text);
    return arena_status(scope->arena, err);
}

enum status mac_parse(const char **out, const struct field *f, const char *typed,
                      const struct value_scope *scope, struct err *err)
{
    char *s = text_form(scope->arena, typed, TEXT_ADDRESS);
    char hex[13];
    int n = 0;

    (void)f;
    if (s == NULL) {
        return arena_status(scope->arena, err);
    }
    for (const char *p = s; *p != '\0'; p++) {
        if (strchr(":-.", *p) != NULL) {
            continue;
        }
        char c = *p >= 'A' && *p <= 'F' ? (char)(*p - 'A' + 'a') : *p;

        if (n == 12 || strchr("0123456789abcdef", c) == NULL) {
            return err_say(err, E_INVALID, MSG_NOT_A_MAC, typed);
        }
        hex[n++] = c;
    }
    if (n != 12) {
        return err_say(err, E_INVALID, MSG_NOT_A_MAC, typed);
    }
    *out = arena_printf(scope->arena, "%.2s:%.2s:%.2s:%.2s:%.2s:%.2s", hex, hex + 2, hex + 4,
                        hex + 6, hex + 8, hex + 10);
    return arena_status(scope->arena, err);
}

/* "255.255.255.0" -> 24; -1 when its ones are not all at the front. */
static int prefix_of_mask(const char *s)
{
    struct in_addr mask;

    if (inet_pton(AF_INET, s, &mask) != 1) {
        return -1;
    }
    uint32_t bits = ntohl(mask.s_addr);
    int len = 0;

    while (len < 32 && (bits & (1u << (31 - len))) != 0) {
        len++;
    }
    return len < 32 && (bits << len) != 0 ? -1 : len;
}

enum status cidr_parse(const char **out, const struct field *f, const char *typed,
                       const struct value_scope *scope, struct err *err)
{
    char *s = text_form(scope->arena, typed, TEXT_ADDRESS);
    char *slash = s == NULL ? NULL : strchr(s, '/');
    unsigned char address[16];

    (void)f;
    if (s == NULL) {
        return arena_status(scope->arena, err);
    }
    if (slash == NULL) {
        return err_say(err, E_INVALID, MSG_NOT_A_CIDR, typed);
    }
    *slash++ = '\0';
    bool v6 = strchr(s, ':') != NULL;
    bool mask = strchr(slash, '.') != NULL;
    int len =
        mask ? prefix_of_mask(slash)
             : (strspn(slash, "0123456789") == strlen(slash) && *slash != '\0' && strlen(slash) <= 3
                    ? atoi(slash)
                    : -1);

    if (inet_pton(v6 ? AF_INET6 : AF_INET, s, address) != 1 || len < 0 || len > (v6 ? 128 : 32)) {
        return err_say(err, E_INVALID, MSG_NOT_A_CIDR, typed);
    }
    *out = arena_printf(scope->arena, "%s/%d", s, len);
    return arena_status(scope->arena, err);
}

enum status phone_parse(const char **out, const struct field *f, const char *typed,
                        const struct value_scope *scope, struct err *err)
{
    char *s = text_form(scope->arena, typed, TEXT_PHONE);
    int digits = 0;

    for (const char *p = s; p != NULL && *p != '\0'; p++) {
        digits += *p >= '0' && *p <= '9';
    }
    if (s == NULL) {
        return arena_status(scope->arena, err);
    }
    if (digits < 2 || digits > 40) {
        return err_say(err, E_INVALID, MSG_NOT_A_PHONE, typed);
    }
    *out = s;
    return value_check_length(f, s, err);
}

enum status email_parse(const char **out, const struct field *f, const char *typed,
                        const struct value_scope *scope, struct err *err)
{
    char *s = text_form(scope->arena, typed, TEXT_CODE);
    char *at = s == NULL ? NULL : strchr(s, '@');

    if (s == NULL) {
        return arena_status(scope->arena, err);
    }
    if (at == NULL || at == s || strchr(at + 1, '@') != NULL || strchr(at + 1, '.') == NULL ||
        at[1] == '.' || strpbrk(s, "<>()[],;\"") != NULL) {
        return err_say(err, E_INVALID, MSG_NOT_AN_EMAIL, typed);
    }
    *out = s;
    return value_check_length(f, s, err);
}

enum status url_parse(const char **out, const struct field *f, const char *typed,
                      const struct value_scope *scope, struct err *err)
{
    char *s = text_trim(scope->arena, typed);

    if (s == NULL) {
        return arena_status(scope->arena, err);
    }
    bool scheme = strncmp(s, "http://", 7) == 0 || strncmp(s, "https://", 8) == 0;

    if ((!scheme && (strstr(s, ":") != NULL || strchr(s, '.') == NULL)) ||
        strpbrk(s, " \t\n\"<>") != NULL) {
        return err_say(err, E_INVALID, MSG_NOT_A_URL, typed);
    }
    *out = s;
    return value_check_length(f, s, err);
}
