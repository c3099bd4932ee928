/* The first page of the pack, and its last sheet. For the files pack*.c only. */
#ifndef DOSSIER_PACK_COVER_H
#define DOSSIER_PACK_COVER_H

#include "dossier/pack_data.h"

void pack_write_cover(struct paper *p, const struct pack *k);
void pack_write_colophon(struct paper *p, const struct pack *k, const char *check);

/* 9 クラウドサービス、12 点検; NULL: nothing is left out. */
const char *pack_left_out(const struct pack *k);

#endif
