#include "proc/limits.h"

#include <errno.h>
#include <stdbool.h>
#include <sys/resource.h>

#if defined(__SANITIZE_ADDRESS__)
enum { SANITIZED = true };
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
enum { SANITIZED = true };
#else
enum { SANITIZED = false };
#endif
#else
enum { SANITIZED = false };
#endif

static enum status set(int what, rlim_t soft, rlim_t hard, struct err *err)
{
    const struct rlimit limit = {soft, hard};

    return setrlimit((__rlimit_resource_t)what, &limit) == 0
               ? OK
               : err_errno(err, errno, "limit %d", what);
}

enum status limits_apply(uint64_t memory_size, struct err *err)
{
    struct rlimit files;
    enum status st = set(RLIMIT_CORE, 0, 0, err);

    if (st == OK && getrlimit(RLIMIT_NOFILE, &files) == 0) {
        rlim_t want = files.rlim_max < LIMITS_FILES ? files.rlim_max : LIMITS_FILES;

        st = set(RLIMIT_NOFILE, want, files.rlim_max, err);
    }
    if (st == OK && memory_size > 0 && !SANITIZED) {
        st = set(RLIMIT_AS, memory_size, memory_size, err);
    }
    return st;
}
