/* Every command, one file each, and what several of them share. */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include "checklist/assess.h"
#include "cli/command.h"

extern const struct command command_assess;
extern const struct command command_audit;
extern const struct command command_backup;
extern const struct command command_entities;
extern const struct command command_export;
extern const struct command command_facility;
extern const struct command command_import;
extern const struct command command_link;
extern const struct command command_pack;
extern const struct command command_probe;
extern const struct command command_restore;
extern const struct command command_sample;
extern const struct command command_sense;
extern const struct command command_serve;
extern const struct command command_upgrade;
extern const struct command command_verify;

/* --edition, --form and --on as a query; the default is the newest edition fit to answer by. */
enum status assess_options(struct assess_query *q, struct run *run);

#endif
