/*
 * What a kind of file must be able to do to be a book. Only book.c and the readers include this.
 */
#ifndef INTAKE_BOOK_TYPE_H
#define INTAKE_BOOK_TYPE_H

#include "intake/book.h"

struct book_type {
    size_t (*sheets)(const void *self);
    const char *(*sheet_name)(const void *self, size_t sheet);
    bool (*base1904)(const void *self);
    enum status (*select)(void *self, size_t sheet, struct err *err);
    enum status (*merges)(void *self, size_t sheet, const struct book_merge **merges, size_t *n,
                          struct err *err);
    enum status (*next)(void *self, const struct book_row **row, struct err *err);
    void (*close)(void *self);
};

#endif
