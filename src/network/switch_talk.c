#include "network/switch_talk.h"

#include "network/snmp_ask.h"

#include <net-snmp/net-snmp-config.h>

#include <net-snmp/net-snmp-includes.h>
#include <stdlib.h>
#include <string.h>

struct switch_talk {
    void *handle; /* net-snmp's */
    const struct switch_carrier *carrier;
    bool is_shut; /* the carrier sends nothing any more */
};

void switch_talk_begin(void)
{
    static const int off[] = {
        NETSNMP_DS_LIB_DONT_READ_CONFIGS,       NETSNMP_DS_LIB_DONT_PERSIST_STATE,
        NETSNMP_DS_LIB_DISABLE_PERSISTENT_LOAD, NETSNMP_DS_LIB_DISABLE_PERSISTENT_SAVE,
        NETSNMP_DS_LIB_DONT_LOAD_HOST_FILES,
    };
    static const char *const nowhere[] = {"SNMP_PERSISTENT_DIR", "SNMPCONFPATH"};
    static const char *const nothing[] = {"MIBS", "MIBDIRS", "MIBFILES"};

    for (size_t i = 0; i < COUNT(off); i++) {
        netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID, off[i], 1);
    }
    for (size_t i = 0; i < COUNT(nowhere); i++) {
        setenv(nowhere[i], "/dev/null", 1);
    }
    for (size_t i = 0; i < COUNT(nothing); i++) {
        setenv(nothing[i], "", 1);
    }
    snmp_disable_log();
    init_snmp("sonae");
}

/* ---- A transport without a socket of its own ---- */

static int transport_send(netsnmp_transport *t, const void *byte, int len, void **opaque,
                          int *opaque_len)
{
    struct switch_talk *s = t->data;

    (void)opaque;
    (void)opaque_len;
    if (s->is_shut || len <= 0 || snmp_ask_word(byte, (size_t)len, (size_t)len) == NULL ||
        !s->carrier->send(s->carrier->self, byte, (size_t)len)) {
        s->is_shut = true;
        return -1;
    }
    return len;
}

static int transport_recv(netsnmp_transport *t, void *byte, int size, void **opaque,
                          int *opaque_len)
{
    struct switch_talk *s = t->data;

    *opaque = NULL;
    *opaque_len = 0;
    const size_t n = s->carrier->take(s->carrier->self, byte, size < 0 ? 0 : (size_t)size);

    return n == 0 ? -1 : (int)n;
}

static int transport_close(netsnmp_transport *t)
{
    t->sock = -1; /* the carrier's own */
    t->data = NULL;
    return 0;
}

static netsnmp_transport *transport_make(struct switch_talk *s)
{
    netsnmp_transport *t = SNMP_MALLOC_TYPEDEF(netsnmp_transport); /* net-snmp frees it */

    if (t != NULL) {
        t->domain = netsnmpUDPDomain;
        t->domain_length = (int)netsnmpUDPDomain_len;
        t->sock = s->carrier->fd;
        t->data = s;
        t->msgMaxSize = SNMP_ASK_SIZE;
        t->f_recv = transport_recv;
        t->f_send = transport_send;
        t->f_close = transport_close;
    }
    return t;
}

/* ---- Opening ---- */

static bool make_key(u_char *key, size_t *len, const oid *kind, size_t kind_len, const char *secret)
{
    return generate_Ku(kind, (u_int)kind_len, (const u_char *)secret, strlen(secret), key, len) ==
           SNMPERR_SUCCESS;
}

