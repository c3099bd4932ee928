/* The host tool sqlc, run as the build runs it ($T_SQLC). What good statements become is tested in
   tests/unit/db; here is what it refuses, and how it writes migrations. */
#include "t.h"

#include <stdio.h>
#include <unistd.h>

struct run {
    int status;
    char said[4000]; /* on standard error, the directory cut off */
    char made[8000]; /* the file it wrote, "" if none */
};

static const char *path_of(const char *name)
{
    static char path[4][4200];
    static int next;

    next = (next + 1) % 4;
    snprintf(path[next], sizeof(path[next]), "%s/%s", t_temp_dir(), name);
    return path[next];
}

static void write_text(const char *name, const char *text)
{
    FILE *f = fopen(path_of(name), "wb");

    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    fclose(f);
}

static void read_text(char *out, size_t size, FILE *f)
{
    size_t len = f == NULL ? 0 : fread(out, 1, size - 1, f);

    out[len] = '\0';
}

/* sqlc in the temporary directory, with arguments as a shell reads them; it writes "out". */
static struct run run(const char *arguments)
{
    struct run r;
    char command[9000];

    unlink(path_of("out"));
    snprintf(command, sizeof(command), "cd %s && %s %s 2>&1", t_temp_dir(), getenv("T_SQLC"),
             arguments);
    FILE *f = popen(command, "r");

    assert_non_null(f);
    read_text(r.said, sizeof(r.said), f);
    r.status = pclose(f);
    f = fopen(path_of("out"), "rb");
    read_text(r.made, sizeof(r.made), f);
    if (f != NULL) {
        fclose(f);
    }
    return r;
}

static void expect(const char *what, const char *text, const char *want)
{
    if (strstr(text, want) == NULL) {
        print_error("%s: wanted '%s' in:\n%s\n", what, want, text);
        fail();
    }
}

#define NAME "-- name: a_b  What it does.\n"

