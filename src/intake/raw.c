#include "intake/raw.h"

#include "base/fault.h"
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum status judge_size(size_t size, struct err *err)
{
    char mb[16];

    if (size == 0) {
        return err_say(err, E_INVALID, MSG_INTAKE_EMPTY);
    }
    if (size > BOOK_FILE_MAX) {
        snprintf(mb, sizeof(mb), "%u", BOOK_FILE_MAX >> 20);
        return err_say(err, E_LIMIT, MSG_INTAKE_TOO_BIG, mb);
    }
    return OK;
}

enum status raw_open(struct raw *out, const struct book_source *source, struct err *err)
{
    struct stat st;

    if (source->path == NULL) {
        *out = (struct raw){.fd = -1, .bytes = source->bytes, .size = source->size};
        return judge_size(source->size, err);
    }
    /* O_NONBLOCK: opening a pipe by mistake must not wait for a writer. */
    int fd = fault_hit(FAULT_IO) ? (errno = EIO, -1)
                                 : open(source->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    if (fd < 0) {
        return err_errno(err, errno, "opening %s", source->path);
    }
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        close(fd);
        return err_say(err, E_INVALID, MSG_INTAKE_NOT_TABLE, source->path);
    }
    *out = (struct raw){.fd = fd, .size = (size_t)st.st_size};

    enum status judged = judge_size(out->size, err);

    if (judged != OK) {
        raw_close(out);
    }
    return judged;
}

void raw_close(struct raw *r)
{
    file_close(&r->fd);
}

enum status raw_read(const struct raw *r, size_t at, void *to, size_t size, size_t *got,
                     struct err *err)
{
    size_t have = 0;

    if (at >= r->size) {
        *got = 0;
        return OK;
    }
    if (size > r->size - at) {
        size = r->size - at;
    }
    if (r->fd < 0) {
        memcpy(to, r->bytes + at, size);
        *got = size;
        return OK;
    }
    while (have < size) {
        ssize_t n = fault_hit(FAULT_IO)
                        ? (errno = EIO, -1)
                        : pread(r->fd, (char *)to + have, size - have, (off_t)(at + have));

        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return err_errno(err, errno, "reading a file to import");
        }
        if (n == 0) {
            return err_set(err, E_IO, "a file to import became shorter while it was read");
        }
        have += (size_t)n;
    }
    *got = have;
    return OK;
}
