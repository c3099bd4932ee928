/* The 3-2-1 of every system as one drawing: proved filled, claimed hollow, missing dashed. */
#ifndef READINESS_VERDICT_DRAW_H
#define READINESS_VERDICT_DRAW_H

#include "base/buf.h"
#include "readiness/verdict.h"

#define VERDICT_DRAW_MAX 40 /* systems; more would not be read */

/* Sticky: ask buf_status(). The description says every row in words. */
void verdict_draw(struct buf *b, const struct verdict_all *all, struct arena *a);

#endif
