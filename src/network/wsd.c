/*
 * WS-Discovery (OASIS 1.1): Hello and the two kinds of matches. SOAP whose prefixes anybody may
 * choose: the few elements are found by their local name; entities cannot do anything here.
 */
#include "network/claim.h"
#include "network/decoders.h"
#include "network/text_line.h"

#include <string.h>

/* The text between "<...:NAME ...>" and the next '<', moved past in *rest. */
static bool element(struct text_part *out, struct text_part *rest, const char *name)
{
    size_t n = strlen(name);

    for (;;) {
        const uint8_t *at = memmem(rest->at, rest->len, name, n);

        if (at == NULL) {
            return false;
        }
        bool opens = at > rest->at && (at[-1] == ':' || at[-1] == '<');

        rest->len -= (size_t)(at - rest->at) + n;
        rest->at = at + n;
        if (!opens || rest->len == 0 || (rest->at[0] != '>' && rest->at[0] != ' ')) {
            continue;
        }
        const uint8_t *begin = memchr(rest->at, '>', rest->len);

        if (begin == NULL) {
            return false;
        }
        begin++;
        size_t left = rest->len - (size_t)(begin - rest->at);
        const uint8_t *end = memchr(begin, '<', left);

        if (end == NULL || end + 1 == begin + left || end[1] != '/') {
            rest->at = begin; /* cut off, or elements inside it */
            rest->len = left;
            continue;
        }
        *out = (struct text_part){begin, (size_t)(end - begin)};
        rest->at = end;
        rest->len = left - (size_t)(end - begin);
        return true;
    }
}

static void tell_types(const struct packet *p, struct fact_sink *sink, struct text_part types)
{
    static const struct {
        const char *word;
        enum fact_kind kind;
        const char *claim;
    } row[] = {
        {"Computer",                FACT_ROLE,     "computer"},
        {"PrintDeviceType",         FACT_ROLE,     "printer" },
        {"ScanDeviceType",          FACT_ROLE,     "scanner" },
        {"NetworkVideoTransmitter", FACT_FACILITY, "onvif"   },
        {"MedicalDevice",           FACT_MEDICAL,  "sdc"     }, /* IEEE 11073-20702 */
    };
    for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
        if (text_part_has(types, row[i].word)) {
            decode_tell_about(sink, p, p->src_mac, &p->src, "wsd", row[i].kind, GRADE_CERTAIN,
                              row[i].claim);
        }
    }
}

static void tell_identity(const struct packet *p, struct fact_sink *sink, struct text_part address)
{
    static const char urn[] = "urn:uuid:";
    enum { UUID = 36 };
    char claim[FACT_CLAIM_SIZE];

    if (address.len == sizeof(urn) - 1 + UUID && text_part_begins(address, urn) &&
        claim_text(claim, "wsd-uuid", address.at + sizeof(urn) - 1, UUID)) {
        decode_tell(sink, p, "wsd", FACT_IDENTITY, GRADE_CERTAIN, claim);
    }
}

/* Several URLs, blanks between them. */
static void tell_addresses(const struct packet *p, struct fact_sink *sink, struct text_part list)
{
    for (size_t at = 0; at < list.len;) {
        size_t n = 0;
        struct addr a;
        char text[ADDR_TEXT_SIZE];

        while (at + n < list.len && list.at[at + n] > ' ') {
            n++;
        }
        if (n > 0 && text_part_host(&a, (struct text_part){list.at + at, n}) &&
            memcmp(&a, &p->src, sizeof(a)) != 0) {
            decode_tell(sink, p, "wsd", FACT_ALIAS, GRADE_LIKELY, addr_text(text, &a));
        }
        at += n + 1;
    }
}

void wsd_decode(const struct packet *packet, struct fact_sink *sink)
{
    struct text_part all = {packet->payload, packet->payload_len}, rest = all, text;

    if (all.len == 0 || all.at[0] != '<' ||
        !(text_part_has(all, "/Hello<") || text_part_has(all, "/ProbeMatches<") ||
          text_part_has(all, "/ResolveMatches<"))) {
        return;
    }
    const uint8_t *body = memmem(all.at, all.len, ":Body", 5);

    if (body == NULL) {
        return;
    }
    const struct text_part in_body = {body, all.len - (size_t)(body - all.at)};

    for (rest = in_body; element(&text, &rest, "Address");) {
        tell_identity(packet, sink, text);
    }
    for (rest = in_body; element(&text, &rest, "Types");) {
        tell_types(packet, sink, text);
    }
    for (rest = in_body; element(&text, &rest, "XAddrs");) {
        tell_addresses(packet, sink, text);
    }
}
