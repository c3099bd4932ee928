#include "intake/workbook_merge.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 64 * 1024, TAG_SIZE = 128 /* <x:mergeCell ref="AAA1048576:XFD1048576" */ };

static bool read_corner(const char **p, uint32_t *row, uint16_t *column)
{
    unsigned long c = 0;
    char *end;

    for (; **p >= 'A' && **p <= 'Z' && c <= BOOK_COLUMNS_EMPTY_MAX; (*p)++) {
        c = c * 26 + (unsigned long)(**p - 'A') + 1;
    }

    unsigned long r = strtoul(*p, &end, 10);
    bool good = c >= 1 && c <= BOOK_COLUMNS_EMPTY_MAX && end > *p && r >= 1 && r <= BOOK_ROWS_MAX;

    *p = end;
    *row = (uint32_t)r;
    *column = (uint16_t)(c - 1);
    return good;
}

static bool read_range(struct book_merge *out, const char *p)
{
    if (!read_corner(&p, &out->first_row, &out->first_column) || *p != ':') {
        return false;
    }
    p++;
    return read_corner(&p, &out->last_row, &out->last_column) && out->last_row >= out->first_row &&
           out->last_column >= out->first_column;
}

static enum status add(struct workbook_merges *m, const struct book_merge *merge, struct err *err)
{
    if (m->n == BOOK_MERGES_MAX) {
        return err_say(err, E_LIMIT, MSG_INTAKE_MERGES);
    }
    if (m->n == m->room) {
        size_t room = m->room == 0 ? 256 : m->room * 2;
        struct book_merge *grown = mem_grow(m->merge, room * sizeof(*grown));

        if (grown == NULL) {
            return err_set(err, E_NOMEM, "merges: no memory");
        }
        m->merge = grown;
        m->room = room;
    }
    m->merge[m->n++] = *merge;
    return OK;
}

/* A tag at p that begins with "mergeCell ": its range, if it is one. */
static enum status take_tag(struct workbook_merges *m, const char *p, struct err *err)
{
    struct book_merge merge;
    const char *ref = p[-1] == '<' || p[-1] == ':' ? strpbrk(p, "\"'>") : NULL;

    return ref != NULL && *ref != '>' && read_range(&merge, ref + 1) ? add(m, &merge, err) : OK;
}

static int by_first_row(const void *a, const void *b)
{
    const struct book_merge *left = a, *right = b;

    return (left->first_row > right->first_row) - (left->first_row < right->first_row);
}

/* Look through text[n] (0-terminated), from 1; what may go on in the next chunk is left: *used. */
static enum status scan(struct workbook_merges *m, const char *text, size_t n, bool last,
                        size_t *used, struct err *err)
{
    static const char tag[] = "mergeCell ";
    const char *p = text + 1, *end = text + n;
    enum status st = OK;

    while (st == OK && (p = memmem(p, (size_t)(end - p), tag, sizeof(tag) - 1)) != NULL) {
        if (!last && end - p < TAG_SIZE) {
            *used = (size_t)(p - text) - 1;
            return OK;
        }
        st = take_tag(m, p, err);
        p += sizeof(tag) - 1;
    }
    *used = n > TAG_SIZE ? n - TAG_SIZE : 0;
    return st;
}

enum status workbook_merges_read(struct workbook_merges *out, struct package *x, const char *path,
                                 struct err *err)
{
    CLEANUP(package_part_close) struct xlsx_part *part = NULL;
    char *text = mem_new(CHUNK + TAG_SIZE + 2);
    size_t n = 1, got = 1, used = 0; /* text[0]: something before the first byte */
    enum status st = text == NULL ? err_set(err, E_NOMEM, "merges: no memory")
                                  : package_part_open(&part, x, path, err);

    while (st == OK && got > 0) {
        st = package_part_bytes(part, text + n, CHUNK, &got, err);
        if (st == OK) {
            n += got;
            text[n] = '\0';
            st = scan(out, text, n, got == 0, &used, err);
            memmove(text, text + used, n - used);
            n -= used;
        }
    }
    mem_free(text);
    if (st == OK && out->n > 1) {
        qsort(out->merge, out->n, sizeof(*out->merge), by_first_row);
    }
    return st;
}

void workbook_merges_close(struct workbook_merges *m)
{
    mem_free(m->merge);
    *m = (struct workbook_merges){0};
}
