#include "web/account_pages.h"
#include "web/api.h"
#include "web/asset_pages.h"
#include "web/bcp_pages.h"
#include "web/bulk_pages.h"
#include "web/chart_pages.h"
#include "web/checklist_pages.h"
#include "web/discovered_pages.h"
#include "web/export_pages.h"
#include "web/form_pages.h"
#include "web/home_pages.h"
#include "web/import_pages.h"
#include "web/job_pages.h"
#include "web/label_pages.h"
#include "web/list_pages.h"
#include "web/look_pages.h"
#include "web/map_pages.h"
#include "web/me_pages.h"
#include "web/pack_pages.h"
#include "web/probe_pages.h"
#include "web/record_pages.h"
#include "web/recovery_pages.h"
#include "web/review_pages.h"
#include "web/route.h"
#include "web/search_pages.h"
#include "web/sensor_pages.h"
#include "web/setup_pages.h"
#include "web/sign_pages.h"
#include "web/wire_pages.h"

#include "base/id.h"

#include <string.h>

enum { KB = 1024, MB = 1024 * 1024 };

/* A record's form may carry a document; a bulk edit names many records. */
static const struct http_plan body_record = {.memory_limit = 256 * KB, .file_limit = 50 * MB};
/* A ledger: 100 MB as a file, or some thousand rows pasted. */
static const struct http_plan body_import = {.memory_limit = 8 * MB, .file_limit = 100 * MB};
static const struct http_plan body_many = {.memory_limit = 512 * KB};

