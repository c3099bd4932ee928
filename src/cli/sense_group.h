/* Facts grouped into devices: by MAC, and by address where no MAC is known. */
#ifndef CLI_SENSE_GROUP_H
#define CLI_SENSE_GROUP_H

#include "base/arena.h"
#include "network/fact_table.h"

struct sense_device {
    uint8_t mac[6];
    struct addr ip; /* of the first fact */
    const struct fact_row **row;
    size_t n;
};

struct sense_devices {
    struct sense_device *device;
    size_t n;
};

/* In the order of MAC, then address; its facts by kind, those that say the same side by side. Rows
   point into t. E_NOMEM, E_LIMIT of the arena. */
MUST_CHECK enum status sense_group(struct sense_devices *out, const struct fact_table *t,
                                   struct arena *a, struct err *err);

#endif
