/* with_pg COMMAND...: run it with one PostgreSQL for all test programs ($T_PG_URL). */
#include "pg.h"
#include "t.h"

#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    int status = 0;

    if (argc < 2) {
        fputs("usage: with_pg COMMAND...\n", stderr);
        return 2;
    }
    setenv("T_PG_URL", pg_server(), 1);
    signal(SIGINT, SIG_IGN); /* the command ends by it, then we stop the server */
    pid_t pid = fork();

    if (pid == 0) {
        signal(SIGINT, SIG_DFL);
        execvp(argv[1], argv + 1);
        perror(argv[1]);
        _exit(127);
    }
    if (pid < 0 || waitpid(pid, &status, 0) != pid) {
        return 1;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
