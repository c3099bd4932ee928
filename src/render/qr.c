#include "render/qr.h"

#include "render/svg.h"

#include <errno.h>
#include <qrencode.h>
#include <string.h>

enum status qr_make(struct qr *out, const char *text, struct arena *a, struct err *err)
{
    size_t len = strlen(text);

    if (len == 0 || len > QR_TEXT_MAX) {
        return err_set(err, len == 0 ? E_INVALID : E_LIMIT, "qr: %zu bytes", len);
    }
    QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);

    if (code == NULL) {
        return err_errno(err, errno, "qr: encoding");
    }
    int n = code->width * code->width;
    bool *module = arena_make(a, bool, (size_t)n);

    for (int i = 0; i < n && module != NULL; i++) {
        module[i] = (code->data[i] & 1) != 0; /* bit 0: dark; the others tell what it is for */
    }
    if (module != NULL) {
        *out = (struct qr){code->width, module};
    }
    QRcode_free(code);
    return arena_status(a, err);
}

void qr_svg(struct buf *b, const struct qr *q, const char *label)
{
    int side = q->size + 2 * QR_QUIET;

    svg_begin(b, side, side, label, NULL);
    buf_printf(b, "<path fill=\"#ffffff\" d=\"M0 0h%dv%dh-%dz\"/>", side, side, side);
    svg_modules(b, q->module, q->size, QR_QUIET);
    svg_end(b);
}
