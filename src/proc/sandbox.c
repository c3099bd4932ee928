#include "proc/sandbox.h"

#include "base/log.h"
#include "proc/landlock.h"

#include <errno.h>
#include <sched.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PORT_OF_POSTGRESQL = 5432 };

const char *const sandbox_system[] = {
    "/lib",      "/lib64",      "/usr/lib",       "/etc/ld.so.cache",    "/dev/urandom",
    "/dev/null", "/etc/gnutls", "/etc/localtime", "/usr/share/zoneinfo",
};
const size_t sandbox_system_n = COUNT(sandbox_system);

enum msg sandbox_gap_msg(unsigned gap)
{
    switch (gap) {
    case SANDBOX_GAP_FILES:
        return MSG_SANDBOX_FILES;
    case SANDBOX_GAP_TRUNCATE:
        return MSG_SANDBOX_TRUNCATE;
    case SANDBOX_GAP_NETWORK:
        return MSG_SANDBOX_NETWORK;
    default:
        return MSG_SANDBOX_CALLS;
    }
}

void sandbox_log_gaps(const char *role, unsigned gaps)
{
    for (int i = 0; i < SANDBOX_GAPS; i++) {
        if ((gaps & (1U << i)) != 0) {
            log_event(LOG_WARN, "sandbox.gap", log_str("role", role),
                      log_str("what", msg_text(sandbox_gap_msg(1U << i), LANG_EN)));
        }
    }
}

void sandbox_database(struct sandbox *want, const char *url)
{
    const char *authority = url == NULL ? NULL : strstr(url, "://");

    if (url == NULL) {
        return;
    }
    want->connect_local = true;
    want->connect_port = PORT_OF_POSTGRESQL;
    if (authority != NULL) {
        const char *host = authority + 3;
        const char *end = host + strcspn(host, "/?");
        const char *digit = end;

        while (digit > host && digit[-1] >= '0' && digit[-1] <= '9') {
            digit--;
        }
        unsigned long port = digit > host && digit[-1] == ':' ? strtoul(digit, NULL, 10) : 0;

        if (port > 0 && port <= UINT16_MAX) {
            want->connect_port = (uint16_t)port;
        }
    }
}

/* Refused to all but those whose work it is: new programs and processes. */
static const int programs[] = {
    SCMP_SYS(execve),
    SCMP_SYS(execveat),
    SCMP_SYS(fork),
    SCMP_SYS(vfork),
};

/* Refused to all but those who start tools: to become another user, to end another process. */
static const int others[] = {
    SCMP_SYS(setuid),    SCMP_SYS(setgid),    SCMP_SYS(setreuid),  SCMP_SYS(setregid),
    SCMP_SYS(setresuid), SCMP_SYS(setresgid), SCMP_SYS(setgroups), SCMP_SYS(setfsuid),
    SCMP_SYS(setfsgid),  SCMP_SYS(capset),    SCMP_SYS(kill),      SCMP_SYS(tkill),
};

/*
 * Refused to everybody: other processes' memory, the kernel's own affairs, and
 * doors through which attacks on the kernel have come (io_uring, bpf, user namespaces, keyrings).
 */
