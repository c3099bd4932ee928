/* Does a copy lie on the kind of medium that its record says? As far as this machine can see. */
#ifndef READINESS_MEDIUM_H
#define READINESS_MEDIUM_H

#include "readiness/copy_fact.h"

enum medium_seen {
    MEDIUM_UNSEEN,    /* it cannot be looked at, or the file system tells nothing */
    MEDIUM_NETWORK,   /* a share of another machine */
    MEDIUM_USB,       /* a disk on the USB */
    MEDIUM_OWN_DISK,  /* the very file system of this machine */
    MEDIUM_OTHER_DISK /* another disk or partition inside */
};

enum medium_seen medium_see(const char *path);

/* A medium of the record (its code) against what was seen; UNKNOWN where that decides nothing. */
enum copy_proof medium_judge(const char *code, enum medium_seen seen);

/* The fact to file of a copy; false: of tapes, clouds and the like a path tells nothing. */
bool medium_look(struct copy_fact *out, const struct record *backup, int64_t now_ms);

#endif
