/*
 * Protocols of lines: a first line, then "Name: value" lines (HTTP, RTSP, SIP, SSDP). A cursor
 * over what is there; nothing is copied, and a line without its end is not told.
 */
#ifndef NETWORK_HEADER_H
#define NETWORK_HEADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HEADER_LINES_MAX 100 /* read of one message */

struct header_text {
    const uint8_t *text;
    size_t len;
};

/* The line at *at without its line break; false when no whole line is left. */
bool header_line(struct header_text *line, size_t *at, const uint8_t *byte, size_t len);

/* The value of the first header called name (any letter case) after the first line. */
bool header_find(struct header_text *value, const uint8_t *byte, size_t len, const char *name);

/* The word between the n-th and the next space of a line, from 0. */
bool header_word(struct header_text *word, const struct header_text *line, int n);

#endif
