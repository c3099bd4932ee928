/* Links that open the program once: printed on the console, which only the owner can use. */
#ifndef CLI_LINK_PRINT_H
#define CLI_LINK_PRINT_H

#include "cli/command.h"

/* base: "http://127.0.0.1:8080". */
MUST_CHECK enum status link_print_setup(struct run *run, const char *base);
MUST_CHECK enum status link_print_account(struct run *run, const char *base, const char *login);

#endif
