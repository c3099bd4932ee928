/*
 * What a process of ours may use at most.
 */
#ifndef PROC_LIMITS_H
#define PROC_LIMITS_H

#include "base/err.h"

#include <stdint.h>

#define LIMITS_FILES 4096 /* open descriptors, as far as the system lets us */

/*
 * No core dumps (they would hold keys and passwords), LIMITS_FILES descriptors, and at most
 * memory_size bytes of address space (0: as it is). Under a sanitizer, which maps terabytes,
 * memory is left alone. E_IO.
 */
MUST_CHECK enum status limits_apply(uint64_t memory_size, struct err *err);

#endif
