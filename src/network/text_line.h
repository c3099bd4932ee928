/*
 * Text on the wire, line by line and header by header. Pure; parts point into the bytes.
 */
#ifndef NETWORK_TEXT_LINE_H
#define NETWORK_TEXT_LINE_H

#include "network/fact.h"

struct text_part {
    const uint8_t *at;
    size_t len;
};

/* The next line of *rest without its end; false: there is nothing left. */
bool text_part_line(struct text_part *line, struct text_part *rest);

/* "Name: value" with this name in any letter case; value without blanks around it. */
bool text_part_header(struct text_part *value, struct text_part line, const char *name);

bool text_part_begins(struct text_part p, const char *word); /* in any letter case */
bool text_part_has(struct text_part p, const char *word);    /* as written */

/* The address in "http://192.0.2.1:80/x" or "http://[2001:db8::1]/x"; false: a name, or no URL. */
bool text_part_host(struct addr *out, struct text_part url);

#endif
