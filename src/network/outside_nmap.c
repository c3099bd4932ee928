/*
 * nmap -oX (nmap.dtd 1.05): hosts that are up, their addresses, names, open ports.
 *
 * The XML may be anybody's: a DTD that is more than its name, any entity, and anything deeper or
 * longer than nmap writes is refused, so nothing outside the file is ever read.
 */
#include "network/outside.h"

#include "base/mem.h"

#include <expat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 16, PORTS_MAX = 64, NAME_MAX_SIZE = 128 };

struct port {
    char protocol[8];
    char service[20]; /* "ssh", as it answered; "": not asked */
    char software[FACT_CLAIM_SIZE];
    uint16_t number;
};

struct scan {
    struct fact_sink *sink;
    XML_Parser parser;
    int64_t at_us;
    int depth;
    bool refused, in_host, is_up;
    struct outside_machine machine;
    char name[NAME_MAX_SIZE];
    struct port port[PORTS_MAX];
    size_t n_ports, n;
    bool is_open; /* the port whose state was read last */
};

static const char *attribute(const char **list, const char *name)
{
    for (; list[0] != NULL; list += 2) {
        if (strcmp(list[0], name) == 0) {
            return list[1];
        }
    }
    return "";
}

static void refuse(struct scan *s)
{
    s->refused = true;
    XML_StopParser(s->parser, XML_FALSE);
}

static void begin_host(struct scan *s)
{
    s->in_host = true;
    s->is_up = true;
    s->machine = (struct outside_machine){.from = outside_form_row[OUTSIDE_NMAP].name,
                                          .grade = GRADE_CERTAIN,
                                          .line = s->n + 1,
                                          .at_us = s->at_us};
    s->name[0] = '\0';
    s->n_ports = 0;
}

static void take_address(struct scan *s, const char **a)
{
    if (strcmp(attribute(a, "addrtype"), "mac") == 0) {
        mac_read(s->machine.mac, attribute(a, "addr"));
    } else if (addr_is_none(&s->machine.ip)) {
        addr_read(&s->machine.ip, attribute(a, "addr"));
    }
}

static void take_port(struct scan *s, const char **a)
{
    struct port *p = &s->port[s->n_ports];
    long number = strtol(attribute(a, "portid"), NULL, 10);

    s->is_open = false;
    if (s->n_ports < PORTS_MAX && number > 0 && number <= UINT16_MAX) {
        *p = (struct port){.number = (uint16_t)number};
        snprintf(p->protocol, sizeof(p->protocol), "%s", attribute(a, "protocol"));
    }
}

static void take_state(struct scan *s, const char **a)
{
    if (s->n_ports < PORTS_MAX && s->port[s->n_ports].number != 0 &&
        strcmp(attribute(a, "state"), "open") == 0) {
        s->n_ports++;
        s->is_open = true;
    }
}

/* A service by its port alone is a guess: only what it answered counts. */
static void take_service(struct scan *s, const char **a)
{
    if (s->is_open && s->n_ports > 0 && strcmp(attribute(a, "method"), "probed") == 0) {
        struct port *p = &s->port[s->n_ports - 1];

        snprintf(p->service, sizeof(p->service), "%s", attribute(a, "name"));
        snprintf(p->software, sizeof(p->software), "%.60s %.60s", attribute(a, "product"),
                 attribute(a, "version"));
    }
}

static void start(void *self, const char *element, const char **a)
{
    struct scan *s = self;

    if (++s->depth > DEPTH_MAX) {
        refuse(s);
        return;
    }
    if (strcmp(element, "host") == 0) {
        begin_host(s);
    } else if (!s->in_host) {
        return;
    } else if (strcmp(element, "status") == 0) {
        s->is_up = strcmp(attribute(a, "state"), "up") == 0;
    } else if (strcmp(element, "address") == 0) {
        take_address(s, a);
    } else if (strcmp(element, "hostname") == 0 && s->name[0] == '\0') {
        snprintf(s->name, sizeof(s->name), "%s", attribute(a, "name"));
    } else if (strcmp(element, "port") == 0) {
        take_port(s, a);
    } else if (strcmp(element, "state") == 0) {
        take_state(s, a);
    } else if (strcmp(element, "service") == 0) {
        take_service(s, a);
    }
}

