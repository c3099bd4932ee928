/*
 * A DNS message as DNS, mDNS, LLMNR and NetBIOS share it (RFC 1035 4.1): header, questions,
 * records. Pure.
 */
#ifndef NETWORK_DNS_MESSAGE_H
#define NETWORK_DNS_MESSAGE_H

#include "network/dns_name.h"

#define DNS_HEADER_SIZE 12
#define DNS_RECORDS_MAX 128 /* looked at in one message */

enum {
    DNS_A = 1,
    DNS_PTR = 12,
    DNS_HINFO = 13,
    DNS_TXT = 16,
    DNS_AAAA = 28,
    DNS_NB = 32,
    DNS_NBSTAT = 33,
    DNS_SRV = 33
};

struct dns_message {
    const uint8_t *byte;
    size_t len, at;
    bool is_response;
    uint8_t opcode, rcode;
    unsigned questions, records; /* still to come; records of all three sections */
};

struct dns_record {
    char name[DNS_NAME_SIZE];
    unsigned type;
    const uint8_t *data; /* within the message */
    size_t len;
    size_t at; /* of data in the message, for names inside it */
};

/* False: shorter than its header. */
bool dns_message_begin(struct dns_message *m, const uint8_t *byte, size_t len);

/* The next question (type and name only), then the next record. False: no more, or broken. */
bool dns_message_question(struct dns_record *out, struct dns_message *m);
bool dns_message_record(struct dns_record *out, struct dns_message *m);

#endif
