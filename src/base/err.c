#include "base/err.h"

#include "base/text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    enum msg msg;
    int http;
    int exit;
} about[STATUS_COUNT] = {
    [OK] = {"OK",          MSG_NONE,      200, 0},
    [E_INVALID] = {"E_INVALID",   MSG_INVALID,   422, 3},
    [E_NOTFOUND] = {"E_NOTFOUND",  MSG_NOTFOUND,  404, 3},
    [E_CONFLICT] = {"E_CONFLICT",  MSG_CONFLICT,  409, 3},
    [E_DENIED] = {"E_DENIED",    MSG_DENIED,    403, 3},
    [E_LIMIT] = {"E_LIMIT",     MSG_LIMIT,     413, 3},
    [E_BUSY] = {"E_BUSY",      MSG_BUSY,      503, 4},
    [E_FULL] = {"E_FULL",      MSG_FULL,      507, 4},
    [E_CANCELLED] = {"E_CANCELLED", MSG_CANCELLED, 409, 3},
    [E_IO] = {"E_IO",        MSG_IO,        500, 4},
    [E_NOMEM] = {"E_NOMEM",     MSG_NOMEM,     503, 4},
    [E_CORRUPT] = {"E_CORRUPT",   MSG_CORRUPT,   500, 4},
};

static void begin(struct err *err, enum status status, enum msg msg)
{
    err->status = status;
    err->msg = msg;
    err->detail[0] = '\0';
    for (int i = 0; i < ERR_ARGS; i++) {
        err->arg[i][0] = '\0';
    }
}

enum status err_set(struct err *err, enum status status, const char *fmt, ...)
{
    if (err != NULL) {
        va_list ap;

        begin(err, status, MSG_NONE);
        va_start(ap, fmt);
        vsnprintf(err->detail, sizeof(err->detail), fmt, ap);
        va_end(ap);
    }
    return status;
}

enum status err_say_args(struct err *err, enum status status, enum msg msg, int n,
                         const char *const *args)
{
    if (err != NULL) {
        begin(err, status, msg);
        for (int i = 0; i < n && i < ERR_ARGS; i++) {
            text_cut(err->arg[i], sizeof(err->arg[i]), args[i] == NULL ? "" : args[i]);
        }
        err_text(err, LANG_EN, err->detail, sizeof(err->detail));
    }
    return status;
}

enum status err_note(struct err *err, const char *fmt, ...)
{
    if (err == NULL) {
        return E_IO;
    }
    size_t len = strlen(err->detail);

    if (len + 3 < sizeof(err->detail)) {
        va_list ap;

        memcpy(err->detail + len, "; ", 3);
        va_start(ap, fmt);
        vsnprintf(err->detail + len + 2, sizeof(err->detail) - len - 2, fmt, ap);
        va_end(ap);
    }
    return err->status;
}

static enum status of_errno(int errnum)
{
    switch (errnum) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return E_FULL;
    case ENOENT:
    case ENOTDIR:
        return E_NOTFOUND;
    case ENOMEM:
        return E_NOMEM;
    case EACCES:
    case EPERM:
    case EROFS:
        return E_DENIED;
    case EAGAIN:
    case EBUSY:
        return E_BUSY;
    case EEXIST:
        return E_CONFLICT;
    default:
        return E_IO;
    }
}

enum status err_errno(struct err *err, int errnum, const char *fmt, ...)
{
    enum status status = of_errno(errnum);

    if (err != NULL) {
        va_list ap;

        begin(err, status, MSG_NONE);
        va_start(ap, fmt);
        vsnprintf(err->detail, sizeof(err->detail), fmt, ap);
        va_end(ap);
        err_note(err, "%s", strerror(errnum));
    }
    return status;
}

char *err_text(const struct err *err, enum lang lang, char *out, size_t size)
{
    enum msg msg = err->msg != MSG_NONE ? err->msg : about[err->status].msg;
    const char *args[ERR_ARGS];

    for (int i = 0; i < ERR_ARGS; i++) {
        args[i] = err->arg[i];
    }
    return msg_format(out, size, lang, msg, ERR_ARGS, args);
}

int status_http(enum status status)
{
    return about[status].http;
}

int status_exit(enum status status)
{
    return about[status].exit;
}

const char *status_name(enum status status)
{
    return about[status].name;
}
