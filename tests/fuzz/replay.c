/*
 * Runs every file of a corpus directory through one target, whole and cut off at each of its
 * first bytes, so that make check sees what the fuzzer once found without needing clang.
 */
#include "fuzz.h"

#include <dirent.h>
#include <string.h>

enum { CUTS_MAX = 256, FILE_MAX = 1 << 20 };

/* An exact copy on the heap: a read past size is seen by the sanitizer. */
static void run_one(const uint8_t *data, size_t size)
{
    uint8_t *copy = malloc(size > 0 ? size : 1);

    if (copy == NULL) {
        abort();
    }
    memcpy(copy, data, size);
    (void)LLVMFuzzerTestOneInput(copy, size);
    free(copy);
}

static int run_file(const char *path)
{
    static uint8_t data[FILE_MAX];
    FILE *f = fopen(path, "rb");

    if (f == NULL) {
        perror(path);
        return 1;
    }
    size_t size = fread(data, 1, sizeof(data), f);

    fclose(f);
    fprintf(stderr, "%s\n", path); /* the last line before a crash names the input */
    for (size_t cut = 0; cut < size && cut < CUTS_MAX; cut++) {
        run_one(data, cut);
    }
    run_one(data, size);
    return 0;
}

static int is_input(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

int main(int argc, char **argv)
{
    struct dirent **entry = NULL;
    int n = argc == 2 ? scandir(argv[1], &entry, is_input, alphasort) : -1;
    int failed = n <= 0; /* a corpus that is not there proves nothing */

    for (int i = 0; i < n; i++) {
        char path[4096];

        snprintf(path, sizeof(path), "%s/%s", argv[1], entry[i]->d_name);
        failed += run_file(path);
        free(entry[i]);
    }
    free(entry);
    fprintf(stderr, "%d inputs\n", n);
    return failed == 0 ? 0 : 1;
}
