/*
 * The JSON API of every register: /api/v1/ENTITY, bearer tokens only.
 *
 * Lists are {"items": [...], "next": cursor or null}, at most API_LIMIT_MAX a page. A change sends
 * the version it is based on as If-Match. Errors are {"error": {"status", "message", "field"}}.
 */
#ifndef WEB_API_H
#define WEB_API_H

#include "web/page.h"

#define API_LIMIT_MAX 500

enum status api_list(struct page *pg, struct work *w);    /* GET   /api/v1/:entity */
enum status api_get(struct page *pg, struct work *w);     /* GET   /api/v1/:entity/:id */
enum status api_create(struct page *pg, struct work *w);  /* POST  /api/v1/:entity */
enum status api_change(struct page *pg, struct work *w);  /* PATCH /api/v1/:entity/:id */
enum status api_openapi(struct page *pg, struct work *w); /* GET   /api/v1/openapi.json */

#endif
