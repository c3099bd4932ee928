/* What an import says on the command line: counts, rejected rows, the report. */
#ifndef CLI_IMPORT_PRINT_H
#define CLI_IMPORT_PRINT_H

#include "cli/command.h"
#include "intake/import.h"

#define IMPORT_REJECTS_SHOWN 100000 /* so many are kept to be printed; all are counted */

struct import_print_reject {
    struct import_print_reject *next;
    uint32_t row;
    const char *field; /* name, "" for the row as a whole */
    const char *label;
    const char *value;
    const char *message;
};

struct import_print {
    struct run *run;
    struct import_print_reject *first, **last;
    size_t n;
};

enum status import_print_line(void *self, const struct import_line *line, struct err *err);

/* The counts (--json: one document); the exit status. */
int import_print_result(struct import_print *p, const struct import_result *result);

/* The rejected rows as csv at path. */
MUST_CHECK enum status import_print_report(struct import_print *p, const char *path);

#endif
