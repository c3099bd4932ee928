/*
 * Giving up rights after start: what a process of ours will never need, it
 * cannot do any more, whoever talks it into trying.
 *
 * System calls are refused (EPERM) through seccomp; files and TCP ports
 * through Landlock, as far as the kernel has it (asked at run time: Debian
 * 12's kernel knows files only). What could not be locked comes back as gaps,
 * to be shown to the administrator.
 */
#ifndef PROC_SANDBOX_H
#define PROC_SANDBOX_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum sandbox_kind {
    SANDBOX_SERVE,  /* web, keeper: no new programs, processes, tracing, mounting, ... */
    SANDBOX_WORK,   /* a job: as SERVE, and libraries of it may start threads */
    SANDBOX_DECODE, /* the sensor: only reads and writes what is open already */
    SANDBOX_TOOL,   /* a program of others (proc/tool.h): may start programs, reaches no network */
    SANDBOX_PROBE,  /* the prober: as DECODE, and opens TCP connections by IPv4 */
    SANDBOX_VERIFY, /* a job that starts tools and takes their rights away */
    SANDBOX_KINDS
};

struct sandbox {
    enum sandbox_kind kind;
    const char *const *write; /* directories or files to be read, written and made; must exist */
    size_t n_write;
    const char *const *read; /* to be read only, beside sandbox_system[]; left out when missing */
    size_t n_read;
    const char *const *run; /* to be read and executed (TOOL, VERIFY); left out when missing */
    size_t n_run;
    const char *const *edit; /* plain files in it may be made, written, removed; left out when
                                missing */
    size_t n_edit;
    const uint16_t *probe; /* TCP ports of any machine that may be connected to */
    size_t n_probe;
    uint16_t connect_port; /* TCP port of the database server; 0: no TCP at all */
    bool connect_local;    /* may connect to a socket in the file system (a database server's) */
};

/* Allow what the database at url ("postgresql://user@host:port/name") needs to be reached again
   after it was lost. NULL: a file in the data directory, which needs nothing. */
void sandbox_database(struct sandbox *want, const char *url);

/* What the C library, its character sets and certificates read late; every kind may. */
extern const char *const sandbox_system[];
extern const size_t sandbox_system_n;

/* What could not be locked, as bits; and the sentence for each. */
enum {
    SANDBOX_GAP_FILES = 1 << 0,    /* no Landlock at all */
    SANDBOX_GAP_TRUNCATE = 1 << 1, /* Landlock before ABI 3: cutting files off is not covered */
    SANDBOX_GAP_NETWORK = 1 << 2,  /* Landlock before ABI 4: TCP ports are not covered */
    SANDBOX_GAP_CALLS = 1 << 3,    /* no seccomp */
    SANDBOX_GAPS = 4
};
enum msg sandbox_gap_msg(unsigned gap); /* gap is one bit */
void sandbox_log_gaps(const char *role,
                      unsigned gaps); /* a line each, for the role that has them */

/* As open() for everything: lock this process for good. *gaps is written on OK. E_NOTFOUND: a path
   to write is missing; E_IO, E_NOMEM. After an error the process must end: it may be half locked.
 */
MUST_CHECK enum status sandbox_enter(const struct sandbox *want, unsigned *gaps, struct err *err);

#endif
