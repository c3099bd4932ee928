/* sonae verify digest: the digest that stands in a manifest, of one file. */
#include "cli/print.h"
#include "cli/verify.h"

#include "base/file.h"
#include "readiness/verity.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { BLOCKS = 32 };

/* Read up to len bytes; fewer only at the end of the file. -1 with errno. */
static ssize_t read_full(int fd, uint8_t *into, size_t len)
{
    size_t got = 0;

    while (got < len) {
        ssize_t n = read(fd, into + got, len - got);

        if (n < 0 && errno != EINTR) {
            return -1;
        }
        if (n == 0) {
            break;
        }
        got += n > 0 ? (size_t)n : 0;
    }
    return (ssize_t)got;
}

static enum status digest_of(uint8_t out[HASH_SIZE], uint64_t *size, int fd, struct run *run)
{
    CLEANUP(verity_close) struct verity *v = NULL;
    uint8_t *bytes = arena_alloc(run->arena, BLOCKS * VERITY_BLOCK);
    struct verity_tree *t = arena_make(run->arena, struct verity_tree, 1);
    uint8_t leaf[BLOCKS][HASH_SIZE];
    ssize_t n = BLOCKS * VERITY_BLOCK;

    if (arena_status(run->arena, &run->err) != OK ||
        verity_open(&v, VERITY_BEST, &run->err) != OK) {
        return run->err.status;
    }
    verity_tree_start(t);
    for (*size = 0; n == BLOCKS * VERITY_BLOCK; *size += (uint64_t)n) {
        n = read_full(fd, bytes, BLOCKS * VERITY_BLOCK);
        if (n < 0) {
            return err_errno(&run->err, errno, "read");
        }
        size_t blocks = verity_block_count((uint64_t)n);

        memset(bytes + n, 0, blocks * VERITY_BLOCK - (size_t)n);
        verity_blocks(v, leaf, bytes, blocks);
        verity_tree_add(t, v, (const uint8_t(*)[HASH_SIZE])leaf, blocks);
    }
    verity_tree_end(t, v, *size, out);
    return OK;
}

int verify_digest(struct run *run)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(PRINT_MAX);
    struct json_out j = JSON_OUT(&b);
    const char *path = run->word[1];
    uint8_t digest[HASH_SIZE];
    char hex[HASH_HEX_SIZE];
    uint64_t size = 0;
    CLEANUP(file_close) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    if (fd < 0) {
        err_errno(&run->err, errno, "%s", path);
        return run_failed_at(run, path);
    }
    if (digest_of(digest, &size, fd, run) != OK) {
        return run_failed_at(run, path);
    }
    hash_hex(hex, digest, HASH_SIZE);
    if (!run_has(run, "--json")) {
        printf("sha256:%s %s\n", hex, path);
        return EXIT_DONE;
    }
    json_put_object(&j, NULL);
    json_put_text(&j, "digest", hex);
    json_put_int(&j, "size", (int64_t)size);
    json_put_end(&j);
    return print_json_out(run, &j, EXIT_DONE);
}
