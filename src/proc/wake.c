#include "proc/wake.h"

#include "base/fault.h"
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

enum status wake_open(struct wake *out, struct err *err)
{
    int fd[2];

    if (fault_hit(FAULT_IO)) {
        return err_errno(err, EIO, "wake pipe");
    }
    if (pipe2(fd, O_CLOEXEC | O_NONBLOCK) != 0) {
        return err_errno(err, errno, "wake pipe");
    }
    *out = (struct wake){fd[0], fd[1]};
    return OK;
}

void wake_close(struct wake *w)
{
    file_close(&w->read_fd);
    file_close(&w->write_fd);
}

void wake_send(const struct wake *w)
{
    while (write(w->write_fd, "w", 1) < 0 && errno == EINTR) {
    }
}

bool wake_wait(const struct wake *w, int also_fd, int timeout_ms)
{
    struct pollfd p[] = {
        {w->read_fd, POLLIN, 0},
        {also_fd,    POLLIN, 0}
    };
    char bytes[512];

    if (poll(p, also_fd < 0 ? 1 : 2, timeout_ms) <= 0 || (p[0].revents & POLLIN) == 0) {
        return false;
    }
    bool any = false;

    while (read(w->read_fd, bytes, sizeof(bytes)) > 0) {
        any = true;
    }
    return any; /* another process may have taken it */
}
