/* What happens between fork() and execve() of a tool. For tool.c only. */
#ifndef PROC_TOOL_CHILD_H
#define PROC_TOOL_CHILD_H

#include "proc/tool.h"

/* What the child tells before the program begins, on a pipe that execve() closes. */
struct tool_told {
    int failed; /* enum status, 0: locked and about to begin */
    unsigned gaps;
    char detail[ERR_DETAIL_SIZE];
};

struct tool_start {
    const struct tool *tool;
    char program[PATH_MAX];
    int in, out, words, secret, told; /* descriptors; secret -1: none */
    pid_t parent;
};

/* For child_start(); self is a struct tool_start. Returns only when the program cannot begin. */
int tool_child(void *self);

#endif
