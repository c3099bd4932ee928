/* One file at a time. */
#include "readiness/ransom.h"

#include "base/fault.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum {
    BLOCK = 4096,
    SHORT_HEAD = 1024,       /* who encrypts only the very front takes no less */
    SCAN_BLOCKS_MAX = 16384, /* of a new text: 64 MiB */
    TAIL = 1024
};

static const struct {
    const char *code, *word;
} table[RANSOM_SIGNS] = {
    [RANSOM_NONE] = {"none",      ""                                                                                             },
    [RANSOM_STRUCTURE] = {"structure", "あるべき形式でなく、乱数のような中身になっています"                  },
    [RANSOM_BLOCKS] = {"blocks",    "ところどころが乱数のような中身に変わっています"                        },
    [RANSOM_TEXT] = {"text",      "文字のファイルが乱数のような中身になっています"                        },
    [RANSOM_BASE64] = {"base64",    "乱数のような中身を文字に直したものになっています"                     },
    [RANSOM_SUFFIX] = {"suffix",    "見慣れない同じ拡張子が、たくさんのファイルに付いています"         },
    [RANSOM_NOTE] = {"note",      "身代金要求に似た名前のファイルが、いくつものフォルダにあります"},
    [RANSOM_CANARY_HIT] = {"canary",    "見張りのファイルが変えられたか、消されています"                        },
};

const char *ransom_code(enum ransom_sign sign)
{
    return table[sign].code;
}

const char *ransom_word(enum ransom_sign sign)
{
    return table[sign].word;
}

/* Up to len bytes at this place; fewer at the end of the file or where reading fails. */
static size_t read_at(int fd, uint8_t *into, size_t len, uint64_t at)
{
    size_t got = 0;

    while (got < len) {
        ssize_t n = fault_hit(FAULT_IO) ? (errno = EIO, -1)
                                        : pread(fd, into + got, len - got, (off_t)(at + got));

        if (n > 0) {
            got += (size_t)n;
        } else if (n == 0 || errno != EINTR) {
            break;
        }
    }
    return got;
}

/* What the file should be, by the manifest, by its name, or by its name without a last ending that
   says nothing ("a.docx.locked"). *bare: only the last told. */
static enum content should_be(const struct ransom_case *c, bool *bare)
{
    enum content by_name = content_of_name(c->path, c->path_len);
    const char *dot = memrchr(c->path, '.', c->path_len);

    *bare = false;
    if (c->has_before && c->before != CONTENT_UNKNOWN && c->before != CONTENT_EMPTY) {
        return c->before;
    }
    if (by_name != CONTENT_UNKNOWN || dot == NULL) {
        return by_name;
    }
    *bare = true;
    return content_of_name(c->path, (size_t)(dot - c->path));
}

static bool is_noise(const uint8_t *head, size_t len)
{
    return content_is_flat(head, len) || (len >= SHORT_HEAD && content_is_flat(head, SHORT_HEAD));
}

/* Does the end of the file stand as its kind wants it? Kinds without such an end: yes. */
static bool end_fits(int fd, enum content kind, uint64_t size)
{
    static const struct {
        enum content kind;
        const char *mark;
        size_t len;
    } end[] = {
        {CONTENT_ZIP,  "PK\x05\x06", 4},
        {CONTENT_PNG,  "IEND",       4},
        {CONTENT_JPEG, "\xff\xd9",   2},
        {CONTENT_PDF,  "%%EOF",      5},
        {CONTENT_XZ,   "YZ",         2},
    };
    uint8_t tail[TAIL];
    size_t len =
        read_at(fd, tail, size < TAIL ? (size_t)size : TAIL, size < TAIL ? 0 : size - TAIL);

    for (size_t i = 0; i < COUNT(end); i++) {
        if (end[i].kind == kind) {
            return memmem(tail, len, end[i].mark, end[i].len) != NULL ||
                   !content_is_flat(tail, len);
        }
    }
    return true;
}

/* The blocks that changed, as far as they are listed: all noise? */
static bool changed_are_noise(int fd, const struct ransom_case *c)
{
    uint8_t block[BLOCK];
    size_t looked = 0;

    for (size_t i = 0; i < c->runs_listed; i++) {
        size_t len = read_at(fd, block, BLOCK, c->first_changed[i] * BLOCK);

        if (len < SHORT_HEAD) {
            continue; /* too little to tell */
        }
        if (!content_is_flat(block, len)) {
            return false;
        }
        looked++;
    }
    return looked > 0;
}

/* A text: is there noise in one of its blocks? */
static bool text_has_noise(int fd, const struct ransom_case *c)
{
    uint8_t block[BLOCK];
    uint64_t blocks = c->size / BLOCK;

    for (size_t i = 0; c->has_blocks && i < c->runs_listed; i++) {
        size_t len = read_at(fd, block, BLOCK, c->first_changed[i] * BLOCK);

        if (content_is_flat(block, len)) {
            return true;
        }
    }
    for (uint64_t i = 0; !c->has_blocks && i < blocks && i < SCAN_BLOCKS_MAX; i++) {
        if (content_is_flat(block, read_at(fd, block, BLOCK, i * BLOCK))) {
            return true;
        }
    }
    return false;
}

static enum ransom_sign look_at_text(int fd, const struct ransom_case *c, const uint8_t *head,
                                     size_t len, bool certain)
{
    if (c->now == CONTENT_UNKNOWN && is_noise(head, len)) {
        return RANSOM_TEXT;
    }
    if (c->now != CONTENT_TEXT) {
        return RANSOM_NONE;
    }
    if (certain && content_is_flat_base64(head, len)) {
        return RANSOM_BASE64;
    }
    return text_has_noise(fd, c) ? RANSOM_BLOCKS : RANSOM_NONE;
}

static enum ransom_sign look_at_kind(int fd, const struct ransom_case *c, enum content kind,
                                     const uint8_t *head, size_t len)
{
    if (c->now != kind) {
        return content_is_flat_base64(head, len)                  ? RANSOM_BASE64
               : c->now == CONTENT_UNKNOWN && is_noise(head, len) ? RANSOM_STRUCTURE
                                                                  : RANSOM_NONE;
    }
    if (!content_is_packed(kind) || !c->has_blocks || !c->same_between) {
        return RANSOM_NONE; /* written anew as a whole, added to, or cut off */
    }
    if (c->runs > 1 && changed_are_noise(fd, c)) {
        return RANSOM_BLOCKS;
    }
    return end_fits(fd, kind, c->size) ? RANSOM_NONE : RANSOM_STRUCTURE;
}

enum ransom_sign ransom_look(int fd, const struct ransom_case *c)
{
    uint8_t head[BLOCK];
    bool bare;
    enum content kind = should_be(c, &bare);

    if (kind == CONTENT_UNKNOWN || c->size == 0) {
        return RANSOM_NONE;
    }
    size_t len = read_at(fd, head, sizeof(head), 0);

    return kind == CONTENT_TEXT ? look_at_text(fd, c, head, len, c->has_before || bare)
                                : look_at_kind(fd, c, kind, head, len);
}
