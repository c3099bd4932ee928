#include "network/maker_csv.h"

#include <ctype.h>
#include <string.h>

enum { FIELDS = 3, ASSIGNMENT = 1, NAME = 2, DIGIT_BITS = 4 };

uint64_t maker_csv_key(const uint8_t mac[6], unsigned bits)
{
    uint64_t address = 0;

    for (int i = 0; i < 6; i++) {
        address = address << 8 | mac[i];
    }
    return (address >> (48 - bits) << (48 - bits)) << 8 | bits;
}

/* One field of RFC 4180, cut to out[size]; *at stands behind its comma or at the line's end. */
static void take_field(char *out, size_t size, const char **at, const char *end)
{
    bool quoted = *at < end && **at == '"';
    size_t n = 0;

    for (*at += quoted; *at < end; (*at)++) {
        if (quoted && **at == '"') {
            if (*at + 1 < end && (*at)[1] == '"') {
                (*at)++;
            } else {
                quoted = false;
                continue;
            }
        } else if (!quoted && (**at == ',' || **at == '\n')) {
            break;
        }
        if (n + 1 < size && (unsigned char)**at >= ' ') {
            out[n++] = **at;
        }
    }
    if (*at < end && **at == ',') {
        (*at)++;
    }
    if (n + 1 == size) { /* cut, perhaps in the middle of a character: leave that one off */
        while (n > 0 && (out[n - 1] & 0xc0) == 0x80) {
            n--;
        }
        n -= n > 0 && (out[n - 1] & 0x80) != 0;
    }
    while (n > 0 && out[n - 1] == ' ') {
        n--;
    }
    out[n] = '\0';
}

/* "8C1F64F5A" is 36 bits; other lengths are none. */
static bool read_block(uint64_t *key, const char *digits)
{
    uint8_t mac[6] = {0};
    size_t n = strlen(digits);

    if (n != 6 && n != 7 && n != 9) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)toupper((unsigned char)digits[i]);

        if (!isxdigit(c)) {
            return false;
        }
        unsigned value = isdigit(c) ? (unsigned)(c - '0') : (unsigned)(c - 'A') + 10;
        mac[i / 2] |= (uint8_t)(value << (i % 2 == 0 ? DIGIT_BITS : 0));
    }
    *key = maker_csv_key(mac, (unsigned)n * DIGIT_BITS);
    return true;
}

static bool names_a_maker(const char *name)
{
    return name[0] != '\0' && strcmp(name, "Private") != 0 &&
           strcmp(name, "IEEE Registration Authority") != 0;
}

bool maker_csv_next(struct maker_csv_row *row, const char **at, const char *end)
{
    while (*at < end) {
        char field[FIELDS][MAKER_CSV_NAME_SIZE];

        for (int i = 0; i < FIELDS; i++) {
            take_field(field[i], sizeof(field[i]), at, end);
        }
        while (*at < end && **at != '\n') { /* the address, which may hold quoted line breaks */
            char rest[1];

            take_field(rest, sizeof(rest), at, end);
        }
        *at += *at < end;
        if (read_block(&row->key, field[ASSIGNMENT]) && names_a_maker(field[NAME])) {
            memcpy(row->name, field[NAME], sizeof(row->name));
            return true;
        }
    }
    return false;
}
