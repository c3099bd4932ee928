/*
 * Multipart bodies of any bytes (the first line is the Content-Type): refused in a sentence, or
 * parts that are the same however the bytes are cut, with names that can do no harm.
 */
#include "http/multipart.h"
#include "fuzz.h"

#include "base/buf.h"
#include "base/text.h"

#include <string.h>

struct taken {
    struct buf text;  /* all parts, as one text */
    struct buf value; /* the part at hand */
    const char *delimiter;
    size_t delimiter_size;
    bool inside;
};

static enum status take_begin(void *self, const struct multipart_part *part, struct err *err)
{
    struct taken *t = self;

    (void)err;
    FUZZ_CHECK(!t->inside);
    FUZZ_CHECK(text_is_utf8(part->name, strlen(part->name)));
    FUZZ_CHECK(strlen(part->name) < MULTIPART_NAME_MAX);
    if (part->file_name != NULL) {
        FUZZ_CHECK(text_is_utf8(part->file_name, strlen(part->file_name)));
        FUZZ_CHECK(strpbrk(part->file_name, "/\\\r\n") == NULL);
        FUZZ_CHECK(strcmp(part->file_name, "..") != 0 && strcmp(part->file_name, ".") != 0);
    }
    buf_printf(&t->text, "[%s|%s|%s]", part->name, part->file_name == NULL ? "-" : part->file_name,
               part->type);
    buf_clear(&t->value);
    t->inside = true;
    return OK;
}

static enum status take_data(void *self, const char *bytes, size_t len, struct err *err)
{
    struct taken *t = self;

    (void)err;
    FUZZ_CHECK(t->inside && len > 0);
    buf_add(&t->value, bytes, len);
    return OK;
}

static enum status take_end(void *self, struct err *err)
{
    struct taken *t = self;

    (void)err;
    FUZZ_CHECK(t->inside);
    FUZZ_CHECK(t->value.len == 0 ||
               memmem(t->value.data, t->value.len, t->delimiter, t->delimiter_size) == NULL);
    buf_add(&t->text, buf_text(&t->value), t->value.len);
    t->inside = false;
    return OK;
}

static enum status read_in_steps(struct taken *t, const char *type, const char *body, size_t len,
                                 size_t step, struct err *err)
{
    const struct multipart_sink sink = {take_begin, take_data, take_end, t};
    struct multipart m;
    enum status st = multipart_start(&m, type, &sink, err);

    t->delimiter = m.delimiter;
    t->delimiter_size = m.delimiter_size;
    for (size_t at = 0; st == OK && at < len; at += step) {
        st = multipart_feed(&m, body + at, len - at < step ? len - at : step, err);
    }
    return st == OK ? multipart_finish(&m, err) : st;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const size_t step[] = {SIZE_MAX / 2, 1, 7};
    const char *line_end = memchr(data, '\n', size);
    size_t type_size = line_end == NULL ? size : (size_t)(line_end - (const char *)data);
    char type[300];
    struct taken t[COUNT(step)];
    enum status st[COUNT(step)];

    if (type_size >= sizeof(type) || size > 65536) {
        return 0;
    }
    memcpy(type, data, type_size);
    type[type_size] = '\0';
    const char *body = line_end == NULL ? "" : line_end + 1;
    size_t len = line_end == NULL ? 0 : size - type_size - 1;

    for (size_t i = 0; i < COUNT(step); i++) {
        struct err err = {.status = OK};

        t[i] = (struct taken){.text = BUF_INIT(1 << 20), .value = BUF_INIT(1 << 20)};
        st[i] = read_in_steps(&t[i], type, body, len, step[i], &err);
        FUZZ_CHECK(st[i] == OK || st[i] == E_INVALID || st[i] == E_LIMIT);
        FUZZ_CHECK(st[i] != E_INVALID || err.msg == MSG_HTTP_FORM);
        FUZZ_CHECK(st[i] != OK || !t[i].inside);
        FUZZ_CHECK(st[i] == st[0]);
        FUZZ_CHECK(
            t[i].text.len == t[0].text.len &&
            (t[i].text.len == 0 || memcmp(t[i].text.data, t[0].text.data, t[0].text.len) == 0));
    }
    for (size_t i = 0; i < COUNT(step); i++) {
        buf_close(&t[i].text);
        buf_close(&t[i].value);
    }
    return 0;
}
