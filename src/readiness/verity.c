#include "readiness/verity.h"

#include "base/fault.h"
#include "base/mem.h"

#include <assert.h>
#include <string.h>

/* The only file that includes these libraries. */
#ifdef HAVE_IPSEC_MB
#define NO_COMPAT_IMB_API_053
#include <intel-ipsec-mb.h>
#endif
#include <openssl/evp.h>

struct verity {
    enum verity_way way;
    EVP_MD *md;
    EVP_MD_CTX *one;
#ifdef HAVE_IPSEC_MB
    IMB_MGR *lanes; /* NULL: one after the other */
#endif
};

const char *verity_way_name(enum verity_way way)
{
    static const char *const name[VERITY_WAYS] = {"avx512", "sha-ni", "avx2", "openssl"};

    return way < VERITY_WAYS ? name[way] : "best";
}

#ifdef HAVE_IPSEC_MB
static const struct {
    uint64_t needs; /* of the processor */
    void (*start)(IMB_MGR *lanes);
} ways[VERITY_OPENSSL] = {
    [VERITY_AVX512] = {IMB_FEATURE_AVX512_SKX,                 init_mb_mgr_avx512},
    [VERITY_SHA_NI] = {IMB_FEATURE_SHANI | IMB_FEATURE_SSE4_2, init_mb_mgr_sse   },
    [VERITY_AVX2] = {IMB_FEATURE_AVX2,                       init_mb_mgr_avx2  },
};

/* E_NOTFOUND where the processor has not what this way needs. */
static enum status start_lanes(struct verity *v, enum verity_way way, struct err *err)
{
    v->lanes = fault_hit(FAULT_ALLOC) ? NULL : alloc_mb_mgr(0);
    if (v->lanes == NULL) {
        return err_set(err, E_NOMEM, "verity: no memory for the lanes");
    }
    if ((v->lanes->features & ways[way].needs) != ways[way].needs) {
        return err_set(err, E_NOTFOUND, "verity: no %s here", verity_way_name(way));
    }
    ways[way].start(v->lanes);
    return imb_get_errno(v->lanes) == 0
               ? OK
               : err_set(err, E_NOTFOUND, "verity: %s: %s", verity_way_name(way),
                         imb_get_strerror(imb_get_errno(v->lanes)));
}

static void stop_lanes(struct verity *v)
{
    if (v->lanes != NULL) {
        free_mb_mgr(v->lanes);
        v->lanes = NULL;
    }
}

/* A job wants no answer before the last is submitted, so each digest lands where it belongs. */
static bool blocks_in_lanes(struct verity *v, uint8_t (*out)[HASH_SIZE], const uint8_t *bytes,
                            size_t n)
{
    if (v->lanes == NULL) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        IMB_JOB *job = IMB_GET_NEXT_JOB(v->lanes);

        job->cipher_mode = IMB_CIPHER_NULL;
        job->cipher_direction = IMB_DIR_ENCRYPT;
        job->chain_order = IMB_ORDER_HASH_CIPHER;
        job->hash_alg = IMB_AUTH_SHA_256;
        job->src = bytes + i * VERITY_BLOCK;
        job->hash_start_src_offset_in_bytes = 0;
        job->msg_len_to_hash_in_bytes = VERITY_BLOCK;
        job->auth_tag_output = out[i];
        job->auth_tag_output_len_in_bytes = HASH_SIZE;
        IMB_SUBMIT_JOB_NOCHECK(v->lanes);
    }
    while (IMB_FLUSH_JOB(v->lanes) != NULL) {
    }
    return true;
}
#else
static enum status start_lanes(struct verity *v, enum verity_way way, struct err *err)
{
    return err_set(err, E_NOTFOUND, "verity: built without %s", verity_way_name(way));
}

static void stop_lanes(struct verity *v)
{
    (void)v;
}

