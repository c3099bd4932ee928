/* What a look at a copy found, as lines or as JSON, while it is found. */
#ifndef CLI_VERIFY_PRINT_H
#define CLI_VERIFY_PRINT_H

#include "cli/print.h"
#include "readiness/found.h"

struct verify_printer {
    struct buf buf;
    struct json_out j; /* in the array "found"; where as_json */
    bool as_json;
};

void verify_printer_start(struct verify_printer *p, bool as_json);
void verify_printer_close(struct verify_printer *p); /* for CLEANUP */

/* found_watch.hear: a line, or an element of the array. Long output leaves in pieces. */
enum status verify_printer_hear(void *self, const struct found *f, struct err *err);

/* What was found, in a line with its end. */
void verify_print_line(struct buf *b, const struct found *f);

/* After the array: the figures of the look. */
void verify_printer_totals(struct verify_printer *p, const struct found_totals *t);

#endif
