/* SSDP (UPnP Device Architecture 1.1, 1.2 and 1.3): HTTP heads in datagrams. */
#include "network/claim.h"
#include "network/decoders.h"
#include "network/text_line.h"

#include <string.h>

static void tell_text(const struct packet *p, struct fact_sink *sink, enum fact_kind kind,
                      enum grade grade, struct text_part value)
{
    char claim[FACT_CLAIM_SIZE];

    if (claim_text(claim, NULL, value.at, value.len)) {
        decode_tell(sink, p, "ssdp", kind, grade, claim);
    }
}

/* "uuid:2fac1234-31f8-11b4-a222-08002b34c003::upnp:rootdevice" */
static void tell_identity(const struct packet *p, struct fact_sink *sink, struct text_part usn)
{
    enum { WORD = 5, UUID = 36 };
    char claim[FACT_CLAIM_SIZE];

    if (usn.len >= WORD + UUID && text_part_begins(usn, "uuid:") &&
        claim_text(claim, "upnp-uuid", usn.at + WORD, UUID)) {
        decode_tell(sink, p, "ssdp", FACT_IDENTITY, GRADE_CERTAIN, claim);
    }
}

static void tell_type(const struct packet *p, struct fact_sink *sink, struct text_part type)
{
    static const struct {
        const char *word;
        enum fact_kind kind;
        const char *claim;
    } row[] = {
        {":InternetGatewayDevice:", FACT_OFFERS, "igd"         },
        {":InternetGatewayDevice:", FACT_ROLE,   "router"      },
        {":WLANAccessPointDevice:", FACT_ROLE,   "access-point"},
        {":Printer:",               FACT_ROLE,   "printer"     },
        {":MediaServer:",           FACT_ROLE,   "media-server"},
        {":MediaRenderer:",         FACT_ROLE,   "media-player"},
        {":DigitalSecurityCamera:", FACT_ROLE,   "camera"      },
    };
    for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
        if (text_part_has(type, row[i].word)) {
            decode_tell(sink, p, "ssdp", row[i].kind, GRADE_CERTAIN, row[i].claim);
        }
    }
}

/* Where the description lies: at another address than the sender's is a second one of it. */
static void tell_location(const struct packet *p, struct fact_sink *sink, struct text_part url)
{
    struct addr a;
    char text[ADDR_TEXT_SIZE];

    if (text_part_host(&a, url) && memcmp(&a, &p->src, sizeof(a)) != 0) {
        decode_tell(sink, p, "ssdp", FACT_ALIAS, GRADE_LIKELY, addr_text(text, &a));
    }
}

void ssdp_decode(const struct packet *packet, struct fact_sink *sink)
{
    struct text_part rest = {packet->payload, packet->payload_len}, line, value;

    if (!text_part_line(&line, &rest)) {
        return;
    }
    bool asks = text_part_begins(line, "M-SEARCH ");

    if (!asks && !text_part_begins(line, "NOTIFY ") && !text_part_begins(line, "HTTP/1.")) {
        return;
    }
    while (text_part_line(&line, &rest) && line.len > 0) {
        if (asks) {
            if (text_part_header(&value, line, "USER-AGENT")) {
                tell_text(packet, sink, FACT_AGENT, GRADE_CERTAIN, value);
            }
        } else if (text_part_header(&value, line, "SERVER")) {
            tell_text(packet, sink, FACT_SOFTWARE, GRADE_CERTAIN, value);
        } else if (text_part_header(&value, line, "USN")) {
            tell_identity(packet, sink, value);
            tell_type(packet, sink, value);
        } else if (text_part_header(&value, line, "LOCATION")) {
            tell_location(packet, sink, value);
        }
    }
}
