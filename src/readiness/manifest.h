/*
 * The manifest of a backup copy: what was in it, signed by this house. Two files:
 *
 * FILE, lines of text, a name a line, in entry_order():
 *     sonae manifest 1
 *     f SIZE MTIME MODE CONTENT DIGEST PATH      a file ("-" for DIGEST: could not be read)
 *     d - MTIME MODE - - PATH                    a directory
 *     l SIZE MTIME MODE - DIGEST PATH            a link; the digest is of its target's name
 *     o - MTIME MODE - - PATH                    a device, socket or pipe
 *     end {JSON} PUBLICKEYHEX SIGNATUREHEX
 * SIZE is bytes, MTIME seconds.nanoseconds since 1970 (UTC), MODE octal, DIGEST the fs-verity
 * digest (readiness/verity.h), CONTENT a word of readiness/content.h. In PATH every byte that is no
 * printable UTF-8, and the backslash, stands as \xNN. The JSON tells how many lines and files, how
 * many bytes, the SHA-256 of all bytes before the line "end", and that of the other file; the
 * Ed25519 signature is over the JSON's bytes.
 *
 * FILE.blocks: the first 4 bytes of the SHA-256 of each 4 KiB block, of every file that has two or
 * more, in the order of the lines; zeros where a block could not be read. They only say where a
 * file is damaged; that it is, its digest says (docs/decisions/0012).
 */
#ifndef READINESS_MANIFEST_H
#define READINESS_MANIFEST_H

#include "base/buf.h"
#include "base/file.h"
#include "readiness/entry.h"

#include <stdio.h>

#define MANIFEST_BLOCK_SIZE 4 /* bytes of a block's digest that are kept */
#define MANIFEST_BLOCKS_SUFFIX ".blocks"
#define MANIFEST_LINE_MAX (4 * ENTRY_PATH_MAX + 256)

/* What the line "end" says. */
struct manifest_end {
    int64_t made_at; /* UTC ms */
    uint64_t entries, files, size, blocks;
    uint8_t lines_sha256[HASH_SIZE], blocks_sha256[HASH_SIZE];
    uint8_t public[SIGN_PUBLIC_SIZE], signature[SIGN_SIZE];
};

/* How many digests of blocks a file of a manifest has in FILE.blocks. */
uint64_t manifest_blocks(const struct entry *e);

/* Add path[len] with \xNN for what is no printable UTF-8. */
void manifest_escape(struct buf *b, const char *path, size_t len);

/*
 * Read one line, without its line end, into *out; its path is written to path[ENTRY_PATH_MAX + 1].
 * E_INVALID: not such a line; also a path with an empty, "." or ".." part.
 */
MUST_CHECK enum status manifest_line(struct entry *out, char *path, const char *line, size_t len,
                                     struct err *err);
/* Read the last line. json[*json_len] is set to what is signed. E_INVALID. */
MUST_CHECK enum status manifest_last_line(struct manifest_end *out, const char **json,
                                          size_t *json_len, const char *line, size_t len,
                                          struct err *err);

/* Writing. Both files are there and whole after manifest_done(), or neither. */
struct manifest_out {
    struct file_new lines, blocks;
    struct buf line_buf, block_buf;
    struct hash line_hash, block_hash;
    struct manifest_end end;
    uint64_t blocks_of_file; /* added since the last line */
};
#define MANIFEST_OUT ((struct manifest_out){.lines = FILE_NEW, .blocks = FILE_NEW})

MUST_CHECK enum status manifest_create(struct manifest_out *m, const char *path, struct err *err);
/* The digests of the next n blocks of the file whose line comes next; what is missing when that
   line comes is made up by zeros. */
MUST_CHECK enum status manifest_add_blocks(struct manifest_out *m, const uint8_t (*leaf)[HASH_SIZE],
                                           size_t n, struct err *err);
MUST_CHECK enum status manifest_add(struct manifest_out *m, const struct entry *e, struct err *err);
MUST_CHECK enum status manifest_done(struct manifest_out *m, int64_t made_at,
                                     const uint8_t secret_key[SIGN_SECRET_SIZE], struct err *err);
void manifest_drop(struct manifest_out *m); /* for CLEANUP */

/* Reading: the whole file is checked when it is opened, then its entries come one by one. */
struct manifest_in {
    FILE *lines;
    int blocks; /* -1: FILE.blocks is not there; damage is found, but not located */
    char *line; /* of getline() */
    size_t line_room;
    char *path; /* [ENTRY_PATH_MAX + 1] */
    uint64_t left;
    struct manifest_end end;
};
#define MANIFEST_IN ((struct manifest_in){.blocks = -1})

/*
 * Open and check: every line, their order, the sums, the signature (by the key it names: whose key
 * that is, the caller judges), FILE.blocks when it is there.
 *
 * E_INVALID  not a manifest
 * E_CORRUPT  a manifest that is not as it was signed
 * E_NOTFOUND, E_DENIED, E_IO, E_NOMEM
 */
MUST_CHECK enum status manifest_open(struct manifest_in *m, const char *path, struct err *err);
/* The next entry; its path lives until the next call. E_NOTFOUND at the end. */
MUST_CHECK enum status manifest_next(struct manifest_in *m, struct entry *out, struct err *err);
void manifest_close(struct manifest_in *m); /* for CLEANUP */

#endif
