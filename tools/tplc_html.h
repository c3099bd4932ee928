/*
 * Where in HTML a template stands, character by character: enough of the
 * standard's tokenizer (WHATWG HTML, 13.2.5) for the templates we allow, and
 * a refusal for everything that could not be escaped safely.
 */
#ifndef TPLC_HTML_H
#define TPLC_HTML_H

#include <stdbool.h>
#include <stddef.h>

#define SPOT_NAME_SIZE 32 /* the longest element or attribute name and a 0 */
#define SPOT_DEPTH 48     /* elements open at once */
#define SPOT_WHY_SIZE 160 /* a refusal, in words */

enum place {
    IN_TEXT,
    AT_LESS,      /* after '<' */
    IN_DOCTYPE,   /* <!doctype html> */
    IN_TAG_NAME,  /* <t */
    IN_TAG,       /* between attributes */
    IN_ATTR_NAME, /* <t a */
    AT_VALUE,     /* after '=' */
    IN_BARE,      /* unquoted value */
    IN_SINGLE,    /* '...' */
    IN_QUOTED     /* "..." */
};

struct spot {
    enum place place;
    bool tight;     /* IN_TAG: the next attribute needs a space before it */
    bool slash;     /* IN_TAG: the last character was '/' */
    bool closing;   /* the tag is an end tag */
    bool url_begun; /* IN_QUOTED of a URL attribute: something stands before this point */
    char element[SPOT_NAME_SIZE]; /* of the tag being read */
    char attr[SPOT_NAME_SIZE];    /* of the attribute being read */
    char prefix[9];               /* first characters of a literal URL */
    int depth;
    struct {
        char name[SPOT_NAME_SIZE];
        int line;
    } open[SPOT_DEPTH];
    int line;                /* of the character being read; kept by the caller */
    char why[SPOT_WHY_SIZE]; /* the refusal, when a function returns false */
};

/* One literal character of the template. */
bool spot_feed(struct spot *s, char c);

/* A value stands here: which writer? NULL: none may (s->why). */
const char *spot_writer(struct spot *s);

/* A block begins or ends here: complete the name or bare value being read, refuse the middle of
 * things. */
bool spot_block(struct spot *s);

/*
 * Two ways meet (the end of a branch or of a loop's body): is it the same
 * context? Elements opened since are closed where HTML lets them be. *s becomes
 * what holds after either. may_begin_url: s may have begun the URL that other
 * stands before (a branch against the point where its block began).
 */
bool spot_meet(struct spot *s, const struct spot *other, bool may_begin_url);

/* The page ends here: in text, with nothing left open. */
bool spot_end(struct spot *s);

bool spot_keeps_space(const struct spot *s); /* inside pre or textarea */

#endif
