#include "http/tls.h"

#include "base/date.h"
#include "base/file.h"
#include "base/hash.h"

#include <arpa/inet.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { SERIAL_SIZE = 16, KEY_ID_SIZE = 20 };

static const char certificate_name[] = "tls-certificate.pem";
static const char key_name[] = "tls-key.pem";

static enum status refused(struct err *err, int code, const char *what)
{
    return err_set(err, code == GNUTLS_E_MEMORY_ERROR ? E_NOMEM : E_IO, "tls: %s: %s", what,
                   gnutls_strerror(code));
}

static void close_certificate(gnutls_x509_crt_t *c)
{
    gnutls_x509_crt_deinit(*c);
}

static void close_key(gnutls_x509_privkey_t *k)
{
    gnutls_x509_privkey_deinit(*k);
}

/* ---- Loading ---- */

static gnutls_datum_t datum(const char *text)
{
    return (gnutls_datum_t){(unsigned char *)(uintptr_t)text, (unsigned)strlen(text)};
}

/* "AB:CD:...": SHA-256 of the certificate's DER. */
static int fingerprint(char out[TLS_FINGERPRINT_SIZE], gnutls_x509_crt_t certificate)
{
    uint8_t digest[HASH_SIZE];
    size_t size = sizeof(digest);
    int code = gnutls_x509_crt_get_fingerprint(certificate, GNUTLS_DIG_SHA256, digest, &size);

    for (size_t i = 0; code == 0 && i < size; i++) {
        snprintf(out + 3 * i, TLS_FINGERPRINT_SIZE - 3 * i, i + 1 < size ? "%02X:" : "%02X",
                 digest[i]);
    }
    return code;
}

/* Do certificate and key hold the same public key? */
static bool is_pair(gnutls_x509_crt_t certificate, gnutls_x509_privkey_t key)
{
    unsigned char of_certificate[64], of_key[64];
    size_t certificate_size = sizeof(of_certificate), key_size = sizeof(of_key);

    return gnutls_x509_crt_get_key_id(certificate, GNUTLS_KEYID_USE_SHA256, of_certificate,
                                      &certificate_size) == 0 &&
           gnutls_x509_privkey_get_key_id(key, GNUTLS_KEYID_USE_SHA256, of_key, &key_size) == 0 &&
           certificate_size == key_size && memcmp(of_certificate, of_key, key_size) == 0;
}

/* Fill *out from PEM texts and leave the leaf in certificate, for those who want to see its names.
 */
static enum status examine(struct tls *out, gnutls_x509_crt_t certificate,
                           const char *certificate_pem, const char *key_pem,
                           const char *certificate_path, const char *key_path, int64_t now_ms,
                           struct err *err)
{
    struct tls tls = {.certificate_pem = certificate_pem, .key_pem = key_pem};
    gnutls_datum_t certificate_text = datum(certificate_pem), key_text = datum(key_pem);
    CLEANUP(close_key) gnutls_x509_privkey_t key = NULL;
    int code = gnutls_x509_privkey_init(&key);

    if (code != 0) {
        return refused(err, code, "reading a key");
    }
    if (gnutls_x509_crt_import(certificate, &certificate_text, GNUTLS_X509_FMT_PEM) != 0) {
        return err_say(err, E_INVALID, MSG_TLS_CERTIFICATE, certificate_path);
    }
    if (gnutls_x509_privkey_import2(key, &key_text, GNUTLS_X509_FMT_PEM, NULL, 0) != 0) {
        return err_say(err, E_INVALID, MSG_TLS_KEY, key_path);
    }
    if (!is_pair(certificate, key)) {
        return err_say(err, E_INVALID, MSG_TLS_PAIR, certificate_path, key_path);
    }
    tls.expires_at = (int64_t)gnutls_x509_crt_get_expiration_time(certificate) * 1000;
    if (tls.expires_at <= now_ms) {
        char day[DATE_SIZE];

        return err_say(err, E_INVALID, MSG_TLS_EXPIRED, certificate_path,
                       date_iso(day, date_of_ms(tls.expires_at)));
    }
    code = fingerprint(tls.fingerprint, certificate);
    if (code != 0) {
        return refused(err, code, "fingerprint");
    }
    *out = tls;
    return OK;
}

