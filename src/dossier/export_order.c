#include "dossier/export_order.h"

#include "render/json.h"

enum status export_order_write(struct buf *out, const struct export_request *rq, struct err *err)
{
    const struct record_query *q = &rq->query;
    struct json_out j = JSON_OUT(out);

    json_put_object(&j, NULL);
    json_put_text(&j, "entity", q->entity->name);
    json_put_text(&j, "format", export_format_code(rq->format));
    json_put_text(&j, "words", q->words);
    json_put_text(&j, "sort", q->sort < 0 ? NULL : q->entity->field[q->sort].name);
    json_put_bool(&j, "descending", q->descending);
    json_put_bool(&j, "with_closed", q->with_closed);
    json_put_array(&j, "filters");
    for (size_t i = 0; i < q->n_filters; i++) {
        json_put_object(&j, NULL);
        json_put_text(&j, "field", q->entity->field[q->filter[i].field].name);
        json_put_int(&j, "how", q->filter[i].how);
        json_put_text(&j, "text", q->filter[i].text);
        json_put_end(&j);
    }
    json_put_end(&j);
    json_put_end(&j);
    return json_put_status(&j, err);
}

static const char *text_of(const struct json *object, const char *key, struct arena *a)
{
    const char *text = json_get_text(object, key);

    return text == NULL ? NULL : arena_copy(a, text);
}

static enum status read_filters(struct record_query *q, const struct json *list, struct arena *a,
                                struct err *err)
{
    size_t n = json_count(list);
    struct filter *filter = arena_make(a, struct filter, n);

    for (size_t i = 0; filter != NULL && i < n; i++) {
        const struct json *x = json_at(list, i);
        const char *name = json_get_text(x, "field");
        int64_t how = json_get_int(x, "how", -1);
        int field = name == NULL ? -1 : entity_field(q->entity, name);

        if (field < 0 || how < FILTER_IS || how > FILTER_SINCE) {
            return err_set(err, E_INVALID, "export order: filter %zu", i);
        }
        filter[i] = (struct filter){field, (enum filter_how)how, text_of(x, "text", a)};
    }
    q->filter = filter;
    q->n_filters = n;
    return arena_status(a, err);
}

enum status export_order_read(struct export_request *out, const struct json *params,
                              int64_t facility_id, struct arena *a, struct err *err)
{
    const char *entity = json_get_text(params, "entity"), *format = json_get_text(params, "format");
    const char *sort = json_get_text(params, "sort");
    struct export_request rq = {0};

    if (entity == NULL || entity_named(entity) == NULL || format == NULL ||
        !export_format_named(&rq.format, format)) {
        return err_set(err, E_INVALID, "export order: no such register or format");
    }
    rq.query = (struct record_query){
        .entity = entity_named(entity),
        .facility_id = facility_id,
        .words = text_of(params, "words", a),
        .sort = -1,
        .descending = json_get_bool(params, "descending", false),
        .with_closed = json_get_bool(params, "with_closed", false),
    };
    if (sort != NULL) {
        rq.query.sort = entity_field(rq.query.entity, sort);
        if (rq.query.sort < 0) {
            return err_set(err, E_INVALID, "export order: no field %s", sort);
        }
    }
    enum status st = read_filters(&rq.query, json_get(params, "filters"), a, err);

    if (st == OK) {
        *out = rq;
    }
    return st;
}
