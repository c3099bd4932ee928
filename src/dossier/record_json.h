/*
 * A record as JSON, the same in exports and in the API: ids and instants as strings (ISO 8601,
 * UTC), codes for choices, arrays where a field has several values, null for "not asked yet".
 */
#ifndef DOSSIER_RECORD_JSON_H
#define DOSSIER_RECORD_JSON_H

#include "base/arena.h"
#include "record/record.h"
#include "render/json.h"

/* Add r as an object (key NULL inside arrays). scratch holds a few texts. */
void record_json_put(struct json_out *j, const char *key, const struct record *r,
                     struct arena *scratch);

/* The JSON Schema type of a field, for the OpenAPI description. */
void record_json_schema(struct json_out *j, const char *key, const struct field *f);

#endif
