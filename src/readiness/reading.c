#include "readiness/reading.h"

#include "base/fault.h"
#include "base/file.h"
#include "base/mem.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

enum {
    TASKS = 32,
    TASK_PIECES = 64,
    PIECE = READING_PIECE_BLOCKS * VERITY_BLOCK,
    SPARSE_FROM = 1 << 20, /* holes are looked for in files of this size */
    HOLE_PIECE = 1 << 20,  /* blocks of a hole that go through as one piece */
};

/* A run of blocks of one file. A hole is not read: its blocks are zeros. */
struct piece {
    struct reading_item *item;
    uint64_t first; /* block */
    uint32_t blocks;
    bool hole, last;
    bool is_short; /* the file ended before it should */
    bool is_small; /* the whole file, and its digest stands in `digest` */
    int errnum;
    uint32_t bad;         /* block of the piece at which errnum came */
    enum content content; /* of the first piece */
    uint8_t digest[HASH_SIZE];
};

/* What a thread does in one go: pieces of one or more files, READING_PIECE_BLOCKS together. */
struct task {
    struct piece piece[TASK_PIECES];
    int n;
    uint32_t blocks;
    bool done;
    uint8_t leaf[READING_PIECE_BLOCKS][HASH_SIZE];
};

struct worker {
    pthread_t thread;
    struct reading *reading;
    struct verity *verity;
    void *room;
    uint8_t *bytes; /* [PIECE] in room, at a page: copying to elsewhere takes twice as long */
    bool runs;
};

struct reading {
    struct reading_sink sink;
    struct reading_item item[READING_ITEMS]; /* a ring */
    size_t item_next, items_in;
    struct task task[TASKS]; /* a ring: out..taken are done or in hand, taken..given wait */
    uint64_t given, taken, out;
    struct verity_tree tree; /* of the file that is coming out */
    uint64_t leaves_out;
    uint8_t zero[READING_PIECE_BLOCKS][HASH_SIZE]; /* digests of blocks of zeros */
    struct worker worker[READING_THREADS_MAX];
    int workers;
    struct worker own; /* the caller's */
    pthread_mutex_t lock;
    pthread_cond_t wanted, finished;
    bool stop;
    bool ready; /* lock and conditions stand */
};

/* Fill bytes from the file; what is missing becomes zeros. */
static void read_piece(struct piece *p, uint8_t *bytes)
{
    size_t room = (size_t)p->blocks * VERITY_BLOCK, got = 0;
    uint64_t from = p->first * VERITY_BLOCK, size = (uint64_t)p->item->stat.st_size;
    size_t want = size - from < room ? (size_t)(size - from) : room;

    while (got < want) {
        ssize_t n = fault_hit(FAULT_IO)
                        ? (errno = EIO, -1)
                        : pread(p->item->fd, bytes + got, want - got, (off_t)(from + got));

        if (n > 0) {
            got += (size_t)n;
        } else if (n == 0) {
            p->is_short = true;
            break;
        } else if (errno != EINTR) {
            p->errnum = errno;
            p->bad = (uint32_t)(got / VERITY_BLOCK);
            break;
        }
    }
    memset(bytes + got, 0, room - got);
    if (p->first == 0) {
        p->content = content_of(bytes, want < CONTENT_LOOK ? want : CONTENT_LOOK);
    }
}

/* The trees of files that lie in one piece: here they are done side by side, and by all threads. */
static void do_small(struct task *t, struct worker *w)
{
    struct verity_small file[TASK_PIECES];
    size_t n = 0, at = 0;

    for (int i = 0; i < t->n; i++) {
        struct piece *p = &t->piece[i];

        if (p->hole || p->blocks == 0) {
            continue;
        }
        p->is_small = p->first == 0 && p->last && p->errnum == 0;
        if (p->is_small) {
            file[n++] = (struct verity_small){(const uint8_t(*)[HASH_SIZE])t->leaf + at, p->blocks,
                                              (uint64_t)p->item->stat.st_size, p->digest};
        }
        at += p->blocks;
    }
    verity_small(w->verity, file, n, w->bytes);
}

static void do_task(struct task *t, struct worker *w)
{
    size_t at = 0;

    for (int i = 0; i < t->n; i++) {
        if (!t->piece[i].hole && t->piece[i].blocks > 0) {
            read_piece(&t->piece[i], w->bytes + at * VERITY_BLOCK);
            at += t->piece[i].blocks;
        }
    }
    verity_blocks(w->verity, t->leaf, w->bytes, at);
    do_small(t, w);
}

