/* What `sonae verify` can do: one file each, one row in cmd_verify.c. */
#ifndef CLI_VERIFY_H
#define CLI_VERIFY_H

#include "cli/command.h"

int verify_digest(struct run *run); /* FILE */
int verify_repo(struct run *run);   /* PATH */

#endif
