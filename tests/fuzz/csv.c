/* Text of any bytes as a table: csv, paste, in any encoding, or refused in a sentence. */
#include "book_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    book_check(data, size);
    return 0;
}
