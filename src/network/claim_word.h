/*
 * The words of claims for people. A fact keeps short codes (dhcp-server, anydesk, smb1), which
 * rules and the JSON use; a clerk reads DHCPサーバ, AnyDesk, SMB1.
 */
#ifndef NETWORK_CLAIM_WORD_H
#define NETWORK_CLAIM_WORD_H

#include "base/arena.h"
#include "base/msg.h"
#include "network/fact.h"

/* A claim of kind, its first word as people know it; claim itself where that is no code. In a. */
const char *claim_shown(enum fact_kind kind, const char *claim, enum lang lang, struct arena *a);

#endif
