/* Inside sqlc only: what its files know of each other. */
#ifndef SQLC_H
#define SQLC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { SQLITE, POSTGRES, ENGINES };
enum { COLUMNS_MAX = 99, TAGS_MAX = 16 };

enum type { T_I64, T_BOOL, T_TEXT, T_BLOB };

struct column {
    const char *name;
    enum type type;
    bool nullable;
};

struct columns {
    struct column item[COLUMNS_MAX];
    size_t n;
    int line; /* 0: there is no such line */
};

struct tag { /* a header line that sqlc does not know */
    const char *word;
    const char *rest;
    int line;
};

struct statement {
    struct statement *next;
    const char *file;
    int line;
    const char *name;
    const char *comment;
    struct columns in;
    struct columns out;
    const char *body[ENGINES];
    struct tag tag[TAGS_MAX];
    size_t n_tags;
};

struct sources {
    struct statement *first;
    struct statement **last;
    size_t n;
    bool loose; /* --table, --registry: unknown header lines and unused parameters are allowed */
};

/* Read the named statements of a file and add them to s. Ends the tool at the first mistake. */
void sqlc_read(struct sources *s, const char *path);

/* sqlc --migrations OUT FILES... */
void sqlc_migrations(const char *out, char *const files[], int n);

/* What stands at p in SQL text: a string, a quoted name, a comment, a word, or one character. */
enum piece { P_END, P_QUOTED, P_COMMENT, P_SPACE, P_WORD, P_PARAMETER, P_CHAR };
/* Its length goes to *len; an open quote or comment ends with the text. */
enum piece sqlc_piece(const char *p, size_t *len);

#endif
