/*
 * Host announcements of the Windows browser service ([MS-BRWS] 2.2), in an SMB transaction within
 * a NetBIOS datagram (RFC 1002 4.4): who I am, my version, what I serve.
 */
#include "network/claim.h"
#include "network/decoders.h"
#include "network/dns_name.h"
#include "network/wire.h"

#include <stdio.h>
#include <string.h>

enum {
    DIRECT_UNIQUE = 0x10,
    BROADCAST_DATAGRAM = 0x12,
    DATAGRAM_HEADER = 14,
    SMB_HEADER = 32,
    TRANSACTION = 0x25,
};
enum { HOST = 1, LOCAL_MASTER = 0x0f, ANNOUNCEMENT_SIZE = 32, NAME_SIZE = 16 };

/* Server type bits, [MS-BRWS] 2.2 and [MS-SRVS]. */
static const struct {
    uint32_t bit;
    const char *role;
} role_of[] = {
    {0x00000004, "database-server"  }, /* SQL Server */
    {0x00000008, "domain-controller"},
    {0x00000010, "domain-controller"}, /* backup */
    {0x00000200, "print-server"     },
};
enum { TYPE_UNIX = 0x800 };

static void tell_version(const struct packet *p, struct fact_sink *sink, const uint8_t *a,
                         size_t len, bool is_unix)
{
    static const char samba[] = "Samba";
    const char *comment = (const char *)a + ANNOUNCEMENT_SIZE;
    size_t n = strnlen(comment, len - ANNOUNCEMENT_SIZE);
    char claim[FACT_CLAIM_SIZE];

    /* A comment is people's text: of it only the version that Samba puts there by itself. */
    if (n >= sizeof(samba) - 1 && memcmp(comment, samba, sizeof(samba) - 1) == 0) {
        claim_text(claim, NULL, (const uint8_t *)comment, n);
        decode_tell(sink, p, "browser", FACT_SOFTWARE, GRADE_CERTAIN, claim);
    }
    if (!is_unix) { /* Samba takes any version it is told to */
        snprintf(claim, sizeof(claim), "Windows NT %u.%u", a[22], a[23]);
        decode_tell(sink, p, "browser", FACT_OS, GRADE_CERTAIN, claim);
    }
}

static void take_announcement(const struct packet *p, struct fact_sink *sink, const uint8_t *a,
                              size_t len)
{
    char claim[FACT_CLAIM_SIZE];

    if (len < ANNOUNCEMENT_SIZE || (a[0] != HOST && a[0] != LOCAL_MASTER)) {
        return;
    }
    uint32_t type = wire_u32le(a + 24);

    if (claim_text(claim, NULL, a + 6, strnlen((const char *)a + 6, NAME_SIZE))) {
        decode_tell(sink, p, "browser", FACT_NAME, GRADE_CERTAIN, claim);
    }
    tell_version(p, sink, a, len, (type & TYPE_UNIX) != 0);
    for (size_t i = 0; i < sizeof(role_of) / sizeof(role_of[0]); i++) {
        if ((type & role_of[i].bit) != 0) {
            decode_tell(sink, p, "browser", FACT_ROLE, GRADE_LIKELY, role_of[i].role);
        }
    }
}

/* SMB_COM_TRANSACTION ([MS-CIFS] 2.2.4.33.1): where its data lie is said from the SMB header on. */
static void take_transaction(const struct packet *p, struct fact_sink *sink, const uint8_t *smb,
                             size_t len)
{
    enum { AT_COMMAND = 4, AT_DATA_COUNT = SMB_HEADER + 23, AT_DATA_OFFSET = SMB_HEADER + 25 };
    static const uint8_t magic[4] = {0xff, 'S', 'M', 'B'};
    static const char slot[] = "\\MAILSLOT\\BROWSE";

    if (len < AT_DATA_OFFSET + 2 || memcmp(smb, magic, sizeof(magic)) != 0 ||
        smb[AT_COMMAND] != TRANSACTION || memmem(smb, len, slot, sizeof(slot) - 1) == NULL) {
        return;
    }
    size_t count = wire_u16le(smb + AT_DATA_COUNT), at = wire_u16le(smb + AT_DATA_OFFSET);

    if (at <= len && count <= len - at) {
        take_announcement(p, sink, smb + at, count);
    }
}

void browser_decode(const struct packet *packet, struct fact_sink *sink)
{
    const uint8_t *m = packet->payload;
    size_t len = packet->payload_len, at = DATAGRAM_HEADER;
    char name[DNS_NAME_SIZE];

    if (len < DATAGRAM_HEADER || m[0] < DIRECT_UNIQUE || m[0] > BROADCAST_DATAGRAM ||
        packet->ip_version != 4) {
        return;
    }
    if (wire_u32(m + 4) != wire_u32(packet->src.byte + 12)) {
        return; /* passed on by somebody else */
    }
    if (dns_name_read(name, m, len, &at) && dns_name_read(name, m, len, &at)) {
        take_transaction(packet, sink, m + at, len - at);
    }
}
