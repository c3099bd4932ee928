#include "pg.h"

#include "db/db.h"
#include "t.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <glob.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { START_POLL_US = 20000, START_POLLS = 3000 }; /* 60 s, with initdb on a loaded machine */

static struct {
    pid_t owner;   /* a child of ours that ends does not stop it */
    pid_t guard;   /* runs the server, and tidies up however we end */
    int leash;     /* the guard acts when nobody holds this end of the pipe any more */
    char bin[256]; /* directory of initdb and postgres */
    char dir[64];  /* short: a socket's path has 107 bytes */
    char url[128];
} server;

static char admin_url[1024]; /* of a database that exists already */
static char own_name[40];
static char own_url[1100];

static void find_programs(void)
{
    glob_t found;

    if (glob("/usr/lib/postgresql/*/bin/initdb", 0, NULL, &found) != 0) {
        fail_msg("initdb is missing: install the package postgresql-15 (packages.txt)");
        return;
    }
    const char *last = found.gl_pathv[found.gl_pathc - 1];

    snprintf(server.bin, sizeof(server.bin), "%.*s", (int)(strlen(last) - strlen("/initdb")), last);
    globfree(&found);
}

/* In the child: PostgreSQL refuses to run as root. */
static void become_nobody(void)
{
    const struct passwd *user = getpwnam("postgres");

    if (user == NULL) {
        user = getpwnam("nobody");
    }
    if (user == NULL || setgroups(0, NULL) != 0 || setgid(user->pw_gid) != 0 ||
        setuid(user->pw_uid) != 0) {
        _exit(126);
    }
}

static void give_dir_away(void)
{
    const struct passwd *user = getpwnam("postgres");

    if (user == NULL) {
        user = getpwnam("nobody");
    }
    if (user == NULL || chown(server.dir, user->pw_uid, user->pw_gid) != 0) {
        fail_msg("cannot give %s to an unprivileged user", server.dir);
    }
}

/* Start argv[0] with its output in the server's log. */
static pid_t spawn(const char *const argv[])
{
    char log[128];
    pid_t parent = getpid();
    pid_t pid = fork();

    if (pid != 0) {
        return pid;
    }
    snprintf(log, sizeof(log), "%s/log", server.dir);
    if (geteuid() == 0) {
        become_nobody();
    }
    prctl(PR_SET_PDEATHSIG, SIGINT); /* after the change of user, which clears it */
    if (getppid() != parent || freopen(log, "a", stdout) == NULL ||
        freopen(log, "a", stderr) == NULL || chdir(server.dir) != 0) {
        _exit(126);
    }
    execv(argv[0], (char *const *)argv);
    _exit(127);
}

static void show_log(void)
{
    char path[128];
    char line[512];

    snprintf(path, sizeof(path), "%s/log", server.dir);
    FILE *f = fopen(path, "r");

    while (f != NULL && fgets(line, sizeof(line), f) != NULL) {
        print_error("%s", line);
    }
    if (f != NULL) {
        fclose(f);
    }
}

static bool make_cluster(void)
{
    char program[300];
    int status = -1;

    snprintf(program, sizeof(program), "%s/initdb", server.bin);
    /* Its default collation is Japanese: what is not COLLATE "C" is seen to sort otherwise. */
    pid_t pid = spawn((const char *const[]){
        program, "-D", "data", "-U", "sonae", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8",
        "--locale-provider=icu", "--icu-locale=ja", "--no-sync", NULL});

    return waitpid(pid, &status, 0) == pid && status == 0;
}

static pid_t start_server(void)
{
    char program[300];

    snprintf(program, sizeof(program), "%s/postgres", server.bin);
    return spawn((const char *const[]){program,
                                       "-D",
                                       "data",
                                       "-k",
                                       server.dir,
                                       "-c",
                                       "listen_addresses=",
                                       "-c",
                                       "fsync=off",
                                       "-c",
                                       "full_page_writes=off",
                                       "-c",
                                       "synchronous_commit=off",
                                       "-c",
                                       "shared_buffers=32MB",
                                       "-c",
                                       "max_connections=60",
                                       "-c",
                                       "autovacuum=off",
                                       NULL});
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
    (void)st;
    (void)flag;
    (void)ftw;
    return remove(path);
}

