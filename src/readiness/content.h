/*
 * What a file seems to be, from its first bytes; and which kind its name promises.
 *
 * Signatures are those of the formats' own specifications (PNG 1.2 section 3.1, ISO 32000 7.5.2,
 * APPNOTE.TXT 4.3, DICOM PS3.10 7.1, the SQLite file format 1.3, RFC 1952, the .xz format 2.1.1).
 */
#ifndef READINESS_CONTENT_H
#define READINESS_CONTENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum content {
    CONTENT_UNKNOWN, /* none of the below */
    CONTENT_EMPTY,
    CONTENT_TEXT, /* UTF-8 or a Japanese encoding: hardly any control bytes, and not flat */
    CONTENT_ZIP,  /* Office files, too: docx, xlsx, pptx, odt */
    CONTENT_PNG,
    CONTENT_JPEG,
    CONTENT_PDF,
    CONTENT_DICOM,
    CONTENT_SQLITE,
    CONTENT_PGDUMP, /* pg_dump -Fc */
    CONTENT_GZIP,
    CONTENT_XZ,
    CONTENT_BZIP2,
    CONTENT_ZSTD,
    CONTENT_OLE, /* doc, xls, ppt before 2007, msg */
    CONTENTS
};

#define CONTENT_LOOK 4096 /* bytes from the front that content_of() wants to see */

const char *content_word(enum content c); /* "zip"; "-" for unknown */
bool content_from_word(enum content *out, const char *word, size_t len); /* false: no such word */

/* What bytes[len], the front of a file, are. */
enum content content_of(const uint8_t *bytes, size_t len);

/* What a file of this name is by its ending, CONTENT_UNKNOWN when it promises nothing. */
enum content content_of_name(const char *name, size_t len);

/* Files of this kind are written once; nobody changes a block in their middle. */
bool content_is_packed(enum content c);

/*
 * Are bytes[len] as random as ciphertext: every byte value as often as every other (chi-square
 * over 256 values)? Compressed data looks the same: alone this says nothing (reliability of
 * detectors: Davies et al. 2022, doi 10.3390/e24101503). Wants 1024 bytes or more; fewer: false.
 */
bool content_is_flat(const uint8_t *bytes, size_t len);

/* Is it base64 (RFC 4648) of something flat: its alphabet only, and each letter as often? */
bool content_is_flat_base64(const uint8_t *bytes, size_t len);

#endif
