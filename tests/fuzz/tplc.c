/* The template compiler on any bytes: refused with file and line, or C whose braces and literals
   close, and in which values stand only where a writer is safe. */
#include "tplc.h"

#include "fuzz.h"

#include <stdbool.h>
#include <string.h>

enum { SOURCE_MAX = 4096, OUTPUT_MAX = 1 << 20 };

/* Past the literal that begins at p. */
static const char *literal_end(const char *p)
{
    char quote = *p++;

    for (; *p != quote; p++) {
        FUZZ_CHECK(*p != '\0' && *p != '\n');
        p += *p == '\\';
    }
    return p + 1;
}

static void check_output(const char *c)
{
    int depth = 0;

    FUZZ_CHECK(strncmp(c, "/* Made by", 10) == 0);
    for (const char *p = strstr(c, "*/") + 2; *p != '\0';) {
        if (*p == '"' || *p == '\'') {
            p = literal_end(p);
            continue;
        }
        FUZZ_CHECK(strncmp(p, "/*", 2) != 0 && strncmp(p, "//", 2) != 0);
        depth += (*p == '{') - (*p == '}');
        FUZZ_CHECK(depth >= 0);
        p++;
    }
    FUZZ_CHECK(depth == 0);
    FUZZ_CHECK(strcmp(c + strlen(c) - 8, "\n#endif\n") == 0);
}

/*
 * All pages as one text, each value as '@': seen with the simplest eyes there are, no '@' may
 * stand inside a tag but between double quotes. Blocks do not change the HTML context, so the
 * text that runs through all branches is as good as any that a page could write.
 */
static void check_values(const char *c)
{
    bool in_tag = false;
    char quote = '\0'; /* that of the value we are in */

    for (const char *line = c; line != NULL; line = strchr(line + 1, '\n')) {
        line += *line == '\n';
        const char *p = line + strspn(line, " ");

        if (strncmp(p, "html_text(", 10) == 0) {
            FUZZ_CHECK(!in_tag);
        } else if (strncmp(p, "html_attr(", 10) == 0 || strncmp(p, "html_url", 8) == 0) {
            FUZZ_CHECK(in_tag && quote == '"');
        } else if (strncmp(p, "html_lit(", 9) == 0 || *p == '"') {
            const char *end = literal_end(strchr(p, '"'));

            for (p = strchr(p, '"') + 1; p < end - 1; p++) {
                p += *p == '\\'; /* the quote of an attribute is an escaped one */
                if (quote != '\0') {
                    quote = *p == quote ? '\0' : quote;
                } else if (in_tag && (*p == '"' || *p == '\'')) {
                    quote = *p;
                } else {
                    in_tag = *p == '<' || (in_tag && *p != '>');
                }
            }
        }
        if (*line == '\0') {
            break;
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char msg[TPLC_MSG_SIZE] = "";
    char *text = NULL;
    size_t len = 0;
    int line = 0;

    if (size > SOURCE_MAX) {
        return 0;
    }
    FILE *out = open_memstream(&text, &len);

    if (out == NULL) {
        return 0;
    }
    bool fine = tplc_compile(out, "x.html", (const char *)data, size, msg);

    fclose(out);
    FUZZ_CHECK(len < OUTPUT_MAX);
    if (fine) {
        FUZZ_CHECK(strlen(text) == len);
        check_output(text);
        check_values(text);
    } else {
        FUZZ_CHECK(sscanf(msg, "x.html:%d: ", &line) == 1);
        FUZZ_CHECK(line >= 1 && (size_t)line <= size + 1);
    }
    free(text);
    return 0;
}