/* clang-format off */
const struct route route_table[] = {
    /* The whole surface. Of two rows that fit, the upper one answers. */
    {HTTP_GET,   "/",                                        MAY_ANYBODY,   NULL,         page_start},
    {HTTP_GET,   "/assets/:name",                            MAY_ANYBODY,   NULL,         page_asset},
    {HTTP_GET,   "/sign-in",                                 MAY_ANYBODY,   NULL,         page_sign_in},
    {HTTP_POST,  "/sign-in",                                 MAY_ANYBODY,   &body_many,   post_sign_in},
    {HTTP_POST,  "/sign-out",                                MAY_SIGNED_IN, NULL,         post_sign_out},
    {HTTP_GET,   "/link/:token",                             MAY_ANYBODY,   NULL,         page_link},
    {HTTP_POST,  "/link/:token",                             MAY_ANYBODY,   NULL,         post_link},
    {HTTP_GET,   "/setup/:token",                            MAY_ANYBODY,   NULL,         page_setup},
    {HTTP_POST,  "/setup/:token",                            MAY_ANYBODY,   NULL,         post_setup},
    {HTTP_GET,   "/places",                                  MAY_SIGNED_IN, NULL,         page_places},

    {HTTP_GET,   "/f/:facility",                             MAY_READ,      NULL,         page_home},
    {HTTP_GET,   "/f/:facility/scope",                       MAY_READ,      NULL,         page_scope},
    {HTTP_POST,  "/f/:facility/scope",                       MAY_EDIT,      NULL,         post_scope},
    {HTTP_GET,   "/f/:facility/search",                      MAY_READ,      NULL,         page_search},
    {HTTP_GET,   "/f/:facility/references",                  MAY_READ,      NULL,         page_references},
    {HTTP_GET,   "/f/:facility/history",                     MAY_READ,      NULL,         page_history},
    {HTTP_GET,   "/f/:facility/checklist",                   MAY_READ,      NULL,         page_checklist},
    {HTTP_POST,  "/f/:facility/checklist",                   MAY_ANSWER,    &body_many,   post_checklist},

    {HTTP_GET,   "/f/:facility/review",                      MAY_READ,      NULL,         page_review},
    {HTTP_POST,  "/f/:facility/review",                      MAY_EDIT,      &body_record, post_review},
    {HTTP_POST,  "/f/:facility/review/:id/approve",          MAY_APPROVE,   NULL,         post_review_approve},
    {HTTP_GET,   "/f/:facility/bcp-check",                   MAY_READ,      NULL,         page_bcp},
    {HTTP_POST,  "/f/:facility/bcp-check",                   MAY_EDIT,      &body_many,   post_bcp},
    {HTTP_GET,   "/f/:facility/recovery",                    MAY_READ,      NULL,         page_recovery},
    {HTTP_GET,   "/f/:facility/backup/:id/look",             MAY_READ,      NULL,         page_look},
    {HTTP_POST,  "/f/:facility/backup/:id/look",             MAY_EDIT,      NULL,         post_look},
    {HTTP_POST,  "/f/:facility/backup/:id/record",           MAY_ANSWER,    NULL,         post_look_record},
    {HTTP_POST,  "/f/:facility/backup/:id/canary",           MAY_ADMIN,     NULL,         post_look_canary},
    {HTTP_GET,   "/f/:facility/media/:id/label",             MAY_READ,      NULL,         page_label},
    {HTTP_GET,   "/f/:facility/media/:id/label/:code",       MAY_READ,      NULL,         page_label_read},
    {HTTP_POST,  "/f/:facility/media/:id/label/:code",       MAY_EDIT,      NULL,         post_label_read},
    {HTTP_GET,   "/f/:facility/contact",                     MAY_READ,      NULL,         page_chart},
    {HTTP_POST,  "/f/:facility/contact/order",               MAY_EDIT,      &body_many,   post_chart_order},
    {HTTP_POST,  "/f/:facility/contact/seed",                MAY_EDIT,      NULL,         post_chart_seed},
    {HTTP_GET,   "/f/:facility/pack",                        MAY_READ,      NULL,         page_pack},
    {HTTP_POST,  "/f/:facility/pack",                        MAY_EDIT,      NULL,         post_pack},
    {HTTP_GET,   "/f/:facility/pack/:id/:name",              MAY_READ,      NULL,         page_pack_file},
    {HTTP_GET,   "/f/:facility/import",                      MAY_EDIT,      NULL,         page_import},
    {HTTP_POST,  "/f/:facility/import",                      MAY_EDIT,      &body_import, post_import},
    {HTTP_GET,   "/f/:facility/import/columns",              MAY_EDIT,      NULL,         page_import_map},
    {HTTP_POST,  "/f/:facility/import/preview",              MAY_EDIT,      &body_many,   post_import_preview},
    {HTTP_POST,  "/f/:facility/import/run",                  MAY_EDIT,      &body_many,   post_import_run},
    {HTTP_GET,   "/f/:facility/import/:id",                  MAY_READ,      NULL,         page_import_result},
    {HTTP_GET,   "/f/:facility/import/:id/rejects",          MAY_READ,      NULL,         page_import_rejects},
    {HTTP_POST,  "/f/:facility/import/:id/mend",             MAY_EDIT,      &body_many,   post_import_mend},
    {HTTP_POST,  "/f/:facility/import/:id/undo",             MAY_EDIT,      NULL,         post_import_undo},
    {HTTP_GET,   "/f/:facility/export/:id",                  MAY_READ,      NULL,         page_export_file},
    /* the network */
    {HTTP_GET,   "/f/:facility/discovered",                  MAY_READ,      NULL,         page_discovered},
    {HTTP_POST,  "/f/:facility/discovered",                  MAY_EDIT,      &body_many,   post_discovered},
    {HTTP_GET,   "/f/:facility/map",                         MAY_READ,      NULL,         page_map},
    {HTTP_GET,   "/f/:facility/network/:id/probe",           MAY_READ,      NULL,         page_probe},
    {HTTP_POST,  "/f/:facility/network/:id/probe",           MAY_ANSWER,    NULL,         post_probe},
    {HTTP_GET,   "/f/:facility/probe/:id",                   MAY_READ,      NULL,         page_probe_log},
    {HTTP_GET,   "/f/:facility/sensor",                      MAY_READ,      NULL,         page_sensor},
    {HTTP_POST,  "/f/:facility/sensor",                      MAY_EDIT,      &body_import, post_sensor},
    {HTTP_GET,   "/f/:facility/device/:id/wire",             MAY_READ,      NULL,         page_wire},
    {HTTP_GET,   "/f/:facility/job/:id",                     MAY_READ,      NULL,         page_job},
    {HTTP_POST,  "/f/:facility/job/:id/cancel",              MAY_EDIT,      NULL,         post_job_cancel},

    {HTTP_GET,   "/f/:facility/me",                          MAY_READ,      NULL,         page_me},
    {HTTP_POST,  "/f/:facility/me/password",                 MAY_READ,      NULL,         post_me_password},
    {HTTP_POST,  "/f/:facility/me/sessions",                 MAY_READ,      NULL,         post_me_sessions},
    {HTTP_POST,  "/f/:facility/me/token",                    MAY_READ,      NULL,         post_me_token},
    {HTTP_POST,  "/f/:facility/me/token/drop",               MAY_READ,      NULL,         post_me_token_drop},
    {HTTP_GET,   "/f/:facility/account",                     MAY_ADMIN,     NULL,         page_accounts},
    {HTTP_GET,   "/f/:facility/account/new",                 MAY_ADMIN,     NULL,         page_account_new},
    {HTTP_POST,  "/f/:facility/account",                     MAY_ADMIN,     NULL,         post_account_new},
    {HTTP_GET,   "/f/:facility/account/:id",                 MAY_ADMIN,     NULL,         page_account},
    {HTTP_POST,  "/f/:facility/account/:id",                 MAY_ADMIN,     NULL,         post_account},
    {HTTP_POST,  "/f/:facility/account/:id/link",            MAY_ADMIN,     NULL,         post_account_link},

    {HTTP_GET,   "/f/:facility/:entity",                     MAY_READ,      NULL,         page_list},
    {HTTP_POST,  "/f/:facility/:entity",                     MAY_EDIT,      &body_record, post_record_new},
    {HTTP_GET,   "/f/:facility/:entity/export",              MAY_READ,      NULL,         page_export},
    {HTTP_POST,  "/f/:facility/:entity/export",              MAY_EDIT,      NULL,         post_export},
    {HTTP_GET,   "/f/:facility/:entity/new",                 MAY_EDIT,      NULL,         page_record_new},
    {HTTP_POST,  "/f/:facility/:entity/bulk",                MAY_EDIT,      &body_many,   post_bulk},
    {HTTP_POST,  "/f/:facility/:entity/bulk/close",          MAY_EDIT,      &body_many,   post_bulk_close},
    {HTTP_POST,  "/f/:facility/:entity/filter",              MAY_EDIT,      NULL,         post_filter_save},
    {HTTP_POST,  "/f/:facility/:entity/filter/:id/drop",     MAY_EDIT,      NULL,         post_filter_drop},
    {HTTP_GET,   "/f/:facility/:entity/:id",                 MAY_READ,      NULL,         page_record},
    {HTTP_POST,  "/f/:facility/:entity/:id",                 MAY_EDIT,      &body_record, post_record_edit},
    {HTTP_GET,   "/f/:facility/:entity/:id/edit",            MAY_EDIT,      NULL,         page_record_edit},
    {HTTP_POST,  "/f/:facility/:entity/:id/close",           MAY_EDIT,      NULL,         post_record_close},
    {HTTP_GET,   "/f/:facility/:entity/:id/history",         MAY_READ,      NULL,         page_record_history},
    {HTTP_GET,   "/f/:facility/:entity/:id/file/:field",     MAY_READ,      NULL,         page_record_file},

    {HTTP_GET,   "/api/v1/openapi.json",      MAY_TOKEN | MAY_READ, NULL, api_openapi},
    {HTTP_GET,   "/api/v1/:entity",           MAY_TOKEN | MAY_READ, NULL, api_list},
    {HTTP_POST,  "/api/v1/:entity",           MAY_TOKEN | MAY_EDIT, NULL, api_create},
    {HTTP_GET,   "/api/v1/:entity/:id",       MAY_TOKEN | MAY_READ, NULL, api_get},
    {HTTP_PATCH, "/api/v1/:entity/:id",       MAY_TOKEN | MAY_EDIT, NULL, api_change},
};
/* clang-format on */
const size_t route_table_n = COUNT(route_table);

