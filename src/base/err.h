/*
 * What went wrong, in two voices: a status the caller can act on, and words.
 *
 * The words are again two: `msg` with its arguments is the sentence for the
 * user (base/msg.h, never technical), `detail` is the chain for the log.
 * A struct err lives on the caller's stack and needs no memory of its own, so
 * that running out of memory can be reported too.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include "base/msg.h"

#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(at, args) __attribute__((format(printf, at, args)))
#define CLEANUP(close) __attribute__((cleanup(close)))
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* What the caller can do about it. One table maps these to HTTP and to exit codes (status_*). */
enum status {
    OK = 0,
    E_INVALID,   /* the input breaks a rule: mend the input */
    E_NOTFOUND,  /* no such thing */
    E_CONFLICT,  /* somebody else was faster, or it exists already: look, then decide */
    E_DENIED,    /* not allowed for this account */
    E_LIMIT,     /* larger than we accept */
    E_BUSY,      /* try again in a moment */
    E_FULL,      /* no space left: reads go on */
    E_CANCELLED, /* the user asked us to stop */
    E_IO,        /* a file, socket or database failed */
    E_NOMEM,     /* no memory */
    E_CORRUPT,   /* stored data is not what we wrote */
    STATUS_COUNT
};

#define ERR_ARGS 5
#define ERR_ARG_SIZE 192 /* bytes, with the closing 0; longer arguments are cut at a character */
#define ERR_DETAIL_SIZE 512

struct err {
    enum status status;
    enum msg msg; /* MSG_NONE: the sentence of the status is shown */
    char arg[ERR_ARGS][ERR_ARG_SIZE];
    char detail[ERR_DETAIL_SIZE]; /* "inner: what; outer: what", English, for the log */
};

/* Start err anew with status and a detail for the log. Returns status. err may be NULL. */
enum status err_set(struct err *err, enum status status, const char *fmt, ...) PRINTF_LIKE(3, 4);

/*
 * Start err anew with a sentence for the user: msg's text with {1} ... {n}
 * replaced by args[n], n <= ERR_ARGS. Usually called through err_say().
 */
enum status err_say_args(struct err *err, enum status status, enum msg msg, int n,
                         const char *const *args);
#define err_say(err, status, msg, ...)                                                           \
    err_say_args((err), (status), (msg),                                                         \
                 (int)(sizeof((const char *const[]){NULL, ##__VA_ARGS__}) / sizeof(char *)) - 1, \
                 (const char *const[]){NULL, ##__VA_ARGS__} + 1)

/* Add what this floor was doing; keeps status and sentence. Returns err's status (E_IO if NULL). */
enum status err_note(struct err *err, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* err_set() from an errno value: ENOSPC/EDQUOT is E_FULL, ENOENT E_NOTFOUND, ENOMEM E_NOMEM, ... */
enum status err_errno(struct err *err, int errnum, const char *fmt, ...) PRINTF_LIKE(3, 4);

/* The sentence a user reads, in lang, written to out[size]; never empty. Returns out. */
char *err_text(const struct err *err, enum lang lang, char *out, size_t size);

int status_http(enum status status);         /* 200, 400, 404, 409, 403, 413, 503, 507, ... */
int status_exit(enum status status);         /* 0, 3, 4 as in the command line's contract */
const char *status_name(enum status status); /* "OK", "E_INVALID", ... for logs and tests */

#endif