static enum status load(struct tls *out, gnutls_x509_crt_t certificate,
                        const char *certificate_path, const char *key_path, int64_t now_ms,
                        struct arena *a, struct err *err)
{
    char *certificate_pem, *key_pem;
    size_t len;
    enum status st = file_read(&certificate_pem, &len, certificate_path, TLS_PEM_MAX, a, err);

    if (st == E_NOTFOUND || st == E_DENIED) {
        return err_say(err, st, MSG_TLS_CERTIFICATE, certificate_path);
    }
    if (st == OK) {
        st = file_read(&key_pem, &len, key_path, TLS_PEM_MAX, a, err);
    }
    if (st == E_NOTFOUND || st == E_DENIED) {
        return err_say(err, st, MSG_TLS_KEY, key_path);
    }
    return st == OK ? examine(out, certificate, certificate_pem, key_pem, certificate_path,
                              key_path, now_ms, err)
                    : st;
}

enum status tls_load(struct tls *out, const char *certificate_path, const char *key_path,
                     int64_t now_ms, struct arena *a, struct err *err)
{
    CLEANUP(close_certificate) gnutls_x509_crt_t certificate = NULL;
    int code = gnutls_x509_crt_init(&certificate);

    return code == 0 ? load(out, certificate, certificate_path, key_path, now_ms, a, err)
                     : refused(err, code, "reading a certificate");
}

/* ---- Making our own ---- */

static int add_name(gnutls_x509_crt_t c, const char *name)
{
    unsigned char address[16];

    if (inet_pton(AF_INET, name, address) == 1) {
        return gnutls_x509_crt_set_subject_alt_name(c, GNUTLS_SAN_IPADDRESS, address, 4,
                                                    GNUTLS_FSAN_APPEND);
    }
    if (inet_pton(AF_INET6, name, address) == 1) {
        return gnutls_x509_crt_set_subject_alt_name(c, GNUTLS_SAN_IPADDRESS, address, 16,
                                                    GNUTLS_FSAN_APPEND);
    }
    return gnutls_x509_crt_set_subject_alt_name(c, GNUTLS_SAN_DNSNAME, name, (unsigned)strlen(name),
                                                GNUTLS_FSAN_APPEND);
}

/* Fill in an end-entity certificate that is its own issuer. Stops at the first failure. */
static int fill(gnutls_x509_crt_t c, gnutls_x509_privkey_t key, const char *const names[], size_t n,
                int64_t now_ms)
{
    static const char organisation[] = "Sonae", common[] = "Sonae (self-made)";
    const time_t start = (time_t)(now_ms / 1000);
    unsigned char serial[SERIAL_SIZE], id[KEY_ID_SIZE];
    size_t id_size = sizeof(id);
    int code = gnutls_x509_crt_set_version(c, 3);

    random_bytes(serial, sizeof(serial));
    serial[0] = (serial[0] & 0x7f) | 0x40; /* positive, full length (RFC 5280, 4.1.2.2) */
#define STEP(call)     \
    if (code >= 0) {   \
        code = (call); \
    }
    STEP(gnutls_x509_crt_set_serial(c, serial, sizeof(serial)))
    STEP(gnutls_x509_crt_set_dn_by_oid(c, GNUTLS_OID_X520_ORGANIZATION_NAME, 0, organisation,
                                       sizeof(organisation) - 1))
    STEP(gnutls_x509_crt_set_dn_by_oid(c, GNUTLS_OID_X520_COMMON_NAME, 0, common,
                                       sizeof(common) - 1))
    STEP(gnutls_x509_crt_set_activation_time(c, start - 24 * 3600)) /* clocks of clients differ */
    STEP(gnutls_x509_crt_set_expiration_time(c, start + TLS_SELF_DAYS * 24L * 3600))
    STEP(gnutls_x509_crt_set_key(c, key))
    STEP(gnutls_x509_crt_set_basic_constraints(c, 0, -1))
    STEP(gnutls_x509_crt_set_key_usage(c, GNUTLS_KEY_DIGITAL_SIGNATURE))
    STEP(gnutls_x509_crt_set_key_purpose_oid(c, GNUTLS_KP_TLS_WWW_SERVER, 0))
    STEP(gnutls_x509_crt_get_key_id(c, 0, id, &id_size))
    STEP(gnutls_x509_crt_set_subject_key_id(c, id, id_size))
    for (size_t i = 0; i < n; i++) {
        STEP(add_name(c, names[i]))
    }
    STEP(gnutls_x509_crt_sign2(c, c, key, GNUTLS_DIG_SHA256, 0))
#undef STEP
    return code;
}

