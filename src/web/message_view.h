/*
 * A page that only says something: done, not found, not allowed, disk full, expired.
 */
#ifndef WEB_MESSAGE_VIEW_H
#define WEB_MESSAGE_VIEW_H

#include "web/parts_view.h"

struct message_view {
    struct parts_head head; /* title: 「見つかりません」; its actions are the ways on */
    enum parts_tone tone;
    const char *text;          /* the sentence of base/msg: what, where, how to mend */
    const char *kept;          /* what was saved and what was not, or NULL */
    const char *list_title;    /* heading of the list; NULL: none */
    struct parts_facts list;   /* what the sentence is about, one by one */
    const char *code;          /* short code for a call to the maintainer, or NULL */
    struct parts_facts phones; /* emergency contacts, printable; may be empty */
};

#endif
