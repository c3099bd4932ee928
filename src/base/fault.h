/*
 * The one seam through which tests make the outside world fail.
 *
 * Code that allocates, reads, writes or runs a statement asks fault_hit()
 * first. In a normal run nothing is armed and the question costs one load.
 * SONAE_FAULT=alloc:N, io:N or stmt:N in the environment arms the N-th call in a
 * process, N+ every call from it on (fault_from_env(), called by main).
 */
#ifndef BASE_FAULT_H
#define BASE_FAULT_H

#include <stdbool.h>
#include <stdint.h>

enum fault_kind { FAULT_ALLOC, FAULT_IO, FAULT_STMT, FAULT_KINDS };

bool fault_hit(enum fault_kind kind);                         /* should this call fail now? */
void fault_arm(enum fault_kind kind, uint64_t nth);           /* 1 = the next one; 0 disarms */
void fault_arm_all_after(enum fault_kind kind, uint64_t nth); /* the nth and every later one */
uint64_t fault_seen(enum fault_kind kind);                    /* calls counted since arming */
void fault_from_env(void);

#endif
