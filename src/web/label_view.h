/*
 * The label of a backup medium: to print and hang on it; and what is done when it is read.
 */
#ifndef WEB_LABEL_VIEW_H
#define WEB_LABEL_VIEW_H

#include "web/form_view.h"

struct label_view {
    struct parts_head head;
    struct parts_facts facts;
    struct markup qr;             /* data NULL: the page that was reached by reading it */
    const char *caption;          /* under the code */
    const char *how;              /* how it is used; NULL: said by the form */
    const struct form_view *form; /* NULL: nothing to do here */
};

#endif
