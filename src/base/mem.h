/*
 * The only door to the heap, and so the place where tests make it fail.
 * Nobody outside base calls malloc() or free().
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

void *mem_new(size_t size);             /* zeroed; NULL when out of memory */
void *mem_grow(void *old, size_t size); /* realloc(); NULL leaves old as it was */
/* The same for a large table that is looked into here and there: with large pages, where the system
   has them, the processor finds its way in half the time. Not behind a door that is shut already.
 */
void *mem_new_table(size_t size);
void *mem_grow_table(void *old, size_t size);
void mem_free(void *p); /* NULL is fine */

#endif
