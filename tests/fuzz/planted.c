/* A target with a fault in it: its test must fail, which proves that replay.c notices one. */
#include "fuzz.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    FUZZ_CHECK(size < 4 || memcmp(data, "boom", 4) != 0);
    return 0;
}
