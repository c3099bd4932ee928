/* Rules on ways in from outside, and weak ones: 8, 9, 10, 13. */
#include "network/finder.h"

#include <stdlib.h>
#include <string.h>

/* The device of the house at one end of what s is about: its subject, else its peer; NULL: both
   ends are outside. */
static const struct host *inside_end(const struct finder *f, const struct host *subject,
                                     const struct fact *fact)
{
    if (subject->class != HOST_OUTSIDE) {
        return subject;
    }
    const struct host *peer = addr_is_none(&fact->peer) ? NULL : hosts_at(f->hosts, &fact->peer);

    return peer != NULL && peer->class != HOST_OUTSIDE ? peer : NULL;
}

static const struct ledger_device *device_at(const struct finder *f, const struct host *h)
{
    return h == NULL ? NULL : finder_match(f, h)->device;
}

static const struct host *peer_of(const struct finder *f, const struct fact *fact)
{
    return addr_is_none(&fact->peer) ? NULL : hosts_at(f->hosts, &fact->peer);
}

static bool is_inside(const struct finder *f, const struct host *subject, const struct fact *fact)
{
    return subject->class != HOST_OUTSIDE && !addr_is_none(&fact->peer) &&
           own_is_inside(f->own, &fact->peer);
}

/* A record of remote maintenance names either end. */
static bool is_explained(const struct finder *f, const struct host *subject,
                         const struct fact *fact)
{
    const struct ledger_device *a = device_at(f, subject), *b = device_at(f, peer_of(f, fact));

    return (a != NULL && a->is_explained) || (b != NULL && b->is_explained);
}

static const char *other_end(const struct finder *f, const struct host *at,
                             const struct host *subject, const struct fact *fact)
{
    const struct addr *ip = at == subject ? &fact->peer : &fact->ip;
    const struct host *h = addr_is_none(ip) ? NULL : hosts_at(f->hosts, ip);

    if (addr_is_none(ip)) {
        return "相手は不明";
    }
    return h != NULL && h->class != HOST_OUTSIDE ? finder_label(f, h) : finder_ip(f, ip);
}

/* ---- 8 ---- */

/* A listed VPN router of a closed line does what it is there for. */
static bool is_meant_to_tunnel(const struct ledger_device *d)
{
    return d != NULL && ledger_is(d->network_kind, "vpn_router") &&
           ledger_is(d->external_link, "closed");
}

void rule_tunnel(struct finder *f)
{
    FOR_EACH_HOST(subject, f)
    {
        const uint32_t *first;
        size_t n = host_of_kind(f->hosts, subject, FACT_TUNNEL, &first);

        for (size_t i = 0; i < n; i++) {
            const struct fact *fact = &finder_sighting(f, first[i])->fact;
            const struct host *h = inside_end(f, subject, fact);

            if (h == NULL || is_explained(f, subject, fact) ||
                is_meant_to_tunnel(device_at(f, h)) || strncmp(fact->claim, "reverse", 7) == 0) {
                continue;
            }
            const char *word = finder_word(f, fact->claim);

            finder_add(f, &(struct finding_of){
                              .host = h,
                              .detail = word,
                              .grade = fact->grade,
                              .msg = MSG_FOUND_TUNNEL,
                              .arg = {finder_shown(f, fact), other_end(f, h, subject, fact)},
                              .evidence = first[i]
            });
        }
    }
}

/* ---- 9 ---- */

void rule_remote_tool(struct finder *f)
{
    FOR_EACH_HOST(subject, f)
    {
        const uint32_t *first;
        size_t n = host_of_kind(f->hosts, subject, FACT_REMOTE_TOOL, &first);

        for (size_t i = 0; i < n; i++) {
            const struct fact *fact = &finder_sighting(f, first[i])->fact;
            const struct host *h = inside_end(f, subject, fact);
            const struct host *peer = peer_of(f, fact);
            bool inside = h != NULL && is_inside(f, subject, fact);

            /* our own people at our own machines */
            if (h == NULL || is_explained(f, subject, fact) ||
                (inside && device_at(f, subject) != NULL && device_at(f, peer) != NULL)) {
                continue;
            }
            const char *word = finder_word(f, fact->claim);

            finder_add(f, &(struct finding_of){
                              .host = h,
                              .detail = word,
                              .grade = fact->grade,
                              .msg = inside ? MSG_FOUND_REMOTE_INSIDE : MSG_FOUND_REMOTE_TOOL,
                              .arg = {finder_shown(f, fact), other_end(f, h, subject, fact)},
                              .evidence = first[i]
            });
        }
    }
}

