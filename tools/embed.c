/*
 * embed OUT.h NAME FILE...: files as a C table, static const struct embedded
 * NAME[] (base/embedded.h), in the order given. Include OUT.h in one .c file.
 */
#include "tool.h"

#include <sodium.h>
#include <string.h>

enum { ETAG_BYTES = 16, LINE_BYTES = 96 };

static const char *media_type(const char *name)
{
    static const struct {
        const char *ending;
        const char *type;
    } row[] = {
        {".css",  "text/css; charset=utf-8"                                          },
        {".js",   "text/javascript; charset=utf-8"                                   },
        {".svg",  "image/svg+xml"                                                    },
        {".png",  "image/png"                                                        },
        {".json", "application/json"                                                 },
        {".html", "text/html; charset=utf-8"                                         },
        {".txt",  "text/plain; charset=utf-8"                                        },
        {".csv",  "text/csv"                                                         },
        {".sql",  "application/sql"                                                  },
        {".pdf",  "application/pdf"                                                  },
        {".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    };
    const char *dot = strrchr(name, '.');

    for (size_t i = 0; dot != NULL && i < sizeof(row) / sizeof(row[0]); i++) {
        if (strcmp(dot, row[i].ending) == 0) {
            return row[i].type;
        }
    }
    return "application/octet-stream";
}

/* Any bytes as a string literal; octal escapes have three digits, so no digit can join them. */
static void write_bytes(FILE *out, const unsigned char *data, size_t size)
{
    fputs("     \"", out);
    for (size_t i = 0; i < size; i++) {
        if (i > 0 && i % LINE_BYTES == 0) {
            fputs("\"\n     \"", out);
        }
        if (data[i] == '"' || data[i] == '\\' || data[i] == '?') {
            fprintf(out, "\\%c", data[i]);
        } else if (data[i] >= ' ' && data[i] < 0x7f) {
            fputc(data[i], out);
        } else {
            fprintf(out, "\\%03o", data[i]);
        }
    }
    fputs("\",\n", out);
}

static void write_file(FILE *out, const char *path)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    char hex[2 * ETAG_BYTES + 1];
    size_t size;
    const unsigned char *data = (const unsigned char *)tool_read(path, &size);
    const char *name = tool_base_name(path);

    crypto_hash_sha256(hash, data, size);
    sodium_bin2hex(hex, sizeof(hex), hash, ETAG_BYTES);
    fprintf(out, "    {\"%s\", \"%s\", \"\\\"%s\\\"\",\n", name, media_type(name), hex);
    write_bytes(out, data, size);
    fprintf(out, "     %zu},\n", size);
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        tool_fail("usage", 0, "embed OUT.h NAME FILE...");
    }
    for (int i = 4; i < argc; i++) {
        for (int k = 3; k < i; k++) {
            if (strcmp(tool_base_name(argv[i]), tool_base_name(argv[k])) == 0) {
                tool_fail(argv[i], 0, "has the same name as %s", argv[k]);
            }
        }
    }
    FILE *out = tool_create(argv[1]);

    fputs("/* Made by tools/embed.c: do not edit. */\n#include \"base/embedded.h\"\n\n", out);
    fprintf(out, "static const struct embedded %s[] = {\n", argv[2]);
    for (int i = 3; i < argc; i++) {
        write_file(out, argv[i]);
    }
    fputs("};\n", out);
    tool_finish(out, argv[1]);
    return 0;
}
