/* From argv to a command and its exit status. */
#ifndef CLI_RUN_H
#define CLI_RUN_H

#include "cli/command.h"

int run_command(int argc, char **argv);

#endif
