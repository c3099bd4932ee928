/*
 * Addresses, queries, forms and cookies of any bytes: refused in a sentence, or text that encodes
 * and decodes to itself and a path that stays where it is.
 */
#include "http/url.h"
#include "fuzz.h"
#include "http/request.h"

#include "base/text.h"

#include <string.h>

static void check_pair(const struct http_pair *pair, struct arena *a)
{
    CLEANUP(buf_close) struct buf again = BUF_INIT(1 << 20);
    struct http_pairs back = {.n = 0};

    FUZZ_CHECK(text_is_utf8(pair->name, strlen(pair->name)));
    FUZZ_CHECK(text_is_utf8(pair->value, strlen(pair->value)));
    FUZZ_CHECK(strchr(pair->value, '\r') == NULL);
    url_query(&again, pair->name, pair->value);
    FUZZ_CHECK(request_read_pairs(&back, again.data + 1, again.len - 1, a, NULL) == OK);
    FUZZ_CHECK(back.n == 1 && strcmp(back.pair[0].name, pair->name) == 0 &&
               strcmp(back.pair[0].value, pair->value) == 0);
}

static void check_path(const char *path, struct arena *a)
{
    struct url_params params;
    struct err err = {.status = OK};
    enum status st = url_check_path(path, a, &err);

    FUZZ_CHECK(st == OK || (st == E_INVALID && err.msg == MSG_HTTP_ADDRESS));
    if (st == OK && url_match(&params, "/:a/:b", path, a)) {
        for (size_t i = 0; i < params.n; i++) {
            const char *v = params.param[i].value;

            FUZZ_CHECK(*v != '\0' && strpbrk(v, "/\\") == NULL);
            FUZZ_CHECK(strcmp(v, "..") != 0 && strcmp(v, ".") != 0);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_close) struct arena *a = arena_open(8 << 20);
    struct http_pairs pairs = {.n = 0}, cookies = {.n = 0};
    struct err err = {.status = OK};

    if (size > 4096) {
        return 0;
    }
    const char *text = arena_copy_n(a, (const char *)data, size);
    enum status st = request_read_pairs(&pairs, text, size, a, &err);

    FUZZ_CHECK(st == OK || (st == E_INVALID && err.msg == MSG_HTTP_FORM) || st == E_LIMIT);
    for (size_t i = 0; st == OK && i < pairs.n && i < 20; i++) {
        check_pair(&pairs.pair[i], a);
    }
    check_path(text, a);
    FUZZ_CHECK(request_read_cookies(&cookies, text, a, &err) == OK);
    for (size_t i = 0; i < cookies.n; i++) {
        FUZZ_CHECK(*cookies.pair[i].name != '\0' && strchr(cookies.pair[i].value, ';') == NULL);
    }
    return 0;
}
