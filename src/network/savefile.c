#include "network/savefile.h"

#include "network/savefile_ng.h"
#include "network/wire.h"

#include "base/fault.h"
#include "base/mem.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum {
    BUFFER_FIRST = 128 * 1024, /* stays in the processor's cache; longer blocks make it grow */
    HEADER_SIZE = 24,
    RECORD_SIZE = 16,
    RECORD_SIZE_MODIFIED = 24, /* with the interface's number, of old patched kernels */
};

struct savefile {
    int fd;
    bool ended;
    size_t from, to; /* of the bytes read and not yet taken */
    uint64_t number;
    bool is_ng;
    struct savefile_ng ng;
    bool little, nano; /* pcap */
    size_t record_size;
    int link;
    uint8_t *byte; /* [size] */
    size_t size;
};

/* Room for n bytes, n <= SAVEFILE_BLOCK_MAX. */
static enum status grow(struct savefile *s, size_t n, struct err *err)
{
    size_t size = s->size == 0 ? BUFFER_FIRST : s->size;

    while (size < n) {
        size *= 2;
    }
    if (size > s->size) {
        uint8_t *byte = mem_grow(s->byte, size);

        if (byte == NULL) {
            return err_set(err, E_NOMEM, "savefile: %zu bytes", size);
        }
        s->byte = byte;
        s->size = size;
    }
    return OK;
}

/* Have n bytes at byte[from], as far as the file has them. */
static enum status fill(struct savefile *s, size_t n, struct err *err)
{
    if (s->to - s->from >= n || s->ended) {
        return OK;
    }
    enum status st = grow(s, n, err);

    if (st != OK) {
        return st;
    }
    /* What is left is less than a frame: moving it keeps the reading in the processor's cache. */
    if (s->from > 0) {
        memmove(s->byte, s->byte + s->from, s->to - s->from);
    }
    s->to -= s->from;
    s->from = 0;
    while (s->to - s->from < n && !s->ended) {
        ssize_t got =
            fault_hit(FAULT_IO) ? (errno = EIO, -1) : read(s->fd, s->byte + s->to, s->size - s->to);

        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return err_errno(err, errno, "reading a capture");
        }
        s->ended = got == 0;
        s->to += (size_t)got;
    }
    return OK;
}

/* The next n bytes, or NULL where the file ends before. */
static const uint8_t *take(struct savefile *s, size_t n)
{
    if (s->to - s->from < n) {
        return NULL;
    }
    s->from += n;
    return s->byte + s->from - n;
}

static enum status cut_off(struct savefile *s, struct err *err)
{
    return err_say(err, E_CORRUPT, MSG_CAPTURE_CUT);
}

static uint32_t u32(const struct savefile *s, const uint8_t *p)
{
    return s->little ? wire_u32le(p) : wire_u32(p);
}

static bool begin_pcap(struct savefile *s)
{
    static const struct {
        uint32_t magic;
        bool nano, modified;
    } row[] = {
        {0xa1b2c3d4, false, false},
        {0xa1b23c4d, true,  false},
        {0xa1b2cd34, false, true },
    };
    const uint8_t *h = s->byte + s->from;

    for (size_t i = 0; i < COUNT(row); i++) {
        bool big = wire_u32(h) == row[i].magic, little = wire_u32le(h) == row[i].magic;

        if (big || little) {
            s->little = little;
            s->nano = row[i].nano;
            s->record_size = row[i].modified ? RECORD_SIZE_MODIFIED : RECORD_SIZE;
            s->link = savefile_link(u32(s, h + 20) & 0xffff); /* above: how long the checksum is */
            s->from += HEADER_SIZE;
            return true;
        }
    }
    return false;
}

enum status savefile_open(struct savefile **out, int fd, struct err *err)
{
    struct savefile *s = mem_new(sizeof(*s));

    if (s == NULL) {
        return err_set(err, E_NOMEM, "savefile");
    }
    s->fd = fd;
    enum status st = fill(s, HEADER_SIZE, err);

    if (st == OK && s->to == 0) {
        st = err_say(err, E_INVALID, MSG_CAPTURE_EMPTY);
    }
    if (st == OK) {
        s->is_ng = s->to >= SAVEFILE_NG_HEAD && savefile_ng_begins(s->byte);
        if (!s->is_ng && (s->to < HEADER_SIZE || !begin_pcap(s))) {
            st = err_say(err, E_INVALID, MSG_CAPTURE_KIND);
        }
    }
    if (st != OK) {
        savefile_close(&s);
        return st;
    }
    *out = s;
    return OK;
}