/* ---- 10 ---- */

enum { HTTP_PORT = 80, HTTPS_PORT = 443 };

static void reverse(struct finder *f, const struct host *h, const struct fact *fact,
                    enum grade grade, uint32_t at)
{
    finder_add(f, &(struct finding_of){
                      .host = h,
                      .grade = grade,
                      .msg = MSG_FOUND_REVERSE_TUNNEL,
                      .arg = {finder_ip(f, &fact->peer), arena_printf(f->a, "%u", fact->port)},
                      .evidence = at
    });
}

/* SSH that goes out: a shell there can be a door in here. On a port for pages it hides. */
void rule_reverse_tunnel(struct finder *f)
{
    FOR_EACH_DEVICE(h, f)
    {
        const uint32_t *client, *tunnel;
        size_t n = host_of_kind(f->hosts, h, FACT_CLIENT, &client);
        size_t n_tunnels = host_of_kind(f->hosts, h, FACT_TUNNEL, &tunnel);

        for (size_t i = 0; i < n; i++) {
            const struct fact *fact = &finder_sighting(f, client[i])->fact;

            if (strncmp(fact->claim, "ssh ", 4) == 0 && !addr_is_none(&fact->peer) &&
                !own_is_inside(f->own, &fact->peer) && !is_explained(f, h, fact)) {
                bool hides = fact->port == HTTP_PORT || fact->port == HTTPS_PORT;

                reverse(f, h, fact, hides ? GRADE_LIKELY : GRADE_SUSPECTED, client[i]);
            }
        }
        for (size_t i = 0; i < n_tunnels; i++) {
            const struct fact *fact = &finder_sighting(f, tunnel[i])->fact;

            if (strncmp(fact->claim, "reverse", 7) == 0 && !is_explained(f, h, fact)) {
                reverse(f, h, fact, fact->grade, tunnel[i]);
            }
        }
    }
}

/* ---- 13 ---- */

static bool is_medical_in_clear(const char *claim)
{
    return strncmp(claim, "dicom ", 6) == 0 || strncmp(claim, "hl7 ", 4) == 0;
}

void rule_weak_protocol(struct finder *f)
{
    FOR_EACH_DEVICE(h, f)
    {
        const uint32_t *weak, *client;
        size_t n = host_of_kind(f->hosts, h, FACT_WEAK, &weak);
        size_t n_clients = host_of_kind(f->hosts, h, FACT_CLIENT, &client);

        for (size_t i = 0; i < n; i++) {
            const struct fact *fact = &finder_sighting(f, weak[i])->fact;
            const char *word = finder_word(f, fact->claim);

            finder_add(f, &(struct finding_of){.host = h,
                                               .detail = word,
                                               .grade = fact->grade,
                                               .msg = MSG_FOUND_WEAK,
                                               .arg = {finder_shown(f, fact)},
                                               .evidence = weak[i]});
        }
        /* in clear inside the house is how these are; to the outside it is not */
        for (size_t i = 0; i < n_clients; i++) {
            const struct fact *fact = &finder_sighting(f, client[i])->fact;

            if (is_medical_in_clear(fact->claim) && !addr_is_none(&fact->peer) &&
                !own_is_inside(f->own, &fact->peer)) {
                const char *word = finder_word(f, fact->claim);

                finder_add(f, &(struct finding_of){
                                  .host = h,
                                  .detail = word,
                                  .grade = fact->grade,
                                  .msg = MSG_FOUND_MEDICAL_OUTSIDE,
                                  .arg = {finder_shown(f, fact), finder_ip(f, &fact->peer)},
                                  .evidence = client[i]
                });
            }
        }
    }
}
