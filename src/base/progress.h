/* How long work tells its caller how far it is, and hears that it should stop. */
#ifndef BASE_PROGRESS_H
#define BASE_PROGRESS_H

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct progress {
    /* Called with done of total (0 = not known yet). Anything but OK means: stop and return it. */
    enum status (*step)(void *self, int64_t done, int64_t total, const char *what, struct err *err);
    void *self;
};

/* p may be NULL: nobody is watching. */
static inline enum status progress_step(const struct progress *p, int64_t done, int64_t total,
                                        const char *what, struct err *err)
{
    return p == NULL ? OK : p->step(p->self, done, total, what, err);
}

#endif
