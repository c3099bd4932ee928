#include "intake/xlsx_guard.h"

#include "base/mem.h"
#include "intake/package.h"

#include <string.h>

/* PKWARE APPNOTE 4.3.14 to 4.3.16: the three records at the end of a zip file. */
enum {
    END_SIZE = 22,
    END_PARTS = 10,
    END_DIRECTORY = 12,
    END64_SIZE = 56,
    END64_PARTS = 32,
    END64_DIRECTORY = 40,
    LOCATOR_SIZE = 20,
    LOCATOR_END64 = 8,
    COMMENT_MAX = 65535,
    TAIL = END_SIZE + COMMENT_MAX + LOCATOR_SIZE,
};

static const uint32_t parts_in_end64 = 0xFFFF, directory_in_end64 = 0xFFFFFFFF;

static uint64_t little(const uint8_t *p, size_t n)
{
    uint64_t v = 0;

    while (n-- > 0) {
        v = v << 8 | p[n];
    }
    return v;
}

static bool is_small(uint64_t parts, uint64_t directory)
{
    return parts <= XLSX_PARTS_MAX && directory <= XLSX_DIRECTORY_SIZE;
}

static enum status judge_end64(const struct raw *raw, const uint8_t *locator, struct err *err)
{
    uint8_t end[END64_SIZE];
    size_t got = 0;
    uint64_t at = little(locator + LOCATOR_END64, 8);
    enum status st = at < raw->size ? raw_read(raw, (size_t)at, end, sizeof(end), &got, err) : OK;

    if (st != OK) {
        return st;
    }
    if (got < sizeof(end) || memcmp(end, "PK\6\6", 4) != 0) {
        return err_say(err, E_INVALID, MSG_INTAKE_BROKEN);
    }
    return is_small(little(end + END64_PARTS, 8), little(end + END64_DIRECTORY, 8))
               ? OK
               : err_say(err, E_LIMIT, MSG_INTAKE_BOMB);
}

/* Every record that could be meant as the end is judged: which one a reader takes is its secret. */
static enum status judge_tail(const struct raw *raw, const uint8_t *tail, size_t n, struct err *err)
{
    bool found = false;

    for (size_t i = 0; i + LOCATOR_SIZE <= n; i++) {
        if (tail[i] != 'P' || tail[i + 1] != 'K') {
            continue;
        }
        if (memcmp(tail + i, "PK\6\7", 4) == 0) {
            enum status st = judge_end64(raw, tail + i, err);

            if (st != OK) {
                return st;
            }
        }
        if (memcmp(tail + i, "PK\5\6", 4) == 0 && i + END_SIZE <= n) {
            uint64_t parts = little(tail + i + END_PARTS, 2);
            uint64_t directory = little(tail + i + END_DIRECTORY, 4);

            found = true;
            if (!is_small(parts == parts_in_end64 ? 0 : parts,
                          directory == directory_in_end64 ? 0 : directory)) {
                return err_say(err, E_LIMIT, MSG_INTAKE_BOMB);
            }
        }
    }
    return found ? OK : err_say(err, E_INVALID, MSG_INTAKE_BROKEN);
}

enum status xlsx_guard(const struct raw *raw, struct err *err)
{
    size_t n = raw->size < TAIL ? raw->size : TAIL, got = 0;
    uint8_t *tail = mem_new(n);

    if (tail == NULL) {
        return err_set(err, E_NOMEM, "xlsx: no memory");
    }

    enum status st = raw_read(raw, raw->size - n, tail, n, &got, err);

    if (st == OK) {
        st = judge_tail(raw, tail, got, err);
    }
    mem_free(tail);
    return st;
}
