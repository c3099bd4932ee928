#include "readiness/drill.h"

#include <math.h>

/* Student's t, two-sided 95 per cent, for 1 .. 11 degrees of freedom (Cochran, table A 4). */
static const double student[] = {12.706, 4.303, 3.182, 2.776, 2.571, 2.447,
                                 2.365,  2.306, 2.262, 2.228, 2.201};

/* How long the whole is if work grows with x: r * all, and the half of its interval. */
static double by_ratio(double *half, const struct drill_batch *batch, size_t n, double start,
                       int64_t all, bool by_files)
{
    double work = 0, x = 0, squares = 0;

    for (size_t i = 0; i < n; i++) {
        work += batch[i].seconds - start;
        x += (double)(by_files ? batch[i].files : batch[i].bytes);
    }
    if (x <= 0) {
        *half = 0;
        return 0;
    }
    const double ratio = work / x;

    for (size_t i = 0; i < n; i++) {
        const double xi = (double)(by_files ? batch[i].files : batch[i].bytes);
        const double off = batch[i].seconds - start - ratio * xi;

        squares += off * off;
    }
    const size_t free = n - 1 < COUNT(student) ? n - 1 : COUNT(student);
    const double deviation = sqrt(squares / (double)(n - 1) / (double)n) / (x / (double)n);

    *half = student[free - 1] * deviation * (double)all;
    return ratio * (double)all;
}

void drill_project(struct drill_projection *out, const struct drill_batch *batch, size_t n,
                   double start, int64_t all_files, int64_t all_bytes)
{
    struct drill_projection p = {.is_known = n >= 2};

    for (size_t i = 0; i < n; i++) { /* measured once, it may have been an unlucky moment */
        start = fmin(start, batch[i].seconds);
    }
    if (p.is_known) {
        double files_half, bytes_half;
        const double files = by_ratio(&files_half, batch, n, start, all_files, true);
        const double bytes = by_ratio(&bytes_half, batch, n, start, all_bytes, false);
        const double half = files > bytes ? files_half : bytes_half;

        p.seconds = start + fmax(files, bytes);
        p.low = fmax(p.seconds - half, start);
        p.high = p.seconds + half;
    }
    *out = p;
}