static const int never[] = {
    SCMP_SYS(ptrace),
    SCMP_SYS(process_vm_readv),
    SCMP_SYS(process_vm_writev),
    SCMP_SYS(process_madvise),
    SCMP_SYS(pidfd_getfd),
    SCMP_SYS(pidfd_open),
    SCMP_SYS(pidfd_send_signal),
    SCMP_SYS(kcmp),
    SCMP_SYS(mount),
    SCMP_SYS(umount2),
    SCMP_SYS(pivot_root),
    SCMP_SYS(chroot),
    SCMP_SYS(open_tree),
    SCMP_SYS(move_mount),
    SCMP_SYS(fsopen),
    SCMP_SYS(fsmount),
    SCMP_SYS(fsconfig),
    SCMP_SYS(fspick),
    SCMP_SYS(mount_setattr),
    SCMP_SYS(setns),
    SCMP_SYS(unshare),
    SCMP_SYS(swapon),
    SCMP_SYS(swapoff),
    SCMP_SYS(reboot),
    SCMP_SYS(kexec_load),
    SCMP_SYS(kexec_file_load),
    SCMP_SYS(init_module),
    SCMP_SYS(finit_module),
    SCMP_SYS(delete_module),
    SCMP_SYS(bpf),
    SCMP_SYS(perf_event_open),
    SCMP_SYS(userfaultfd),
    SCMP_SYS(io_uring_setup),
    SCMP_SYS(io_uring_enter),
    SCMP_SYS(io_uring_register),
    SCMP_SYS(keyctl),
    SCMP_SYS(add_key),
    SCMP_SYS(request_key),
    SCMP_SYS(name_to_handle_at),
    SCMP_SYS(open_by_handle_at),
    SCMP_SYS(fanotify_init),
    SCMP_SYS(acct),
    SCMP_SYS(quotactl),
    SCMP_SYS(syslog),
    SCMP_SYS(sethostname),
    SCMP_SYS(setdomainname),
    SCMP_SYS(settimeofday),
    SCMP_SYS(clock_settime),
    SCMP_SYS(clock_adjtime),
    SCMP_SYS(adjtimex),
    SCMP_SYS(ioperm),
    SCMP_SYS(iopl),
    SCMP_SYS(modify_ldt),
    SCMP_SYS(personality),
    SCMP_SYS(vhangup),
    SCMP_SYS(lookup_dcookie),
    SCMP_SYS(mknod),
    SCMP_SYS(mknodat),
    SCMP_SYS(bind),
    SCMP_SYS(listen),
};

/* All that the sensor does once its descriptors are open. */
static const int decode[] = {
    SCMP_SYS(read),
    SCMP_SYS(readv),
    SCMP_SYS(pread64),
    SCMP_SYS(write),
    SCMP_SYS(writev),
    SCMP_SYS(recvfrom),
    SCMP_SYS(recvmsg),
    SCMP_SYS(sendto),
    SCMP_SYS(sendmsg),
    SCMP_SYS(getsockopt),
    SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    SCMP_SYS(epoll_wait),
    SCMP_SYS(epoll_pwait),
    SCMP_SYS(select),
    SCMP_SYS(pselect6),
    SCMP_SYS(close),
    SCMP_SYS(fstat),
    SCMP_SYS(newfstatat),
    SCMP_SYS(lseek),
    SCMP_SYS(brk),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(madvise),
    SCMP_SYS(futex),
    SCMP_SYS(getrandom),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(nanosleep),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(sigaltstack),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(getpid),
    SCMP_SYS(gettid),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
};

/* And what a plain TCP connection takes; socket() is judged by its arguments. */
static const int probe[] = {
    SCMP_SYS(connect),
    SCMP_SYS(bind),
    SCMP_SYS(setsockopt),
    SCMP_SYS(shutdown),
};

/* libseccomp answers -EDOM or -EINVAL for calls this architecture does not have: nothing to refuse.
 */
static bool counts(int code)
{
    return code != 0 && code != -EDOM && code != -EINVAL && code != -EEXIST;
}

#define REFUSE SCMP_ACT_ERRNO(EPERM)

/* Only memory that is not code may be mapped or made: what an attacker writes does not run. */
static int refuse_new_code(scmp_filter_ctx ctx, uint32_t action, bool allow)
{
    static const int call[] = {SCMP_SYS(mmap), SCMP_SYS(mprotect), SCMP_SYS(pkey_mprotect)};
    int code = 0;

    for (size_t i = 0; i < COUNT(call) && !counts(code); i++) {
        code = seccomp_rule_add(ctx, action, call[i], 1,
                                SCMP_A2(SCMP_CMP_MASKED_EQ, 4 /* PROT_EXEC */, allow ? 0 : 4));
    }
    return code;
}

static int fill_decode(scmp_filter_ctx ctx)
{
    int code = refuse_new_code(ctx, SCMP_ACT_ALLOW, true);

    for (size_t i = 0; i < COUNT(decode) && !counts(code); i++) {
        code = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, decode[i], 0);
    }
    return code;
}

