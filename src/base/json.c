#include "base/json.h"

#include "base/mem.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#undef json_is_null /* jansson's macros have the names of our functions */
#undef json_is_array

struct json_doc {
    json_t *root;
};

static const json_t *node_of(const struct json *node)
{
    return (const json_t *)node;
}

static const struct json *face_of(const json_t *node)
{
    return (const struct json *)node;
}

/* Where in a text something is wrong, both from 1. */
struct place {
    int line, column;
};

static enum status refuse(struct err *err, struct place at, const char *why)
{
    char line[16];
    char column[16];

    snprintf(line, sizeof(line), "%d", at.line);
    snprintf(column, sizeof(column), "%d", at.column);
    (void)err_say(err, E_INVALID, MSG_JSON_UNREADABLE, line, column);
    (void)err_note(err, "%s", why);
    return E_INVALID;
}

/*
 * What the parser must not see, NULL if there is nothing; *at says where. It calls itself
 * for each bracket, so nesting is limited, and it skips a NUL behind a number in silence.
 */
static const char *find_hostile(struct place *at, const char *text, size_t len)
{
    int depth = 0;
    bool in_string = false;

    *at = (struct place){1, 0};
    for (size_t i = 0; i < len; i++) {
        char c = text[i];

        at->column += ((unsigned char)c & 0xC0) != 0x80;
        if (c == '\0') {
            return "a NUL byte";
        }
        if (c == '\n') {
            *at = (struct place){at->line + 1, 0};
        } else if (in_string && c == '\\' && i + 1 < len) {
            i++;
            at->column++;
        } else if (c == '"') {
            in_string = !in_string;
        } else if (!in_string && (c == '[' || c == '{') && ++depth > JSON_DEPTH_MAX) {
            return "nested too deeply";
        } else if (!in_string && (c == ']' || c == '}')) {
            depth--;
        }
    }
    return NULL;
}

/*
 * Memory of the parser. When there is none left, jansson may stop at an assertion (a string that
 * could not grow) or call it a syntax error, so the parse is left by a jump and everything it had
 * allocated is freed: while parsing, all its blocks hang on one ring. Its hooks carry no argument:
 * hence the statics.
 */
struct block {
    struct block *before, *after;
};

static struct block *ring; /* NULL: not parsing */
static jmp_buf starved;

static void *alloc(size_t size)
{
    struct block *b = mem_new(sizeof(*b) + size);

    if (b == NULL) {
        if (ring != NULL) {
            longjmp(starved, 1);
        }
        return NULL;
    }
    *b = (struct block){b, b};
    if (ring != NULL) {
        *b = (struct block){ring->before, ring};
        b->before->after = b;
        ring->before = b;
    }
    return b + 1;
}

static void release(void *p)
{
    struct block *b = p != NULL ? (struct block *)p - 1 : NULL;

    if (b != NULL) {
        b->before->after = b->after;
        b->after->before = b->before;
    }
    mem_free(b);
}

/* json_loadb(); NULL with *no_memory or *error told. */
static json_t *load(const char *text, size_t len, json_error_t *error, bool *no_memory)
{
    struct block head = {&head, &head};

    json_set_alloc_funcs(alloc, release);
    ring = &head;
    if (setjmp(starved) != 0) {
        while (ring->after != ring) {
            release(ring->after + 1);
        }
        ring = NULL;
        *no_memory = true;
        return NULL;
    }
    json_t *root = json_loadb(text, len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, error);

    head.before->after = head.after; /* the blocks that stay no longer hang on this stack */
    head.after->before = head.before;
    ring = NULL;
    *no_memory = false;
    return root;
}

enum status json_parse(struct json_doc **out, const char *text, size_t len, struct err *err)
{
    static const char bom[] = "\xEF\xBB\xBF";
    struct place at;
    json_error_t error;
    bool no_memory;

    if (len >= 3 && memcmp(text, bom, 3) == 0) {
        text += 3;
        len -= 3;
    }
    const char *hostile = find_hostile(&at, text, len);

    if (hostile != NULL) {
        return refuse(err, at, hostile);
    }
    struct json_doc *doc = mem_new(sizeof(*doc));

    if (doc == NULL) {
        return err_set(err, E_NOMEM, "json: no memory");
    }
    doc->root = load(text, len, &error, &no_memory);
    if (doc->root == NULL) {
        json_close(&doc);
        return no_memory ? err_set(err, E_NOMEM, "json: no memory")
                         : refuse(err, (struct place){error.line, error.column}, error.text);
    }
    *out = doc;
    return OK;
}

void json_close(struct json_doc **doc)
{
    if (*doc != NULL) {
        json_decref((*doc)->root);
        mem_free(*doc);
        *doc = NULL;
    }
}

const struct json *json_root(const struct json_doc *doc)
{
    return doc == NULL ? NULL : face_of(doc->root);
}

const struct json *json_get(const struct json *object, const char *key)
{
    return face_of(json_object_get(node_of(object), key));
}

size_t json_count(const struct json *array_or_object)
{
    const json_t *node = node_of(array_or_object);

    return json_array_size(node) + json_object_size(node); /* 0 for what it is not */
}

const struct json *json_at(const struct json *array, size_t i)
{
    return face_of(json_array_get(node_of(array), i));
}

const char *json_key_at(const struct json *object, size_t i, const struct json **value)
{
    json_t *node = (json_t *)object; /* jansson walks, but does not change, what it is given */
    void *at = json_object_iter(node);

    while (at != NULL && i > 0) {
        at = json_object_iter_next(node, at);
        i--;
    }
    if (value != NULL) {
        *value = at == NULL ? NULL : face_of(json_object_iter_value(at));
    }
    return at == NULL ? NULL : json_object_iter_key(at);
}

const char *json_text(const struct json *node)
{
    return json_string_value(node_of(node));
}

const char *json_get_text(const struct json *object, const char *key)
{
    return json_text(json_get(object, key));
}

int64_t json_int(const struct json *node, int64_t other)
{
    return json_is_integer(node_of(node)) ? json_integer_value(node_of(node)) : other;
}

int64_t json_get_int(const struct json *object, const char *key, int64_t other)
{
    return json_int(json_get(object, key), other);
}

bool json_get_bool(const struct json *object, const char *key, bool other)
{
    return json_bool(json_get(object, key), other);
}

bool json_is_null(const struct json *node)
{
    return node != NULL && json_typeof(node_of(node)) == JSON_NULL;
}

bool json_is_bool(const struct json *node)
{
    return json_is_boolean(node_of(node));
}

bool json_is_array(const struct json *node)
{
    return node != NULL && json_typeof(node_of(node)) == JSON_ARRAY;
}

bool json_is_int(const struct json *node)
{
    return json_is_integer(node_of(node));
}

bool json_bool(const struct json *node, bool other)
{
    return json_is_bool(node) ? json_is_true(node_of(node)) : other;
}
