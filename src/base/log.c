#include "base/log.h"

#include "base/clock.h"
#include "base/date.h"
#include "base/text.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LINE_MAX_SIZE = 4096 }; /* PIPE_BUF: up to here one write() stays in one piece */

static const char *const level_name[] = {"debug", "info", "warn", "error"};

static enum log_level least_shown = LOG_INFO;

/* One line being written; what no longer fits is dropped and its end marked. */
struct line {
    char text[LINE_MAX_SIZE];
    size_t len;
    bool cut;
};

static const char cut_mark[] = " cut=1\n";

static void put(struct line *l, const char *s, size_t len)
{
    if (l->cut || l->len + len + sizeof(cut_mark) > sizeof(l->text)) {
        l->cut = true;
        return;
    }
    memcpy(l->text + l->len, s, len);
    l->len += len;
}

static void PRINTF_LIKE(2, 3) putf(struct line *l, const char *fmt, ...)
{
    char text[64];
    va_list ap;

    va_start(ap, fmt);
    int len = vsnprintf(text, sizeof(text), fmt, ap);
    va_end(ap);
    put(l, text, len < (int)sizeof(text) ? (size_t)len : sizeof(text) - 1);
}

/* Quoted; what could end the quotes, the line, or steer a terminal is written as an escape. */
static void put_quoted(struct line *l, const char *s)
{
    put(l, "\"", 1);
    while (*s != '\0') {
        const char *from = s;
        uint32_t cp = text_next(&s);

        if (cp == '"' || cp == '\\') {
            putf(l, "\\%c", (char)cp);
        } else if (cp == '\n') {
            put(l, "\\n", 2);
        } else if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || (cp == 0xfffd && s - from == 1)) {
            for (; from < s; from++) {
                putf(l, "\\x%02x", (unsigned)(unsigned char)*from);
            }
        } else {
            put(l, from, (size_t)(s - from));
        }
    }
    put(l, "\"", 1);
}

void log_write(enum log_level level, const char *name, const struct log_pair pairs[])
{
    struct line l;
    char now[DATE_ISO_MS_SIZE];

    if (level < least_shown) {
        return;
    }
    l.len = 0;
    l.cut = false;
    put(&l, date_iso_ms(now, clock_now_ms()), DATE_ISO_MS_SIZE - 1);
    putf(&l, " %s %s", level_name[level], name);
    for (const struct log_pair *p = pairs; p->key != NULL; p++) {
        putf(&l, " %s=", p->key);
        if (p->text != NULL) {
            put_quoted(&l, p->text);
        } else {
            putf(&l, "%" PRId64, p->number);
        }
    }
    if (l.cut) {
        memcpy(l.text + l.len, cut_mark, sizeof(cut_mark) - 1);
        l.len += sizeof(cut_mark) - 1;
    } else {
        l.text[l.len++] = '\n';
    }
    ssize_t n = write(STDERR_FILENO, l.text, l.len);
    (void)n; /* nobody is left to tell */
}

void log_err(const char *name, const struct err *err)
{
    log_event(LOG_ERROR, name, log_str("status", status_name(err->status)),
              log_str("detail", err->detail));
}

void log_quiet(enum log_level least)
{
    least_shown = least;
}