static bool blocks_in_lanes(struct verity *v, uint8_t (*out)[HASH_SIZE], const uint8_t *bytes,
                            size_t n)
{
    (void)v, (void)out, (void)bytes, (void)n;
    return false;
}
#endif

static void hash_one(struct verity *v, uint8_t out[HASH_SIZE], const void *bytes, size_t len)
{
    int done = EVP_DigestInit_ex2(v->one, v->md, NULL) && EVP_DigestUpdate(v->one, bytes, len) &&
               EVP_DigestFinal_ex(v->one, out, NULL);

    assert(done); /* SHA-256 of bytes in memory cannot fail once the context stands */
    (void)done;
}

/* Lanes pay from here on; below, a single block is done sooner by itself. With the SHA instructions
   one lane is as fast as OpenSSL's, without them an empty lane is a lost one. */
enum { LANES_FROM = 2 };

void verity_blocks(struct verity *v, uint8_t (*out)[HASH_SIZE], const uint8_t *bytes, size_t n)
{
    if (n >= LANES_FROM && blocks_in_lanes(v, out, bytes, n)) {
        return;
    }
    for (size_t i = 0; i < n; i++) {
        hash_one(v, out[i], bytes + i * VERITY_BLOCK, VERITY_BLOCK);
    }
}

/* A few blocks against another library: a wrong digest would call every good copy damaged. */
static enum status try_out(struct verity *v, struct err *err)
{
    enum { BLOCKS = 3 };
    uint8_t bytes[BLOCKS][VERITY_BLOCK], got[BLOCKS][HASH_SIZE], want[HASH_SIZE];

    for (size_t i = 0; i < sizeof(bytes); i++) {
        bytes[i / VERITY_BLOCK][i % VERITY_BLOCK] = (uint8_t)(i * 167 >> 3);
    }
    verity_blocks(v, got, bytes[0], BLOCKS);
    for (int i = 0; i < BLOCKS; i++) {
        hash_of(want, bytes[i], VERITY_BLOCK);
        if (memcmp(got[i], want, HASH_SIZE) != 0) {
            return err_set(err, E_CORRUPT, "verity: %s computes no SHA-256",
                           verity_way_name(v->way));
        }
    }
    return OK;
}

static enum status open_way(struct verity **out, enum verity_way way, struct err *err)
{
    CLEANUP(verity_close) struct verity *v = mem_new(sizeof(*v));
    enum status st = OK;

    if (v == NULL) {
        return err_set(err, E_NOMEM, "verity");
    }
    v->way = way;
    v->md = fault_hit(FAULT_ALLOC) ? NULL : EVP_MD_fetch(NULL, "SHA256", NULL);
    v->one = fault_hit(FAULT_ALLOC) ? NULL : EVP_MD_CTX_new();
    if (v->md == NULL || v->one == NULL) {
        return err_set(err, E_NOMEM, "verity: no memory for OpenSSL");
    }
    if (way != VERITY_OPENSSL) {
        st = start_lanes(v, way, err);
    }
    if (st == OK) {
        st = try_out(v, err);
    }
    if (st == OK) {
        *out = v;
        v = NULL;
    }
    return st;
}

enum status verity_open(struct verity **out, enum verity_way way, struct err *err)
{
    if (way != VERITY_BEST) {
        return open_way(out, way, err);
    }
    enum status st = E_NOTFOUND;

    for (way = VERITY_AVX512; way < VERITY_WAYS && st == E_NOTFOUND; way++) {
        st = open_way(out, way, err);
    }
    return st;
}

void verity_close(struct verity **v)
{
    if (*v != NULL) {
        stop_lanes(*v);
        EVP_MD_CTX_free((*v)->one);
        EVP_MD_free((*v)->md);
        mem_free(*v);
        *v = NULL;
    }
}

enum verity_way verity_way(const struct verity *v)
{
    return v->way;
}

void verity_tree_start(struct verity_tree *t)
{
    t->leaves = 0;
    memset(t->used, 0, sizeof(t->used));
}