static void *work(void *self)
{
    struct worker *w = self;
    struct reading *r = w->reading;

    pthread_mutex_lock(&r->lock);
    for (;;) {
        while (!r->stop && r->taken == r->given) {
            pthread_cond_wait(&r->wanted, &r->lock);
        }
        if (r->stop) {
            break;
        }
        struct task *t = &r->task[r->taken++ % TASKS];

        pthread_mutex_unlock(&r->lock);
        do_task(t, w);
        pthread_mutex_lock(&r->lock);
        t->done = true;
        pthread_cond_signal(&r->finished);
    }
    pthread_mutex_unlock(&r->lock);
    return NULL;
}

static enum status prepare(struct worker *w, struct reading *r, struct err *err)
{
    w->reading = r;
    w->room = mem_new(PIECE + VERITY_BLOCK);
    if (w->room == NULL) {
        return err_set(err, E_NOMEM, "reading");
    }
    w->bytes = (uint8_t *)(((uintptr_t)w->room + VERITY_BLOCK - 1) / VERITY_BLOCK * VERITY_BLOCK);
    return verity_open(&w->verity, VERITY_BEST, err);
}

enum status reading_open(struct reading **out, int threads, const struct reading_sink *sink,
                         struct err *err)
{
    CLEANUP(reading_close) struct reading *r = mem_new(sizeof(*r));
    static const uint8_t zeros[VERITY_BLOCK];

    if (r == NULL) {
        return err_set(err, E_NOMEM, "reading");
    }
    r->sink = *sink;
    for (size_t i = 0; i < READING_ITEMS; i++) {
        r->item[i].fd = -1;
    }
    for (size_t i = 0; i < READING_PIECE_BLOCKS; i++) {
        hash_of(r->zero[i], zeros, sizeof(zeros));
    }
    pthread_mutex_init(&r->lock, NULL); /* on Linux neither of these can fail */
    pthread_cond_init(&r->wanted, NULL);
    pthread_cond_init(&r->finished, NULL);
    r->ready = true;
    enum status st = prepare(&r->own, r, err);

    threads = threads > READING_THREADS_MAX ? READING_THREADS_MAX : threads;
    for (int i = 0; st == OK && i < threads; i++) {
        struct worker *w = &r->worker[r->workers++];

        st = prepare(w, r, err);
        w->runs = st == OK && pthread_create(&w->thread, NULL, work, w) == 0;
        if (st == OK && !w->runs && i == 0) {
            st = err_set(err, E_BUSY, "reading: no thread to be had");
        }
    }
    if (st == OK) {
        *out = r;
        r = NULL;
    }
    return st;
}

static void drop(struct worker *w)
{
    verity_close(&w->verity);
    mem_free(w->room);
}

void reading_close(struct reading **reading)
{
    struct reading *r = *reading;

    if (r == NULL) {
        return;
    }
    if (r->ready) {
        pthread_mutex_lock(&r->lock);
        r->stop = true;
        pthread_cond_broadcast(&r->wanted);
        pthread_mutex_unlock(&r->lock);
    }
    for (int i = 0; i < r->workers; i++) {
        if (r->worker[i].runs) {
            pthread_join(r->worker[i].thread, NULL);
        }
        drop(&r->worker[i]);
    }
    drop(&r->own);
    for (size_t i = 0; i < READING_ITEMS; i++) {
        file_close(&r->item[i].fd);
        mem_free(r->item[i].path);
    }
    if (r->ready) {
        pthread_cond_destroy(&r->finished);
        pthread_cond_destroy(&r->wanted);
        pthread_mutex_destroy(&r->lock);
    }
    mem_free(r);
    *reading = NULL;
}

/* The file has come out whole with its last piece: its digest, and whether it held still. */
static void settle(struct reading *r, struct reading_item *item, const struct piece *p)
{
    struct stat now, *then = &item->stat;

    if (fault_hit(FAULT_IO) || fstat(item->fd, &now) != 0) {
        item->read_errnum = item->read_errnum != 0 ? item->read_errnum : EIO;
    } else {
        item->moved = item->moved || now.st_size != then->st_size ||
                      now.st_mtim.tv_sec != then->st_mtim.tv_sec ||
                      now.st_mtim.tv_nsec != then->st_mtim.tv_nsec ||
                      now.st_ctim.tv_sec != then->st_ctim.tv_sec ||
                      now.st_ctim.tv_nsec != then->st_ctim.tv_nsec;
    }
    if (item->read_errnum == 0) {
        if (p->is_small) {
            memcpy(item->entry.digest, p->digest, HASH_SIZE);
        } else {
            verity_tree_end(&r->tree, r->own.verity, item->entry.size, item->entry.digest);
        }
        item->is_read = true;
        item->entry.has_digest = !item->moved;
    }
}

