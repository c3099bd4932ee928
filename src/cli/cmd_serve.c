/* sonae serve: open the sockets, start the processes, start again what dies. */
#include "cli/commands.h"
#include "cli/link_print.h"
#include "cli/switch_reader.h"
#include "cli/worker.h"

#include "base/file.h"
#include "base/log.h"
#include "http/listen.h"
#include "http/tls.h"
#include "proc/supervise.h"
#include "record/account.h"
#include "web/serve.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WEB_MAX = 8, STOP_MS = 8000, ROLES_ALWAYS = 4, ROLES_MAX = 7 };

struct serve {
    struct server_listen listen[SERVER_LISTEN_MAX];
    struct listen_address address[SERVER_LISTEN_MAX];
    size_t n;
    struct tls tls;
    bool has_tls;
    struct wake wake;
    struct verify_places places;
    struct sensor_link sensor;
    struct prober_link prober;
};

static void close_all(struct serve *s)
{
    for (size_t i = 0; i < s->n; i++) {
        file_close(&s->listen[i].fd);
    }
    wake_close(&s->wake);
    sensor_link_close(&s->sensor);
    prober_link_close(&s->prober);
}

/* The institution's certificate, or one we make for it; the fingerprint is printed for comparing.
 */
static enum status load_tls(struct serve *s, struct run *run)
{
    const char *cert = run_option(run, "--tls-cert"), *key = run_option(run, "--tls-key");
    char host[256] = "localhost";
    enum status st;

    if (cert != NULL && key != NULL) {
        st = tls_load(&s->tls, cert, key, run->now_ms, run->arena, &run->err);
    } else if (run_has(run, "--tls-self")) {
        const char *dir = arena_printf(run->arena, "%s/keys", run->data_dir);
        char address[SERVER_LISTEN_MAX][LISTEN_TEXT_SIZE];
        const char *names[SERVER_LISTEN_MAX + 3] = {"localhost", "127.0.0.1"};
        size_t n = 2;

        gethostname(host, sizeof(host) - 1);
        names[n++] = host;
        for (size_t i = 0; i < s->n; i++) {
            char *end = strrchr(listen_text(address[i], &s->address[i]), ':');

            *end = '\0';
            names[n++] = address[i];
        }
        st = file_make_dirs(dir, 0700, &run->err);
        if (st == OK) {
            st = tls_self(&s->tls, dir, names, n, run->now_ms, NULL, run->arena, &run->err);
        }
    } else {
        return OK;
    }
    if (st == OK) {
        s->has_tls = true;
        fprintf(stderr, "証明書の指紋（SHA-256）: %s\n", s->tls.fingerprint);
    }
    return st;
}

/* Beyond this machine only with TLS: passwords and addresses would cross the network in the clear.
 */
static enum status check_reach(const struct serve *s, struct run *run)
{
    for (size_t i = 0; i < s->n; i++) {
        char text[LISTEN_TEXT_SIZE];

        if (!s->has_tls && !listen_is_loopback(&s->address[i])) {
            return err_say(&run->err, E_INVALID, MSG_LISTEN_NEEDS_TLS,
                           listen_text(text, &s->address[i]));
        }
    }
    return OK;
}

static enum status read_addresses(struct serve *s, struct run *run)
{
    enum status st = OK;

    for (int i = 0; st == OK && i < run->n_given; i++) {
        if (strcmp(run->given[i].name, "--listen") == 0) {
            st = s->n == SERVER_LISTEN_MAX
                     ? err_say(&run->err, E_LIMIT, MSG_LISTEN_MANY)
                     : listen_parse(&s->address[s->n], run->given[i].value, &run->err);
            s->listen[s->n++].fd = -1;
        }
    }
    if (st == OK && s->n == 0) {
        st = listen_parse(&s->address[0], "127.0.0.1:8080", &run->err);
        s->listen[s->n++].fd = -1;
    }
    return st;
}

static enum status open_sockets(struct serve *s, struct run *run)
{
    enum status st = OK;

    for (size_t i = 0; st == OK && i < s->n; i++) {
        char text[LISTEN_TEXT_SIZE];

        st = listen_open(&s->listen[i].fd, &s->address[i], &run->err);
        s->listen[i].tls = s->has_tls ? &s->tls : NULL;
        if (st == OK) {
            printf("%s://%s\n", s->has_tls ? "https" : "http", listen_text(text, &s->address[i]));
        }
    }
    return st;
}

/* While nobody can sign in, the console shows how to begin. */
static enum status print_first_link(const struct serve *s, struct run *run)
{
    bool any;
    char text[LISTEN_TEXT_SIZE];
    enum status st = account_any(&any, run->db, &run->err);

    if (st != OK || any) {
        return st;
    }
    return link_print_setup(run, arena_printf(run->arena, "%s://%s", s->has_tls ? "https" : "http",
                                              listen_text(text, &s->address[0])));
}

/* --copies: where copies are that may be looked at. */
static enum status read_places(struct serve *s, struct run *run)
{
    for (int i = 0; i < run->n_given; i++) {
        char real[PATH_MAX];

        if (strcmp(run->given[i].name, "--copies") != 0) {
            continue;
        }
        if (s->places.n == VERIFY_COPIES_MAX) {
            return err_say(&run->err, E_LIMIT, MSG_COPIES_MANY);
        }
        if (realpath(run->given[i].value, real) == NULL) {
            return err_say(&run->err, E_NOTFOUND, MSG_REPO_NOT_THERE, run->given[i].value);
        }
        s->places.dir[s->places.n++] = arena_copy(run->arena, real);
    }
    return arena_status(run->arena, &run->err);
}

