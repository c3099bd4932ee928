/* What `sonae verify` can do: one file each, one row in cmd_verify.c. */
#ifndef CLI_VERIFY_H
#define CLI_VERIFY_H

#include "cli/command.h"

int verify_check(struct run *run);  /* DIR */
int verify_digest(struct run *run); /* FILE */
int verify_drill(struct run *run);  /* PATH */
int verify_record(struct run *run); /* DIR */
int verify_repo(struct run *run);   /* PATH */
int verify_reach(struct run *run);  /* registered copies, as far as this machine sees them */
int verify_canary(struct run *run); /* plant the file that must not be writable */

#endif
