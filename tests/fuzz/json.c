/* JSON of any bytes: refused with its place, or a tree that can be walked and quoted again. */
#include "base/json.h"
#include "fuzz.h"

#include "base/buf.h"

#include <string.h>

static void check_string(const char *s)
{
    CLEANUP(buf_close) struct buf quoted = BUF_INIT(1 << 24);
    CLEANUP(json_close) struct json_doc *doc = NULL;

    json_quote(&quoted, s);
    FUZZ_CHECK(buf_status(&quoted, NULL) == OK);
    FUZZ_CHECK(json_parse(&doc, quoted.data, quoted.len, NULL) == OK);
    FUZZ_CHECK(strcmp(json_text(json_root(doc)), s) == 0);
}

static void walk(const struct json *node, int depth)
{
    FUZZ_CHECK(depth <= JSON_DEPTH_MAX);
    if (json_text(node) != NULL) {
        check_string(json_text(node));
    }
    for (size_t i = 0; i < json_count(node); i++) {
        const struct json *value = json_at(node, i);

        if (value == NULL) { /* an object */
            const char *key = json_key_at(node, i, &value);

            FUZZ_CHECK(key != NULL && value != NULL && json_get(node, key) == value);
            check_string(key);
        }
        (void)json_int(value, 0);
        walk(value, depth + 1);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(json_close) struct json_doc *doc = NULL;
    struct err err = {.status = OK};
    enum status st = json_parse(&doc, (const char *)data, size, &err);

    FUZZ_CHECK((st == OK) == (doc != NULL));
    FUZZ_CHECK(st == OK || (st == E_INVALID && err.msg == MSG_JSON_UNREADABLE));
    if (st == OK) {
        walk(json_root(doc), 0);
    }
    return 0;
}
