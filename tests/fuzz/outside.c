/* Lists of other programs: any bytes are facts of stations, or refused. */
#include "fuzz.h"

#include "network/outside.h"

#include <string.h>

static void take(void *self, const struct fact *fact)
{
    FUZZ_CHECK(memchr(fact->claim, '\0', sizeof(fact->claim)) != NULL);
    FUZZ_CHECK(!addr_is_multicast(&fact->ip));
    ++*(size_t *)self;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t told = 0, n;
    struct fact_sink sink = {take, &told};
    struct err err;
    enum status st = outside_read(&n, (const char *)data, size, "fuzz", 1, &sink, &err);

    FUZZ_CHECK(st == OK || st == E_NOTFOUND || st == E_INVALID || st == E_NOMEM);
    FUZZ_CHECK(n <= told);
    return 0;
}
