/* What `verify repo` and `verify drill` have in common: their options. */
#ifndef CLI_VERIFY_REPO_H
#define CLI_VERIFY_REPO_H

#include "cli/command.h"
#include "readiness/repo.h"

/* The copy that the command line names. NULL, or what is wrong with the options, for people. */
const char *verify_repo_want(struct repo_want *out, struct run *run);

/* --backup ID, with the database open; 0 where it is not given. */
MUST_CHECK enum status verify_backup_id(int64_t *out, struct run *run);

#endif
