/* Printing one JSON document, and nothing else, on standard output. */
#ifndef CLI_PRINT_H
#define CLI_PRINT_H

#include "cli/command.h"
#include "render/json.h"

#define PRINT_MAX (256u << 20)

/* Write j's buffer and a line end; code, or what went wrong. */
int print_json_out(struct run *run, const struct json_out *j, int code);

#endif
