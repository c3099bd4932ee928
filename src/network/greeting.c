#include "network/greeting.h"

#include "network/header.h"
#include "network/look.h"

#include <string.h>

/* A client's word that only one of the protocols has. */
static const struct {
    const char *greeting, *word, *protocol;
    const char *weak; /* the word begins a log-on in clear text, or NULL */
} dialogue[] = {
    {"220",  "USER ",      "ftp",  "ftp"       },
    {"220",  "AUTH TLS",   "ftp",  NULL        },
    {"220",  "AUTH SSL",   "ftp",  NULL        },
    {"220",  "FEAT",       "ftp",  NULL        },
    {"220",  "EHLO ",      "smtp", NULL        },
    {"220",  "HELO ",      "smtp", NULL        },
    {"+OK",  "USER ",      "pop3", "pop3-clear"},
    {"+OK",  "CAPA",       "pop3", NULL        },
    {"+OK",  "APOP ",      "pop3", NULL        },
    {"+OK",  "STLS",       "pop3", NULL        },
    {"* OK", " LOGIN ",    "imap", "imap-clear"},
    {"* OK", "CAPABILITY", "imap", NULL        },
    {"* OK", "STARTTLS",   "imap", NULL        },
};

enum { TAG_MAX = 16 }; /* of an IMAP command */

/* The word at the beginning of the line; behind a tag in IMAP. */
static bool says(const struct header_text *line, const char *protocol, const char *word)
{
    const uint8_t *at = line->text;
    size_t len = line->len;

    if (strcmp(protocol, "imap") == 0) {
        const uint8_t *space = memchr(at, ' ', len < TAG_MAX ? len : TAG_MAX);

        if (space == NULL) {
            return false;
        }
        at = *word == ' ' ? space : space + 1;
        len -= (size_t)(at - line->text);
    }
    return look_is_word(at, len, word);
}

static void tell_banner(const struct flow *flow, struct fact_sink *sink, const char *protocol,
                        const char *greeting)
{
    char claim[FACT_CLAIM_SIZE];
    struct header_text line;
    size_t at = 0, skip = strlen(greeting) + 1;

    if (header_line(&line, &at, flow->side[SIDE_SERVER].byte, flow->side[SIDE_SERVER].len) &&
        line.len > skip) {
        decode_tell_side(sink, flow, SIDE_SERVER, protocol, FACT_SOFTWARE, GRADE_CERTAIN,
                         fact_claim(claim, line.text + skip, line.len - skip));
    }
}

static enum flow_look may_greet(const struct flow *flow)
{
    enum flow_look any = LOOK_NO;

    for (size_t i = 0; i < sizeof(dialogue) / sizeof(dialogue[0]); i++) {
        enum flow_look one =
            look_begins(flow, SIDE_SERVER, dialogue[i].greeting, strlen(dialogue[i].greeting));

        if (one != LOOK_NO) {
            any = one == LOOK_MINE || any == LOOK_MINE ? LOOK_MINE : LOOK_MORE;
        }
    }
    return any;
}

/* Which row the client's lines fit; the log-on in clear wins over what was said before it. */
static int find_row(const struct flow *flow)
{
    struct header_text line;
    size_t at = 0;
    int found = -1;

    for (int n = 0; n < HEADER_LINES_MAX && header_line(&line, &at, flow->side[SIDE_CLIENT].byte,
                                                        flow->side[SIDE_CLIENT].len);
         n++) {
        for (size_t i = 0; i < sizeof(dialogue) / sizeof(dialogue[0]); i++) {
            if (LOOK_MINE == look_begins(flow, SIDE_SERVER, dialogue[i].greeting,
                                         strlen(dialogue[i].greeting)) &&
                says(&line, dialogue[i].protocol, dialogue[i].word) &&
                (found < 0 || dialogue[i].weak != NULL)) {
                found = (int)i;
            }
        }
    }
    return found;
}

enum flow_look greeting_look(const struct flow *flow, struct fact_sink *sink)
{
    enum flow_look greets = may_greet(flow);

    if (greets != LOOK_MINE) {
        return greets == LOOK_NO || flow->side[SIDE_CLIENT].len > 0 ? LOOK_NO : LOOK_MORE;
    }
    int row = find_row(flow);

    if (row < 0) {
        return LOOK_MORE;
    }
    const char *protocol = dialogue[row].protocol;

    look_tell_service(flow, sink, protocol, GRADE_CERTAIN, protocol);
    tell_banner(flow, sink, protocol, dialogue[row].greeting);
    if (dialogue[row].weak != NULL) {
        decode_tell_side(sink, flow, SIDE_SERVER, protocol, FACT_WEAK, GRADE_CERTAIN,
                         dialogue[row].weak);
        return LOOK_DONE;
    }
    return LOOK_MINE;
}
