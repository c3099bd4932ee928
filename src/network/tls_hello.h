/*
 * The hello messages of TLS, taken apart. Pure; every length is checked against what is there.
 */
#ifndef NETWORK_TLS_HELLO_H
#define NETWORK_TLS_HELLO_H

#include "network/ja4.h"

struct tls_hello {
    const uint8_t *sni; /* the name asked for, or NULL */
    size_t sni_len;
    uint16_t version; /* client: highest offered; server: chosen */
    bool has_ech;     /* encrypted client hello: sni may be a cover (draft-ietf-tls-esni) */
    bool whole;       /* to the end of its extensions */
    struct ja4 ja4;   /* of a client, when whole */
};

/* body[len]: a ClientHello after its handshake head, perhaps cut off. False: it is none. */
bool tls_hello_client(struct tls_hello *out, const uint8_t *body, size_t len, bool is_dtls);
/* The same of a ServerHello: version. */
bool tls_hello_server(struct tls_hello *out, const uint8_t *body, size_t len);

#endif
