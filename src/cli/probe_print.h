/* The plan of an active question, for people and as JSON. */
#ifndef CLI_PROBE_PRINT_H
#define CLI_PROBE_PRINT_H

#include "cli/command.h"
#include "cli/probe_run.h"

int probe_print_plan(const struct probe_terms *terms, const struct probe_plan *plan);
int probe_print_plan_json(struct run *run, const struct probe_terms *terms,
                          const struct probe_plan *plan);

/* What became of a run; log is the path of its record. */
int probe_print_result(struct run *run, const struct probe_result *result, const char *log);

#endif