static void remove_dir(void)
{
    nftw(server.dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* The guard: run the server until the leash is let go, be it by kill -9; then tidy up. */
static void guard_server(int leash)
{
    char byte;

    setsid();                /* a Ctrl-C is for the tests; we hear of it through the leash */
    signal(SIGINT, SIG_DFL); /* a background job of a shell ignores them, and so would the server */
    signal(SIGQUIT, SIG_DFL);
    pid_t pid = make_cluster() ? start_server() : 0;

    while (read(leash, &byte, 1) < 0 && errno == EINTR) {
    }
    if (pid > 0) {
        kill(pid, SIGQUIT);
        waitpid(pid, NULL, 0);
    }
    remove_dir();
}

static bool answers(void)
{
    struct db *db;
    struct db_options options = {.url = server.url};

    if (db_open(&db, &options, NULL) != OK) {
        return false;
    }
    db_close(&db);
    return true;
}

static void start_guard(void)
{
    int leash[2];

    if (pipe2(leash, O_CLOEXEC) != 0) {
        fail_msg("no pipe");
    }
    server.guard = fork();
    if (server.guard == 0) {
        int null = open("/dev/null", O_RDWR);

        close(leash[1]);
        dup2(null, STDOUT_FILENO); /* whoever reads the tests' output does not wait for us */
        dup2(null, STDERR_FILENO);
        guard_server(leash[0]);
        _exit(0);
    }
    close(leash[0]);
    server.leash = leash[1];
    for (int i = 0; i < START_POLLS; i++) {
        if (answers()) {
            return;
        }
        usleep(START_POLL_US);
    }
    show_log();
    fail_msg("PostgreSQL does not answer");
}

const char *pg_server(void)
{
    if (server.guard == 0) {
        find_programs();
        snprintf(server.dir, sizeof(server.dir), "/tmp/sonae-pg-XXXXXX");
        if (mkdtemp(server.dir) == NULL) {
            fail_msg("no temporary directory");
        }
        server.owner = getpid();
        atexit(pg_stop);
        if (geteuid() == 0) {
            give_dir_away();
        }
        snprintf(server.url, sizeof(server.url), "postgresql:///postgres?host=%s&user=sonae",
                 server.dir);
        start_guard();
    }
    return server.url;
}

void pg_stop(void)
{
    if (server.owner != getpid()) {
        return;
    }
    if (server.guard != 0) {
        close(server.leash);
        waitpid(server.guard, NULL, 0);
        server.guard = 0;
    } else if (server.dir[0] != '\0') {
        remove_dir();
    }
    server.dir[0] = '\0';
}

static void admin(const char *verb, const char *rest)
{
    char sql[160];
    struct err err;
    struct db *db;
    struct db_options options = {.url = admin_url};

    snprintf(sql, sizeof(sql), "%s %s %s", verb, own_name, rest);
    T_OK(db_open(&db, &options, &err));
    T_OK(db_script(db, sql, &err));
    db_close(&db);
}

static void drop_own(void)
{
    if (server.owner == getpid()) {
        admin("DROP DATABASE", "WITH (FORCE)");
    }
}

const char *pg_database(void)
{
    if (own_url[0] != '\0') {
        return own_url;
    }
    const char *shared = getenv("T_PG_URL");
    uint64_t random;

    snprintf(admin_url, sizeof(admin_url), "%s", shared != NULL ? shared : pg_server());
    if (getrandom(&random, sizeof(random), 0) != sizeof(random)) {
        fail_msg("no random numbers");
    }
    snprintf(own_name, sizeof(own_name), "t_%016llx", (unsigned long long)random);
    admin("CREATE DATABASE", "");

    /* scheme://authority/NAME?options: ours instead of NAME */
    const char *authority = strstr(admin_url, "://") + 3;
    const char *name = authority + strcspn(authority, "/?");
    const char *rest = name + strcspn(name, "?");

    snprintf(own_url, sizeof(own_url), "%.*s/%s%s", (int)(name - admin_url), admin_url, own_name,
             rest);
    if (shared != NULL) {
        server.owner = getpid();
        atexit(drop_own); /* a private server goes with all its databases */
    }
    return own_url;
}
