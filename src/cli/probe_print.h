/* The plan of an active question, for people and as JSON. */
#ifndef CLI_PROBE_PRINT_H
#define CLI_PROBE_PRINT_H

#include "cli/command.h"
#include "network/probe_terms.h"

int probe_print_plan(const struct probe_terms *terms, const struct probe_plan *plan);
int probe_print_plan_json(struct run *run, const struct probe_terms *terms,
                          const struct probe_plan *plan);

#endif
