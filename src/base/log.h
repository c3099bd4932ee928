/*
 * One line an event on standard error: time, level, a stable dotted name, then
 * key=value pairs. Control bytes and quotes are escaped. Never a password,
 * token or packet payload.
 *
 *     log_event(LOG_WARN, "login.refused", log_str("user", name), log_int("tries", n));
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/err.h"

#include <stdint.h>

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

struct log_pair {
    const char *key; /* NULL ends the list */
    const char *text;
    int64_t number; /* used when text is NULL */
};

#define log_str(k, v) ((struct log_pair){.key = (k), .text = (v) == NULL ? "" : (v)})
#define log_int(k, v) ((struct log_pair){.key = (k), .number = (v)})
#define log_event(level, name, ...) \
    log_write((level), (name),      \
              (const struct log_pair[]){{.key = ""}, ##__VA_ARGS__, {.key = NULL}} + 1)

void log_write(enum log_level level, const char *name, const struct log_pair pairs[]);
void log_err(const char *name, const struct err *err); /* LOG_ERROR with status and detail */
void log_quiet(enum log_level least);                  /* drop what is below least */

#endif
