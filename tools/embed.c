/*
 * embed OUT.h NAME FILE...: files as a C table, static const struct embedded
 * NAME[] (base/embedded.h), in the order given. Include OUT.h in one .c file.
 */
#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { FILE_MAX = 16 * 1024 * 1024, ETAG_BYTES = 16, LINE_BYTES = 96 };

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash == NULL ? path : slash + 1;
}

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

/* A string literal, LINE_BYTES a line. Octal escapes have three digits, so nothing can follow them.
 */
static void write_literal(FILE *out, const unsigned char *data, size_t size)
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

static bool write_file(FILE *out, const char *path, unsigned char *data)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    char hex[2 * ETAG_BYTES + 1];
    FILE *in = fopen(path, "rb");

    if (in == NULL) {
        perror(path);
        return false;
    }
    size_t size = fread(data, 1, FILE_MAX + 1, in);
    bool fine = !ferror(in) && size <= FILE_MAX;

    fclose(in);
    if (!fine) {
        fprintf(stderr, "%s: cannot be read, or larger than %d bytes\n", path, FILE_MAX);
        return false;
    }
    crypto_hash_sha256(hash, data, size);
    sodium_bin2hex(hex, sizeof(hex), hash, ETAG_BYTES);
    fprintf(out, "    {\"%s\", \"%s\", \"\\\"%s\\\"\",\n", base_name(path),
            media_type(base_name(path)), hex);
    write_literal(out, data, size);
    fprintf(out, "     %zu},\n", size);
    return true;
}

int main(int argc, char **argv)
{
    static unsigned char data[FILE_MAX + 1];

    if (argc < 4) {
        fputs("usage: embed OUT.h NAME FILE...\n", stderr);
        return 2;
    }
    for (int i = 4; i < argc; i++) {
        for (int k = 3; k < i; k++) {
            if (strcmp(base_name(argv[i]), base_name(argv[k])) == 0) {
                fprintf(stderr, "%s and %s have one name\n", argv[k], argv[i]);
                return 1;
            }
        }
    }
    FILE *out = fopen(argv[1], "wb");

    if (out == NULL) {
        perror(argv[1]);
        return 1;
    }
    fputs("/* Made by tools/embed.c: do not edit. */\n#include \"base/embedded.h\"\n\n", out);
    fprintf(out, "static const struct embedded %s[] = {\n", argv[2]);
    bool fine = true;

    for (int i = 3; fine && i < argc; i++) {
        fine = write_file(out, argv[i], data);
    }
    fputs("};\n", out);
    fine = fclose(out) == 0 && fine;
    if (!fine) {
        remove(argv[1]);
    }
    return fine ? 0 : 1;
}