static enum status leaves_out(struct reading *r, struct piece *p, const uint8_t (*leaf)[HASH_SIZE],
                              uint64_t first, size_t n, struct err *err)
{
    if (!p->is_small) {
        verity_tree_add(&r->tree, r->own.verity, leaf, n);
    }
    return r->sink.blocks == NULL ? OK : r->sink.blocks(r->sink.self, p->item, first, leaf, n, err);
}

/* One piece comes out; its digests are leaf[blocks], those of a hole r->zero. */
static enum status piece_out(struct reading *r, struct piece *p, const uint8_t (*leaf)[HASH_SIZE],
                             struct err *err)
{
    struct reading_item *item = p->item;
    enum status st = OK;

    if (p->first == 0) {
        if (!p->is_small) {
            verity_tree_start(&r->tree);
        }
        item->entry.content = p->content;
    }
    item->moved = item->moved || p->is_short;
    if (p->errnum != 0 && item->read_errnum == 0) {
        item->read_errnum = p->errnum;
        item->bad_block = p->first + p->bad;
    }
    for (uint32_t at = 0, n; st == OK && item->read_errnum == 0 && at < p->blocks; at += n) {
        n = p->hole && p->blocks - at > READING_PIECE_BLOCKS ? READING_PIECE_BLOCKS
                                                             : p->blocks - at;
        st = leaves_out(r, p, p->hole ? (const uint8_t(*)[HASH_SIZE])r->zero : leaf, p->first + at,
                        n, err);
    }
    if (st == OK && p->last) {
        if (item->fd >= 0) {
            settle(r, item, p);
        }
        st = r->sink.done(r->sink.self, item, err);
        file_close(&item->fd);
        r->items_in--;
    }
    return st;
}

static enum status task_out(struct reading *r, struct task *t, struct err *err)
{
    const uint8_t(*leaf)[HASH_SIZE] = (const uint8_t(*)[HASH_SIZE])t->leaf;
    enum status st = OK;

    for (int i = 0; st == OK && i < t->n; i++) {
        st = piece_out(r, &t->piece[i], leaf, err);
        leaf += t->piece[i].hole ? 0 : t->piece[i].blocks;
    }
    t->n = 0;
    t->blocks = 0;
    t->done = false;
    r->out++;
    return st;
}

/* Bring out the oldest task that was given. Who waits for it does one of the others meanwhile. */
static enum status oldest_out(struct reading *r, struct err *err)
{
    struct task *t = &r->task[r->out % TASKS];

    pthread_mutex_lock(&r->lock);
    while (!t->done) {
        if (r->taken == r->given) {
            pthread_cond_wait(&r->finished, &r->lock);
            continue;
        }
        struct task *mine = &r->task[r->taken++ % TASKS];

        pthread_mutex_unlock(&r->lock);
        do_task(mine, &r->own);
        pthread_mutex_lock(&r->lock);
        mine->done = true;
    }
    pthread_mutex_unlock(&r->lock);
    return task_out(r, t, err);
}

/* The task that is being filled goes to the threads; the ring has room for the next. */
static enum status hand_over(struct reading *r, struct err *err)
{
    pthread_mutex_lock(&r->lock);
    r->given++;
    pthread_cond_signal(&r->wanted);
    pthread_mutex_unlock(&r->lock);
    return r->given - r->out == TASKS ? oldest_out(r, err) : OK;
}

static enum status add_piece(struct reading *r, const struct piece *p, struct err *err)
{
    struct task *t = &r->task[r->given % TASKS];
    uint32_t blocks = p->hole ? 0 : p->blocks;

    if (t->n == TASK_PIECES || t->blocks + blocks > READING_PIECE_BLOCKS) {
        enum status st = hand_over(r, err);

        if (st != OK) {
            return st;
        }
        t = &r->task[r->given % TASKS];
    }
    t->piece[t->n++] = *p;
    t->blocks += blocks;
    return OK;
}

enum status reading_next(struct reading *r, struct reading_item **out, const struct entry *entry,
                         struct err *err)
{
    enum status st = OK;

