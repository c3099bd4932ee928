/* バックアップ・復旧: the verdicts on one page, and a copy's facts on its own. */
#ifndef WEB_RECOVERY_PAGES_H
#define WEB_RECOVERY_PAGES_H

#include "web/page.h"
#include "web/record_view.h"

enum status page_recovery(struct page *pg, struct work *w); /* GET /f/:facility/recovery */

/* What is known of a copy, for its record's page. */
MUST_CHECK enum status recovery_facts(struct record_related *out, const struct record *backup,
                                      struct work *w);

#endif