void savefile_close(struct savefile **s)
{
    if (*s != NULL) {
        mem_free((*s)->byte);
        mem_free(*s);
        *s = NULL;
    }
}

/* The frame whose record begins at h; its bytes are still to be found. */
static struct frame frame_of(const struct savefile *s, const uint8_t *h)
{
    uint32_t seconds = u32(s, h), fraction = u32(s, h + 4), len = u32(s, h + 8);
    uint32_t wire_len = u32(s, h + 12);

    return (struct frame){
        .len = len,
        .wire_len = wire_len < len ? len : wire_len,
        .link = s->link,
        .at_us = (int64_t)seconds * 1000000 + (s->nano ? fraction / 1000 : fraction),
        .number = s->number + 1,
    };
}

static enum status next_pcap(struct frame *out, struct savefile *s, struct err *err)
{
    enum status st = fill(s, s->record_size, err);

    if (st != OK) {
        return st;
    }
    if (s->from == s->to) {
        return err_set(err, E_NOTFOUND, "end of the capture");
    }
    const uint8_t *h = take(s, s->record_size);

    if (h == NULL) {
        return cut_off(s, err);
    }
    struct frame f = frame_of(s, h);

    if (f.len > SAVEFILE_FRAME_MAX) {
        return cut_off(s, err);
    }
    st = fill(s, f.len, err);
    if (st != OK) {
        return st;
    }
    f.byte = take(s, f.len);
    if (f.byte == NULL) {
        return cut_off(s, err);
    }
    s->number = f.number;
    *out = f;
    return OK;
}

static bool more_pcap(struct frame *out, struct savefile *s)
{
    size_t left = s->to - s->from;
    const uint8_t *h = s->byte + s->from;

    if (left < s->record_size) {
        return false;
    }
    struct frame f = frame_of(s, h);

    if (f.len > SAVEFILE_FRAME_MAX || f.len > left - s->record_size) {
        return false;
    }
    f.byte = h + s->record_size;
    s->from += s->record_size + f.len;
    s->number = f.number;
    *out = f;
    return true;
}

static enum status next_ng(struct frame *out, struct savefile *s, struct err *err)
{
    for (;;) {
        enum status st = fill(s, SAVEFILE_NG_HEAD, err);

        if (st != OK) {
            return st;
        }
        if (s->from == s->to) {
            return err_set(err, E_NOTFOUND, "end of the capture");
        }
        size_t left = s->to - s->from;
        size_t size = savefile_ng_size(&s->ng, s->byte + s->from, left);

        if (size == 0 || size > SAVEFILE_BLOCK_MAX) {
            return cut_off(s, err);
        }
        st = fill(s, size, err);
        if (st != OK) {
            return st;
        }
        const uint8_t *block = take(s, size);

        if (block == NULL) {
            return cut_off(s, err);
        }
        switch (savefile_ng_block(&s->ng, block, size, out)) {
        case NG_FRAME:
            out->number = ++s->number;
            return OK;
        case NG_OTHER:
            break;
        case NG_BROKEN:
            return cut_off(s, err);
        }
    }
}

/* Up to the next frame; what is broken or not here yet is left for savefile_next(). */
static bool more_ng(struct frame *out, struct savefile *s)
{
    for (;;) {
        size_t left = s->to - s->from;
        const uint8_t *block = s->byte + s->from;
        size_t size = savefile_ng_size(&s->ng, block, left);

        if (size == 0 || size > left) {
            return false;
        }
        enum savefile_ng_kind kind = savefile_ng_block(&s->ng, block, size, out);

        if (kind == NG_BROKEN) {
            return false;
        }
        s->from += size;
        if (kind == NG_FRAME) {
            out->number = ++s->number;
            return true;
        }
    }
}

size_t savefile_more(struct frame *out, size_t max, struct savefile *s)
{
    size_t n = 0;

    while (n < max && (s->is_ng ? more_ng(&out[n], s) : more_pcap(&out[n], s))) {
        n++;
    }
    return n;
}

enum status savefile_next(struct frame *out, struct savefile *s, struct err *err)
{
    return s->is_ng ? next_ng(out, s, err) : next_pcap(out, s, err);
}