/* Registers whose changes need more than MAY_EDIT. */
static const struct {
    const char *entity;
    unsigned may;
} needs[] = {
    {"facility", MAY_ADMIN },
    {"round",    MAY_ANSWER},
    {"answer",   MAY_ANSWER},
};

unsigned route_needs(const struct route *r, const struct url_params *params)
{
    const char *entity = url_param(params, "entity");
    const unsigned may = r->may & ~(unsigned)MAY_TOKEN;

    for (size_t i = 0; may == MAY_EDIT && entity != NULL && i < COUNT(needs); i++) {
        if (strcmp(entity, needs[i].entity) == 0) {
            return needs[i].may;
        }
    }
    return may;
}

/* In pages an id is base32; what is no id cannot be a record. In the API it is decimal. */
static bool has_good_ids(const struct route *r, const struct url_params *params)
{
    static const char *const ids[] = {"facility", "id"};
    int64_t id;

    for (size_t i = 0; (r->may & MAY_TOKEN) == 0 && i < COUNT(ids); i++) {
        const char *text = url_param(params, ids[i]);

        if (text != NULL && !id_parse(&id, text)) {
            return false;
        }
    }
    return true;
}

const struct route *route_find(enum http_method method, const char *path, struct url_params *params,
                               struct arena *a)
{
    if (method == HTTP_HEAD) {
        method = HTTP_GET;
    }
    for (size_t i = 0; i < route_table_n; i++) {
        const struct route *r = &route_table[i];

        if (r->method == method && url_match(params, r->pattern, path, a) &&
            has_good_ids(r, params)) {
            return r;
        }
    }
    return NULL;
}
