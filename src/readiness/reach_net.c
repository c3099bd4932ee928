/* Addresses, storage ports and mounts: the looks of reach.h by themselves. */
#include "readiness/reach.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* What storage listens on: SSH, SMB, AFP, rsync, NFS, iSCSI, and the page of a NAS. */
const uint16_t reach_port[REACH_PORTS] = {22, 139, 443, 445, 548, 873, 2049, 3260};

enum { BYTE = 8, V4_NEAR = 24, V6_NEAR = 64, V4_SIZE = 4, V6_SIZE = 16 };

/* ---- Addresses ---- */

struct address {
    uint8_t byte[V6_SIZE];
    int size; /* V4_SIZE or V6_SIZE; 0: none */
};

static struct address address_of(const char *text)
{
    struct address a = {.size = 0};

    if (inet_pton(AF_INET, text, a.byte) == 1) {
        a.size = V4_SIZE;
    } else if (inet_pton(AF_INET6, text, a.byte) == 1) {
        a.size = V6_SIZE;
    }
    return a;
}

static bool shares(const struct address *a, const struct address *b, int bits)
{
    if (a->size == 0 || a->size != b->size || bits < 0 || bits > a->size * BYTE) {
        return false;
    }
    for (int i = 0; i < bits; i++) {
        if (((a->byte[i / BYTE] ^ b->byte[i / BYTE]) >> (BYTE - 1 - i % BYTE) & 1) != 0) {
            return false;
        }
    }
    return true;
}

bool reach_in_range(const char *ip, const char *cidr)
{
    char network[INET6_ADDRSTRLEN + 1] = "";
    const char *slash = strchr(cidr, '/');

    if (slash == NULL || (size_t)(slash - cidr) >= sizeof(network)) {
        return false;
    }
    memcpy(network, cidr, (size_t)(slash - cidr));
    const struct address a = address_of(ip), b = address_of(network);

    return shares(&a, &b, atoi(slash + 1));
}

bool reach_are_neighbours(const char *ip, const char *other)
{
    const struct address a = address_of(ip), b = address_of(other);

    return shares(&a, &b, a.size == V4_SIZE ? V4_NEAR : V6_NEAR);
}

/* RFC 1918, RFC 3927, RFC 4193, link-local and loopback: of the house, whoever wrote it down. */
static bool is_private(const char *ip)
{
    static const char *const range[] = {"10.0.0.0/8",     "172.16.0.0/12", "192.168.0.0/16",
                                        "169.254.0.0/16", "127.0.0.0/8",   "fc00::/7",
                                        "fe80::/10",      "::1/128"};

    for (size_t i = 0; i < COUNT(range); i++) {
        if (reach_in_range(ip, range[i])) {
            return true;
        }
    }
    return false;
}

/* ---- Ports ---- */

struct attempt {
    int fd[REACH_PORTS];
    int n_silent, n_no_way;
    uint16_t answered;
};

/* What an errno of a connection says of the other side. */
static void take(struct attempt *t, int at, int errnum)
{
    if (errnum == 0 || errnum == ECONNREFUSED || errnum == ECONNRESET) {
        t->answered = reach_port[at];
    } else if (errnum == EHOSTUNREACH || errnum == EHOSTDOWN || errnum == ETIMEDOUT) {
        t->n_silent++;
    } else {
        t->n_no_way++; /* no route, a filter of this machine, no descriptors */
    }
}

static void begin(struct attempt *t, int at, const struct address *to)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(reach_port[at])};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons(reach_port[at])};
    bool is_v4 = to->size == V4_SIZE;

    memcpy(is_v4 ? (void *)&v4.sin_addr : (void *)&v6.sin6_addr, to->byte, (size_t)to->size);
    t->fd[at] =
        socket(is_v4 ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP);
    if (t->fd[at] < 0) {
        t->n_no_way++;
        return;
    }
    if (connect(t->fd[at], is_v4 ? (struct sockaddr *)&v4 : (struct sockaddr *)&v6,
                is_v4 ? sizeof(v4) : sizeof(v6)) == 0) {
        take(t, at, 0);
    } else if (errno != EINPROGRESS) {
        take(t, at, errno);
        close(t->fd[at]);
        t->fd[at] = -1;
    }
}

