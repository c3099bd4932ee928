#include "web/api.h"

#include "dossier/record_json.h"

enum { OPENAPI_MAX = 4 << 20 };

static void put_ref(struct json_out *j, const char *key, const char *entity, struct arena *a)
{
    json_put_object(j, key);
    json_put_text(j, "$ref", arena_printf(a, "#/components/schemas/%s", entity));
    json_put_end(j);
}

static void put_content(struct json_out *j, const char *key, const char *entity, struct arena *a)
{
    json_put_object(j, key);
    json_put_object(j, "application/json");
    put_ref(j, "schema", entity, a);
    json_put_end(j);
    json_put_end(j);
}

/* One operation: its words, whether it sends a record, and what comes back. */
struct operation {
    const char *method, *summary, *status;
    bool sends, has_id, needs_match;
};

static void put_parameter(struct json_out *j, const char *name, const char *in)
{
    json_put_object(j, NULL);
    json_put_text(j, "name", name);
    json_put_text(j, "in", in);
    json_put_bool(j, "required", true);
    json_put_object(j, "schema");
    json_put_text(j, "type", "string");
    json_put_end(j);
    json_put_end(j);
}

static void put_operation(struct json_out *j, const struct operation *o, const struct entity *e,
                          struct arena *a)
{
    json_put_object(j, o->method);
    json_put_text(j, "summary", arena_printf(a, "%s: %s", e->ja, o->summary));
    if (o->has_id) {
        json_put_array(j, "parameters");
        put_parameter(j, "id", "path");
        if (o->needs_match) {
            put_parameter(j, "If-Match", "header");
        }
        json_put_end(j);
    }
    if (o->sends) {
        json_put_object(j, "requestBody");
        put_content(j, "content", e->name, a);
        json_put_end(j);
    }
    json_put_object(j, "responses");
    json_put_object(j, o->status);
    json_put_text(j, "description", "OK");
    if (o->has_id || o->sends) {
        put_content(j, "content", e->name, a);
    }
    json_put_end(j);
    json_put_end(j);
    json_put_end(j);
}

static void put_paths(struct json_out *j, const struct entity *e, struct arena *a)
{
    static const struct operation many[] = {
        {"get",  "list",   "200", false, false, false},
        {"post", "create", "201", true,  false, false}
    };
    static const struct operation one[] = {
        {"get",   "read",   "200", false, true, false},
        {"patch", "change", "200", true,  true, true }
    };

    json_put_object(j, arena_printf(a, "/api/v1/%s", e->name));
    for (size_t i = 0; i < COUNT(many); i++) {
        put_operation(j, &many[i], e, a);
    }
    json_put_end(j);
    json_put_object(j, arena_printf(a, "/api/v1/%s/{id}", e->name));
    for (size_t i = 0; i < COUNT(one); i++) {
        put_operation(j, &one[i], e, a);
    }
    json_put_end(j);
}

static void put_schema(struct json_out *j, const struct entity *e)
{
    json_put_object(j, e->name);
    json_put_text(j, "type", "object");
    json_put_text(j, "title", e->ja);
    json_put_object(j, "properties");
    for (size_t i = 0; i < e->n; i++) {
        record_json_schema(j, e->field[i].name, &e->field[i]);
    }
    json_put_end(j);
    json_put_array(j, "required");
    for (size_t i = 0; i < e->n; i++) {
        if ((e->field[i].flags & REQUIRED) != 0) {
            json_put_text(j, NULL, e->field[i].name);
        }
    }
    json_put_end(j);
    json_put_end(j);
}

enum status api_openapi(struct page *pg, struct work *w)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(OPENAPI_MAX);
    struct json_out j = JSON_OUT(&b);
    size_t n;
    const struct entity *const *all = entity_all(&n);

    json_put_object(&j, NULL);
    json_put_text(&j, "openapi", "3.0.3");
    json_put_object(&j, "info");
    json_put_text(&j, "title", "Sonae");
    json_put_text(&j, "version", SONAE_VERSION);
    json_put_end(&j);
    json_put_object(&j, "paths");
    for (size_t i = 0; i < n; i++) {
        put_paths(&j, all[i], w->arena);
    }
    json_put_end(&j);
    json_put_object(&j, "components");
    json_put_object(&j, "securitySchemes");
    json_put_object(&j, "token");
    json_put_text(&j, "type", "http");
    json_put_text(&j, "scheme", "bearer");
    json_put_end(&j);
    json_put_end(&j);
    json_put_object(&j, "schemas");
    for (size_t i = 0; i < n; i++) {
        put_schema(&j, all[i]);
    }
    json_put_end(&j);
    json_put_end(&j);
    json_put_end(&j);
    enum status st = json_put_status(&j, &w->err);

    if (st == OK) {
        page_json(pg, &b, 200);
    }
    return st;
}