static enum status store(const char *certificate_path, const char *key_path,
                         gnutls_x509_crt_t certificate, gnutls_x509_privkey_t key, struct err *err)
{
    gnutls_datum_t certificate_pem = {NULL, 0}, key_pem = {NULL, 0};
    int code = gnutls_x509_crt_export2(certificate, GNUTLS_X509_FMT_PEM, &certificate_pem);
    enum status st = OK;

    if (code == 0) {
        code = gnutls_x509_privkey_export2_pkcs8(key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN,
                                                 &key_pem);
    }
    if (code != 0) {
        st = refused(err, code, "writing a certificate");
    }
    /* The key first: a certificate without its key would look whole. */
    if (st == OK) {
        st = file_replace(key_path, key_pem.data, key_pem.size, 0400, err);
    }
    if (st == OK) {
        st = file_replace(certificate_path, certificate_pem.data, certificate_pem.size, 0400, err);
    }
    if (key_pem.data != NULL) {
        gnutls_memset(key_pem.data, 0, key_pem.size);
    }
    gnutls_free(key_pem.data);
    gnutls_free(certificate_pem.data);
    return st;
}

static enum status make(const char *certificate_path, const char *key_path,
                        const char *const names[], size_t n, int64_t now_ms, struct err *err)
{
    CLEANUP(close_certificate) gnutls_x509_crt_t certificate = NULL;
    CLEANUP(close_key) gnutls_x509_privkey_t key = NULL;
    int code = gnutls_x509_privkey_init(&key);

    if (code == 0) {
        code = gnutls_x509_crt_init(&certificate);
    }
    if (code == 0) {
        code = gnutls_x509_privkey_generate(key, GNUTLS_PK_ECDSA,
                                            GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0);
    }
    if (code == 0) {
        code = fill(certificate, key, names, n, now_ms);
    }
    return code < 0 ? refused(err, code, "making a certificate")
                    : store(certificate_path, key_path, certificate, key, err);
}

static bool has_names(gnutls_x509_crt_t certificate, const char *const names[], size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (gnutls_x509_crt_check_hostname(certificate, names[i]) == 0) {
            return false;
        }
    }
    return true;
}

enum status tls_self(struct tls *out, const char *dir, const char *const names[], size_t n,
                     int64_t now_ms, bool *made, struct arena *a, struct err *err)
{
    CLEANUP(close_certificate) gnutls_x509_crt_t certificate = NULL;
    const int64_t needed_until = now_ms + TLS_RENEW_DAYS * INT64_C(86400000);
    char *certificate_path = arena_printf(a, "%s/%s", dir, certificate_name);
    char *key_path = arena_printf(a, "%s/%s", dir, key_name);
    struct tls kept;

    if (made != NULL) {
        *made = false;
    }
    if (n > TLS_NAMES_MAX) {
        return err_set(err, E_LIMIT, "tls: %zu names", n);
    }
    enum status st = arena_status(a, err);
    int code = gnutls_x509_crt_init(&certificate);

    if (st != OK || code != 0) {
        return st != OK ? st : refused(err, code, "reading a certificate");
    }
    st = load(&kept, certificate, certificate_path, key_path, now_ms, a, err);
    if (st == OK && kept.expires_at > needed_until && has_names(certificate, names, n)) {
        *out = kept;
        return OK;
    }
    if (st == E_NOMEM || st == E_IO) {
        return st;
    }
    st = make(certificate_path, key_path, names, n, now_ms, err);
    if (st == OK) {
        st = tls_load(out, certificate_path, key_path, now_ms, a, err);
    }
    if (st == OK && made != NULL) {
        *made = true;
    }
    return st == OK ? OK : err_note(err, "making the certificate in %s", dir);
}