    while (st == OK && r->items_in == READING_ITEMS) {
        st = r->out == r->given ? hand_over(r, err) : oldest_out(r, err);
    }
    if (st != OK) {
        return st;
    }
    struct reading_item *item = &r->item[r->item_next];
    char *path = item->path;
    size_t room = item->path_room;

    if (entry->path_len + 1 > room) {
        room = entry->path_len + 128;
        path = mem_grow(item->path, room);
        if (path == NULL) {
            return err_set(err, E_NOMEM, "reading: a path");
        }
    }
    memset(item, 0, sizeof(*item));
    item->fd = -1;
    item->path = path;
    item->path_room = room;
    item->entry = *entry;
    item->entry.path = memcpy(path, entry->path, entry->path_len + 1);
    *out = item;
    return OK;
}

/* Where data goes on from byte `at`, and where the next hole begins; no holes known: all is data.
 */
static void next_data(const struct reading_item *item, uint64_t at, uint64_t *data, uint64_t *hole)
{
    uint64_t size = (uint64_t)item->stat.st_size;
    off_t from = lseek(item->fd, (off_t)at, SEEK_DATA);
    off_t to = from < 0 ? -1 : lseek(item->fd, from, SEEK_HOLE);

    if (from < 0 && errno == ENXIO) { /* nothing but a hole up to the end */
        *data = *hole = size;
        return;
    }
    *data = from < 0 ? at : (uint64_t)from;
    *hole = to < 0 ? size : (uint64_t)to;
}

/* Cut blocks first..end into pieces. */
static enum status cut(struct reading *r, struct reading_item *item, uint64_t first, uint64_t end,
                       bool hole, struct err *err)
{
    uint64_t all = verity_block_count((uint64_t)item->stat.st_size);
    enum status st = OK;

    while (st == OK && first < end) {
        uint64_t most = hole ? HOLE_PIECE : READING_PIECE_BLOCKS;
        struct task *t = &r->task[r->given % TASKS];
        uint64_t room = READING_PIECE_BLOCKS - t->blocks;

        if (!hole && room > 0 && all > READING_PIECE_BLOCKS) {
            most = room; /* a large file fills what small ones have left */
        }
        uint64_t n = end - first < most ? end - first : most;

        st = add_piece(r,
                       &(struct piece){.item = item,
                                       .first = first,
                                       .blocks = (uint32_t)n,
                                       .hole = hole,
                                       .last = first + n == all},
                       err);
        first += n;
    }
    return st;
}

/* A sparse file: its holes are not read. Its first block is, because it tells what the file is. */
static enum status cut_sparse(struct reading *r, struct reading_item *item, uint64_t blocks,
                              struct err *err)
{
    uint64_t at = 1;
    enum status st = cut(r, item, 0, 1, false, err);

    while (st == OK && at < blocks) {
        uint64_t data, hole;

        next_data(item, at * VERITY_BLOCK, &data, &hole);
        uint64_t from = data == (uint64_t)item->stat.st_size ? blocks : data / VERITY_BLOCK;
        uint64_t to = verity_block_count(hole);

        from = from < at ? at : from > blocks ? blocks : from;
        to = to <= from || to > blocks ? blocks : to;
        st = cut(r, item, at, from, true, err);
        if (st == OK) {
            st = cut(r, item, from, to, false, err);
        }
        at = to;
    }
    return st;
}

static enum status cut_file(struct reading *r, struct reading_item *item, struct err *err)
{
    uint64_t size = (uint64_t)item->stat.st_size, blocks = verity_block_count(size);

    return size >= SPARSE_FROM && (uint64_t)item->stat.st_blocks * 512 < size
               ? cut_sparse(r, item, blocks, err)
               : cut(r, item, 0, blocks, false, err);
}

enum status reading_give(struct reading *r, struct reading_item *item, struct err *err)
{
    r->item_next = (r->item_next + 1) % READING_ITEMS;
    r->items_in++;
    if (item->fd >= 0 && item->stat.st_size > 0) {
        item->entry.size = (uint64_t)item->stat.st_size;
        return cut_file(r, item, err);
    }
    enum content content = item->fd >= 0 ? CONTENT_EMPTY : CONTENT_UNKNOWN;

    return add_piece(r, &(struct piece){.item = item, .last = true, .content = content}, err);
}

enum status reading_finish(struct reading *r, struct err *err)
{
    enum status st = hand_over(r, err);

    while (st == OK && r->out != r->given) {
        st = oldest_out(r, err);
    }
    return st;
}