/* Hash the block that level i holds, filled up with zeros, into the level above. */
static void close_block(struct verity_tree *t, struct verity *v, int i)
{
    size_t size = (size_t)t->used[i] * HASH_SIZE;
    uint8_t digest[HASH_SIZE];

    memset(t->level[i] + size, 0, VERITY_BLOCK - size);
    hash_one(v, digest, t->level[i], VERITY_BLOCK);
    t->used[i] = 0;
    assert(i + 1 < VERITY_LEVELS);
    memcpy(t->level[i + 1] + (size_t)t->used[i + 1]++ * HASH_SIZE, digest, HASH_SIZE);
    if (t->used[i + 1] == VERITY_FAN) {
        close_block(t, v, i + 1);
    }
}

void verity_tree_add(struct verity_tree *t, struct verity *v, const uint8_t (*leaf)[HASH_SIZE],
                     size_t n)
{
    t->leaves += n;
    while (n > 0) {
        size_t room = (size_t)(VERITY_FAN - t->used[0]), take = n < room ? n : room;

        memcpy(t->level[0] + (size_t)t->used[0] * HASH_SIZE, leaf, take * HASH_SIZE);
        t->used[0] += (int)take;
        leaf += take;
        n -= take;
        if (t->used[0] == VERITY_FAN) {
            close_block(t, v, 0);
        }
    }
}

/* The root: the digest that is left alone once every level below is closed. */
static const uint8_t *root_of(struct verity_tree *t, struct verity *v)
{
    int top = VERITY_LEVELS - 1;

    while (top > 0 && t->used[top] == 0) {
        top--;
    }
    for (int i = 0; i <= top; i++) {
        bool waits = t->used[i] > 0;

        if (i == top && t->used[i] == 1) {
            return t->level[i];
        }
        if (waits) {
            close_block(t, v, i);
            if (i == top) {
                top++;
            }
        }
    }
    return t->level[top];
}

enum { AT_SIZE = 8, AT_ROOT = 16, DESCRIPTOR_SIZE = 256 };

/* The digest of a file of this size with this root; NULL: it is empty. */
static void describe(struct verity *v, uint64_t size, const uint8_t *root, uint8_t out[HASH_SIZE])
{
    /* version 1, algorithm 1 (SHA-256), 2^12 bytes a block, no salt */
    uint8_t descriptor[DESCRIPTOR_SIZE] = {1, 1, 12, 0};

    for (int i = 0; i < 8; i++) {
        descriptor[AT_SIZE + i] = (uint8_t)(size >> (8 * i));
    }
    if (root != NULL) { /* the root of nothing is zero */
        memcpy(descriptor + AT_ROOT, root, HASH_SIZE);
    }
    hash_one(v, out, descriptor, sizeof(descriptor));
}

void verity_tree_end(struct verity_tree *t, struct verity *v, uint64_t size, uint8_t out[HASH_SIZE])
{
    assert(t->leaves == verity_block_count(size));
    describe(v, size, size > 0 ? root_of(t, v) : NULL, out);
}

void verity_small(struct verity *v, const struct verity_small *file, size_t n, uint8_t *room)
{
    uint8_t root[VERITY_SMALL_MAX][HASH_SIZE];
    size_t blocks = 0;

    assert(n <= VERITY_SMALL_MAX);
    for (size_t i = 0; i < n; i++) {
        const size_t used = file[i].n * HASH_SIZE;
        uint8_t *block = room + blocks * VERITY_BLOCK;

        assert(file[i].n > 0 && file[i].n <= VERITY_FAN);
        if (file[i].n > 1) {
            memcpy(block, file[i].leaf, used);
            memset(block + used, 0, VERITY_BLOCK - used);
            blocks++;
        }
    }
    verity_blocks(v, root, room, blocks);
    blocks = 0;
    for (size_t i = 0; i < n; i++) {
        describe(v, file[i].size, file[i].n > 1 ? root[blocks++] : file[i].leaf[0], file[i].out);
    }
}
