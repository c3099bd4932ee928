/*
 * cmocka and our own helpers. Tests read as sentences; where cases repeat they are tables.
 */
#ifndef T_H
#define T_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/fault.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Expect a status; a failure prints what, both names and the detail of err. */
void t_status(const char *what, enum status got, enum status want, const struct err *err,
              const char *file, int line);
#define T_STATUS(what, got, want) t_status((what), (got), (want), &err, __FILE__, __LINE__)
#define T_OK(got) t_status(#got, (got), OK, &err, __FILE__, __LINE__)

/*
 * Run body once for each point of kind: the first call fails, then the second, ... until a run is
 * left alone and succeeds. body must return the status it got; anything but OK, and the statuses an
 * honest failure may have, fails the test. Leaks are found by the sanitizer.
 */
void t_faults(enum fault_kind kind, enum status (*body)(void *arg, struct err *err), void *arg,
              const char *file, int line);
#define T_FAULTS(kind, body, arg) t_faults((kind), (body), (arg), __FILE__, __LINE__)

/* Expect that body ends in a failed assert(), i.e. SIGABRT (in a child process, silently). */
void t_aborts(const char *what, void (*body)(void), const char *file, int line);
#define T_ABORTS(body) t_aborts(#body, (body), __FILE__, __LINE__)

/* A new directory under $TMPDIR, removed when the test program ends. Static memory until then. */
const char *t_temp_dir(void);

/* Compare text with tests/golden/NAME; T_BLESS=1 in the environment writes it instead. */
void t_golden(const char *name, const char *text, size_t len);

/* Path of a file below the source tree, in static memory for the next 8 calls. */
const char *t_source(const char *path);

/* Path below the directory with the shared design data, or NULL where it is not at hand: such a
   test says so and passes. Set T_SHARED to the directory. */
const char *t_shared(const char *path);

#endif
