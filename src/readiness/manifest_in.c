/* Reading a manifest: checked as a whole first, then entry by entry. */
#include "readiness/manifest.h"

#include "base/fault.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char first_line[] = "sonae manifest 1";

/* The next line without its end; E_NOTFOUND after the last. The file came from outside: a line may
   be no longer than the longest that we write. */
static enum status read_line(struct manifest_in *m, size_t *len, struct err *err)
{
    if (fault_hit(FAULT_IO)) {
        return err_errno(err, EIO, "manifest");
    }
    errno = 0;
    if (fgets(m->line, (int)m->line_room, m->lines) == NULL) {
        return ferror(m->lines) ? err_errno(err, errno, "manifest")
                                : err_set(err, E_NOTFOUND, "manifest: the end");
    }
    *len = strlen(m->line);
    if (*len == 0 || m->line[*len - 1] != '\n') {
        return err_set(err, E_INVALID, "manifest: a line without an end");
    }
    m->line[--*len] = '\0';
    return OK;
}

struct sums {
    struct hash lines;
    uint64_t entries, files, size, blocks;
};

/* Every line up to "end", which stays in m->line[*len]. */
static enum status check_lines(struct manifest_in *m, struct sums *s, size_t *len, struct err *err)
{
    CLEANUP(buf_close) struct buf before = BUF_INIT(ENTRY_PATH_MAX + 1);
    struct entry e;
    enum status st = read_line(m, len, err);

    if (st == OK && strcmp(m->line, first_line) != 0) {
        st = err_set(err, E_INVALID, "manifest: the first line is another");
    }
    hash_start(&s->lines);
    while (st == OK) {
        hash_add(&s->lines, m->line, *len);
        hash_add(&s->lines, "\n", 1);
        st = read_line(m, len, err);
        if (st == OK && strncmp(m->line, "end ", 4) == 0) {
            return OK;
        }
        if (st == OK) {
            st = manifest_line(&e, m->path, m->line, *len, err);
        }
        if (st == OK && before.len > 0 &&
            entry_order(before.data, before.len, e.path, e.path_len) >= 0) {
            st = err_set(err, E_INVALID, "manifest: lines out of order");
        }
        if (st == OK) {
            buf_clear(&before);
            buf_add(&before, e.path, e.path_len);
            st = buf_status(&before, err);
        }
        if (st == OK) {
            s->entries++;
            s->files += e.kind == ENTRY_FILE;
            s->size += e.kind == ENTRY_FILE ? e.size : 0;
            s->blocks += manifest_blocks(&e);
        }
    }
    return st == E_NOTFOUND ? err_set(err, E_INVALID, "manifest: cut off") : st;
}

static enum status check_end(struct manifest_in *m, struct sums *s, size_t len, struct err *err)
{
    uint8_t digest[HASH_SIZE];
    const char *json;
    size_t json_len;
    enum status st = manifest_last_line(&m->end, &json, &json_len, m->line, len, err);

    if (st != OK) {
        return st;
    }
    hash_end(&s->lines, digest);
    if (!sign_check(m->end.signature, json, json_len, m->end.public)) {
        return err_set(err, E_CORRUPT, "manifest: the signature is wrong");
    }
    if (memcmp(digest, m->end.lines_sha256, HASH_SIZE) != 0 || s->entries != m->end.entries ||
        s->files != m->end.files || s->size != m->end.size || s->blocks != m->end.blocks) {
        return err_set(err, E_CORRUPT, "manifest: its lines are not those that were signed");
    }
    return fgetc(m->lines) == EOF ? OK
                                  : err_set(err, E_CORRUPT, "manifest: more after the last line");
}

/* FILE.blocks, checked like the lines. Not there: damage will not be located. */
static enum status open_blocks(struct manifest_in *m, const char *path, struct err *err)
{
    char name[PATH_MAX];
    uint8_t bytes[1 << 14], digest[HASH_SIZE];
    struct hash h;
    struct stat s;

    if ((size_t)snprintf(name, sizeof(name), "%s" MANIFEST_BLOCKS_SUFFIX, path) >= sizeof(name)) {
        return err_set(err, E_INVALID, "%s: path too long", path);
    }
    m->blocks =
        fault_hit(FAULT_IO) ? (errno = EIO, -1) : open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (m->blocks < 0) {
        return errno == ENOENT ? OK : err_errno(err, errno, "%s", name);
    }
    hash_start(&h);
    for (ssize_t n = 1; n > 0;) {
        n = fault_hit(FAULT_IO) ? (errno = EIO, -1) : read(m->blocks, bytes, sizeof(bytes));
        if (n < 0) {
            return err_errno(err, errno, "%s", name);
        }
        hash_add(&h, bytes, (size_t)n);
    }
    hash_end(&h, digest);
    if (fstat(m->blocks, &s) != 0 || memcmp(digest, m->end.blocks_sha256, HASH_SIZE) != 0 ||
        (uint64_t)s.st_size != m->end.blocks * MANIFEST_BLOCK_SIZE) {
        return err_set(err, E_CORRUPT, "%s: not the one that was signed", name);
    }
    return OK;
}

/* Back to the first entry. */
static enum status rewind_lines(struct manifest_in *m, struct err *err)
{
    size_t len;

    rewind(m->lines);
    m->left = m->end.entries;
    return read_line(m, &len, err);
}

enum status manifest_open(struct manifest_in *m, const char *path, struct err *err)
{
    struct sums sums = {0};
    size_t len = 0;
    struct stat s;

    *m = MANIFEST_IN;
    m->line_room = MANIFEST_LINE_MAX + 2;
    m->line = mem_new(m->line_room);
    m->path = mem_new(ENTRY_PATH_MAX + 1);
    if (m->line == NULL || m->path == NULL) {
        return err_set(err, E_NOMEM, "manifest");
    }
    CLEANUP(file_close)
    int fd =
        fault_hit(FAULT_IO) ? (errno = EIO, -1) : open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    if (fd < 0) {
        return err_errno(err, errno, "%s", path);
    }
    if (fstat(fd, &s) != 0 || !S_ISREG(s.st_mode)) {
        return err_set(err, E_INVALID, "%s: not a file", path);
    }
    m->lines = fdopen(fd, "rb");
    if (m->lines == NULL) {
        return err_set(err, E_NOMEM, "manifest");
    }
    fd = -1;
    enum status st = check_lines(m, &sums, &len, err);

    if (st == OK) {
        st = check_end(m, &sums, len, err);
    }
    if (st == OK) {
        st = open_blocks(m, path, err);
    }
    return st == OK ? rewind_lines(m, err) : st;
}

enum status manifest_next(struct manifest_in *m, struct entry *out, struct err *err)
{
    size_t len;

    if (m->left == 0) {
        return err_set(err, E_NOTFOUND, "manifest: the end");
    }
    m->left--;
    enum status st = read_line(m, &len, err);

    if (st == OK) {
        st = manifest_line(out, m->path, m->line, len, err);
    }
    return st == E_NOTFOUND || st == E_INVALID
               ? err_set(err, E_CORRUPT, "manifest: changed while it was read")
               : st;
}

void manifest_close(struct manifest_in *m)
{
    if (m->lines != NULL) {
        fclose(m->lines);
        m->lines = NULL;
    }
    file_close(&m->blocks);
    mem_free(m->line);
    mem_free(m->path);
    m->line = m->path = NULL;
}
