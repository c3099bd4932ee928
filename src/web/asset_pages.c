#include "web/asset_pages.h"

#include "base/embedded.h"
#include "web/assets.h" /* generated: static const struct embedded web_assets[] */
#include "web/page_state.h"

#include <string.h>

enum { VERSION_SIZE = 12 };

static const struct embedded *find(const char *name)
{
    for (size_t i = 0; i < COUNT(web_assets); i++) {
        if (strcmp(web_assets[i].name, name) == 0) {
            return &web_assets[i];
        }
    }
    return NULL;
}

const char *asset_url(const char *name, struct arena *a)
{
    const struct embedded *e = find(name);

    return arena_printf(a, "/assets/%s?v=%.*s", name, VERSION_SIZE, e == NULL ? "" : e->etag + 1);
}

enum status page_asset(struct page *pg, struct work *w)
{
    const struct embedded *e = find(page_param(pg, "name"));
    const char *version = page_query(pg, "v");

    if (e == NULL) {
        return err_set(&w->err, E_NOTFOUND, "no asset %s", page_param(pg, "name"));
    }
    pg->is_whole = true;
    buf_add(&pg->rs->body, e->data, e->size);
    response_type(pg->rs, e->type);
    response_header(pg->rs, "Cache-Control",
                    version != NULL && strncmp(version, e->etag + 1, VERSION_SIZE) == 0
                        ? "public, max-age=31536000, immutable"
                        : "no-cache");
    response_etag(pg->rs, arena_copy_n(w->arena, e->etag + 1, strlen(e->etag) - 2));
    return arena_status(w->arena, &w->err);
}
