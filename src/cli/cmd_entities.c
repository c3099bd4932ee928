/* sonae entities: every noun and its fields, from the tables the program runs on. */
#include "cli/commands.h"
#include "cli/print.h"

#include "render/json.h"

#include <stdio.h>

static const char *const kind_name[KIND_COUNT] = {
    [K_TEXT] = "text",   [K_NOTE] = "note", [K_TEXTS] = "texts", [K_KANA] = "kana",
    [K_DATE] = "date",   [K_TIME] = "time", [K_INT] = "int",     [K_BOOL] = "bool",
    [K_TRI] = "tri",     [K_IP] = "ip",     [K_MAC] = "mac",     [K_CIDR] = "cidr",
    [K_PHONE] = "phone", [K_URL] = "url",   [K_EMAIL] = "email", [K_ENUM] = "enum",
    [K_ENUMS] = "enums", [K_REF] = "ref",   [K_REFS] = "refs",   [K_ANYREFS] = "anyrefs",
    [K_FILE] = "file",
};

static void put_choices(struct json_out *j, const struct field *f)
{
    json_put_array(j, "choices");
    for (const struct choice *c = f->choices; c != NULL && c->code != NULL; c++) {
        json_put_object(j, NULL);
        json_put_text(j, "code", c->code);
        json_put_text(j, "ja", c->ja);
        json_put_text(j, "en", c->en);
        json_put_end(j);
    }
    json_put_end(j);
}

static void put_field(struct json_out *j, const struct field *f)
{
    json_put_object(j, NULL);
    json_put_text(j, "name", f->name);
    json_put_text(j, "ja", f->ja);
    json_put_text(j, "en", f->en);
    json_put_text(j, "kind", kind_name[f->kind]);
    json_put_bool(j, "required", (f->flags & REQUIRED) != 0);
    json_put_bool(j, "unique", (f->flags & UNIQUE) != 0);
    json_put_bool(j, "reserved", (f->flags & RESERVED) != 0);
    json_put_bool(j, "machine", (f->flags & MACHINE) != 0);
    if (f->ref != NULL) {
        json_put_text(j, "ref", f->ref);
    }
    if (f->choices != NULL) {
        put_choices(j, f);
    }
    json_put_end(j);
}

static int print_json(struct run *run)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(PRINT_MAX);
    struct json_out j = JSON_OUT(&b);
    size_t n;
    const struct entity *const *all = entity_all(&n);

    json_put_object(&j, NULL);
    json_put_array(&j, "entities");
    for (size_t i = 0; i < n; i++) {
        json_put_object(&j, NULL);
        json_put_text(&j, "name", all[i]->name);
        json_put_text(&j, "ja", all[i]->ja);
        json_put_text(&j, "en", all[i]->en);
        json_put_array(&j, "fields");
        for (size_t k = 0; k < all[i]->n; k++) {
            put_field(&j, &all[i]->field[k]);
        }
        json_put_end(&j);
        json_put_end(&j);
    }
    json_put_end(&j);
    json_put_end(&j);
    return print_json_out(run, &j, EXIT_DONE);
}

static int go(struct run *run)
{
    size_t n;
    const struct entity *const *all = entity_all(&n);

    if (run_has(run, "--json")) {
        return print_json(run);
    }
    for (size_t i = 0; i < n; i++) {
        printf("%s\t%s\n", all[i]->name, all[i]->ja);
        for (size_t k = 0; k < all[i]->n; k++) {
            const struct field *f = &all[i]->field[k];

            printf("\t%s\t%s\t%s%s%s\n", f->name, f->ja, kind_name[f->kind],
                   (f->flags & REQUIRED) != 0 ? " *" : "", (f->flags & UNIQUE) != 0 ? " !" : "");
        }
    }
    return EXIT_DONE;
}

static const struct option options[] = {
    {"--json",                     NULL, "JSONで書き出します"},
    {0}
};

const struct command command_entities = {
    .name = "entities",
    .words = "[--json]",
    .help = "台帳や記録の種類と、その欄をすべて表示します。",
    .option = options,
    .go = go,
};
