#include "cli/prober.h"

#include "base/arena.h"
#include "base/file.h"
#include "network/probe_wire.h"
#include "network/snmp_credential.h"

#include <fcntl.h>
#include <limits.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LINK_BUFFER = 1 << 20, FIRST_OWN_FD = 3, ASIDE = 64, FDS_MAX = 4, MEMORY = 1 << 20 };

static enum status open_pair(int *one, int *other, struct err *err)
{
    const int size = LINK_BUFFER;
    int end[2];

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, end) != 0) {
        return err_set(err, E_IO, "prober: pair of sockets");
    }
    for (int i = 0; i < 2; i++) {
        (void)setsockopt(end[i], SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
    }
    *one = end[0];
    *other = end[1];
    return OK;
}

static enum status try_wire(const char *iface, struct err *err)
{
    struct probe_wire tried = PROBE_WIRE_INIT;
    enum status st = probe_wire_open(&tried, iface, err);

    probe_wire_close(&tried);
    return st;
}

static enum status try_secrets(const char *path, struct err *err)
{
    CLEANUP(arena_close) struct arena *a = arena_open(MEMORY);
    char *text;
    size_t len;

    return snmp_credential_file(&text, &len, path, a, err);
}

enum status prober_link_open(struct prober_link *out, const char *iface, const char *secrets,
                             struct err *err)
{
    struct prober_link link = PROBER_LINK_NONE;
    enum status st = try_wire(iface, err);

    if (st == OK && secrets != NULL) {
        st = try_secrets(secrets, err);
    }
    if (st == OK) {
        st = open_pair(&link.from_driver, &link.from_prober, err);
    }
    if (st == OK && secrets != NULL) {
        st = open_pair(&link.reader_driver, &link.from_reader, err);
    }
    if (st == OK && secrets != NULL) {
        st = open_pair(&link.carry_prober, &link.carry_reader, err);
    }
    if (st != OK) {
        prober_link_close(&link);
        return st;
    }
    link.iface = iface;
    link.secrets = secrets;
    *out = link;
    return OK;
}

void prober_link_close(struct prober_link *link)
{
    prober_link_drive(link);
    file_close(&link->from_prober);
    file_close(&link->from_reader);
}

void prober_link_drive(struct prober_link *link)
{
    file_close(&link->from_driver);
    file_close(&link->reader_driver);
    file_close(&link->carry_prober);
    file_close(&link->carry_reader);
}

enum status prober_link_keep(int *const fd[], size_t n, struct err *err)
{
    int aside[FDS_MAX], next = FIRST_OWN_FD;

    for (size_t i = 0; i < n; i++) { /* first out of the way of each other */
        aside[i] = *fd[i] < 0 ? -1 : fcntl(*fd[i], F_DUPFD_CLOEXEC, ASIDE);
        if (*fd[i] >= 0 && aside[i] < 0) {
            return err_set(err, E_IO, "prober: its sockets");
        }
    }
    for (size_t i = 0; i < n; i++) {
        if (aside[i] >= 0 && dup3(aside[i], next, O_CLOEXEC) < 0) {
            return err_set(err, E_IO, "prober: its sockets");
        }
        *fd[i] = aside[i] < 0 ? -1 : next++;
    }
    return close_range((unsigned)next, UINT_MAX, 0) == 0
               ? OK
               : err_set(err, E_IO, "prober: closing what is not its own");
}