static void refuses_with_file_and_line(void **state)
{
    static const struct {
        const char *source;
        const char *want;
    } row[] = {
        {"",                                                               "x.sql: no '-- name:' line"                        },
        {"-- only a comment\n",                                            "x.sql: no '-- name:' line"                        },
        {"SELECT 1;\n",                                                    "x.sql:1: SQL before the first"                    },
        {"-- name: a_b\nDELETE FROM a;\n",                                 "x.sql:1: a_b needs a sentence"                    },
        {"-- name: aB  What.\nDELETE FROM a;\n",                           "x.sql:1: 'aB  What.': a name is lower-case"       },
        {"-- name: 1a  What.\nDELETE FROM a;\n",                           "x.sql:1: '1a  What.': a name is"                  },
        {NAME,                                                             "x.sql:1: a_b has no SQL"                          },
        {NAME "\n-- a comment\n",                                          "x.sql:1: a_b has no SQL"                          },
        {NAME ";\n",                                                       "x.sql:2: a_b has no SQL"                          },
        {NAME "DELETE FROM a\n",                                           "x.sql:2: the SQL of a_b does not end with ';'"    },
        {NAME "DELETE FROM a;\nDELETE FROM b;\n",                          "x.sql:3: a second statement after the ';'"        },
        {NAME "DELETE FROM a\n WHERE b = $1;\n",                           "x.sql:3: a_b uses $1 but has no '-- in:' line"    },
        {NAME "-- in: b i64\nDELETE FROM a\n WHERE b = $2;\n",             "x.sql:4: $2 is used, but"                         },
        {NAME "-- in: b i64, c i64\nDELETE FROM a WHERE c = $2;\n",
         "x.sql:3: parameter 1 of a_b, b, is never used"                                                                      },
        {NAME "-- in: b i64\nDELETE FROM a WHERE b = '$1';\n",             "1 of a_b, b, is never used"                       },
        {NAME "-- in: b i64\nDELETE FROM a WHERE b = 1 -- $1\n;\n",        "1 of a_b, b, is never used"                       },
        {NAME "-- in: b i64\nDELETE FROM a WHERE b = $1x;\n",              "x.sql:3: '$1x' is no parameter"                   },
        {NAME "-- in: b i64\nDELETE FROM a WHERE b = $0;\n",               "x.sql:3: '$0' is no parameter"                    },
        {NAME "-- in: b i64\nDELETE FROM a WHERE b = ?;\n",                "x.sql:3: '?' is no parameter here"                },
        {NAME "-- in: b i64\nDELETE FROM a WHERE b = ?1;\n",               "x.sql:3: '?' is no parameter here"                },
        {NAME "-- in: b i64\nDELETE FROM a WHERE b = :b;\n",               "x.sql:3: named parameters are"                    },
        {NAME "-- in: b i64\nDELETE FROM a WHERE b = @b;\n",               "x.sql:3: named parameters are"                    },
        {NAME "-- in: b i64\nDELETE FROM a\n WHERE b = $1::bigint;\n",     "x.sql:4: a '::' cast is"                          },
        {NAME "-- in: b int\nDELETE FROM a WHERE b = $1;\n",
         "x.sql:2: b has the type 'int'; there are id, i64, bool, text and blob"                                              },
        {NAME "-- in: b\nDELETE FROM a WHERE b = $1;\n",                   "x.sql:2: b has the type ''"                       },
        {NAME "-- in: B i64\nDELETE FROM a WHERE b = $1;\n",               "x.sql:2: 'B i64': a name is"                      },
        {NAME "-- in: b i64, b text\nDELETE FROM a WHERE b = $1;\n",
         "x.sql:2: b stands here twice"                                                                                       },
        {NAME "-- in: db i64\nDELETE FROM a WHERE b = $1;\n",
         "x.sql:2: 'db' cannot be a name in C"                                                                                },
        {NAME "-- in: int i64\nDELETE FROM a WHERE b = $1;\n",             "x.sql:2: 'int' cannot be a name"                  },
        {NAME "-- in: b i64\n-- in: c i64\nDELETE FROM a WHERE b = $1;\n",
         "x.sql:3: a second '-- in:' line"                                                                                    },
        {NAME "-- inn: b i64\nDELETE FROM a WHERE b = $1;\n",
         "x.sql:2: unknown header line '-- inn:'"                                                                             },
        {NAME "SELECT 1;\n",                                               "x.sql:2: a_b gives rows but has no '-- out:' line"},
        {NAME "WITH x AS (SELECT 1)\nSELECT * FROM x;\n",                  "gives rows but has no '-- out:' line"             },
        {NAME "INSERT INTO a (b) VALUES (1) RETURNING b;\n",
         "gives rows but has no '-- out:' line"                                                                               },
        {NAME "-- out: b i64\nINSERT INTO a (b) SELECT 1;\n",              "x.sql:2: a_b gives no rows but has"               },
        {NAME "DELETE FROM a;\n" NAME "DELETE FROM a;\n",                  "x.sql:3: a_b exists already: x.sql:1"             },
        {NAME "-- sqlite:\nDELETE FROM a;\n",                              "x.sql:1: a_b has no SQL for postgres"             },
        {NAME "-- sqlite:\n-- postgres:\nDELETE FROM a;\n",                "a_b has no SQL"                                   },
        {NAME "-- sqlite:\nDELETE FROM a;\n-- sqlite:\nDELETE FROM b;\n",
         "x.sql:4: a_b has a second body for sqlite"                                                                          },
        {NAME "-- sqlite: x\nDELETE FROM a;\n",                            "x.sql:2: nothing may follow '-- sqlite:'"         },
        {NAME "DELETE FROM a;\n-- postgres:\nDELETE FROM a;\n",            "a second body for postgres"                       },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(row); i++) {
        write_text("x.sql", row[i].source);
        struct run r = run("x.sql out");

        expect(row[i].source, r.said, row[i].want);
        assert_int_not_equal(r.status, 0);
        assert_string_equal(r.made, ""); /* nothing is left that looks made */
    }
}

static void takes_what_is_right(void **state)
{
    static const char *const source[] = {
        NAME "DELETE FROM a;",
        NAME "\n-- a comment\n/* one more;\n $9 ? */ DELETE FROM a; -- the end\n-- and after it\n",
        NAME "-- in: b i64,\n--     c text\nDELETE FROM a WHERE b = $2 AND c = $1 AND b > $1;\n",
        NAME "DELETE FROM a WHERE b = ';?::''$1' AND \"a;\"\"b\" = 1;\n",
        NAME "-- out: n i64\nWITH x AS (SELECT 1) SELECT (SELECT max(b) FROM x) FROM x;\n",
        NAME "WITH x AS (SELECT 1) INSERT INTO a (b) SELECT * FROM x;\n",
        NAME "INSERT INTO a (b) VALUES (1) ON CONFLICT (b) DO UPDATE SET b = 2;\n",
        NAME "-- out: n i64\n-- postgres:\nSELECT 1;\n-- sqlite:\nSELECT 2;\n",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(source); i++) {
        write_text("x.sql", source[i]);
        struct run r = run("x.sql out");

        if (r.status != 0) {
            print_error("%s\n%s\n", source[i], r.said);
            fail();
        }
        expect(source[i], r.made, "sql_a_b");
    }
}

static void tables_are_of_one_shape(void **state)
{
    (void)state;
    write_text("x.sql", "-- name: a  A.\n-- in: f id\n-- out: n i64\n-- level: warns\nSELECT 1;\n");
    write_text("y.sql", "-- name: b  B.\n-- in: f id\n-- out: n i64\nSELECT $1;\n");
    write_text("z.sql", "-- name: c  C.\n-- in: f id\n-- out: n i64?\nSELECT $1;\n");
    assert_int_equal(run("--table checks out x.sql y.sql").status, 0);
    struct run r = run("--table checks out x.sql y.sql z.sql");

    expect("another shape", r.said, "z.sql:1: c differs in 'in' or 'out' from a (x.sql:1)");
    assert_string_equal(r.made, "");
    expect("as a file", run("x.sql out").said, "x.sql:4: unknown header line '-- level:'");
    expect("a name twice", run("--registry out y.sql y.sql").said, "b exists already");
}

