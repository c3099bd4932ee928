#include "base/mem.h"

#include "base/fault.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

void *mem_new(size_t size)
{
    return fault_hit(FAULT_ALLOC) ? NULL : calloc(1, size > 0 ? size : 1);
}

void *mem_grow(void *old, size_t size)
{
    return fault_hit(FAULT_ALLOC) ? NULL : realloc(old, size > 0 ? size : 1);
}

/* Advice only: without large pages all is as it was. */
static void *with_large_pages(void *p, size_t size)
{
    enum { LARGE_PAGE = 2 << 20 };
    uintptr_t from = ((uintptr_t)p + LARGE_PAGE - 1) / LARGE_PAGE * LARGE_PAGE;
    uintptr_t to = ((uintptr_t)p + size) / LARGE_PAGE * LARGE_PAGE;

    if (p != NULL && from < to) {
        (void)madvise((void *)from, to - from, MADV_HUGEPAGE);
    }
    return p;
}

void *mem_new_table(size_t size)
{
    return with_large_pages(mem_new(size), size);
}

void *mem_grow_table(void *old, size_t size)
{
    return with_large_pages(mem_grow(old, size), size);
}

void mem_free(void *p)
{
    free(p);
}