static bool set_v3(netsnmp_session *want, const struct snmp_credential *c)
{
    static const struct {
        const oid *kind;
        size_t n;
    } auth[SNMP_AUTHS] = {
        [SNMP_SHA1] = {usmHMACSHA1AuthProtocol,      OID_LENGTH(usmHMACSHA1AuthProtocol)     },
        [SNMP_SHA256] = {usmHMAC192SHA256AuthProtocol, OID_LENGTH(usmHMAC192SHA256AuthProtocol)},
        [SNMP_SHA512] = {usmHMAC384SHA512AuthProtocol, OID_LENGTH(usmHMAC384SHA512AuthProtocol)},
    };
    const oid *kind = auth[c->auth].kind;
    const size_t n = auth[c->auth].n;

    want->version = SNMP_VERSION_3;
    want->securityModel = SNMP_SEC_MODEL_USM;
    want->securityLevel = SNMP_SEC_LEVEL_AUTHPRIV;
    want->securityName = (char *)c->user;
    want->securityNameLen = strlen(c->user);
    want->securityAuthProto = (oid *)kind;
    want->securityAuthProtoLen = n;
    want->securityPrivProto = (oid *)usmAESPrivProtocol;
    want->securityPrivProtoLen = OID_LENGTH(usmAESPrivProtocol);
    want->securityAuthKeyLen = sizeof(want->securityAuthKey);
    want->securityPrivKeyLen = sizeof(want->securityPrivKey);
    return make_key(want->securityAuthKey, &want->securityAuthKeyLen, kind, n, c->auth_secret) &&
           make_key(want->securityPrivKey, &want->securityPrivKeyLen, kind, n, c->priv_secret);
}

static enum status refused(const struct switch_talk *s, int code, struct err *err)
{
    if (s->is_shut) {
        return err_set(err, E_IO, "snmp: nothing may be sent");
    }
    switch (code) {
    case SNMPERR_AUTHENTICATION_FAILURE:
    case SNMPERR_UNKNOWN_USER_NAME:
    case SNMPERR_UNSUPPORTED_SEC_LEVEL:
    case SNMPERR_DECRYPTION_ERR:
        return err_set(err, E_DENIED, "snmp: %s", snmp_api_errstring(code));
    case SNMPERR_TIMEOUT:
        return err_set(err, E_NOTFOUND, "snmp: no answer");
    default:
        return err_set(err, E_INVALID, "snmp: %s", snmp_api_errstring(code));
    }
}

enum status switch_talk_open(struct switch_talk **out, const struct snmp_credential *credential,
                             const struct switch_carrier *carrier, struct arena *a, struct err *err)
{
    struct switch_talk *s = arena_make(a, struct switch_talk, 1);
    netsnmp_session want;

    if (s == NULL) {
        return arena_status(a, err);
    }
    *s = (struct switch_talk){.carrier = carrier};
    snmp_sess_init(&want);
    want.retries = 1;
    want.timeout = SWITCH_TALK_PATIENCE_MS * 1000L;
    bool good = true;

    if (credential->is_v3) {
        good = set_v3(&want, credential);
    } else {
        want.version = SNMP_VERSION_2c;
        want.community = (u_char *)credential->auth_secret;
        want.community_len = strlen(credential->auth_secret);
    }
    netsnmp_transport *t = good ? transport_make(s) : NULL;

    if (t != NULL) { /* which frees it, also when it fails */
        s->handle = snmp_sess_add(&want, t, NULL, NULL);
    }
    explicit_bzero(want.securityAuthKey, sizeof(want.securityAuthKey));
    explicit_bzero(want.securityPrivKey, sizeof(want.securityPrivKey));
    if (s->handle == NULL) {
        const bool is_silent = t == NULL || want.s_snmp_errno == 0;

        return refused(s, is_silent ? SNMPERR_TIMEOUT : want.s_snmp_errno, err);
    }
    *out = s;
    return OK;
}

void switch_talk_close(struct switch_talk **s)
{
    if (*s != NULL) {
        (void)snmp_sess_close((*s)->handle);
        shutdown_usm(); /* else the next one of the same engine is spoken to with these keys */
        *s = NULL;
    }
}

/* ---- Asking ---- */

/* Sends pdu, which is gone afterwards. *out is the caller's to free. */
static enum status ask(netsnmp_pdu **out, struct switch_talk *s, netsnmp_pdu *pdu, struct err *err)
{
    netsnmp_pdu *answer = NULL;

    if (pdu == NULL) {
        return err_set(err, E_NOMEM, "snmp: question");
    }
    const int how = snmp_sess_synch_response(s->handle, pdu, &answer);