static void migrations_speak_each_engines_words(void **state)
{
    (void)state;
    write_text("0001_first.sql",
               "-- ID and TEXT in a comment\n"
               "CREATE TABLE a (id ID, n I64, t TEXT NOT NULL DEFAULT 'TEXT ID', b BLOB, o BOOL);\n"
               "CREATE TABLE c (id ID)WITHOUT ROWID;\n"
               "-- sqlite:\nCREATE VIRTUAL TABLE w USING fts5(words);\n"
               "-- postgres:\nCREATE TABLE w (words text[]);\n"
               "-- both:\nCREATE INDEX \"BLOB\" ON a (t);\n");
    write_text("0002_more_words.sql", "ALTER TABLE a ADD COLUMN x I64;\n");
    struct run r = run("--migrations out 0001_first.sql 0002_more_words.sql");
    char joined[8000];
    size_t len = 0;

    for (const char *p = r.made; *p != '\0';) { /* literals over several lines become one */
        size_t gap = strncmp(p, "\"\n    \"", 7) == 0 ? 7 : 0;

        joined[len++] = p[gap];
        p += gap + 1;
    }
    joined[len] = '\0';
    static const char *const want[] =
        {
            "{1, \"first\", \"",
            "{2, \"more_words\", "
            "\"0f44226e0b91aef338f7e778ab75f69f1f9544986bae192274d566f4b7d78bec\",", /* sha256sum */
            "CREATE TABLE a (id INTEGER, n INTEGER, t TEXT NOT NULL DEFAULT 'TEXT ID', b BLOB, "
            "o INTEGER) STRICT;",
            "CREATE TABLE a (id BIGINT, n BIGINT, t TEXT COLLATE \\\"C\\\" NOT NULL DEFAULT 'TEXT "
            "ID', "
            "b BYTEA, o BIGINT);",
            "CREATE TABLE c (id INTEGER)WITHOUT ROWID, STRICT;\\nCREATE VIRTUAL TABLE w USING "
            "fts5(words);\\nCREATE INDEX \\\"BLOB\\\" ON a (t);\\n\"",
            "CREATE TABLE c (id BIGINT);\\nCREATE TABLE w (words text[]);\\n",
            "ALTER TABLE a ADD COLUMN x BIGINT;",
        };

    assert_int_equal(r.status, 0);
    for (size_t i = 0; i < COUNT(want); i++) {
        expect("migrations", joined, want[i]);
    }
}

static void migrations_are_named_and_numbered(void **state)
{
    static const struct {
        const char *name;
        const char *text;
        const char *want;
    } row[] = {
        {"first.sql",     "DELETE FROM a;\n",    "first.sql: a migration is named NNNN_word.sql"         },
        {"001_x.sql",     "DELETE FROM a;\n",    "001_x.sql: a migration is named NNNN_word.sql"         },
        {"0001_.sql",     "DELETE FROM a;\n",    "0001_.sql: a migration is named NNNN_word.sql"         },
        {"0002_x.sql",    "DELETE FROM a;\n",    "0002_x.sql: number 0001 comes next"                    },
        {"0001_x.sql",    "DELETE FROM a\n",     "0001_x.sql:2: the last statement does not end with ';'"},
        {"0001_y.sql",    "DELETE FROM a;\n;\n", "0001_y.sql:2: an empty statement"                      },
        {"0001_gone.sql", NULL,                  "0001_gone.sql: cannot read: No such file"              },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(row); i++) {
        char arguments[100];

        if (row[i].text != NULL) {
            write_text(row[i].name, row[i].text);
        }
        snprintf(arguments, sizeof(arguments), "--migrations out %s", row[i].name);
        struct run r = run(arguments);

        expect(row[i].name, r.said, row[i].want);
        assert_string_equal(r.made, "");
    }
}

static void says_how_it_is_used(void **state)
{
    (void)state;
    expect("no arguments", run("").said, "usage: sqlc IN.sql OUT.sql.h");
    expect("an unknown option", run("--nothing out x").said, "usage:");
    write_text("x.sql", NAME "DELETE FROM a;\n");
    expect("nowhere to write", run("x.sql no/out").said, "no/out: cannot write");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_with_file_and_line),
        cmocka_unit_test(takes_what_is_right),
        cmocka_unit_test(tables_are_of_one_shape),
        cmocka_unit_test(migrations_speak_each_engines_words),
        cmocka_unit_test(migrations_are_named_and_numbered),
        cmocka_unit_test(says_how_it_is_used),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