static int processors(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);

    return n < 1 ? 1 : n > WEB_MAX ? WEB_MAX : (int)n;
}

struct web_role {
    struct web_serve serve;
    struct sensor_link *sensor;
    struct prober_link *prober;
};

/* What answers the world has no line to the sensor, and none to the prober. */
static int web_run(void *self, int index)
{
    struct web_role *web = self;

    sensor_link_close(web->sensor);
    prober_link_close(web->prober);
    return web_serve(&web->serve, index);
}

static enum status supervise(struct serve *s, struct run *run)
{
    struct site_options site = {.data_dir = run->data_dir, .db_url = run->db_url};
    struct site_options job_site = site;
    struct web_role web = {
        .serve = {.site = site,
                  .listen = s->listen,
                  .n_listen = s->n,
                  .job_wake = &s->wake,
                  .may_probe = s->prober.iface != NULL,
                  .has_own_certificate = run_option(run, "--tls-cert") != NULL},
        .sensor = &s->sensor,
        .prober = &s->prober
    };
    struct worker job = {.site = job_site,
                         .wake = &s->wake,
                         .sensor = &s->sensor,
                         .prober = &s->prober,
                         .places = &s->places};
    struct worker keeper = {
        .site = site, .wake = &s->wake, .sensor = &s->sensor, .prober = &s->prober};

    job.site.temp_in_dir = true;
    struct supervise_role role[ROLES_MAX] = {
        {"web",    processors(), web_run,       &web   },
        {"keeper", 1,            worker_keeper, &keeper},
        {"job",    1,            worker_job,    &job   },
        {"verify", 1,            worker_verify, &job   },
    };
    size_t n_roles = ROLES_ALWAYS;

    if (s->sensor.iface != NULL) {
        role[n_roles++] = (struct supervise_role){"sensor", 1, sensor_run, &s->sensor};
    }
    if (s->prober.iface != NULL) {
        role[n_roles++] = (struct supervise_role){"prober", 1, prober_run, &s->prober};
    }
    if (s->prober.secrets != NULL) {
        role[n_roles++] = (struct supervise_role){"reader", 1, switch_reader_run, &s->prober};
    }

    /* Children open the database for themselves: SQLite handles do not survive fork(). */
    db_close(&run->db);
    fflush(stdout);
    return supervise_run(role, n_roles, STOP_MS, &run->err);
}

/* Of the facility that --facility names, or the only one. */
static enum status open_sensor(struct serve *s, struct run *run)
{
    const char *iface = run_option(run, "--sense");

    if (iface == NULL) {
        return OK;
    }
    enum status st = run_need(run, NEEDS_DB | NEEDS_FACILITY);

    return st == OK ? sensor_link_open(&s->sensor, iface, run->facility_id, &run->err) : st;
}

static enum status open_prober(struct serve *s, struct run *run)
{
    const char *iface = run_option(run, "--probe"), *secrets = run_option(run, "--snmp");

    return iface == NULL ? OK : prober_link_open(&s->prober, iface, secrets, &run->err);
}

static int go(struct run *run)
{
    struct serve s = {.wake = WAKE_INIT, .sensor = SENSOR_LINK_NONE, .prober = PROBER_LINK_NONE};
    enum status st = read_addresses(&s, run);

    if (st == OK) {
        st = read_places(&s, run);
    }
    if (st == OK) {
        st = load_tls(&s, run);
    }
    if (st == OK) {
        st = check_reach(&s, run);
    }
    if (st == OK) {
        st = wake_open(&s.wake, &run->err);
    }
    if (st == OK) {
        st = open_sockets(&s, run);
    }
    if (st == OK) {
        st = open_sensor(&s, run);
    }
    if (st == OK) {
        st = open_prober(&s, run);
    }
    if (st == OK) {
        st = print_first_link(&s, run);
    }
    if (st == OK) {
        st = supervise(&s, run);
    }
    close_all(&s);
    return st == OK ? EXIT_DONE : run_failed(run);
}

static const struct option options[] = {
    {"--listen",                                                                                         "ADDR:PORT",
     "待ち受けるアドレス（何度でも指定できます。省略すると 127.0.0.1:8080）"},
    {"--tls-cert", "FILE", "施設の証明書（PEM）"},
    {"--tls-key",                                                                                       "FILE", "その秘密鍵（PEM）"},
    {"--copies",                                                                     "DIR",
     "バックアップの写しが見える場所。この下の写しだけを、画面や予定から確かめられます（何度でも指"
     "定できます）"},
    {"--sense",                                                                                        "IFACE", "この口を流れる通信を聞いて、機器と所見を調べます（送信はしません）"},
    {"--probe",                                                                        "IFACE", "許可のあるネットワークの機器に、この口から問い合わせられるようにします"},
    {"--snmp",                                                                                         "FILE",
     "SNMPの資格情報のファイル。許可のあるネットワークで、スイッチの表を読むのに使います（--probe "
     "と一緒に指定します）"},
    {"--tls-self",                                                                               NULL, "証明書を自動で作ります（指紋を表示します）"},
    {0                                                                                         }
};

const struct command command_serve = {
    .name = "serve",
    .words = "[--listen ADDR:PORT]… [--tls-cert F --tls-key F | --tls-self] [--copies DIR]… "
             "[--sense IFACE] [--probe IFACE [--snmp FILE]]",
    .help = "画面を開けるようにします。止めるときは Ctrl+C を押します。",
    .option = options,
    .needs = NEEDS_DB,
    .go = go,
};
