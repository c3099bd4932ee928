/*
 * The blocks of a pcapng file. Pure: bytes in, frames out.
 */
#ifndef NETWORK_SAVEFILE_NG_H
#define NETWORK_SAVEFILE_NG_H

#include "network/savefile.h"

#define SAVEFILE_NG_HEAD 12 /* bytes that say how long a block is, and in which byte order */

struct savefile_ng {
    bool little; /* the byte order of this section */
    size_t n;
    struct {
        int link;
        uint32_t snap;
        uint64_t per_second; /* units of its clock, > 0 */
        int64_t offset;      /* seconds to add */
    } interface[SAVEFILE_INTERFACES_MAX];
};

bool savefile_ng_begins(const uint8_t head[SAVEFILE_NG_HEAD]);

/* How long the block at byte[len] is in all, by its head; 0: it cannot be. */
size_t savefile_ng_size(struct savefile_ng *ng, const uint8_t *byte, size_t len);

enum savefile_ng_kind { NG_FRAME, NG_OTHER, NG_BROKEN };

/* Read one whole block: a frame (without its number), or something to be kept in mind or passed
   over. */
enum savefile_ng_kind savefile_ng_block(struct savefile_ng *ng, const uint8_t *block, size_t size,
                                        struct frame *out);

/* LINKTYPE_* of a file as DLT_* of libpcap: they differ for raw IP only. */
int savefile_link(uint32_t linktype);

#endif
