#include "http/listen.h"

#include "t.h"

#include <sys/wait.h>
#include <unistd.h>

static void reads_addresses(void **state)
{
    (void)state;
    static const struct {
        const char *text, *want; /* NULL: refused */
        bool loopback;
    } row[] = {
        {"127.0.0.1:8080",                                                               "127.0.0.1:8080",        true },
        {"127.1.2.3:1",                                                                  "127.1.2.3:1",           true },
        {"localhost:8080",                                                               "127.0.0.1:8080",        true },
        {"[::1]:8080",                                                                   "[::1]:8080",            true },
        {"[::]:443",                                                                     "[::]:443",              false},
        {"[2001:db8::1]:65535",                                                          "[2001:db8::1]:65535",   false},
        {"[::ffff:127.0.0.1]:80",                                                        "[::ffff:127.0.0.1]:80", false},
        {"*:8080",                                                                       "0.0.0.0:8080",          false},
        {"192.0.2.1:0",                                                                  "192.0.2.1:0",           false},
        {"128.0.0.1:80",                                                                 "128.0.0.1:80",          false},
        {"",                                                                             NULL,                    false},
        {"8080",                                                                         NULL,                    false},
        {":8080",                                                                        NULL,                    false},
        {"127.0.0.1",                                                                    NULL,                    false},
        {"127.0.0.1:",                                                                   NULL,                    false},
        {"127.0.0.1:65536",                                                              NULL,                    false},
        {"127.0.0.1:99999999999",                                                        NULL,                    false},
        {"127.0.0.1:-1",                                                                 NULL,                    false},
        {"127.0.0.1:80x",                                                                NULL,                    false},
        {"127.0.0.1:+80",                                                                NULL,                    false},
        {"127.1:80",                                                                     NULL,                    false},
        {"::1:8080",                                                                     NULL,                    false},
        {"[127.0.0.1]:80",                                                               NULL,                    false},
        {"[::1:80",                                                                      NULL,                    false},
        {"hospital.example:80",                                                          NULL,                    false},
        {"0000000000000000000000000000000000000000000000000000000000000000000000001:80", NULL,
         false                                                                                                         },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        struct listen_address a;
        char text[LISTEN_TEXT_SIZE];
        struct err err;

        T_STATUS(row[i].text, listen_parse(&a, row[i].text, &err),
                 row[i].want == NULL ? E_INVALID : OK);
        if (row[i].want != NULL) {
            assert_string_equal(listen_text(text, &a), row[i].want);
            assert_int_equal(listen_is_loopback(&a), row[i].loopback);
        }
    }
}

static void a_free_port_gets_its_number(void **state)
{
    (void)state;
    static const char *const text[] = {"127.0.0.1:0", "[::1]:0"};

    for (size_t i = 0; i < COUNT(text); i++) {
        struct listen_address a;
        struct err err;
        int fd = -1;

        T_OK(listen_parse(&a, text[i], &err));
        T_OK(listen_open(&fd, &a, &err));
        assert_int_not_equal(listen_port(&a), 0);
        close(fd);
    }
}

static void a_taken_port_is_named(void **state)
{
    (void)state;
    struct listen_address a;
    struct err err;
    int first = -1, second = -1;
    char text[LISTEN_TEXT_SIZE];

    T_OK(listen_parse(&a, "127.0.0.1:0", &err));
    T_OK(listen_open(&first, &a, &err));
    T_STATUS("taken", listen_open(&second, &a, &err), E_CONFLICT);
    assert_int_equal(err.msg, MSG_LISTEN_TAKEN);
    assert_string_equal(err.arg[0], listen_text(text, &a));
    assert_int_equal(second, -1);
    close(first);
}

static void waits_for_a_port_that_is_being_given_up(void **state)
{
    (void)state;
    struct listen_address a;
    struct err err;
    int first = -1, second = -1, ready[2];

    T_OK(listen_parse(&a, "127.0.0.1:0", &err));
    T_OK(listen_open(&first, &a, &err));
    assert_int_equal(pipe(ready), 0);
    pid_t child = fork(); /* holds the socket for a moment longer */

    if (child == 0) {
        close(ready[1]);
        read(ready[0], &(char){0}, 1); /* until the parent has begun to try */
        usleep(100000);
        _exit(0);
    }
    close(first);
    close(ready[0]);
    close(ready[1]);
    T_OK(listen_open(&second, &a, &err));
    close(second);
    waitpid(child, NULL, 0);
}

static void an_address_of_another_machine_is_refused(void **state)
{
    (void)state;
    struct listen_address a;
    struct err err;
    int fd = -1;

    T_OK(listen_parse(&a, "192.0.2.1:8080", &err));
    T_STATUS("not ours", listen_open(&fd, &a, &err), E_IO);
    assert_int_equal(fd, -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_addresses),
        cmocka_unit_test(a_free_port_gets_its_number),
        cmocka_unit_test(a_taken_port_is_named),
        cmocka_unit_test(waits_for_a_port_that_is_being_given_up),
        cmocka_unit_test(an_address_of_another_machine_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
