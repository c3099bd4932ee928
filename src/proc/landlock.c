#include "proc/landlock.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* As the kernel has them today; a header of its own age may lack some. */
enum {
    FS_EXECUTE = 1 << 0,
    FS_WRITE_FILE = 1 << 1,
    FS_READ_FILE = 1 << 2,
    FS_READ_DIR = 1 << 3,
    FS_REMOVE_DIR = 1 << 4,
    FS_REMOVE_FILE = 1 << 5,
    FS_MAKE_CHAR = 1 << 6,
    FS_MAKE_DIR = 1 << 7,
    FS_MAKE_REG = 1 << 8,
    FS_MAKE_SOCK = 1 << 9,
    FS_MAKE_FIFO = 1 << 10,
    FS_MAKE_BLOCK = 1 << 11,
    FS_MAKE_SYM = 1 << 12,
    FS_REFER = 1 << 13,     /* since ABI 2 */
    FS_TRUNCATE = 1 << 14,  /* since ABI 3 */
    FS_IOCTL_DEV = 1 << 15, /* since ABI 5 */

    NET_BIND_TCP = 1 << 0, /* since ABI 4 */
    NET_CONNECT_TCP = 1 << 1,

    SCOPE_ABSTRACT_UNIX_SOCKET = 1 << 0, /* since ABI 6 */
    SCOPE_SIGNAL = 1 << 1,

    RULE_PATH_BENEATH = 1,
    RULE_NET_PORT = 2,
    CREATE_RULESET_VERSION = 1
};

struct ruleset_attr {
    uint64_t handled_fs;
    uint64_t handled_net; /* since ABI 4 */
    uint64_t scoped;      /* since ABI 6 */
};

struct path_attr {
    uint64_t allowed;
    int32_t parent_fd;
} __attribute__((packed));

struct port_attr {
    uint64_t allowed;
    uint64_t port;
};

static const uint64_t to_read = FS_READ_FILE | FS_READ_DIR;
static const uint64_t to_write = FS_READ_FILE | FS_READ_DIR | FS_WRITE_FILE | FS_REMOVE_DIR |
                                 FS_REMOVE_FILE | FS_MAKE_DIR | FS_MAKE_REG | FS_REFER |
                                 FS_TRUNCATE;
static const uint64_t to_edit =
    FS_READ_FILE | FS_READ_DIR | FS_WRITE_FILE | FS_REMOVE_FILE | FS_MAKE_REG | FS_TRUNCATE;
static const uint64_t to_run = FS_READ_FILE | FS_READ_DIR | FS_EXECUTE;
static const uint64_t of_a_file = FS_READ_FILE | FS_WRITE_FILE | FS_EXECUTE | FS_TRUNCATE;

static uint64_t handled_fs(long abi)
{
    uint64_t all = FS_TRUNCATE - 1 - FS_REFER; /* the thirteen of ABI 1 */

    all |= abi >= 2 ? FS_REFER : 0;
    all |= abi >= 3 ? FS_TRUNCATE : 0;
    all |= abi >= 5 ? FS_IOCTL_DEV : 0;
    return all;
}

static enum status allow_path(int ruleset, const char *path, uint64_t allowed, bool required,
                              struct err *err)
{
    CLEANUP(file_close) int fd = open(path, O_PATH | O_CLOEXEC);
    struct stat st;

    if (fd < 0) {
        return required || errno != ENOENT ? err_errno(err, errno, "sandbox: %s", path) : OK;
    }
    if (fstat(fd, &st) != 0) {
        return err_errno(err, errno, "sandbox: %s", path);
    }
    const struct path_attr attr = {S_ISDIR(st.st_mode) ? allowed : allowed & of_a_file, fd};

    return syscall(SYS_landlock_add_rule, ruleset, RULE_PATH_BENEATH, &attr, 0) == 0
               ? OK
               : err_errno(err, errno, "sandbox: rule for %s", path);
}

static enum status allow_paths(int ruleset, const char *const *path, size_t n, uint64_t allowed,
                               bool required, struct err *err)
{
    enum status st = OK;

    for (size_t i = 0; i < n && st == OK; i++) {
        st = allow_path(ruleset, path[i], allowed, required, err);
    }
    return st;
}

static enum status allow_port(int ruleset, uint16_t port, struct err *err)
{
    const struct port_attr attr = {NET_CONNECT_TCP, port};

    return syscall(SYS_landlock_add_rule, ruleset, RULE_NET_PORT, &attr, 0) == 0
               ? OK
               : err_errno(err, errno, "sandbox: rule for port %u", (unsigned)port);
}

static enum status fill(int ruleset, const struct sandbox *want, long abi, struct err *err)
{
    const uint64_t handled = handled_fs(abi);
    enum status st = OK;

    if (want->kind != SANDBOX_DECODE && want->kind != SANDBOX_PROBE) {
        st = allow_paths(ruleset, sandbox_system, sandbox_system_n, to_read & handled, false, err);
    }
    if (st == OK) {
        st = allow_paths(ruleset, want->read, want->n_read, to_read & handled, false, err);
    }
    if (st == OK) {
        st = allow_paths(ruleset, want->run, want->n_run, to_run & handled, false, err);
    }
    if (st == OK) {
        st = allow_paths(ruleset, want->write, want->n_write, to_write & handled, true, err);
    }
    if (st == OK) {
        st = allow_paths(ruleset, want->edit, want->n_edit, to_edit & handled, false, err);
    }
    if (st == OK && abi >= 4 && want->connect_port != 0) {
        st = allow_port(ruleset, want->connect_port, err);
    }
    for (size_t i = 0; st == OK && abi >= 4 && i < want->n_probe; i++) {
        st = allow_port(ruleset, want->probe[i], err);
    }
    return st;
}

enum status landlock_enter(const struct sandbox *want, unsigned *gaps, struct err *err)
{
    const long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, CREATE_RULESET_VERSION);

    if (abi < 1) {
        *gaps |= SANDBOX_GAP_FILES | SANDBOX_GAP_NETWORK;
        return OK;
    }
    *gaps |= abi < 3 ? SANDBOX_GAP_TRUNCATE : 0;
    *gaps |= abi < 4 ? SANDBOX_GAP_NETWORK : 0;

    const struct ruleset_attr attr = {
        .handled_fs = handled_fs(abi),
        /* the prober binds ports of its own, and may not listen (sandbox.c) */
        .handled_net =
            want->kind == SANDBOX_PROBE ? NET_CONNECT_TCP : NET_BIND_TCP | NET_CONNECT_TCP,
        .scoped = SCOPE_ABSTRACT_UNIX_SOCKET | SCOPE_SIGNAL,
    };
    const size_t size = abi >= 6 ? 24 : abi >= 4 ? 16 : 8; /* the fields that this kernel knows */
    CLEANUP(file_close) int ruleset = (int)syscall(SYS_landlock_create_ruleset, &attr, size, 0);

    if (ruleset < 0) {
        return err_errno(err, errno, "sandbox: ruleset");
    }
    enum status st = fill(ruleset, want, abi, err);

    if (st == OK && syscall(SYS_landlock_restrict_self, ruleset, 0) != 0) {
        st = err_errno(err, errno, "sandbox: restrict");
    }
    return st;
}