static int fill_probe(scmp_filter_ctx ctx)
{
    int code = fill_decode(ctx);

    for (size_t i = 0; i < COUNT(probe) && !counts(code); i++) {
        code = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, probe[i], 0);
    }
    if (!counts(code)) {
        code = seccomp_rule_add(
            ctx, SCMP_ACT_ALLOW, SCMP_SYS(socket), 2, SCMP_A0(SCMP_CMP_EQ, AF_INET, 0),
            SCMP_A1(SCMP_CMP_EQ, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    }
    return code;
}

static int refuse_programs(scmp_filter_ctx ctx, bool may_thread)
{
    int code = 0;

    for (size_t i = 0; i < COUNT(programs) && !counts(code); i++) {
        code = seccomp_rule_add(ctx, REFUSE, programs[i], 0);
    }
    /* clone() without CLONE_THREAD is a new process. clone3() hides its flags in memory, where a
       filter cannot look: ENOSYS makes the C library use clone(). */
    if (!counts(code)) {
        code = seccomp_rule_add(ctx, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
    }
    if (!counts(code)) {
        code = may_thread ? seccomp_rule_add(ctx, REFUSE, SCMP_SYS(clone), 1,
                                             SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0))
                          : seccomp_rule_add(ctx, REFUSE, SCMP_SYS(clone), 0);
    }
    return code;
}

static int fill_serve(scmp_filter_ctx ctx, const struct sandbox *want)
{
    int code = 0;

    for (size_t i = 0; i < COUNT(never) && !counts(code); i++) {
        code = seccomp_rule_add(ctx, REFUSE, never[i], 0);
    }
    for (size_t i = 0; want->kind != SANDBOX_VERIFY && i < COUNT(others) && !counts(code); i++) {
        code = seccomp_rule_add(ctx, REFUSE, others[i], 0);
    }
    if (!counts(code) && want->kind != SANDBOX_TOOL && want->kind != SANDBOX_VERIFY) {
        code = refuse_programs(ctx, want->kind == SANDBOX_WORK);
    }
    /* New sockets only to a database server or to be probed, and never raw, packet or netlink. */
    const bool may_tcp = want->connect_port != 0 || want->n_probe > 0;

    if (!counts(code) && !may_tcp && !want->connect_local) {
        code = seccomp_rule_add(ctx, REFUSE, SCMP_SYS(connect), 0);
    }
    if (!counts(code)) {
        code = seccomp_rule_add(ctx, REFUSE, SCMP_SYS(socket), 1,
                                SCMP_A0(SCMP_CMP_GT, may_tcp ? AF_INET6 : AF_UNIX, 0));
    }
    return code;
}

static enum status lock_calls(const struct sandbox *want, unsigned *gaps, struct err *err)
{
    const bool is_closed = want->kind == SANDBOX_DECODE || want->kind == SANDBOX_PROBE;
    scmp_filter_ctx ctx = seccomp_init(is_closed ? REFUSE : SCMP_ACT_ALLOW);

    if (ctx == NULL) {
        return err_set(err, E_NOMEM, "sandbox: no filter");
    }
    int code = want->kind == SANDBOX_DECODE  ? fill_decode(ctx)
               : want->kind == SANDBOX_PROBE ? fill_probe(ctx)
                                             : fill_serve(ctx, want);

    if (!counts(code)) {
        code = seccomp_load(ctx);
    }
    seccomp_release(ctx);
    if (code == -EINVAL || code == -ENOSYS || code == -ECANCELED) { /* a kernel without filters */
        *gaps |= SANDBOX_GAP_CALLS;
        return OK;
    }
    return counts(code) ? err_errno(err, -code, "sandbox: filter") : OK;
}

enum status sandbox_enter(const struct sandbox *want, unsigned *gaps, struct err *err)
{
    unsigned found = 0;

    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
        return err_errno(err, errno, "sandbox: no new privileges");
    }
    enum status st = landlock_enter(want, &found, err);

    if (st == OK) {
        st = lock_calls(want, &found, err);
    }
    if (st == OK) {
        *gaps = found;
    }
    return st;
}