static int64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Wait until something answers, everything is settled, or the time is over. */
static void wait_for(struct attempt *t)
{
    const int64_t end = now_ms() + REACH_WAIT_MS;

    while (t->answered == 0) {
        struct pollfd p[REACH_PORTS];
        int64_t left = end - now_ms();
        int waiting = 0;

        for (int i = 0; i < REACH_PORTS; i++) {
            p[i] = (struct pollfd){.fd = t->fd[i], .events = POLLOUT};
            waiting += t->fd[i] >= 0;
        }
        if (waiting == 0) {
            return;
        }
        int n = left <= 0 ? 0 : poll(p, REACH_PORTS, (int)left);

        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            t->n_silent += waiting;
            return;
        }
        for (int i = 0; i < REACH_PORTS; i++) {
            int why = EIO;
            socklen_t len = sizeof(why);

            if (t->fd[i] >= 0 && p[i].revents != 0) {
                (void)getsockopt(t->fd[i], SOL_SOCKET, SO_ERROR, &why, &len);
                take(t, i, why);
                if (why != 0) {
                    close(t->fd[i]);
                    t->fd[i] = -1;
                }
            }
        }
    }
}

enum reach_answer reach_connect(uint16_t *port, const char *ip)
{
    const struct address to = address_of(ip);
    struct attempt t = {.answered = 0};

    *port = 0;
    if (to.size == 0 || !is_private(ip)) {
        return REACH_LEFT_ALONE;
    }
    for (int i = 0; i < REACH_PORTS; i++) {
        begin(&t, i, &to);
    }
    wait_for(&t);
    for (int i = 0; i < REACH_PORTS; i++) {
        if (t.fd[i] >= 0) {
            (void)shutdown(t.fd[i], SHUT_RDWR); /* goodbye, not a reset */
            close(t.fd[i]);
        }
    }
    *port = t.answered;
    return t.answered != 0 ? REACH_ANSWERS : t.n_no_way > 0 ? REACH_NO_WAY : REACH_SILENT;
}

/* ---- Mounts ---- */

/* \040 and the like, as the kernel writes blanks in mountinfo. */
static void unescape(char *s)
{
    char *to = s;

    for (const char *at = s; *at != '\0';) {
        bool is_octal = at[0] == '\\' && strspn(at + 1, "01234567") >= 3;

        *to++ = is_octal ? (char)((at[1] - '0') * 64 + (at[2] - '0') * 8 + (at[3] - '0')) : *at;
        at += is_octal ? 4 : 1;
    }
    *to = '\0';
}

/* Is path the directory dir, or below it? */
static bool is_below(const char *path, const char *dir)
{
    size_t len = strlen(dir);

    return strncmp(path, dir, len) == 0 && (path[len] == '\0' || path[len] == '/');
}

/* "//10.0.0.5/share", "10.0.0.5:/export", "[fd00::5]:/export": the address, whole. */
static bool names_address(const char *source, const char *ip)
{
    const char *at = strstr(source, ip);
    size_t len = strlen(ip);

    for (; at != NULL; at = strstr(at + 1, ip)) {
        bool starts = at == source || strchr("/[,@", at[-1]) != NULL;

        if (starts && (at[len] == '\0' || strchr(":/],", at[len]) != NULL)) {
            return true;
        }
    }
    return false;
}

/* One line: "36 35 98:0 /root /mount/point options [tags] - type source super-options". */
static const char *mount_of(char *line, const char *ip, const char *path)
{
    enum { AT_POINT = 4, AFTER_DASH_SOURCE = 2 };
    char *rest = line, *point = NULL, *source = NULL, *word;
    int at = 0, after = -1;

    while ((word = strsep(&rest, " ")) != NULL) {
        if (after >= 0) {
            after++;
        } else if (at > AT_POINT && strcmp(word, "-") == 0) {
            after = 0;
        }
        point = at == AT_POINT ? word : point;
        source = after == AFTER_DASH_SOURCE ? word : source;
        at++;
    }
    if (point == NULL || source == NULL) {
        return NULL;
    }
    unescape(point);
    unescape(source);
    bool holds = path != NULL && strcmp(point, "/") != 0 && is_below(path, point);

    return holds || (ip != NULL && names_address(source, ip)) ? point : NULL;
}

const char *reach_mounted(const char *mountinfo, const char *ip, const char *path, struct arena *a)
{
    char *rest = arena_copy(a, mountinfo), *line;

    while (rest != NULL && (line = strsep(&rest, "\n")) != NULL) {
        const char *point = mount_of(line, ip, path);

        if (point != NULL) {
            return point;
        }
    }
    return NULL;
}
