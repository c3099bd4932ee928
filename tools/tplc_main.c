/* tplc IN.html OUT.h: the template compiler as a command of the build. */
#include "tool.h"
#include "tplc.h"

int main(int argc, char **argv)
{
    char msg[TPLC_MSG_SIZE];
    size_t len;

    if (argc != 3) {
        tool_fail("usage", 0, "tplc IN.html OUT.h");
    }
    const char *source = tool_read(argv[1], &len);
    FILE *out = tool_create(argv[2]);

    if (!tplc_compile(out, argv[1], source, len, msg)) {
        fclose(out);
        remove(argv[2]);
        fprintf(stderr, "%s\n", msg);
        return 1;
    }
    tool_finish(out, argv[2]);
    return 0;
}