static void tell(struct scan *s, enum fact_kind kind, enum grade grade, uint16_t port,
                 const char *claim)
{
    struct fact f = {.kind = kind,
                     .grade = grade,
                     .from = s->machine.from,
                     .ip = s->machine.ip,
                     .port = port,
                     .at_us = s->at_us,
                     .frame = s->machine.line};

    memcpy(f.mac, s->machine.mac, sizeof(f.mac));
    fact_claim(f.claim, (const uint8_t *)claim, strlen(claim));
    s->sink->take(s->sink->self, &f);
}

static void end_host(struct scan *s)
{
    s->in_host = false;
    if (!s->is_up || addr_is_none(&s->machine.ip) || addr_is_multicast(&s->machine.ip)) {
        return;
    }
    outside_tell(&s->machine, s->sink);
    if (s->name[0] != '\0') { /* the name server's word, not its own */
        tell(s, FACT_NAME, GRADE_SUSPECTED, 0, s->name);
    }
    for (size_t i = 0; i < s->n_ports; i++) {
        const struct port *p = &s->port[i];
        char claim[FACT_CLAIM_SIZE];

        snprintf(claim, sizeof(claim), "%s%s%s/%u", p->service, p->service[0] == '\0' ? "" : " ",
                 p->protocol, p->number);
        tell(s, FACT_SERVICE, GRADE_CERTAIN, p->number, claim);
        if (p->software[0] != '\0' && p->software[0] != ' ') {
            tell(s, FACT_SOFTWARE, GRADE_LIKELY, p->number, p->software);
        }
    }
    s->n++;
}

static void end(void *self, const char *element)
{
    struct scan *s = self;

    s->depth--;
    if (s->in_host && strcmp(element, "host") == 0) {
        end_host(s);
    }
}

static void doctype(void *self, const char *name, const char *system_id, const char *public_id,
                    int has_internal_subset)
{
    (void)name;
    if (system_id != NULL || public_id != NULL || has_internal_subset != 0) {
        refuse(self);
    }
}

static void entity(void *self, const char *name, int is_parameter, const char *value, int len,
                   const char *base, const char *system_id, const char *public_id,
                   const char *notation)
{
    (void)name, (void)is_parameter, (void)value, (void)len, (void)base, (void)system_id;
    (void)public_id, (void)notation;
    refuse(self);
}

enum status outside_nmap(size_t *n, const char *text, size_t len, const char *name, int64_t at_us,
                         struct fact_sink *sink, struct err *err)
{
    static const XML_Memory_Handling_Suite memory = {mem_new, mem_grow, mem_free};
    struct scan s = {.sink = sink, .at_us = at_us};

    s.parser = XML_ParserCreate_MM(NULL, &memory, NULL);
    if (s.parser == NULL) {
        return err_set(err, E_NOMEM, "expat: no memory");
    }
    XML_SetUserData(s.parser, &s);
    XML_SetElementHandler(s.parser, start, end);
    XML_SetStartDoctypeDeclHandler(s.parser, doctype);
    XML_SetEntityDeclHandler(s.parser, entity);

    bool good = XML_Parse(s.parser, text, (int)len, 1) == XML_STATUS_OK && !s.refused;
    bool no_memory = !good && XML_GetErrorCode(s.parser) == XML_ERROR_NO_MEMORY;

    XML_ParserFree(s.parser);
    *n = s.n;
    if (no_memory) {
        return err_set(err, E_NOMEM, "expat: no memory");
    }
    return good ? OK : err_say(err, E_INVALID, MSG_OUTSIDE_XML, name);
}
