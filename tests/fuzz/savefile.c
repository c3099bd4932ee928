/* Capture files of any bytes: refused in a sentence, or frames that lie within what was read. */
#include "network/savefile.h"
#include "fuzz.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int fd = -1;
    CLEANUP(savefile_close) struct savefile *s = NULL;
    struct err err = {.status = OK};
    struct frame f[3];
    uint64_t frames = 0, sum = 0;

    if (fd < 0) {
        fd = memfd_create("capture", MFD_CLOEXEC);
    }
    if (fd < 0 || size > 65536 || ftruncate(fd, 0) != 0 ||
        pwrite(fd, data, size, 0) != (ssize_t)size || lseek(fd, 0, SEEK_SET) != 0) {
        return 0;
    }
    enum status st = savefile_open(&s, fd, &err);

    FUZZ_CHECK(st == OK ||
               (st == E_INVALID && (err.msg == MSG_CAPTURE_EMPTY || err.msg == MSG_CAPTURE_KIND)));
    while (st == OK && (st = savefile_next(f, s, &err)) == OK) {
        size_t n = 1 + savefile_more(f + 1, COUNT(f) - 1, s);

        for (size_t k = 0; k < n; k++) {
            FUZZ_CHECK(f[k].len <= f[k].wire_len && f[k].len <= size && f[k].number == ++frames);
            for (uint32_t i = 0; i < f[k].len; i++) {
                sum += f[k].byte[i]; /* every byte can be read */
            }
        }
    }
    FUZZ_CHECK(sum <= (uint64_t)255 * size);
    FUZZ_CHECK(st == E_INVALID || st == E_NOTFOUND ||
               (st == E_CORRUPT && err.msg == MSG_CAPTURE_CUT));
    return 0;
}
