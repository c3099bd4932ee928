#include "readiness/drill_compare.h"

#include "base/file.h"
#include "readiness/repo_tree.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 64 << 10 };

uint32_t drill_crc32c(uint32_t crc, const void *bytes, size_t len)
{
    const uint8_t *p = bytes;

    crc = ~crc;
    for (size_t i = 0; i < len; i++) {
        crc ^= p[i];
        for (int bit = 0; bit < 8; bit++) {
            crc = (crc >> 1) ^ (0x82F63B78U & -(crc & 1U)); /* the polynomial, reflected */
        }
    }
    return ~crc;
}

/* Up to PIECE bytes, fewer only at the end; -1 with errno. */
static ssize_t read_piece(int fd, uint8_t *piece)
{
    size_t got = 0;

    while (got < PIECE) {
        ssize_t n = read(fd, piece + got, PIECE - got);

        if (n < 0 && errno != EINTR) {
            return -1;
        }
        if (n == 0) {
            break;
        }
        got += n > 0 ? (size_t)n : 0;
    }
    return (ssize_t)got;
}

static enum status same_bytes(bool *same, int fd, int other, struct err *err)
{
    uint8_t one[PIECE], two[PIECE];
    ssize_t n;

    do {
        n = read_piece(fd, one);
        ssize_t m = read_piece(other, two);

        if (n < 0 || m < 0) {
            return err_errno(err, errno, "comparing");
        }
        if (n != m || memcmp(one, two, (size_t)n) != 0) {
            *same = false;
            return OK;
        }
    } while (n > 0);
    *same = true;
    return OK;
}

/* By the digest that the copy bears. */
static enum status same_digest(bool *same, int fd, const char *digest, struct err *err)
{
    const char *hex = strchr(digest, ':') + 1;
    uint8_t piece[PIECE], got[HASH_SIZE];
    char text[HASH_HEX_SIZE];
    uint32_t crc = 0;
    struct hash h;
    ssize_t n;

    hash_start(&h);
    while ((n = read_piece(fd, piece)) > 0) {
        hash_add(&h, piece, (size_t)n);
        crc = drill_crc32c(crc, piece, (size_t)n);
    }
    if (n < 0) {
        return err_errno(err, errno, "reading what was restored");
    }
    hash_end(&h, got);
    if (strncmp(digest, "crc32c:", 7) == 0) { /* PostgreSQL writes it as it lies in memory */
        const uint8_t bytes[4] = {(uint8_t)crc, (uint8_t)(crc >> 8), (uint8_t)(crc >> 16),
                                  (uint8_t)(crc >> 24)};

        hash_hex(text, bytes, sizeof(bytes));
    } else {
        hash_hex(text, got, sizeof(got));
    }
    *same = strcmp(text, hex) == 0;
    return OK;
}

/* The original: its descriptor, or -1 when there is none. */
static int open_source(const char *source, const char *path)
{
    for (const char *p = path; *p != '\0';) {
        int errnum, fd;

        p += strspn(p, "/");
        fd = *p == '\0' ? -1 : repo_tree_open(source, p, &errnum);
        if (fd >= 0) {
            return fd;
        }
        p += strcspn(p, "/");
    }
    return -1;
}

static enum status compare_source(enum drill_compared *out, int fd, const struct repo_file *f,
                                  const char *source, struct err *err)
{
    CLEANUP(file_close) int other = source == NULL ? -1 : open_source(source, f->path);
    struct stat st;
    bool same;

    if (other < 0 || fstat(other, &st) != 0) {
        *out = DRILL_UNPROVED;
        return OK;
    }
    enum status status = same_bytes(&same, fd, other, err);

    if (status != OK) {
        return status;
    }
    if (!same && st.st_mtim.tv_sec > f->mtime_ms / 1000) {
        *out = DRILL_CHANGED;
    } else {
        *out = same ? DRILL_SAME : DRILL_OTHER;
    }
    return OK;
}

enum status drill_compare(enum drill_compared *out, const char *restored, const struct repo_file *f,
                          const char *source, struct err *err)
{
    CLEANUP(file_close) int fd = open(restored, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    struct stat st;

    if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        *out = DRILL_MISSING;
        return OK;
    }
    if (st.st_size != f->size) {
        *out = DRILL_OTHER;
        return OK;
    }
    if (f->digest != NULL) {
        bool same;
        enum status status = same_digest(&same, fd, f->digest, err);

        *out = same ? DRILL_SAME : DRILL_OTHER;
        return status;
    }
    return compare_source(out, fd, f, source, err);
}
