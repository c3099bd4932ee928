/* 通信から見た様子: the wire beside the ledger on a device's page, its evidence, its proposals. */
#ifndef WEB_WIRE_PAGES_H
#define WEB_WIRE_PAGES_H

#include "record/record.h"
#include "web/field_view.h"
#include "web/page.h"
#include "web/wire_view.h"

enum status page_wire(struct page *pg, struct work *w); /* GET /f/:facility/device/:id/wire */

/* The section of a device's page; *out NULL for a record of another register. */
MUST_CHECK enum status wire_of(const struct wire_view **out, const struct record *r,
                               const struct page *pg, struct work *w);

/*
 * Put what the wire says into a device's form: of the field ?wire= names, or of all that have a
 * proposal (?wire=all). The notice says that nothing is saved yet; *n notices are added to it.
 * A register or field that has none is left as it is.
 */
MUST_CHECK enum status wire_propose(struct field_input *input, struct parts_notice *notice,
                                    size_t *n, const struct record *r, const char *wanted,
                                    struct work *w);

#endif
