#include "network/claim.h"

#include "network/wire.h"

#include <stdio.h>
#include <string.h>

static size_t put_word(char claim[FACT_CLAIM_SIZE], const char *word)
{
    if (word == NULL) {
        return 0;
    }
    int n = snprintf(claim, FACT_CLAIM_SIZE, "%s ", word);

    return n < FACT_CLAIM_SIZE ? (size_t)n : FACT_CLAIM_SIZE - 1;
}

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\0' || c == '\t' || c == '\r' || c == '\n';
}

bool claim_text(char claim[FACT_CLAIM_SIZE], const char *word, const uint8_t *text, size_t len)
{
    char clean[FACT_CLAIM_SIZE];

    while (len > 0 && is_blank(text[0])) {
        text++;
        len--;
    }
    while (len > 0 && is_blank(text[len - 1])) {
        len--;
    }
    if (len == 0) {
        return false;
    }
    size_t at = put_word(claim, word);

    if (at == 0) {
        fact_claim(claim, text, len);
    } else { /* fact_claim cuts at a character, so the joint is cut once more */
        fact_claim(clean, text, len < FACT_CLAIM_SIZE - at ? len : FACT_CLAIM_SIZE - at - 1);
        snprintf(claim + at, FACT_CLAIM_SIZE - at, "%s", clean);
    }
    return true;
}

void claim_addr(char claim[FACT_CLAIM_SIZE], const char *word, const struct addr *a)
{
    char text[ADDR_TEXT_SIZE];

    snprintf(claim, FACT_CLAIM_SIZE, "%s %s", word, addr_text(text, a));
}

void claim_hex(char claim[FACT_CLAIM_SIZE], const char *word, const uint8_t *byte, size_t len)
{
    static const char digit[] = "0123456789abcdef";
    size_t at = put_word(claim, word);

    for (size_t i = 0; i < len && at + 2 < FACT_CLAIM_SIZE; i++, at += 2) {
        claim[at] = digit[byte[i] >> 4];
        claim[at + 1] = digit[byte[i] & 15];
    }
    claim[at] = '\0';
}

size_t claim_line(const uint8_t *text, size_t len)
{
    size_t n = 0;

    while (n < len && text[n] != '\n' && text[n] != '\r') {
        n++;
    }
    return n;
}

bool claim_is_unset(const struct addr *a)
{
    const struct addr any4 = addr_ipv4(0);

    return addr_is_none(a) || memcmp(a, &any4, sizeof(any4)) == 0;
}

struct addr claim_ipv4(const uint8_t byte[4])
{
    return addr_ipv4(wire_u32(byte));
}

struct addr claim_ipv6(const uint8_t byte[16])
{
    struct addr a;

    memcpy(a.byte, byte, sizeof(a.byte));
    return a;
}
