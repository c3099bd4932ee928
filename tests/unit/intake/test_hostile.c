/*
 * Files made to hurt: each is refused in a clerk's words, by a process that may take no more than
 * 64 MiB and a second of work (reliability.md S7). tests/data/intake/make.py makes them.
 */
#include "intake/book.h"
#include "t.h"

#include <stdio.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __has_feature
#define SANITIZED __has_feature(address_sanitizer)
#elif defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

enum { MEMORY_MAX = 64 << 20, SECONDS_MAX = SANITIZED ? 20 : 1 };

static const char *where(void)
{
    static char dir[4200];

    if (dir[0] == '\0') {
        char command[9000];

        snprintf(dir, sizeof(dir), "%s", t_temp_dir());
        snprintf(command, sizeof(command), "python3 '%s' --hostile '%s'",
                 t_source("tests/data/intake/make.py"), dir);
        assert_int_equal(system(command), 0);
    }
    return dir;
}

struct outcome {
    enum status status;
    enum msg msg;
    unsigned rows;
    bool done;
};

static enum status read_all(const char *path, unsigned *rows, struct err *err)
{
    CLEANUP(book_close) struct book *b = NULL;
    struct book_source source = {.path = path};
    const struct book_row *row = NULL;
    const struct book_merge *m;
    size_t n;
    enum status st = book_open(&b, &source, err);

    if (st == OK) {
        st = book_select(b, 0, err);
    }
    while (st == OK && (st = book_next(b, &row, err)) == OK && row != NULL) {
        (*rows)++;
    }
    return st == OK ? book_merges(b, 0, &m, &n, err) : st;
}

/* Read path in a child that dies when it takes too much. */
static struct outcome read_within_limits(const char *path)
{
    struct outcome *shared =
        mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    assert_ptr_not_equal(shared, MAP_FAILED);

    pid_t child = fork();

    if (child == 0) {
        struct rlimit memory = {MEMORY_MAX, MEMORY_MAX}, cpu = {SECONDS_MAX, SECONDS_MAX};
        struct err err = {.status = OK};

        if (!SANITIZED) {
            setrlimit(RLIMIT_DATA, &memory);
        }
        setrlimit(RLIMIT_CPU, &cpu);
        shared->status = read_all(path, &shared->rows, &err);
        shared->msg = err.msg;
        shared->done = true;
        _exit(0);
    }

    int status;
    struct outcome out;

    waitpid(child, &status, 0);
    out = *shared;
    munmap(shared, sizeof(*shared));
    return out;
}

static void refuses_every_one_in_words_and_in_bounds_and_takes_what_just_fits(void **state)
{
    (void)state;
    static const struct {
        const char *file;
        enum status want;
        enum msg msg;
    } row[] = {
        {"fits-cell.xlsx",     OK,        MSG_NONE            },
        {"fits-columns.xlsx",  OK,        MSG_NONE            },
        {"fits-rows.xlsx",     OK,        MSG_NONE            },
        {"fits-merges.xlsx",   OK,        MSG_NONE            },
        {"fits-depth.xlsx",    OK,        MSG_NONE            },
        {"fits-names.xlsx",    OK,        MSG_NONE            },
        {"fits-size.xlsx",     OK,        MSG_NONE            },
        {"fits-sheets.xlsx",   OK,        MSG_NONE            },
        {"sheets.xlsx",        E_LIMIT,   MSG_INTAKE_UNSAFE   },
        {"bomb-ratio.xlsx",    E_LIMIT,   MSG_INTAKE_BOMB     },
        {"bomb-lies.xlsx",     E_INVALID, MSG_INTAKE_BROKEN   },
        {"bomb-strings.xlsx",  E_LIMIT,   MSG_INTAKE_BOMB     },
        {"strings-many.xlsx",  E_LIMIT,   MSG_INTAKE_BOMB     },
        {"parts.xlsx",         E_LIMIT,   MSG_INTAKE_BOMB     },
        {"entities.xlsx",      E_INVALID, MSG_INTAKE_UNSAFE   },
        {"xxe.xlsx",           E_INVALID, MSG_INTAKE_UNSAFE   },
        {"xxe-strings.xlsx",   E_INVALID, MSG_INTAKE_UNSAFE   },
        {"depth.xlsx",         E_LIMIT,   MSG_INTAKE_UNSAFE   },
        {"names.xlsx",         E_LIMIT,   MSG_INTAKE_UNSAFE   },
        {"tag.xlsx",           E_LIMIT,   MSG_INTAKE_UNSAFE   },
        {"huge-cell.xlsx",     E_LIMIT,   MSG_INTAKE_UNSAFE   },
        {"long-cell.xlsx",     E_LIMIT,   MSG_INTAKE_CELL_LONG},
        {"columns.xlsx",       E_LIMIT,   MSG_INTAKE_COLUMNS  },
        {"merges.xlsx",        E_LIMIT,   MSG_INTAKE_MERGES   },
        {"row-order.xlsx",     E_INVALID, MSG_INTAKE_BROKEN   },
        {"row-number.xlsx",    E_INVALID, MSG_INTAKE_BROKEN   },
        {"string-number.xlsx", E_INVALID, MSG_INTAKE_BROKEN   },
        {"not-xml.xlsx",       E_INVALID, MSG_INTAKE_BROKEN   },
        {"empty-part.xlsx",    E_INVALID, MSG_INTAKE_BROKEN   },
        {"cut.xlsx",           E_INVALID, MSG_INTAKE_BROKEN   },
        {"flipped.xlsx",       E_INVALID, MSG_INTAKE_BROKEN   },
        {"word.xlsx",          E_INVALID, MSG_INTAKE_NOT_XLSX },
        {"ods.xlsx",           E_INVALID, MSG_INTAKE_NOT_XLSX },
        {"old.xls",            E_INVALID, MSG_INTAKE_XLS      },
        {"password.xlsx",      E_INVALID, MSG_INTAKE_PASSWORD },
        {"line.csv",           E_LIMIT,   MSG_INTAKE_TOO_BIG  },
        {"line-40mb.csv",      E_LIMIT,   MSG_INTAKE_ROW_LONG },
        {"columns.csv",        E_LIMIT,   MSG_INTAKE_COLUMNS  },
        {"columns-empty.csv",  E_LIMIT,   MSG_INTAKE_COLUMNS  },
        {"quote.csv",          E_LIMIT,   MSG_INTAKE_ROW_LONG },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        char path[4400];

        snprintf(path, sizeof(path), "%s/%s", where(), row[i].file);

        struct outcome got = read_within_limits(path);

        if (!got.done) {
            fail_msg("%s took more than it may", row[i].file);
        }
        if (got.status != row[i].want || got.msg != row[i].msg) {
            fail_msg("%s: %s, \"%s\"", row[i].file, status_name(got.status),
                     msg_text(got.msg, LANG_JA));
        }
    }
}

/* The guard itself: a child that takes more is really caught. */
static void catches_a_reader_that_takes_too_much(void **state)
{
    (void)state;
    struct rlimit memory = {MEMORY_MAX, MEMORY_MAX};
    pid_t child = SANITIZED ? 0 : fork();

    if (SANITIZED) {
        return;
    }
    if (child == 0) {
        setrlimit(RLIMIT_DATA, &memory);
        _exit(malloc(MEMORY_MAX + 1) == NULL ? 7 : 0);
    }

    int status;

    waitpid(child, &status, 0);
    assert_int_equal(WEXITSTATUS(status), 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_every_one_in_words_and_in_bounds_and_takes_what_just_fits),
        cmocka_unit_test(catches_a_reader_that_takes_too_much),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
