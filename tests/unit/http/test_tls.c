#include "http/tls.h"

#include "base/clock.h"
#include "client.h"

#include <gnutls/gnutls.h>
#include <stdio.h>
#include <sys/stat.h>

static const char *const names[] = {"sonae.example", "127.0.0.1", "::1"};

/* A new directory below the test's own. */
static const char *new_dir(void)
{
    static char path[8][4200];
    static int n;
    char *p = path[n % 8];

    snprintf(p, sizeof(path[0]), "%s/%d", t_temp_dir(), n++);
    assert_int_equal(mkdir(p, 0700), 0);
    return p;
}

/* First line that a shell command prints, without its line end. */
static char *line_of(char *out, size_t size, const char *command)
{
    FILE *f = popen(command, "r");

    assert_non_null(f);
    if (fgets(out, (int)size, f) == NULL) {
        out[0] = '\0';
    }
    pclose(f);
    out[strcspn(out, "\n")] = '\0';
    return out;
}

static void openssl_agrees_with_the_certificate_we_make(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    const char *dir = new_dir();
    char command[5000], line[1000];
    struct stat st;
    struct tls tls;
    struct err err;
    bool made;
    static const struct {
        const char *ask, *want; /* "in" the certificate, and a word of openssl's answer */
    } row[] = {
        {"-fingerprint -sha256",                   NULL             }, /* NULL: our fingerprint */
        {"-checkhost sonae.example",               "does match"     },
        {"-checkhost other.example",               "does NOT match" },
        {"-checkip 127.0.0.1",                     "does match"     },
        {"-checkip ::1",                           "does match"     },
        {"-checkend $((824 * 86400))",             "will not expire"},
        {"-checkend $((826 * 86400))",             "will expire"    },
        {"-text | grep -A1 'Key Usage: critical'", "Key Usage"      },
        {"-text | grep 'CA:FALSE'",                "CA:FALSE"       },
        {"-text | grep 'NIST CURVE'",              "P-256"          },
    };

    T_OK(tls_self(&tls, dir, names, COUNT(names), clock_now_ms(), &made, a, &err));
    assert_true(made);
    for (size_t i = 0; i < COUNT(row); i++) {
        snprintf(command, sizeof(command),
                 "openssl x509 -noout -in %s/tls-certificate.pem %s 2>/dev/null", dir, row[i].ask);
        line_of(line, sizeof(line), command);
        if (strstr(line, row[i].want == NULL ? tls.fingerprint : row[i].want) == NULL) {
            fail_msg("%s: %s", row[i].ask, line);
        }
    }
    snprintf(command, sizeof(command),
             "openssl verify -x509_strict -CAfile %s/tls-certificate.pem %s/tls-certificate.pem "
             "2>&1 | tail -n 1",
             dir, dir);
    assert_non_null(strstr(line_of(line, sizeof(line), command), ": OK"));
    for (int i = 0; i < 2; i++) {
        snprintf(command, sizeof(command), "%s/tls-%s.pem", dir, i == 0 ? "key" : "certificate");
        assert_int_equal(stat(command, &st), 0);
        assert_int_equal(st.st_mode & 0777, 0400);
    }
}

static void keeps_its_certificate_while_it_will_do(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    const char *dir = new_dir();
    const int64_t day = 86400000, start = clock_now_ms();
    const char *const more[] = {"sonae.example", "192.0.2.5"};
    char first[TLS_FINGERPRINT_SIZE];
    struct tls tls;
    struct err err;
    bool made;

    T_OK(tls_self(&tls, dir, names, COUNT(names), start, &made, a, &err));
    memcpy(first, tls.fingerprint, sizeof(first));
    const struct {
        const char *what;
        const char *const *names;
        size_t n;
        int64_t days;
        bool made;
    } row[] = {
        {"the next day",   names, COUNT(names), 1,                                  false},
        {"fewer names",    names, 1,            1,                                  false},
        {"before renewal", names, 1,            TLS_SELF_DAYS - TLS_RENEW_DAYS - 1, false},
        {"a new name",     more,  COUNT(more),  1,                                  true },
        {"time to renew",  more,  COUNT(more),  TLS_SELF_DAYS - TLS_RENEW_DAYS + 2, true },
        {"long expired",   more,  COUNT(more),  3 * TLS_SELF_DAYS,                  true },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        T_OK(
            tls_self(&tls, dir, row[i].names, row[i].n, start + row[i].days * day, &made, a, &err));
        if (made != row[i].made || (strcmp(first, tls.fingerprint) != 0) != row[i].made) {
            fail_msg("%s", row[i].what);
        }
        memcpy(first, tls.fingerprint, sizeof(first));
    }
}

