/*
 * A form, made from an entity's fields or by hand: the record form, bulk edit,
 * closing with a reason, accounts, settings, the set-up wizard.
 */
#ifndef WEB_FORM_VIEW_H
#define WEB_FORM_VIEW_H

#include "web/parts_view.h"

enum form_control {
    FORM_TEXT,     /* one line; also addresses, numbers, codes, phones, URLs (see input) */
    FORM_NOTE,     /* several lines */
    FORM_TEXTS,    /* several texts, one a line */
    FORM_DATE,     /* one line that takes 2026/11/20, R8.11.20, 2020-12, 不明 */
    FORM_PASSWORD, /* value is never written */
    FORM_RADIOS,   /* one of few choices: tri, short enums */
    FORM_SELECT,   /* one of several choices */
    FORM_CHECKS,   /* any of the choices (refs, enums) */
    FORM_MULTI,    /* any of many choices: a list box */
    FORM_LOOKUP,   /* one line with suggestions (choice[]): a reference among many */
    FORM_TICK,     /* yes or no: one box; choice[0] is its value and label */
    FORM_FILE,
    FORM_SHOWN /* text only: what cannot be changed here (never a disabled control) */
};

enum form_input {
    FORM_ANY,
    FORM_CODE,    /* asset number, host, address, serial: latin keyboard, no spell check */
    FORM_NUMERIC, /* digits */
    FORM_TEL,
    FORM_EMAIL,
    FORM_URL
};

struct form_choice {
    const char *value;
    const char *label;
    bool chosen;
};

struct form_field {
    const char *name; /* name and id of the control */
    const char *label;
    enum form_control control;
    enum form_input input; /* FORM_TEXT, FORM_LOOKUP */
    bool required;         /* ※必須 */
    bool wide;             /* takes the whole width of the form (notes do anyway) */
    const char *value;     /* as the user typed it, or as it is shown; NULL: empty */
    const char *help;      /* one sentence under the label, or NULL */
    const char *example;   /* 「例：192.168.1.20」 without 「例：」, or NULL */
    const char *error;     /* the complaint, or NULL */
    const char *echo; /* how the value was understood: 「2026年11月20日（金）」, or NULL */
    const struct form_choice *choice;
    size_t n_choices;
    const char *autocomplete; /* "username", "current-password", "new-password", "off", or NULL */
    bool picked;              /* bulk edit: 「この項目を直す」 is ticked */
};

static inline bool form_has_help(const struct form_field *f)
{
    return f->help != NULL || f->example != NULL || f->echo != NULL;
}

static inline bool form_is_described(const struct form_field *f)
{
    return form_has_help(f) || f->error != NULL;
}

struct form_group {
    const char *label; /* heading, or NULL */
    const char *note;  /* under the heading, or NULL */
    const struct form_field *field;
    size_t n;
    bool is_fixed; /* bulk edit: without boxes, always sent (the reason) */
};

struct form_view {
    struct parts_head head;
    struct parts_post post;
    struct parts_errors errors;
    const struct form_group *group;
    size_t n_groups;
    bool is_bulk; /* each field has a box PICK_name「直す」; only ticked ones are sent on */
    const char *submit;      /* 「保存する」 */
    const char *submit_more; /* 「保存して次を登録する」 (sends then=more), or NULL */
    const char *cancel_url;  /* 「やめる」, or NULL */
    bool is_quiet;           /* another form or button of the page is the primary one */
};

#endif
