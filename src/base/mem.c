#include "base/mem.h"

#include "base/fault.h"

#include <stdlib.h>

void *mem_new(size_t size)
{
    return fault_hit(FAULT_ALLOC) ? NULL : calloc(1, size > 0 ? size : 1);
}

void *mem_grow(void *old, size_t size)
{
    return fault_hit(FAULT_ALLOC) ? NULL : realloc(old, size > 0 ? size : 1);
}

void mem_free(void *p)
{
    free(p);
}