static void write_file(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");

    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static void refuses_files_that_do_not_belong_together(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    const char *one = new_dir(), *two = new_dir();
    const int64_t now = clock_now_ms();
    struct tls tls = {.expires_at = 99};
    struct err err;
    char c1[5000], k1[5000], k2[5000], text[5000], none[5000], locked[5000], command[20000];

    T_OK(tls_self(&tls, one, names, 1, now, NULL, a, &err));
    T_OK(tls_self(&tls, two, names, 1, now, NULL, a, &err));
    tls.expires_at = 99;
    snprintf(c1, sizeof(c1), "%s/tls-certificate.pem", one);
    snprintf(k1, sizeof(k1), "%s/tls-key.pem", one);
    snprintf(k2, sizeof(k2), "%s/tls-key.pem", two);
    snprintf(text, sizeof(text), "%s/text.pem", one);
    snprintf(none, sizeof(none), "%s/none.pem", one);
    snprintf(locked, sizeof(locked), "%s/locked.pem", one);
    write_file(text, "-----BEGIN CERTIFICATE-----\nnothing\n-----END CERTIFICATE-----\n");
    snprintf(command, sizeof(command),
             "openssl pkcs8 -topk8 -v2 aes-128-cbc -passout pass:x -in %s -out %s", k1, locked);
    assert_int_equal(system(command), 0);
    const struct {
        const char *what, *certificate, *key;
        int64_t days;
        enum status want;
        enum msg msg;
    } row[] = {
        {"key of another",      c1,   k2,     0,                 E_INVALID,  MSG_TLS_PAIR       },
        {"no certificate",      text, k1,     0,                 E_INVALID,  MSG_TLS_CERTIFICATE},
        {"key as certificate",  k1,   k1,     0,                 E_INVALID,  MSG_TLS_CERTIFICATE},
        {"no key",              c1,   text,   0,                 E_INVALID,  MSG_TLS_KEY        },
        {"key with a password", c1,   locked, 0,                 E_INVALID,  MSG_TLS_KEY        },
        {"expired",             c1,   k1,     TLS_SELF_DAYS + 1, E_INVALID,  MSG_TLS_EXPIRED    },
        {"no such file",        none, k1,     0,                 E_NOTFOUND, MSG_TLS_CERTIFICATE},
        {"no such key",         c1,   none,   0,                 E_NOTFOUND, MSG_TLS_KEY        },
        {"a directory",         one,  k1,     0,                 E_INVALID,  MSG_NONE           },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        enum status st = tls_load(&tls, row[i].certificate, row[i].key,
                                  now + row[i].days * INT64_C(86400000), a, &err);

        T_STATUS(row[i].what, st, row[i].want);
        assert_int_equal(err.msg, row[i].msg);
        assert_int_equal(tls.expires_at, 99);
    }
    T_OK(tls_load(&tls, c1, k1, now, a, &err));
}

static enum status make_in_new_dir(void *arg, struct err *err)
{
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    struct tls tls;

    (void)arg;
    return tls_self(&tls, new_dir(), names, COUNT(names), clock_now_ms(), NULL, a, err);
}

static void tells_when_disk_or_memory_fails(void **state)
{
    (void)state;
    T_FAULTS(FAULT_IO, make_in_new_dir, NULL);
    T_FAULTS(FAULT_ALLOC, make_in_new_dir, NULL);
}

/* ---- Handshakes ---- */

static enum status hello(void *self, const struct http_request *rq, struct http_response *rs,
                         struct err *err)
{
    (void)self;
    (void)err;
    response_type(rs, "text/plain");
    buf_printf(&rs->body, "tls %d", rq->is_tls);
    return OK;
}

/* A handshake with these priorities, then one request: the answer's body, or "" if it failed. */
static void talk(struct server *s, const struct listen_address *to, const char *priorities,
                 struct buf *got)
{
    static const char request[] = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    gnutls_certificate_credentials_t credentials;
    gnutls_session_t session;
    int fd = client_connect(to), code;

    buf_clear(got);
    gnutls_certificate_allocate_credentials(&credentials);
    gnutls_init(&session, GNUTLS_CLIENT | GNUTLS_NONBLOCK);
    assert_int_equal(gnutls_priority_set_direct(session, priorities, NULL), 0);
    gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, credentials);
    gnutls_transport_set_int(session, fd);
    while ((code = gnutls_handshake(session)) == GNUTLS_E_AGAIN) {
        turn(s, 5);
    }
    if (code == 0) {
        while (gnutls_record_send(session, request, strlen(request)) == GNUTLS_E_AGAIN) {
            turn(s, 5);
        }
        char bytes[4096];
        ssize_t n;

        while ((n = gnutls_record_recv(session, bytes, sizeof(bytes))) > 0 || n == GNUTLS_E_AGAIN) {
            if (n > 0) {
                buf_add(got, bytes, (size_t)n);
            } else {
                turn(s, 5);
            }
        }
    }
    gnutls_deinit(session);
    gnutls_certificate_free_credentials(credentials);
    close(fd);
    turn(s, 5);
}

