/* tplc IN.html OUT.h: the template compiler as a command of the build. */
#include "tplc.h"

#include <stdlib.h>

int main(int argc, char **argv)
{
    static char source[TPLC_SOURCE_MAX + 1];
    char msg[TPLC_MSG_SIZE];

    if (argc != 3) {
        fputs("usage: tplc IN.html OUT.h\n", stderr);
        return 2;
    }
    FILE *in = fopen(argv[1], "rb");

    if (in == NULL) {
        perror(argv[1]);
        return 1;
    }
    size_t len = fread(source, 1, sizeof(source), in);
    int failed = ferror(in);

    fclose(in);
    if (failed || len > TPLC_SOURCE_MAX) {
        fprintf(stderr, "%s: cannot be read, or larger than %d bytes\n", argv[1], TPLC_SOURCE_MAX);
        return 1;
    }
    FILE *out = fopen(argv[2], "wb");

    if (out == NULL) {
        perror(argv[2]);
        return 1;
    }
    bool fine = tplc_compile(out, argv[1], source, len, msg);

    if (!fine) {
        fprintf(stderr, "%s\n", msg);
    }
    if (fclose(out) != 0 && fine) {
        perror(argv[2]);
        fine = false;
    }
    if (!fine) {
        remove(argv[2]);
    }
    return fine ? 0 : 1;
}
