/*
 * Where to listen: reading ADDR:PORT, and opening the socket.
 */
#ifndef HTTP_LISTEN_H
#define HTTP_LISTEN_H

#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#define LISTEN_TEXT_SIZE 64  /* "[2001:db8::1]:8080" and the closing 0 */
#define LISTEN_RETRY_MS 1000 /* a port still held by a process that is just ending */
#define LISTEN_BACKLOG 1024

struct listen_address {
    struct sockaddr_storage address;
    socklen_t size;
};

/*
 * Read "127.0.0.1:8080", "[::1]:8080", "localhost:8080" (127.0.0.1), "*:8080" (0.0.0.0). Host names
 * are not looked up. Port 0 takes any free one. E_INVALID in words.
 */
MUST_CHECK enum status listen_parse(struct listen_address *out, const char *text, struct err *err);

bool listen_is_loopback(const struct listen_address *address); /* 127.0.0.0/8, ::1 */
uint16_t listen_port(const struct listen_address *address);
char *listen_text(char out[LISTEN_TEXT_SIZE], const struct listen_address *address);

/*
 * Open a listening socket (close-on-exec, non-blocking), trying again for LISTEN_RETRY_MS while the
 * address is taken. A port 0 in *address becomes the real one. The caller closes *fd.
 * E_BUSY in words: taken by another program; E_DENIED: a port below 1024; E_IO.
 */
MUST_CHECK enum status listen_open(int *fd, struct listen_address *address, struct err *err);

#endif