static void speaks_only_what_is_still_safe(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    CLEANUP(buf_close) struct buf got = BUF_INIT(1 << 16);
    struct listen_address to;
    struct server *s;
    struct tls tls;
    struct err err;
    int fd;
    static const struct {
        const char *what, *priorities;
        bool want;
    } row[] = {
        {"TLS 1.3",            "NORMAL:-VERS-ALL:+VERS-TLS1.3",                                       true },
        {"TLS 1.2",            "NORMAL:-VERS-ALL:+VERS-TLS1.2",                                       true },
        {"TLS 1.1",            "NORMAL:-VERS-ALL:+VERS-TLS1.1:+VERS-TLS1.0:%ALLOW_SMALL_RECORDS",     false},
        {"only CBC",           "NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+AES-256-CBC:+AES-128-CBC", false},
        {"no forward secrecy", "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+RSA",                          false},
    };

    T_OK(tls_self(&tls, new_dir(), names, COUNT(names), clock_now_ms(), NULL, a, &err));
    T_OK(listen_parse(&to, "127.0.0.1:0", &err));
    T_OK(listen_open(&fd, &to, &err));
    const struct server_listen listen = {fd, &tls};
    const struct server_options options = {.listen = &listen, .n_listen = 1, .handle = hello};

    T_OK(server_open(&s, &options, &err));
    int before = open_fds();

    for (size_t i = 0; i < COUNT(row); i++) {
        talk(s, &to, row[i].priorities, &got);
        if (row[i].want ? strcmp(body_of(&got), "tls 1") != 0 : got.len > 0) {
            fail_msg("%s: %s", row[i].what, buf_text(&got));
        }
    }
    client_ask(s, &to, "GET / HTTP/1.1\r\nHost: a\r\n\r\n", 27, &got); /* no TLS at all */
    assert_int_not_equal(status_of(&got), 200);
    turn(s, 5);
    assert_int_equal(open_fds(), before);
    server_close(&s);
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(openssl_agrees_with_the_certificate_we_make),
        cmocka_unit_test(keeps_its_certificate_while_it_will_do),
        cmocka_unit_test(refuses_files_that_do_not_belong_together),
        cmocka_unit_test(tells_when_disk_or_memory_fails),
        cmocka_unit_test(speaks_only_what_is_still_safe),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
