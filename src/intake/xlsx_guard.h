/*
 * A look at a zip file's table of contents before libzip allocates for it.
 */
#ifndef INTAKE_XLSX_GUARD_H
#define INTAKE_XLSX_GUARD_H

#include "intake/raw.h"

/* E_INVALID: no end of a zip file where it has to be (cut off). E_LIMIT: absurdly many parts. */
MUST_CHECK enum status xlsx_guard(const struct raw *raw, struct err *err);

#endif
