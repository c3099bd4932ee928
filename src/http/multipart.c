#include "http/multipart.h"

#include "base/text.h"

#include <string.h>
#include <strings.h>

enum {
    PREAMBLE,  /* before the first delimiter */
    DATA,      /* inside a part */
    DELIMITER, /* just behind a delimiter: "--" or CR LF follows */
    LAST_DASH, /* "-" seen, the second must follow */
    LINE_END,  /* CR seen, LF must follow */
    HEAD,      /* header lines of a part */
    EPILOGUE   /* behind the closing delimiter: ignored */
};

static enum status broken(struct err *err, const char *why)
{
    enum status st = err_say(err, E_INVALID, MSG_HTTP_FORM);

    err_note(err, "multipart: %s", why);
    return st;
}

static bool is_boundary_char(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c != '\0' && strchr("'()+_,-./:=? ", c) != NULL);
}

/*
 * One parameter of a header value, `; name=token` or `; name="quoted"`, to out[size].
 * In quotes a backslash escapes a quote or a backslash (as curl writes them).
 * False if it is missing, broken or too long.
 */
static bool parameter(const char *header, const char *name, char *out, size_t size)
{
    size_t name_size = strlen(name);

    for (const char *p = strchr(header, ';'); p != NULL && *p == ';';) {
        p++;
        p += strspn(p, " \t");
        bool wanted = strncasecmp(p, name, name_size) == 0 && p[name_size] == '=';
        size_t n = 0;

        p += strcspn(p, "=;");
        if (*p == '=') {
            p++;
        }
        bool quoted = *p == '"';

        p += quoted;
        while (*p != '\0' && *p != (quoted ? '"' : ';')) {
            if (quoted && *p == '\\' && (p[1] == '"' || p[1] == '\\')) {
                p++;
            }
            if (wanted && n + 1 == size) {
                return false;
            }
            if (wanted) {
                out[n++] = *p;
            }
            p++;
        }
        if (quoted && *p != '"') {
            return false;
        }
        p += quoted;
        if (wanted) {
            while (!quoted && n > 0 && (out[n - 1] == ' ' || out[n - 1] == '\t')) {
                n--;
            }
            out[n] = '\0';
            return true;
        }
        p += strspn(p, " \t");
    }
    return false;
}

enum status multipart_start(struct multipart *m, const char *content_type,
                            const struct multipart_sink *sink, struct err *err)
{
    static const char type[] = "multipart/form-data";
    char boundary[MULTIPART_BOUNDARY_MAX + 1];

    memset(m, 0, sizeof(*m));
    m->sink = *sink;
    if (strncasecmp(content_type, type, sizeof(type) - 1) != 0) {
        return broken(err, "not multipart/form-data");
    }
    if (!parameter(content_type, "boundary", boundary, sizeof(boundary))) {
        return broken(err, "no usable boundary");
    }
    size_t len = strlen(boundary);

    for (size_t i = 0; i < len; i++) {
        if (!is_boundary_char(boundary[i])) {
            return broken(err, "a character no boundary may have");
        }
    }
    if (len == 0 || boundary[len - 1] == ' ') {
        return broken(err, "an empty boundary, or one that ends in a space");
    }
    memcpy(m->delimiter, "\r\n--", 4);
    memcpy(m->delimiter + 4, boundary, len);
    m->delimiter_size = 4 + len;
    m->matched = 2; /* as if a line had just ended: the first delimiter may open the body */
    m->state = PREAMBLE;
    return OK;
}

/* Browsers write a quote and line ends inside a name as %22, %0D and %0A (HTML, "multipart"). */
static void unescape_name(char *s)
{
    char *to = s;

    for (const char *from = s; *from != '\0'; from++) {
        if (strncmp(from, "%22", 3) == 0) {
            *to++ = '"';
            from += 2;
        } else if (strncasecmp(from, "%0D", 3) == 0 || strncasecmp(from, "%0A", 3) == 0) {
            *to++ = ' ';
            from += 2;
        } else {
            *to++ = (unsigned char)*from < 0x20 || *from == 0x7f ? ' ' : *from;
        }
    }
    *to = '\0';
}

/* The last component of a path of any system; "." and ".." name no file and become empty. */
static void last_component(char *s)
{
    const char *last = s;

    for (const char *p = s; *p != '\0'; p++) {
        if (*p == '/' || *p == '\\') {
            last = p + 1;
        }
    }
    memmove(s, last, strlen(last) + 1);
    if (strcmp(s, ".") == 0 || strcmp(s, "..") == 0) {
        s[0] = '\0';
    }
}

static enum status read_disposition(struct multipart *m, const char *value, bool *is_file,
                                    struct err *err)
{
    size_t kind = strcspn(value, "; \t");

    if (kind != 9 || strncasecmp(value, "form-data", kind) != 0 ||
        !parameter(value, "name", m->name, sizeof(m->name))) {
        return broken(err, "a part that is not named form data");
    }
    *is_file = parameter(value, "filename", m->file_name, sizeof(m->file_name));
    if (!text_is_utf8(m->name, strlen(m->name)) ||
        (*is_file && !text_is_utf8(m->file_name, strlen(m->file_name)))) {
        return broken(err, "a name that is not UTF-8");
    }
    unescape_name(m->name);
    unescape_name(m->file_name);
    last_component(m->file_name);
    return OK;
}

