/*
 * Landlock by its bare system calls: Debian 12's headers know less of it than
 * the kernel at hand may. See Documentation/userspace-api/landlock.rst.
 */
#ifndef PROC_LANDLOCK_H
#define PROC_LANDLOCK_H

#include "proc/sandbox.h"

/* Confine this process to want's paths and port. Adds SANDBOX_GAP_* bits to *gaps. */
MUST_CHECK enum status landlock_enter(const struct sandbox *want, unsigned *gaps, struct err *err);

#endif
