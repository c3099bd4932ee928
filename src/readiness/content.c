#include "readiness/content.h"

#include "base/err.h"

#include <string.h>
#include <strings.h>

static const struct {
    const char *word;
    const char *magic;
    uint8_t magic_len, at;
    bool packed;
    const char *endings; /* of names, with a space after each */
} table[CONTENTS] = {
    [CONTENT_UNKNOWN] = {"-",      NULL,                               0,  0,   false, ""                                         },
    [CONTENT_EMPTY] = {"empty",  NULL,                               0,  0,   false, ""                                         },
    [CONTENT_TEXT] = {"text",   NULL,                               0,  0,   false,
                         "txt csv tsv sql json xml html htm log md ini hl7 "                                                      },
    [CONTENT_ZIP] = {"zip",    "PK\x03\x04",                       4,  0,   true,  "zip docx xlsx pptx docm xlsm odt ods jar "},
    [CONTENT_PNG] = {"png",    "\x89PNG\r\n\x1a\n",                8,  0,   true,  "png "                                     },
    [CONTENT_JPEG] = {"jpeg",   "\xff\xd8\xff",                     3,  0,   true,  "jpg jpeg "                                },
    [CONTENT_PDF] = {"pdf",    "%PDF-",                            5,  0,   true,  "pdf "                                     },
    [CONTENT_DICOM] = {"dicom",  "DICM",                             4,  128, true,  "dcm "                                     },
    [CONTENT_SQLITE] = {"sqlite", "SQLite format 3",                  16, 0,   false, "sqlite sqlite3 "                          },
    [CONTENT_PGDUMP] = {"pgdump", "PGDMP",                            5,  0,   true,  "pgdump "                                  },
    [CONTENT_GZIP] = {"gzip",   "\x1f\x8b\x08",                     3,  0,   true,  "gz tgz "                                  },
    [CONTENT_XZ] = {"xz",
                         "\xfd"
                    "7zXZ",                                            6,  0,   true,  "xz txz "                                  },
    [CONTENT_BZIP2] = {"bzip2",  "BZh",                              3,  0,   true,  "bz2 tbz2 "                                },
    [CONTENT_ZSTD] = {"zstd",   "\x28\xb5\x2f\xfd",                 4,  0,   true,  "zst "                                     },
    [CONTENT_OLE] = {"ole",    "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8,  0,   false, "doc xls ppt msg "                         },
};

const char *content_word(enum content c)
{
    return table[c].word;
}

bool content_from_word(enum content *out, const char *word, size_t len)
{
    for (size_t i = 0; i < CONTENTS; i++) {
        if (strlen(table[i].word) == len && memcmp(table[i].word, word, len) == 0) {
            *out = (enum content)i;
            return true;
        }
    }
    return false;
}

bool content_is_packed(enum content c)
{
    return table[c].packed;
}

/* Chi-square of how often each of `values` byte values came, of total bytes. */
static double chi_square(const uint32_t *count, size_t values, size_t total)
{
    double want = (double)total / (double)values, sum = 0;

    for (size_t i = 0; i < values; i++) {
        double off = (double)count[i] - want;

        sum += off * off / want;
    }
    return sum;
}

enum { FLAT_FROM = 1024 };
/* Of 255 degrees of freedom: mean 255, deviation 22.6; 400 is 6.4 deviations away. Ciphertext was
   measured at 209 to 309, deflate at 337 to 529, text beyond 500,000 (windows of 64 KiB). */
static const double flat_below = 400;
/* Of 63 degrees of freedom: mean 63, deviation 11.2. */
static const double flat_base64_below = 150;

bool content_is_flat(const uint8_t *bytes, size_t len)
{
    uint32_t count[256] = {0};

    if (len < FLAT_FROM) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        count[bytes[i]]++;
    }
    return chi_square(count, 256, len) < flat_below;
}

static int base64_letter(uint8_t c)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c == '\0' ? NULL : strchr(letters, c);

    return at == NULL ? -1 : (int)(at - letters);
}

bool content_is_flat_base64(const uint8_t *bytes, size_t len)
{
    uint32_t count[64] = {0};
    size_t letters = 0;

    for (size_t i = 0; i < len; i++) {
        int letter = base64_letter(bytes[i]);

        if (letter >= 0) {
            count[letter]++;
            letters++;
        } else if (bytes[i] != '\n' && bytes[i] != '\r' && bytes[i] != '=') {
            return false;
        }
    }
    return letters >= FLAT_FROM && chi_square(count, 64, letters) < flat_base64_below;
}

/* Text has no 0 byte, few control bytes, and a few letters far more often than others. */
static bool is_text(const uint8_t *bytes, size_t len)
{
    size_t control = 0;

    for (size_t i = 0; i < len; i++) {
        if (bytes[i] == 0) {
            return false;
        }
        control += bytes[i] < 0x20 && strchr("\t\n\r\x1b", bytes[i]) == NULL; /* ESC: JIS */
    }
    return control * 50 <= len && !content_is_flat(bytes, len);
}

enum content content_of(const uint8_t *bytes, size_t len)
{
    if (len == 0) {
        return CONTENT_EMPTY;
    }
    for (size_t i = 0; i < CONTENTS; i++) {
        if (table[i].magic != NULL && len >= (size_t)table[i].at + table[i].magic_len &&
            memcmp(bytes + table[i].at, table[i].magic, table[i].magic_len) == 0) {
            return (enum content)i;
        }
    }
    return is_text(bytes, len) ? CONTENT_TEXT : CONTENT_UNKNOWN;
}

enum content content_of_name(const char *name, size_t len)
{
    const char *dot = memrchr(name, '.', len);
    size_t ending = dot == NULL ? 0 : len - (size_t)(dot + 1 - name);

    for (size_t i = 0; ending > 0 && i < CONTENTS; i++) {
        for (const char *e = table[i].endings; *e != '\0'; e = strchr(e, ' ') + 1) {
            if (strcspn(e, " ") == ending && strncasecmp(e, dot + 1, ending) == 0) {
                return (enum content)i;
            }
        }
    }
    return CONTENT_UNKNOWN;
}