/* The header lines of a part are complete: say it begins. */
static enum status begin_part(struct multipart *m, struct err *err)
{
    bool is_named = false, is_file = false;

    if (++m->parts > MULTIPART_PARTS_MAX) {
        return err_say(err, E_LIMIT, MSG_HTTP_FIELDS);
    }
    m->head[m->head_size] = '\0';
    if (strlen(m->head) != m->head_size) {
        return broken(err, "a NUL byte in a part's header");
    }
    m->file_name[0] = m->type[0] = '\0';
    for (char *line = m->head; *line != '\0';) {
        char *end = strstr(line, "\r\n");
        char *colon = strchr(line, ':');

        if (end == NULL || colon == NULL || colon > end || colon == line) {
            return broken(err, "a header line without a name");
        }
        *end = *colon = '\0';
        const char *value = colon + 1 + strspn(colon + 1, " \t");

        if (strcasecmp(line, "Content-Disposition") == 0) {
            if (is_named) {
                return broken(err, "two Content-Disposition lines");
            }
            enum status st = read_disposition(m, value, &is_file, err);

            if (st != OK) {
                return st;
            }
            is_named = true;
        } else if (strcasecmp(line, "Content-Type") == 0) {
            text_cut(m->type, sizeof(m->type), value);
        }
        line = end + 2;
    }
    if (!is_named) {
        return broken(err, "a part without Content-Disposition");
    }
    const struct multipart_part part = {m->name, is_file ? m->file_name : NULL, m->type};

    m->head_size = 0;
    m->state = DATA;
    return m->sink.begin(m->sink.self, &part, err);
}

/* Hand bytes of the current part on; before the first part they are preamble. */
static enum status pass(struct multipart *m, const char *bytes, size_t len, struct err *err)
{
    if (len == 0) {
        return OK;
    }
    if (m->state == DATA) {
        return m->sink.data(m->sink.self, bytes, len, err);
    }
    m->skipped += len;
    return m->skipped <= MULTIPART_PREAMBLE_MAX ? OK : broken(err, "no boundary at the start");
}

/*
 * Inside a part or the preamble: look for the delimiter. It holds CR only as its first byte
 * (no boundary has one), so after a mismatch the search starts afresh at the byte at hand.
 */
static enum status search(struct multipart *m, const char *bytes, size_t len, size_t *used,
                          struct err *err)
{
    if (m->matched == 0) {
        const char *cr = memchr(bytes, '\r', len);

        *used = cr == NULL ? len : (size_t)(cr - bytes);
        if (*used > 0) {
            return pass(m, bytes, *used, err);
        }
    }
    *used = 1;
    if (*bytes == m->delimiter[m->matched]) {
        if (++m->matched < m->delimiter_size) {
            return OK;
        }
        bool was_data = m->state == DATA;

        m->matched = 0;
        m->state = DELIMITER;
        return was_data ? m->sink.end(m->sink.self, err) : OK;
    }
    size_t held = m->matched;

    m->matched = 0;
    *used = 0; /* the byte at hand is looked at again */
    return pass(m, m->delimiter, held, err);
}

static enum status head_byte(struct multipart *m, char c, struct err *err)
{
    if (m->head_size == MULTIPART_HEAD_MAX) {
        return err_set(err, E_LIMIT, "multipart: header of a part past %d bytes",
                       MULTIPART_HEAD_MAX);
    }
    m->head[m->head_size++] = c;
    if (m->head_size == 2 && memcmp(m->head, "\r\n", 2) == 0) {
        return broken(err, "a part without header lines");
    }
    if (m->head_size >= 4 && memcmp(m->head + m->head_size - 4, "\r\n\r\n", 4) == 0) {
        m->head_size -= 2; /* the empty line */
        return begin_part(m, err);
    }
    return OK;
}

/* One byte between the parts. */
static enum status step(struct multipart *m, char c, struct err *err)
{
    switch (m->state) {
    case DELIMITER:
        if (c == ' ' || c == '\t') {
            return OK; /* transport padding */
        }
        m->state = c == '-' ? LAST_DASH : LINE_END;
        return c == '-' || c == '\r' ? OK : broken(err, "text behind a boundary");
    case LAST_DASH:
        m->state = EPILOGUE;
        return c == '-' ? OK : broken(err, "text behind a boundary");
    case LINE_END:
        m->state = HEAD;
        return c == '\n' ? OK : broken(err, "text behind a boundary");
    case HEAD:
        return head_byte(m, c, err);
    default:
        return OK;
    }
}

enum status multipart_feed(struct multipart *m, const char *bytes, size_t len, struct err *err)
{
    while (len > 0 && m->state != EPILOGUE) {
        size_t used = 1;
        enum status st = m->state == PREAMBLE || m->state == DATA
                             ? search(m, bytes, len, &used, err)
                             : step(m, *bytes, err);

        if (st != OK) {
            return st;
        }
        bytes += used;
        len -= used;
    }
    return OK;
}

enum status multipart_finish(const struct multipart *m, struct err *err)
{
    return m->state == EPILOGUE ? OK : broken(err, "cut off before its closing boundary");
}