    if (how != STAT_SUCCESS || answer == NULL) {
        int code = SNMPERR_TIMEOUT, ignored;

        if (how == STAT_ERROR) {
            char *text = NULL;

            snmp_sess_error(s->handle, &ignored, &code, &text);
            SNMP_FREE(text);
        }
        snmp_free_pdu(answer);
        return refused(s, code, err);
    }
    if (answer->errstat == SNMP_ERR_AUTHORIZATIONERROR || answer->command == SNMP_MSG_REPORT) {
        snmp_free_pdu(answer);
        return err_set(err, E_DENIED, "snmp: refused by the device");
    }
    *out = answer;
    return OK;
}

static struct switch_value value_of(const netsnmp_variable_list *v)
{
    switch (v->type) {
    case SNMP_NOSUCHOBJECT:
    case SNMP_NOSUCHINSTANCE:
    case SNMP_ENDOFMIBVIEW:
        return (struct switch_value){.kind = SWITCH_NOTHING};
    case ASN_INTEGER:
    case ASN_GAUGE:
        return (struct switch_value){.kind = SWITCH_NUMBER,
                                     .number =
                                         (uint32_t)(v->val.integer == NULL ? 0 : *v->val.integer)};
    case ASN_OCTET_STR:
        return (struct switch_value){
            .kind = SWITCH_OCTETS, .byte = v->val.string, .len = v->val_len};
    default:
        return (struct switch_value){.kind = SWITCH_OCTETS};
    }
}

/* A name that is too long for us is left with n 0: it stands in no table of ours. */
static struct switch_oid oid_of(const netsnmp_variable_list *v)
{
    struct switch_oid o = {.n = 0};

    if (v->name_length > SWITCH_READ_OID_MAX) {
        return o;
    }
    for (size_t i = 0; i < v->name_length; i++) {
        o.part[i] = (uint32_t)v->name[i];
    }
    o.n = v->name_length;
    return o;
}

enum status switch_talk_system(struct switch_system *out, struct switch_talk *s, struct err *err)
{
    static const oid description[] = {1, 3, 6, 1, 2, 1, 1, 1, 0};
    static const oid name[] = {1, 3, 6, 1, 2, 1, 1, 5, 0};
    netsnmp_pdu *pdu = snmp_pdu_create(SNMP_MSG_GET), *answer;
    struct switch_system system = {{0}, {0}};
    size_t i = 0;

    if (pdu != NULL) {
        snmp_add_null_var(pdu, description, OID_LENGTH(description));
        snmp_add_null_var(pdu, name, OID_LENGTH(name));
    }
    enum status st = ask(&answer, s, pdu, err);

    if (st != OK) {
        return st;
    }
    for (const netsnmp_variable_list *v = answer->variables; v != NULL && i < 2;
         v = v->next_variable, i++) {
        const struct switch_value value = value_of(v);

        if (value.kind == SWITCH_OCTETS) {
            fact_claim(i == 0 ? system.description : system.name, value.byte, value.len);
        }
    }
    snmp_free_pdu(answer);
    *out = system;
    return OK;
}

enum status switch_talk_rows(struct switch_read *r, struct switch_talk *s,
                             const struct switch_oid *after, struct err *err)
{
    netsnmp_pdu *pdu = snmp_pdu_create(SNMP_MSG_GETBULK), *answer;
    oid name[SWITCH_READ_OID_MAX];

    for (size_t i = 0; i < after->n; i++) {
        name[i] = after->part[i];
    }
    if (pdu != NULL) {
        pdu->non_repeaters = 0;
        pdu->max_repetitions = SWITCH_TALK_REPEAT;
        snmp_add_null_var(pdu, name, after->n);
    }
    enum status st = ask(&answer, s, pdu, err);

    if (st != OK) {
        return st;
    }
    for (const netsnmp_variable_list *v = answer->errstat == 0 ? answer->variables : NULL;
         v != NULL; v = v->next_variable) {
        const struct switch_oid oid = oid_of(v);
        const struct switch_value value = value_of(v);

        switch_read_row(r, &oid, &value);
    }
    switch_read_answered(r);
    snmp_free_pdu(answer);
    return OK;
}
