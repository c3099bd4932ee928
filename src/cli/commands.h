/* Every command, one file each. */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include "cli/command.h"

extern const struct command command_audit;
extern const struct command command_entities;

#endif
