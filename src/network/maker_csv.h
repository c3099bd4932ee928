/*
 * The IEEE's public listing of address blocks as csv: "MA-L,002272,Organisation,Address". Shared by
 * the tool that builds the listing in (tools/ouic.c) and the reader of an administrator's file.
 * Standard C only.
 */
#ifndef NETWORK_MAKER_CSV_H
#define NETWORK_MAKER_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MAKER_CSV_NAME_SIZE 64 /* bytes of a name, with the closing 0; longer is cut */

struct maker_csv_row {
    uint64_t key; /* maker_csv_key() of the block */
    char name[MAKER_CSV_NAME_SIZE];
};

/* 48 bits of address, the first `bits` of them kept, and how many: keys of one length sort by
   block. bits is 24, 28 or 36. */
uint64_t maker_csv_key(const uint8_t mac[6], unsigned bits);

/* The next block at *at, which is moved on; rows that name none (heads, "Private", the IEEE's own
   blocks that are given out in parts) are stepped over. False: the end. */
bool maker_csv_next(struct maker_csv_row *row, const char **at, const char *end);

#endif
