#include "base/tar.h"

#include "base/fault.h"
#include "base/file.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = 512, CHUNK = 64 * 1024 };
#define SIZE_MAX_OCTAL INT64_C(077777777777) /* eleven octal digits: 8 GiB - 1 */

/* Offsets and widths of the header's members. */
enum {
    AT_NAME = 0,
    AT_MODE = 100,
    AT_UID = 108,
    AT_GID = 116,
    AT_SIZE = 124,
    AT_MTIME = 136,
    AT_SUM = 148,
    AT_TYPE = 156,
    AT_MAGIC = 257,
    SUM_WIDTH = 8
};

static unsigned checksum(const unsigned char *block)
{
    unsigned sum = 0;

    for (int i = 0; i < BLOCK; i++) {
        sum += i >= AT_SUM && i < AT_SUM + SUM_WIDTH ? ' ' : block[i];
    }
    return sum;
}

static enum status read_all(int fd, void *to, size_t len, struct err *err)
{
    for (size_t done = 0; done < len;) {
        ssize_t n =
            fault_hit(FAULT_IO) ? (errno = EIO, -1) : read(fd, (char *)to + done, len - done);

        if (n < 0 && errno != EINTR) {
            return err_errno(err, errno, "reading an archive");
        }
        if (n == 0) {
            return err_set(err, E_CORRUPT, "the archive is cut off");
        }
        done += n > 0 ? (size_t)n : 0;
    }
    return OK;
}

/* size bytes from one descriptor to the other. */
static enum status copy(int from, int to, int64_t size, struct err *err)
{
    char chunk[CHUNK];

    for (int64_t left = size; left > 0;) {
        size_t n = left < CHUNK ? (size_t)left : CHUNK;
        enum status st = read_all(from, chunk, n, err);

        if (st == OK) {
            st = file_write_all(to, chunk, n, err);
        }
        if (st != OK) {
            return st;
        }
        left -= (int64_t)n;
    }
    return OK;
}

static size_t padding(int64_t size)
{
    return (size_t)((BLOCK - size % BLOCK) % BLOCK);
}

enum status tar_add(int fd, const char *name, int from, int64_t size, int64_t at_ms,
                    struct err *err)
{
    static const char zeroes[BLOCK];
    unsigned char block[BLOCK] = {0};
    char *b = (char *)block;

    if (strlen(name) > TAR_NAME_MAX || size < 0 || size > SIZE_MAX_OCTAL) {
        return err_set(err, E_LIMIT, "%s: %" PRId64 " bytes do not fit a tar entry", name, size);
    }
    snprintf(b + AT_NAME, TAR_NAME_MAX + 1, "%s", name);
    snprintf(b + AT_MODE, 8, "%07o", 0600);
    snprintf(b + AT_UID, 8, "%07o", 0);
    snprintf(b + AT_GID, 8, "%07o", 0);
    snprintf(b + AT_SIZE, 12, "%011" PRIo64, size);
    snprintf(b + AT_MTIME, 12, "%011" PRIo64, at_ms / 1000);
    b[AT_TYPE] = '0';
    memcpy(b + AT_MAGIC, "ustar\00000", 8);
    snprintf(b + AT_SUM, SUM_WIDTH, "%06o", checksum(block));
    b[AT_SUM + SUM_WIDTH - 1] = ' ';

    enum status st = file_write_all(fd, block, BLOCK, err);

    if (st == OK) {
        st = copy(from, fd, size, err);
    }
    if (st == OK && padding(size) > 0) {
        st = file_write_all(fd, zeroes, padding(size), err);
    }
    return st == OK ? OK : err_note(err, "adding %s to an archive", name);
}

enum status tar_end(int fd, struct err *err)
{
    static const char zeroes[2 * BLOCK];

    return file_write_all(fd, zeroes, sizeof(zeroes), err);
}

static bool is_empty(const unsigned char *block)
{
    for (int i = 0; i < BLOCK; i++) {
        if (block[i] != 0) {
            return false;
        }
    }
    return true;
}

enum status tar_next(int fd, struct tar_entry *out, bool *more, struct err *err)
{
    unsigned char block[BLOCK];
    char size[13] = {0};
    enum status st = read_all(fd, block, BLOCK, err);

    if (st != OK) {
        return st;
    }
    *more = !is_empty(block);
    if (!*more) {
        return OK;
    }
    if (memcmp(block + AT_MAGIC, "ustar", 5) != 0 || block[AT_TYPE] != '0' ||
        block[TAR_NAME_MAX] != 0 ||
        checksum(block) != strtoul((const char *)block + AT_SUM, NULL, 8)) {
        return err_set(err, E_CORRUPT, "not an entry of an archive of ours");
    }
    memcpy(size, block + AT_SIZE, 12);
    memcpy(out->name, block, TAR_NAME_MAX);
    out->name[TAR_NAME_MAX] = '\0';
    out->size = strtoll(size, NULL, 8);
    return OK;
}

enum status tar_extract(int fd, const struct tar_entry *entry, int to, struct err *err)
{
    char rest[BLOCK];
    enum status st = copy(fd, to, entry->size, err);

    if (st == OK && padding(entry->size) > 0) {
        st = read_all(fd, rest, padding(entry->size), err);
    }
    return st == OK ? OK : err_note(err, "taking %s from an archive", entry->name);
}
