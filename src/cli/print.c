#include "cli/print.h"

#include "base/file.h"

#include <unistd.h>

int print_json_out(struct run *run, const struct json_out *j, int code)
{
    enum status st = json_put_status(j, &run->err);

    if (st == OK) {
        buf_char(j->buf, '\n');
        st = buf_status(j->buf, &run->err);
    }
    if (st == OK) {
        st = file_write_all(STDOUT_FILENO, j->buf->data, j->buf->len, &run->err);
    }
    return st == OK ? code : run_failed(run);
}
