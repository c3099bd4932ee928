#include "cli/command.h"

#include "cli/commands.h"

#include <string.h>

static const struct command *const every[] = {
    &command_assess, &command_audit,    &command_backup,  &command_entities,
    &command_export, &command_facility, &command_import,  &command_link,
    &command_pack,   &command_probe,    &command_restore, &command_sample,
    &command_sense,  &command_serve,    &command_upgrade, &command_verify,
};

const struct command *const *command_all(size_t *n)
{
    *n = COUNT(every);
    return every;
}

const struct command *command_named(const char *name)
{
    for (size_t i = 0; i < COUNT(every); i++) {
        if (strcmp(every[i]->name, name) == 0) {
            return every[i];
        }
    }
    return NULL;
}
