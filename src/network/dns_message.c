#include "network/dns_message.h"

#include "network/wire.h"

bool dns_message_begin(struct dns_message *m, const uint8_t *byte, size_t len)
{
    if (len < DNS_HEADER_SIZE) {
        return false;
    }
    unsigned flags = wire_u16(byte + 2);
    unsigned records = wire_u16(byte + 6) + wire_u16(byte + 8) + wire_u16(byte + 10);

    *m = (struct dns_message){
        .byte = byte,
        .len = len,
        .at = DNS_HEADER_SIZE,
        .is_response = (flags & 0x8000) != 0,
        .opcode = flags >> 11 & 15,
        .rcode = flags & 15,
        .questions = wire_u16(byte + 4),
        .records = records < DNS_RECORDS_MAX ? records : DNS_RECORDS_MAX,
    };
    if (m->questions > DNS_RECORDS_MAX) {
        m->questions = m->records = 0; /* no such message exists */
    }
    return true;
}

/* Name, type and class. */
static bool read_head(struct dns_record *out, struct dns_message *m)
{
    if (!dns_name_read(out->name, m->byte, m->len, &m->at) || m->len - m->at < 4) {
        m->questions = m->records = 0;
        return false;
    }
    out->type = wire_u16(m->byte + m->at);
    m->at += 4;
    return true;
}

bool dns_message_question(struct dns_record *out, struct dns_message *m)
{
    if (m->questions == 0) {
        return false;
    }
    m->questions--;
    return read_head(out, m);
}

bool dns_message_record(struct dns_record *out, struct dns_message *m)
{
    enum { TTL_AND_LENGTH = 6 };
    struct dns_record passed_over;

    while (m->questions > 0) {
        if (!dns_message_question(&passed_over, m)) {
            return false;
        }
    }
    if (m->records == 0 || !read_head(out, m) || m->len - m->at < TTL_AND_LENGTH) {
        return false;
    }
    m->records--;
    out->len = wire_u16(m->byte + m->at + 4);
    out->at = m->at + TTL_AND_LENGTH;
    if (out->len > m->len - out->at) {
        m->records = 0;
        return false;
    }
    out->data = m->byte + out->at;
    m->at = out->at + out->len;
    return true;
}
